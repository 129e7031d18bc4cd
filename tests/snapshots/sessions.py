"""Sessions that are played once for several pictures: each begins without colours, which it gets at the end,
and then another theme or a larger window.

A session for each picture takes three times as long, and shows the same: the pictures of both were compared.
"""

import asyncio
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
from tests.at_rest import DEADLINE, come_to_rest, is_under_way

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
    async with asyncio.timeout(DEADLINE):
        while not condition():
            await asyncio.sleep(0.01)


async def stands_still(pilot: Pilot[Any]) -> None:
    """Wait until nothing is under way any more, on the screens under a dialog neither.

    What comes now and then is not waited for: no picture may depend on it.
    """
    pilot.app.screen.refresh(layout=True)
    await pilot.pause()
    await come_to_rest(pilot.app)
    assert not is_under_way(pilot.app), "a picture of what is still under way"


def is_busy(pilot: Pilot[Any]) -> bool:
    """Say whether a worker is under way."""
    return any(not worker.is_finished for worker in pilot.app.workers)


def has_counted(pilot: Pilot[Any], words: str = "") -> bool:
    """Say whether nothing is looked for any more, and a count has these words."""
    counts = [str(widget.render()) for widget in pilot.app.screen.query(".count").results(Static)]
    return not is_busy(pilot) and (not words or any(words in count for count in counts))
