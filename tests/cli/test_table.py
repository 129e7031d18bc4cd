"""Tables of the command line: columns stand under one another in cells, whatever letters are in them."""

import sys

import pytest

from dm_tui.domain.text import cell_width
from dm_tui.lines.table import table

ROWS = [
    ("Ada", "1"),
    ("李雷雷", "22"),
    ("Zoe\u0308", "3"),
    ("\u202eABC", "4"),
    ("한국", "5"),
    ("☀\ufe0f", "6"),
    ("Łódź…", "7"),
]


def places(lines: list[str]) -> set[int]:
    """Return the cells in which the last letter of each line stands."""
    return {cell_width(line) for line in lines}


@pytest.fixture(autouse=True)
def on_a_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys.stdout, "isatty", lambda: True)


@pytest.mark.parametrize("ascii_only", [False, True])
def test_columns_are_aligned_in_cells(ascii_only: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    if ascii_only:
        monkeypatch.setenv("DM_TUI_ASCII", "1")
    lines = table(["name", "count"], ROWS, right="1")
    assert len(places(lines)) == 1
    assert all(line.isascii() for line in lines) is ascii_only
    assert (len({len(line) for line in lines}) == 1) is ascii_only, "characters alone would not do"


@pytest.mark.parametrize(
    ("text", "cells"),
    [("", 0), ("abc", 3), ("李", 2), ("e\u0301", 1), ("\u200b", 0), ("☀\ufe0f", 2), ("…", 1)],
)
def test_a_text_has_the_width_that_a_terminal_gives_it(text: str, cells: int) -> None:
    assert cell_width(text) == cells
