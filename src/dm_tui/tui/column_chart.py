"""Columns over days under the line of the daily quota: where each is, how high, and its picture.

The geometry is pure: cells in, cells out. A widget paints the rows for the width it has.
"""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import NamedTuple

from textual.content import Content

from dm_tui.domain.billing_zone import BILLING_ZONE
from dm_tui.domain.counts import short_number
from dm_tui.tui.bars_and_ladders import Cell, column_cell, joined_cells, write_cells
from dm_tui.tui.marks import MARKS
from dm_tui.tui.screen_text import text

MAX_SLOT = 9
"""Cells of a column and its gap at most."""

_ROUNDED_FROM = 20
"""Half of an odd number is rounded above this, where nobody sees it; half of 3 would read 2."""

_AXIS = 7
"""Cells of the numbers at the left, and of the line beside them."""


class Slots(NamedTuple):
    """The places of columns: `step` cells each, the last one empty where there is room for a gap.

    `first` is the index of the first value that has room, `left` its first cell.
    """

    first: int
    left: int
    step: int

    @property
    def wide(self) -> int:
        """Cells of a column itself."""
        return self.step - 1 if self.step > 1 else 1

    def at(self, index: int) -> int:
        """Return the first cell of a value's column."""
        return self.left + (index - self.first) * self.step


def fit_slots(count: int, width: int) -> Slots:
    """Return where `count` columns stand in `width` cells: the newest at the right, the oldest give way."""
    step = max(1, min(MAX_SLOT, width // max(1, count)))
    shown = min(count, max(1, width // step))
    return Slots(count - shown, width - shown * step, step)


def draw_columns(
    values: Sequence[int], slots: Slots, top: int, size: tuple[int, int], quota: int | None, chosen: int = -1
) -> list[list[Cell]]:
    """Return the rows of the columns; the `chosen` one differs, and the quota is a line behind them all."""
    width, height = size
    cells: list[list[Cell]] = [[(" ", "")] * width for _ in range(height)]
    if quota and quota <= top:
        cells[_row_of(quota, top, height)] = [("┄", "$warning")] * width
    for index in range(slots.first, len(values)):
        style = "$foreground" if index == chosen else "$good"
        tall = max(0.125, values[index] / top * height) if values[index] else 0.0
        for row in range(height):
            mark = column_cell(tall, height - 1 - row)
            if mark != " ":
                begin = slots.at(index)
                cells[row][begin : begin + slots.wide] = [(mark, style)] * slots.wide
    return cells


def rows_of(value: int, top: int, height: int) -> int:
    """Return how many rows of `height` the column of a value is in."""
    return min(height, -(-value * height // top)) if value > 0 else 0


def _row_of(value: int, top: int, height: int) -> int:
    return min(height - 1, max(0, height - max(1, round(value / top * height))))


def label_days(days: Sequence[datetime], slots: Slots, width: int) -> list[Cell]:
    """Return the row below the columns: the day of each where it has room, else where a month begins."""
    row: list[Cell] = [(" ", "")] * width
    free = 0
    for index in range(slots.first, len(days)):
        day = days[index].astimezone(BILLING_ZONE)
        begins = day.day == 1 or (index == slots.first and _stays(days, index, slots))
        if slots.step >= 4:
            words = f"{day:%a} {day.day}" if slots.step >= 7 else str(day.day)
        elif begins:
            words = f"{day:%b}"
        else:
            continue
        at = slots.at(index) + max(0, (slots.wide - len(words)) // 2 if slots.step >= 4 else 0)
        if at >= free and at + len(words) <= width:
            write_cells(row, at, words, "$muted")
            free = at + len(words) + 1
    return row


def _stays(days: Sequence[datetime], index: int, slots: Slots) -> bool:
    """Say whether the name of a month that began before has room until the next month begins."""
    room = 4 // slots.step
    return all(day.astimezone(BILLING_ZONE).day != 1 for day in days[index + 1 : index + 1 + room])


def with_amounts(cells: list[list[Cell]], values: Sequence[int], slots: Slots, top: int) -> None:
    """Write each value above its column, where all columns have room for theirs."""
    height = len(cells)
    if max((len(f"{value:,}") for value in values), default=0) > slots.wide:
        return
    for index in range(slots.first, len(values)):
        words = f"{values[index]:,}"
        if not values[index]:
            continue
        row = height - 1 - max(1, -(-values[index] * height // top))
        if row >= 0:
            write_cells(cells[row], slots.at(index) + (slots.wide - len(words)) // 2, words, "")


def with_axis(cells: Sequence[Sequence[Cell]], top: int, breaks: Collection[int] = ()) -> list[Content]:
    """Return the rows with the numbers of the axis at their left; no run of cells goes across `breaks`."""
    height = len(cells)
    labels = {0: short_number(top), height - 1: "0"}
    if height >= 6 and not height % 2 and (top > _ROUNDED_FROM or not top % 2):
        labels[height // 2] = short_number(top / 2)
    return [
        text(
            (f"{labels.get(row, ''):>{_AXIS - 2}} ", "$muted"),
            (MARKS.side, "$line"),
            *joined_cells(line, breaks),
        )
        for row, line in enumerate(cells)
    ]


def below_axis(row: Sequence[Cell]) -> Content:
    """Return a row below the columns, behind the width of the axis."""
    return text(" " * _AXIS, *joined_cells(row))


def room_beside_axis(width: int) -> int:
    """Return the cells that are left for columns."""
    return max(1, width - _AXIS)
