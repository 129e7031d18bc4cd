"""Sessions that are played once for several pictures: each begins without colours, which it gets at the end,
and then another theme or a larger window.

A session for each picture takes three times as long, and shows the same: the pictures of both were compared.
"""

import asyncio
import math
from collections.abc import Awaitable, Callable
from functools import partialmethod
from typing import Any, NamedTuple

import pytest
from rich.console import Console
from textual import _doc
from textual.app import App
from textual.filter import Monochrome
from textual.pilot import Pilot
from textual.widgets import Static

from dm_tui.tui.widgets.choices import Choices

Size = tuple[int, int]


class Look(NamedTuple):
    """How the program is looked at, and the look before it in the same session."""

    size: Size
    theme: str = "dm-dark"
    no_color: bool = False
    after: str = ""


LOOKS = {
    "no-color": Look((80, 24), no_color=True),
    "80x24": Look((80, 24), after="no-color"),
    "light": Look((80, 24), "dm-light", after="80x24"),
    "contrast": Look((80, 24), "dm-contrast", after="light"),
    "120x36": Look((120, 36), after="contrast"),
    "160x48": Look((160, 48), after="120x36"),
}
"""The looks of a screen, in the order in which they are chosen in a session."""

WIDE = "120x36"
"""With this look a session of its own begins where a screen shows more if it is opened in a large window."""

Play = Callable[[Pilot[Any]], Awaitable[None]]
Open = Callable[[Look], tuple[App[Any], Play]]

_taken: dict[tuple[str, str, str], str] = {}
_no_app: App[Any] = App()


def compare(
    snap_compare: Any,
    patch: pytest.MonkeyPatch,
    story: tuple[str, str],
    look: str,
    start: Open,
    *,
    opened_wide: bool = False,
) -> bool:
    """Say whether a story looks as it did; play it if no picture of its session is there yet.

    The story of a screen that is `opened_wide` is played in a large window, too.
    """
    if (*story, look) not in _taken:
        together = [name for name in LOOKS if _first(name, opened_wide) == _first(look, opened_wide)]
        for taken, svg in _play(patch, together, start).items():
            _taken[(*story, taken)] = svg
    svg = _taken.pop((*story, look))
    patch.setattr(_doc, "take_svg_screenshot", lambda **_: svg)
    same: bool = snap_compare(_no_app)
    return same


def _first(look: str, opened_wide: bool) -> str:
    """Return the look with which the session of this one begins."""
    while LOOKS[look].after and not (opened_wide and look == WIDE):
        look = LOOKS[look].after
    return look


def _play(patch: pytest.MonkeyPatch, looks: list[str], start: Open) -> dict[str, str]:
    first = LOOKS[looks[0]]
    if first.no_color:
        patch.setenv("NO_COLOR", "1")
    patch.setattr(Console, "export_svg", partialmethod(Console.export_svg, unique_id="terminal-0"))
    app, play = start(first)
    app.animation_level = "none"
    svgs: dict[str, str] = {}

    async def take_each(pilot: Pilot[Any]) -> None:
        await play(pilot)
        now = first
        for name in looks:
            look = LOOKS[name]
            if now.no_color and not look.no_color:
                _give_colors(app)
            if look.theme != now.theme:
                app.theme = look.theme
            if look.size != now.size:
                await pilot.resize_terminal(*look.size)
                for below in app.screen_stack[:-1]:  # their own timer would lay them out some time
                    below._on_timer_update()
            now = look
            await stands_still(pilot)
            svgs[name] = app.export_screenshot(title=app.title, simplify=True)
        app.exit()

    app.run(headless=True, auto_pilot=take_each, size=first.size)
    return svgs


def _give_colors(app: App[Any]) -> None:
    """Let an app that began with `NO_COLOR` go on as if it had begun without."""
    app.no_color = False
    app._filters = [line_filter for line_filter in app._filters if not isinstance(line_filter, Monochrome)]
    for screen in app.screen_stack:
        for widget in screen.walk_children(with_self=True):
            if isinstance(widget, Choices):  # what is chosen was written without colours
                widget.watch_highlighted(widget.highlighted, widget.highlighted)
            widget.notify_style_update()
            widget.refresh()
    app.refresh_css(animate=False)


async def until(condition: Callable[[], bool]) -> None:
    """Wait for something to become true."""
    async with asyncio.timeout(10):
        while not condition():
            await asyncio.sleep(0.01)


LOOK, LOOKED = 0.04, 3
"""Seconds between two looks whether anything was painted, and how many must find nothing."""

TURNS = 20
"""Turns of the event loop in which a timer that is over, or a worker that ended, has told its widget so."""


async def stands_still(pilot: Pilot[Any]) -> None:
    """Wait until nothing is under way any more, and nothing was painted in three looks.

    The next look is at once where no timer falls due until the last of them: nothing could happen meanwhile.
    """
    pilot.app.screen.refresh(layout=True)
    still = 0
    async with asyncio.timeout(20):
        while still < LOOKED or is_busy(pilot):
            if is_busy(pilot) or _next_due() < asyncio.get_running_loop().time() + LOOKED * LOOK:
                await asyncio.sleep(LOOK)
            for _ in range(TURNS):
                await asyncio.sleep(0)
            await pilot.pause()
            compositor = pilot.app.screen._compositor
            still = 0 if compositor._dirty_regions else still + 1
            compositor._dirty_regions.clear()


def _next_due() -> float:
    """Return the time of the loop at which its next timer falls due."""
    loop: Any = asyncio.get_running_loop()
    return min((timer.when() for timer in loop._scheduled if not timer.cancelled()), default=math.inf)


def is_busy(pilot: Pilot[Any]) -> bool:
    """Say whether a worker is under way."""
    return any(not worker.is_finished for worker in pilot.app.workers)


def has_counted(pilot: Pilot[Any], words: str = "") -> bool:
    """Say whether nothing is looked for any more, and a count has these words."""
    counts = [str(widget.render()) for widget in pilot.app.screen.query(".count").results(Static)]
    return not is_busy(pilot) and (not words or any(words in count for count in counts))
