"""The columns of a table as they are laid out: each as wide as its widest cell seen so far."""

from collections.abc import Sequence

from rich.console import Console
from rich.segment import Segment
from rich.style import Style
from rich.text import Text
from textual.strip import Strip

from dm_tui.tui.console.lists.list_spec import Column, Row

GAPS = 2
"""Cells of a column besides its text: one at each side."""

NARROWEST = 10
"""Cells of a flexible column, at least."""


class ColumnLayout:
    """Which columns are shown, how wide they are, and the line that a row makes.

    What does not fit takes it from the columns that are `flexible`. Those that are spare go next: no line is
    cut.
    """

    def __init__(self, columns: Sequence[Column] = ()) -> None:
        self._columns = columns
        self._widest = [column.head.cell_len for column in columns]
        self._widths = list(self._widest)
        self._shown = list(range(len(columns)))

    def widen(self, rows: Sequence[Row], room: int) -> int:
        """Make the columns wide enough for these rows, fit them into `room`, and return their width."""
        for row in rows:
            for at, column in enumerate(self._columns):
                self._widest[at] = max(self._widest[at], column.cell(row.cells[at]).cell_len)
        self._widths, self._shown = list(self._widest), list(range(len(self._widest)))
        if room > 0:
            self._narrow(room, [column.keeps for column in self._columns])
            for at in sorted(self._shown, key=lambda at: (self._columns[at].spare, at), reverse=True):
                if self._columns[at].spare and self._width > room:
                    self._shown.remove(at)
            self._widths = list(self._widest)
            self._narrow(room, [NARROWEST] * len(self._columns))
        return self._width

    def _narrow(self, room: int, least: Sequence[int]) -> None:
        for at in self._shown:
            if self._columns[at].flexible and self._width > room:
                fitting = self._widest[at] - (self._width - room)
                self._widths[at] = max(fitting, min(least[at], self._widest[at]))

    @property
    def _width(self) -> int:
        return sum(self._widths[at] + GAPS for at in self._shown)

    def at(self, x: int) -> int | None:
        """Return the place of the column at this cell of a line."""
        for at in self._shown:
            x -= self._widths[at] + GAPS
            if x < 0:
                return at
        return None

    def head(self) -> list[Text]:
        """Return the cells of the head."""
        return [column.head for column in self._columns]

    def cells(self, row: Row) -> list[Text]:
        """Return the cells of a row."""
        return [column.cell(value) for column, value in zip(self._columns, row.cells, strict=True)]

    def line(self, cells: Sequence[Text], style: Style, console: Console, bars: Style | None = None) -> Strip:
        """Return the line of these cells; those with colours of their own, which are bars, stand on `bars`.

        Without it they have no colours but those of `style`.
        """
        segments: list[Segment] = []
        for at in self._shown:
            own = bars if cells[at].spans else style
            segments += _segments(cells[at], self._widths[at], own or style, console, plain=own is None)
        return Strip(segments).simplify()


def _segments(cell: Text, width: int, style: Style, console: Console, *, plain: bool) -> list[Segment]:
    """Return a cell between two spaces; a `plain` one has no colours but those of `style`."""
    line = cell.copy()
    if plain:
        line.spans.clear()
    line.truncate(width, overflow="ellipsis")
    gap = " " * (width - line.cell_len)
    before, after = (gap, "") if cell.justify == "right" else ("", gap)
    line.end = ""
    inner = Segment.apply_style(line.render(console), style)
    return [Segment(f" {before}", style), *inner, Segment(f"{after} ", style)]
