"""Wait until an app is at rest: every widget waits for its next message, and nothing is left to paint.

Textual's pilot posts a callback to every widget, waits for all of them, and then until the processor has been
idle for some time. That takes a third of a test's processor time and most of its time by the clock, and on a
busy machine the processor is idle while the app is not. To look whether the widgets wait takes neither.
"""

import asyncio
import time
from collections.abc import Hashable, Sequence
from typing import Any

import pytest
from textual import app as textual_app
from textual import pilot, screen
from textual._compositor import Compositor
from textual._context import active_app
from textual.app import App
from textual.message_pump import MessagePump
from textual.pilot import Pilot
from textual.screen import Screen
from textual.timer import Timer

DEADLINE = 20.0
"""Seconds until an app that never comes to rest fails its test."""

PATIENCE = 400
"""Looks for which a thread is waited for; some tests hold one. On a busy machine a look takes longer, too."""

NEXT_LOOK = 0.005
"""Seconds until the next of them."""

SOON = 0.5
"""Seconds until a timer is due that is waited for; others take messages away, or begin what is not seen."""

FRAME = 1.0
"""Seconds between two frames nobody asked for; the program paints sixty a second."""

SHOWN = 0.6 * DEADLINE
"""Seconds for which a toast is shown: on a busy machine it was gone before a test looked at it.

What lies under it is waited for longer.
"""

SPINS = 200
"""Turns of the event loop after which a wait is no longer for messages but for a thread or a timer."""

LOOKS = 10
"""Turns for which only the widget that was busy is looked at; it may wait for a dialog above it, then."""

_render_update = Compositor.render_update


async def work_off(app: App[Any]) -> None:
    """Wait until `app` is at rest; raise what it failed with."""
    end, turns = time.monotonic() + DEADLINE, 0
    while (busy := _busy(app) or _busy_after_paint(app)) is not None:
        for _ in range(LOOKS):
            assert time.monotonic() < end, f"{app.screen} never comes to rest"
            turns += 1
            await asyncio.sleep(0 if turns < SPINS else 0.001)
            if app._exception is not None:
                raise app._exception
            if _waits(busy):
                break


async def come_to_rest(app: App[Any]) -> None:
    """Wait until `app` is at rest and nothing is under way that may change that; for `PATIENCE` at most."""
    await work_off(app)
    for _ in range(PATIENCE):
        if app._exit or not is_under_way(app):
            break
        await asyncio.sleep(NEXT_LOOK)
        await work_off(app)


def is_under_way(app: App[Any]) -> bool:
    """Say whether a worker, or a timer that is due soon, may still bring something to the screen."""
    if any(not worker.is_finished for worker in app.workers):
        return True
    return any(_is_due_soon(timer) for pump in (app, *app._registry) for timer in pump._timers)


def _is_due_soon(timer: Timer) -> bool:
    once = timer._repeat == 0 and timer._interval <= SOON
    return once and timer._task is not None and not timer._task.done()


def paint(app: App[Any]) -> None:
    """Lay out and paint what waits for the next frame, the screens under a dialog first.

    Frames come when they are looked at, not by the clock.
    """
    if app.screen_stack and app.screen.is_running:
        app._check_resize()
        for screen in _seen_screens(app):
            if screen.is_running:
                screen._on_timer_update()


def draw(app: App[Any]) -> None:
    """Draw all that changed since it was drawn last, as the terminal would get it."""
    compositor = app.screen._compositor
    if app.screen.is_running and compositor._dirty_regions:
        _render_update(compositor, screen_stack=app._background_screens)


_drawn: set[Hashable] = set()
"""The kinds of screens that were drawn in this process, each in each size."""


def draw_new(app: App[Any]) -> None:
    """Draw the screen in front if none of its kind was drawn in this size; a test ends on a drawn one."""
    kind = (type(app.screen), app.screen.id, app.size)
    if kind not in _drawn:
        _drawn.add(kind)
        draw(app)


def pause_until_at_rest(patch: pytest.MonkeyPatch) -> None:
    """Let every pause of Textual's pilot last until the app is at rest, and paint only then.

    Whole pictures are drawn when they are asked for, and changes by `draw`: a user who types sees the last of
    several frames.
    """

    def draw_later(compositor: Compositor, full: bool = False, **named: Any) -> object:
        return _render_update(compositor, full, **named) if full else None

    patch.setattr(Compositor, "render_update", draw_later)

    async def wait_for_idle(*_: float) -> None:
        await _rest(active_app.get())

    async def wait_for_screen(finger: Pilot[Any], *_: float) -> bool:
        await _rest(finger.app)
        return True

    patch.setattr(pilot, "wait_for_idle", wait_for_idle)
    patch.setattr(textual_app, "wait_for_idle", wait_for_idle)
    patch.setattr(Pilot, "_wait_for_screen", wait_for_screen)
    patch.setattr(screen, "UPDATE_PERIOD", FRAME)
    patch.setattr(App, "NOTIFICATION_TIMEOUT", SHOWN)


async def _rest(app: App[Any]) -> None:
    await asyncio.sleep(0)
    if not app._exit:
        await work_off(app)


def _busy_after_paint(app: App[Any]) -> MessagePump | None:
    paint(app)
    return _busy(app)  # with what painting set off


def _busy(app: App[Any]) -> MessagePump | None:
    """Return something that does not wait for its next message, None if all of the app does.

    An app that holds its frames back has still to lay out what changed, whatever its widgets wait for.
    """
    if app._batch_count and not app._exit:
        return app
    if not _waits(app):
        return app
    pumps = (pump for screen in _seen_screens(app) for pump in screen.walk_children(with_self=True))
    return next((pump for pump in pumps if not _waits(pump)), None)


def _seen_screens(app: App[Any]) -> Sequence[Screen[Any]]:
    """Return the screen in front, and before it those that may be seen beside a dialog."""
    return (*app._background_screens, app.screen)


def _waits(pump: MessagePump) -> bool:
    """Say whether all messages of a widget are worked off, and it waits for the next.

    One that goes away does.
    """
    if pump._closing or pump._closed:
        return True
    ready: asyncio.Event = pump._message_queue.ready_event
    return bool(ready._waiters) and not ready.is_set() and not pump._next_callbacks
