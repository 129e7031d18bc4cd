"""Usage as pictures: a column for each day with a cursor, a calendar, and the months by what paid."""

from datetime import datetime
from typing import Generic, TypeVar

from textual import on
from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical

from dm_tui.domain.billing_zone import BILLING_ZONE, billing_day
from dm_tui.domain.counts import show_count
from dm_tui.domain.usage.pictured_days import PICTURED_DAYS, Day, by_month, fill_days
from dm_tui.domain.usage.usage_record import Span
from dm_tui.tui.console.usage.day_chart import ChartDay, DayChart
from dm_tui.tui.console.usage.month_pictures import MonthBars, MonthCalendar, MonthOfMail
from dm_tui.tui.console.usage.usage_source import EmailsInSpan, UsageSource
from dm_tui.tui.marks import MARKS
from dm_tui.tui.screen_text import text
from dm_tui.tui.widgets.text_block import TextBlock

R = TypeVar("R", bound=EmailsInSpan)

SHOWN_MONTHS = 6
BELOW_FROM, TALL_FROM = 14, 38
"""Rows from which on the calendar and the months are below the columns, and have two rows for each week."""


class UsageCharts(Vertical, Generic[R]):
    """The pictures of one source, or the words in place of them."""

    SCOPED_CSS = False
    DEFAULT_CSS = """
    UsageCharts {
        height: 1fr;
        & #usage-days { height: 1fr; }
        & #usage-below { height: 7; }
        & #usage-calendar { width: 30; margin-right: 2; }
        & #usage-months { width: 1fr; }
        & #usage-none { display: none; height: auto; }
        &.-none > * { display: none; }
        &.-none > #usage-none { display: block; }
        &.-low #usage-below { display: none; }
    }
    .-roomy UsageCharts #usage-below { height: 9; }
    .-roomy UsageCharts #usage-calendar {
        width: 34; border: round $line; padding: 0 1; border-title-color: $primary; border-title-style: bold;
    }
    .-roomy UsageCharts #usage-months {
        border: round $line; padding: 0 1; border-title-color: $primary; border-title-style: bold;
    }
    .-wide.-roomy UsageCharts #usage-calendar { width: 67; }
    UsageCharts.-tall #usage-below { height: 15; }
    """

    def __init__(self, source: UsageSource[R]) -> None:
        super().__init__(id="usage-charts")
        self._source = source
        self._days: list[Day[R]] = []

    def compose(self) -> ComposeResult:
        none = TextBlock(id="usage-none")
        none.can_focus = True
        yield none
        yield DayChart(id="usage-days")
        with Horizontal(id="usage-below"):
            yield MonthCalendar(id="usage-calendar")
            yield MonthBars(id="usage-months")

    @property
    def place(self) -> DayChart | TextBlock:
        """The columns, or the words in place of them."""
        return (
            self.query_one("#usage-none", TextBlock) if self.has_class("-none") else self.query_one(DayChart)
        )

    def on_resize(self) -> None:
        self.set_class(self.size.height < BELOW_FROM, "-low")
        self.set_class(self.size.height >= TALL_FROM, "-tall")

    def show(self, now: datetime, quota: int | None) -> None:
        """Read the days of the source and paint them."""
        source = self._source
        records = source.history(Span.DAY)[0:PICTURED_DAYS]
        self._days = fill_days(records, billing_day(now), PICTURED_DAYS)
        if not records:
            self.query_one("#usage-none", TextBlock).update(text("" if source.unread() else source.empty))
        else:
            days = [ChartDay(day.begins, _emails(day), self._words(day, quota)) for day in self._days]
            self.query_one(DayChart).show(days, quota)
            self._show_months()
        self.set_class(not records, "-none")

    def _words(self, day: Day[R], quota: int | None) -> str:
        local = day.begins.astimezone(BILLING_ZONE)
        name = f"{local:%A} {local.day} {local:%B}"
        if day.record is None:
            return f"{name}: nothing sent"
        parts = zip(self._source.bar, self._source.parts(day.record), strict=True)
        said = [f"{part.name} {emails:,}" for part, emails in parts if emails]
        share = f"{day.record.emails * 100 // quota} % of the daily quota" if quota else ""
        return f" {MARKS.dot} ".join(
            filter(None, [f"{name}: {show_count(day.record.emails, 'email')}", *said, share])
        )

    @on(DayChart.Moved)
    def _moved(self, event: DayChart.Moved) -> None:
        event.stop()
        self._show_months()

    def _show_months(self) -> None:
        chosen = self._days[self.query_one(DayChart).chosen]
        months = by_month(self._days)
        most = max(map(_emails, self._days))
        here = next(days for days in months if days[0].month == chosen.month)
        emails = {day.number: _emails(day) for day in here}
        self.query_one(MonthCalendar).show(emails, most, chosen.begins)
        shown = [self._month(days, days is here) for days in months[-SHOWN_MONTHS:]][::-1]
        self.query_one(MonthBars).show(f"By month: {self._source.months_title}", shown, self._source.bar)

    def _month(self, days: list[Day[R]], is_chosen: bool) -> MonthOfMail:
        records = [day.record for day in days if day.record is not None]
        sums = [sum(parts) for parts in zip(*map(self._source.parts, records), strict=True)]
        name = f"{days[0].begins.astimezone(BILLING_ZONE):%b}"
        return MonthOfMail(name, sum(map(_emails, days)), sums or [0] * len(self._source.bar), is_chosen)


def _emails(day: Day[R]) -> int:
    return day.record.emails if day.record is not None else 0
