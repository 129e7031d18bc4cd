"""A table as lines: aligned on a terminal, separated by tabs in a pipe."""

import sys
from collections.abc import Sequence


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
    widths = [max(len(row[i]) for row in (heads, *rows)) for i in range(len(heads))]
    head, *lines = (
        "  ".join(
            cell.rjust(width) if str(i) in right else cell.ljust(width)
            for i, (cell, width) in enumerate(zip(row, widths, strict=True))
        ).rstrip()
        for row in (heads, *rows)
    )
    return [TableHead(head), *lines]
