"""The month of the chosen day as a calendar, and the last months by what paid for them."""

from collections.abc import Sequence
from datetime import datetime
from itertools import zip_longest
from typing import NamedTuple

from textual.app import RenderResult
from textual.content import Content
from textual.geometry import Region
from textual.widget import Widget

from dm_tui.domain.billing_zone import BILLING_ZONE
from dm_tui.domain.counts import short_number
from dm_tui.domain.usage.pictured_days import step_of, weeks_of
from dm_tui.tui.bars_and_ladders import Cell, bar_segments, joined_cells
from dm_tui.tui.marks import MARKS
from dm_tui.tui.screen_text import Part, lines, text
from dm_tui.tui.stacked_columns import BarPart, bar_legend

_DAYS = ("Mo", "Tu", "We", "Th", "Fr", "Sa", "Su")
_CELL, _CELL_WITH_FIGURE = 4, 9
"""Cells of a day: its mark, its number and its heat; and those with its emails beside them."""


class MonthCalendar(Widget):
    """A month: each day has a mark, the higher the more was sent, and its figure where there is room."""

    def __init__(self, *, id: str) -> None:
        super().__init__(id=id)
        self._emails: dict[int, int] = {}
        self._most = 0
        self._chosen = datetime(2000, 1, 1, tzinfo=BILLING_ZONE)

    def show(self, emails: dict[int, int], most: int, chosen: datetime) -> None:
        """Paint the month of a day, with the emails of its days; `most` is the most of any day."""
        local = chosen.astimezone(BILLING_ZONE)
        before, same = self._chosen, (emails, most) == (self._emails, self._most)
        drawn = self._rows()
        self._emails, self._most, self._chosen = emails, most, local
        if same and (before.year, before.month) == (local.year, local.month):
            if before != local:
                self.refresh(self._region(before.day), self._region(local.day))
            return
        # Textual's own setter of the title paints the whole panel again.
        self._border_title = self.render_str(f"{local:%B %Y}")
        width = self.content_size.width
        rows = zip_longest(drawn, self._rows(), fillvalue=None)
        changed = [row for row, (old, new) in enumerate(rows) if old is None or new is None or old != new]
        title = [Region(0, -1, width, 1)] if self.gutter.top else []
        self.refresh(*title, *(Region(0, row, width, 1) for row in changed))

    @property
    def _cell(self) -> int:
        return max(_CELL, min(_CELL_WITH_FIGURE, self.content_size.width // 7))

    @property
    def _rows_of_a_week(self) -> int:
        return 2 if self.content_size.height >= 13 else 1

    def _region(self, day: int) -> Region:
        tall = self._rows_of_a_week
        for row, week in enumerate(weeks_of(self._chosen.year, self._chosen.month)):
            if day in week:
                return Region(week.index(day) * self._cell, 1 + row * tall, self._cell, tall)
        return Region(0, 0, 0, 0)

    def render(self) -> RenderResult:
        return lines(text(*joined_cells(row)) for row in self._rows())

    def _rows(self) -> list[list[Cell]]:
        """Return the names of the days, and the cells of each week."""
        cell, chosen = self._cell, self._chosen
        rows: list[list[Cell]] = [[("".join(f" {name:<{cell - 1}}" for name in _DAYS), "$muted")]]
        for week in weeks_of(chosen.year, chosen.month):
            rows.append([self._day(day, cell) for day in week])
            if self._rows_of_a_week == 2:
                rows.append([self._figure(day, cell) for day in week])
        return rows

    def _day(self, day: int, cell: int) -> Cell:
        if not day:
            return " " * cell, ""
        step = step_of(self._emails.get(day, 0), self._most, len(MARKS.levels))
        heat = MARKS.levels[step - 1] if step else MARKS.dot
        figured = step and cell >= _CELL_WITH_FIGURE and self._rows_of_a_week == 1
        figure = f" {short_number(self._emails[day])}" if figured else ""
        here = MARKS.focus_left if day == self._chosen.day else " "
        return f"{here}{day:>2}{heat}{figure:<{cell - 4}}", self._style(day)

    def _style(self, day: int) -> str:
        """Return one style for the whole day: a month is painted again in few runs."""
        if day == self._chosen.day:
            return "bold"
        return "$primary" if self._emails.get(day) else "$muted"

    def _figure(self, day: int, cell: int) -> Cell:
        emails = self._emails.get(day, 0)
        words = f"{emails:,}" if len(f"{emails:,}") < cell else short_number(emails)
        return f" {words if emails else '':<{cell - 1}}", self._style(day)


_NAME = 6
"""Cells of the mark and the name of a month."""


class MonthOfMail(NamedTuple):
    """A month: its name, its emails, and the parts of its bar."""

    name: str
    emails: int
    parts: Sequence[int]
    is_chosen: bool


class MonthBars(Widget):
    """A bar for each month, newest first, with parts that differ in shape: what paid for the emails."""

    def __init__(self, *, id: str) -> None:
        super().__init__(id=id)
        self._months: Sequence[MonthOfMail] = ()
        self._bar: Sequence[BarPart] = ()

    def show(self, title: str, months: Sequence[MonthOfMail], bar: Sequence[BarPart]) -> None:
        """Paint these months."""
        if (months, bar) == (self._months, self._bar):
            return
        before, self._months = self._months, months
        moved = bar == self._bar and [month[:3] for month in months] == [month[:3] for month in before]
        self._bar = bar
        if moved:  # only the mark of the chosen month
            tall = 2 if self._is_tall else 1
            changed = [row for row, (old, new) in enumerate(zip(before, months, strict=True)) if old != new]
            self.refresh(*(Region(0, row * tall, _NAME, 1) for row in changed))
            return
        self.border_title = title
        self.refresh()

    @property
    def _is_tall(self) -> bool:
        return self.content_size.height > 2 * len(self._months)

    def render(self) -> RenderResult:
        width = self.content_size.width
        most = max((month.emails for month in self._months), default=0)
        figures = max((len(f"{month.emails:,}") for month in self._months), default=1)
        room = max(3, width - 7 - figures)
        legend = bar_legend(self._bar, width)
        rows: list[Part] = []
        for month in self._months[: max(1, self.content_size.height - len(legend))]:
            rows.append(self._row(month, most, room, figures))
            if self._is_tall:
                rows.append("")
        return lines([*rows, *legend])

    def _row(self, month: MonthOfMail, most: int, room: int, figures: int) -> Content:
        marks = [(part.mark, emails) for part, emails in zip(self._bar, month.parts, strict=True)]
        segments = bar_segments(marks, most, room)
        bar = [(drawn, f"${part.colour}") for drawn, part in zip(segments, self._bar, strict=True)]
        gap = " " * (room - sum(map(len, segments)))
        mark = MARKS.focus_left if month.is_chosen else " "
        style = "bold" if month.is_chosen else "$muted"
        return text((f"{mark} {month.name} ", style), *bar, gap, f" {month.emails:>{figures},}")
