"""A table as lines: aligned on a terminal, separated by tabs in a pipe."""

import sys
from collections.abc import Sequence

from dm_tui.domain.text import cell_width, show_control_characters, to_ascii
from dm_tui.settings.ascii_only import ascii_only


class TableHead(str):
    """The line that names the columns of a table."""

    __slots__ = ()


def table(heads: Sequence[str], rows: Sequence[Sequence[str]], right: str = "", empty: str = "") -> list[str]:
    """Return lines, the first of which names the columns; `empty`, if it is given, where there are no rows.

    On a terminal the columns are aligned, those whose number is in `right` to the right; in a pipe tabs
    separate the cells, as other programs expect.
    """
    if empty and not rows:
        return [empty]
    if not sys.stdout.isatty():
        return ["\t".join(row) for row in (heads, *rows)]
    shown = [[as_shown(cell) for cell in row] for row in (heads, *rows)]
    widths = [max(map(cell_width, column)) for column in zip(*shown, strict=True)]
    head, *lines = (
        "  ".join(
            pad(cell, width, to_the_right=str(i) in right)
            for i, (cell, width) in enumerate(zip(row, widths, strict=True))
        ).rstrip()
        for row in shown
    )
    return [TableHead(head), *lines]


def as_shown(text: str) -> str:
    """Return text as the terminal gets it: what is replaced on the way there may be longer than it was."""
    visible = show_control_characters(text)
    return to_ascii(visible) if ascii_only() else visible


def pad(text: str, width: int, *, to_the_right: bool = False) -> str:
    """Return text filled with spaces to a width in cells."""
    gap = " " * (width - cell_width(text))
    return f"{gap}{text}" if to_the_right else f"{text}{gap}"
