"""The emails of each day as columns, with a cursor: its day is in words below, and a key repaints little."""

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

from rich.cells import cell_len
from textual import events
from textual.app import RenderResult
from textual.binding import Binding
from textual.content import Content
from textual.geometry import Region
from textual.widget import Widget

from dm_tui.tui.app_messages import Act
from dm_tui.tui.bars_and_ladders import Cell, write_cells
from dm_tui.tui.column_chart import (
    Slots,
    below_axis,
    draw_columns,
    fit_slots,
    label_days,
    room_beside_axis,
    rows_of,
    with_axis,
)
from dm_tui.tui.marks import MARKS
from dm_tui.tui.quota_line import quota_words, top_of
from dm_tui.tui.screen_text import justify_ends, lines, muted, text

ROWS_BELOW = 2
"""Rows below the columns: the days with the mark of the cursor, and the day in words."""

PLACE_CELLS = 4
"""Cells that are written in as many bytes as a place in the window."""

_FAR = 9_999
"""A step that leads to the first or the last day."""


class ChartDay(NamedTuple):
    """A day: when it begins, its emails, and the same in words."""

    begins: datetime
    emails: int
    words: str


class DayChart(Widget, can_focus=True):
    """Columns under the line of the daily quota. The newest day is at the right, and chosen at first."""

    BINDINGS = [
        Binding("left", "move(-1)", "A day back", id="usage.day_back", show=False),
        Binding("right", "move(1)", "A day forward", id="usage.day_on", show=False),
        Binding("up", "move(-7)", "A week back", id="usage.week_back", show=False),
        Binding("down", "move(7)", "A week forward", id="usage.week_on", show=False),
        Binding("home", f"move(-{_FAR})", "The first day", id="usage.first_day", show=False),
        Binding("end", f"move({_FAR})", "Today", id="usage.today", show=False),
    ]

    class Moved(Act):
        """Another day is chosen."""

    def __init__(self, *, id: str) -> None:
        super().__init__(id=id, classes="panel")
        self._days: Sequence[ChartDay] = ()
        self._quota: int | None = None
        self._first = 0
        self.chosen = 0
        self.border_title = "Sent a day"
        self.border_subtitle = f"{MARKS.focus_right} {MARKS.focus_left} a day   ▲ ▼ a week"

    def show(self, days: Sequence[ChartDay], quota: int | None) -> None:
        """Paint these days; a chosen one stays chosen while it is there, the last one otherwise."""
        if (days, quota) == (self._days, self._quota):
            return
        kept = self._days[self.chosen].begins if self._days else None
        at_end = self.chosen == len(self._days) - 1
        self._days, self._quota = days, quota
        places = {day.begins: number for number, day in enumerate(days)}
        last = len(days) - 1
        self.chosen = last if at_end or kept is None else places.get(kept, last)
        self.refresh()

    @property
    def _room(self) -> int:
        return room_beside_axis(self.content_size.width)

    def _days_in_window(self) -> tuple[Sequence[ChartDay], Slots]:
        shown = self._days[self._first : self._first + self._room]
        return shown, fit_slots(len(shown), self._room)

    def _scroll(self) -> bool:
        """Bring the chosen day into the window; return whether the window moved."""
        room, before = self._room, self._first
        last = max(0, len(self._days) - room)
        if not self._first <= self.chosen < self._first + room:
            self._first = self.chosen - room // 2
        if self.chosen > last:  # the newest days are at the right
            self._first = last
        self._first = min(last, max(0, self._first))
        return self._first != before

    def render(self) -> RenderResult:
        width, height = self.content_size
        if not self._days or height <= ROWS_BELOW or width < 12:
            return text(self._days[self.chosen].words if self._days else "")
        self._scroll()
        shown, slots = self._days_in_window()
        top, cells = self._columns_drawn()
        chosen = self.chosen - self._first
        labels = label_days([day.begins for day in shown], slots, self._room)
        write_cells(labels, slots.at(chosen) + (slots.wide - 1) // 2, MARKS.up, "bold")
        return lines(
            [*with_axis(cells, top, self._breaks(slots)), below_axis(labels), self._words(top, width)]
        )

    def _columns_drawn(self) -> tuple[int, list[list[Cell]]]:
        """Return the value at the upper end, and the rows of the columns in the window."""
        shown, slots = self._days_in_window()
        values = [day.emails for day in shown]
        top = top_of(max(values), self._quota)
        room = (self._room, max(1, self.content_size.height - ROWS_BELOW))
        return top, draw_columns(values, slots, top, room, self._quota, self.chosen - self._first)

    def _words(self, top: int, width: int) -> Content:
        words = text((self._days[self.chosen].words, "bold"))
        line = muted(quota_words(self._quota, top))
        whole = words.cell_length + line.cell_length + 2 <= width
        return justify_ends(words, line, width) if whole else words.truncate(width, ellipsis=True)

    def action_move(self, by: int) -> None:
        """Choose another day."""
        self.choose(self.chosen + by)

    def choose(self, day: int) -> None:
        """Choose a day, and repaint what differs: two columns, their marks, the words."""
        before, now = self.chosen, max(0, min(len(self._days) - 1, day))
        if now == before or not self._days:
            return
        drawn, words = self._columns_drawn(), self._words_drawn()
        self.chosen = now
        if self._scroll():
            self._refresh_what_differs(*drawn)
        else:
            self.refresh(*self._columns(before, now), *self._marks(before, now), self._changed_words(words))
        self.post_message(self.Moved())

    def _refresh_what_differs(self, top: int, drawn: list[list[Cell]]) -> None:
        """Repaint what differs from the window before; all of it where the axis has other numbers."""
        new_top, now = self._columns_drawn()
        if new_top != top:
            self.refresh()
            return
        left = self.content_size.width - self._room
        self.refresh(
            *(
                Region(left + begin, row, end - begin, 1)
                for row, (old, new) in enumerate(zip(drawn, now, strict=True))
                for begin, end in _differing(old, new)
            ),
            self._below(),
        )

    def _columns(self, before: int, now: int) -> list[Region]:
        """Return where two columns are: neighbours in one piece, and no row above the higher one."""
        shown, slots = self._days_in_window()
        width, height = self.content_size
        rows = max(0, height - ROWS_BELOW)
        top = top_of(max(day.emails for day in shown), self._quota)
        tall = max(rows_of(self._days[day].emails, top, rows) for day in (before, now))
        first, last = (width - self._room + slots.at(day - self._first) for day in sorted((before, now)))
        if last - first == slots.step:
            return [Region(first, rows - tall, slots.step + slots.wide, tall)]
        return [Region(left, rows - tall, slots.wide, tall) for left in (first, last)]

    def _breaks(self, slots: Slots) -> set[int]:
        """Return the cells at which the columns around the chosen one begin: those are painted again next."""
        chosen = self.chosen - self._first
        return {slots.at(chosen + by) for by in (-1, 0, 1, 2, -7, -6, -5, 7, 8, 9)}

    def _marks(self, before: int, now: int) -> list[Region]:
        """Return where the mark below the columns was, and where it is."""
        _, slots = self._days_in_window()
        width, height = self.content_size
        middle = width - self._room + (slots.wide - 1) // 2
        places = [middle + slots.at(day - self._first) for day in (before, now)]
        return [Region(place, max(0, height - ROWS_BELOW), 1, 1) for place in places]

    def _words_drawn(self) -> str:
        shown, _ = self._days_in_window()
        top = top_of(max(day.emails for day in shown), self._quota)
        return self._words(top, self.content_size.width).plain

    def _changed_words(self, before: str) -> Region:
        """Return where the last row is another one: what the quota is, at its right, stays."""
        now = self._words_drawn()
        longest = max(cell_len(before), cell_len(now))
        if longest != max(len(before), len(now)):  # some sign is wide
            return Region(0, max(0, self.content_size.height - 1), self.content_size.width, 1)
        pairs = zip(before.ljust(longest), now.ljust(longest), strict=True)
        differing = [at for at, (old, new) in enumerate(pairs) if old != new] or [0]
        return Region(differing[0], max(0, self.content_size.height - 1), differing[-1] - differing[0] + 1, 1)

    def _below(self) -> Region:
        width, height = self.content_size
        return Region(0, max(0, height - ROWS_BELOW), width, ROWS_BELOW)

    def on_click(self, event: events.Click) -> None:
        offset = event.get_content_offset(self)
        if offset is None or not self._days:
            return
        shown, slots = self._days_in_window()
        column = offset.x - (self.content_size.width - self._room) - slots.left
        if column >= 0:
            self.choose(self._first + slots.first + min(len(shown) - 1, column // slots.step))


def _differing(old: Sequence[Cell], new: Sequence[Cell]) -> list[tuple[int, int]]:
    """Return where two rows differ: from, to. What is nearer than a place costs to write is one piece."""
    pieces: list[tuple[int, int]] = []
    for at, (before, now) in enumerate(zip(old, new, strict=True)):
        if before == now:
            continue
        if pieces and at - pieces[-1][1] < PLACE_CELLS:
            pieces[-1] = (pieces[-1][0], at + 1)
        else:
            pieces.append((at, at + 1))
    return pieces
