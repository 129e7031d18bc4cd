"""What is written to the terminal: the first frame of the console, and each key on a tab."""

from pathlib import Path
from statistics import median

from dm_tui.tui.console.shared.tab_names import tab_key
from tests.benchmarks.cases import CONSOLE, WARM_UP, Place
from tests.benchmarks.table import Row
from tests.benchmarks.terminal import Terminal

FIRST_FRAME, KEY_IN_A_LIST, KEY_ON_USAGE = 45_000, 3_000, 2_000
"""Bytes at most (our own choice)."""

UP, DOWN, LEFT = b"\x1b[A", b"\x1b[B", b"\x1b[D"

KEYS = 8
KEY_QUIET = 0.2
"""Seconds without a byte after which a key has written all: a preview follows its list a moment later."""

PAST_THE_WINDOW = 110
"""Keys that lead to a day beside those which the columns show in a window of this size."""


def painted_rows(root: Path) -> list[Row]:
    """Start the console of months of history, press keys on it, and return the rows."""
    place = Place(root / "painted")
    place.run(place.command("sandbox", "load", "busy"))
    with place.terminal(place.program()) as terminal:
        terminal.wait_for(*CONSOLE)
        terminal.settle()
        first = len(terminal.painted)
        terminal.idle(WARM_UP)
        in_lists = _keys(terminal, "plans", [DOWN, UP] * (KEYS // 2))
        on_usage = _keys(terminal, "usage", [LEFT] * PAST_THE_WINDOW)
    return [
        _row("First frame of the console", first, FIRST_FRAME),
        _row(f"A key in a list, most of {KEYS}", max(in_lists), KEY_IN_A_LIST),
        _row("A key on Usage, median", median(on_usage), KEY_ON_USAGE),
        _row(f"A key on Usage, most of {PAST_THE_WINDOW}", max(on_usage), KEY_ON_USAGE),
    ]


def _keys(terminal: Terminal, tab: str, keys: list[bytes]) -> list[int]:
    """Open a tab, press keys one after another, and return how many bytes each wrote."""
    terminal.press(tab_key(tab).encode())
    terminal.idle(1)
    written = []
    for key in keys:
        terminal.press(key)
        terminal.settle(KEY_QUIET)
        written.append(len(terminal.painted))
    return written


def _row(name: str, written: float, limit: int) -> Row:
    return Row(name, f"{written / 1000:.1f} KB", f"{limit / 1000:.0f} KB", written / limit, 1.0)
