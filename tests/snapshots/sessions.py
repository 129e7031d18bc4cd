"""Sessions that are played once for several pictures: another theme or a larger window is chosen at the end.

A session for each picture takes twice the time, and shows the same: the pictures of both were compared.
"""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any, NamedTuple

import pytest
from textual import _doc
from textual.app import App
from textual.pilot import Pilot
from textual.widgets import Static

Size = tuple[int, int]


class Look(NamedTuple):
    """How the program is looked at, and the look of the session in which that is chosen."""

    size: Size
    theme: str = "dm-dark"
    no_color: bool = False
    begins: str = ""


LOOKS = {
    "80x24": Look((80, 24)),
    "light": Look((80, 24), "dm-light", begins="80x24"),
    "contrast": Look((80, 24), "dm-contrast", begins="80x24"),
    "120x36": Look((120, 36)),
    "160x48": Look((160, 48), begins="120x36"),
    "no-color": Look((80, 24), no_color=True),
}
"""The looks of a screen; each that begins a session is before those that are chosen in it."""

Play = Callable[[Pilot[Any]], Awaitable[None]]
Open = Callable[[Look], tuple[App[Any], Play]]

_taken: dict[tuple[str, str, str], str] = {}


def compare(
    snap_compare: Any, patch: pytest.MonkeyPatch, story: tuple[str, str], look: str, start: Open
) -> bool:
    """Say whether a story looks as it did; play it if no picture of its session is there yet."""
    if (*story, look) not in _taken:
        begins = LOOKS[look].begins or look
        together = [begins, *(name for name in LOOKS if LOOKS[name].begins == begins)]
        for taken, svg in _play(patch, together, start).items():
            _taken[(*story, taken)] = svg
    svg = _taken.pop((*story, look))
    patch.setattr(_doc, "take_svg_screenshot", lambda **_: svg)
    same: bool = snap_compare(App())
    return same


def _play(patch: pytest.MonkeyPatch, looks: list[str], start: Open) -> dict[str, str]:
    first = LOOKS[looks[0]]
    if first.no_color:
        patch.setenv("NO_COLOR", "1")
    app, play = start(first)
    app.animation_level = "none"
    svgs: dict[str, str] = {}

    async def take_each(pilot: Pilot[Any]) -> None:
        await play(pilot)
        now = first
        for name in looks:
            look = LOOKS[name]
            if look.theme != now.theme:
                app.theme = look.theme
            if look.size != now.size:
                await pilot.resize_terminal(*look.size)
                for below in app.screen_stack[:-1]:  # their own timer would lay them out some time
                    below._on_timer_update()
            now = look
            await stands_still(pilot)
            svgs[name] = app.export_screenshot(title=app.title, simplify=True)

    _doc.take_svg_screenshot(app, terminal_size=first.size, run_before=take_each)
    return svgs


async def until(condition: Callable[[], bool]) -> None:
    """Wait for something to become true."""
    async with asyncio.timeout(10):
        while not condition():
            await asyncio.sleep(0.01)


async def stands_still(pilot: Pilot[Any]) -> None:
    """Wait until nothing is under way any more, and nothing was painted in six looks."""
    pilot.app.screen.refresh(layout=True)
    still = 0
    async with asyncio.timeout(20):
        while still < 6 or is_busy(pilot):
            await pilot.pause(0.02)
            compositor = pilot.app.screen._compositor
            still = 0 if compositor._dirty_regions else still + 1
            compositor._dirty_regions.clear()


def is_busy(pilot: Pilot[Any]) -> bool:
    """Say whether a worker is under way."""
    return any(not worker.is_finished for worker in pilot.app.workers)


def has_counted(pilot: Pilot[Any], words: str = "") -> bool:
    """Say whether nothing is looked for any more, and a count has these words."""
    counts = [str(widget.render()) for widget in pilot.app.screen.query(".count").results(Static)]
    return not is_busy(pilot) and (not words or any(words in count for count in counts))
