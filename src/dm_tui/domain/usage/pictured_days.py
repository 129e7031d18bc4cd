"""Mail day by day without gaps, the weeks of a month, and how much a day was in steps: for pictures."""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from itertools import groupby
from typing import Generic, NamedTuple, Protocol, TypeVar

from dm_tui.domain.billing_zone import BILLING_ZONE

PICTURED_DAYS = 184
"""Days that are read for pictures of usage and of a bill: half a year (our own choice). Lists have all."""


class _CountedOnADay(Protocol):
    @property
    def hour(self) -> datetime:
        """When the day began."""


R = TypeVar("R", bound=_CountedOnADay)


class Day(NamedTuple, Generic[R]):
    """A day of the billing zone, by its first instant; no record where nothing was sent."""

    begins: datetime
    record: R | None

    @property
    def month(self) -> tuple[int, int]:
        """The year and the month of the day."""
        local = self.begins.astimezone(BILLING_ZONE)
        return local.year, local.month

    @property
    def number(self) -> int:
        """The day of the month."""
        return self.begins.astimezone(BILLING_ZONE).day


def fill_days(newest_first: Iterable[R], today: datetime, most: int) -> list[Day[R]]:
    """Return every day from the first with mail up to `today`, the oldest first, `most` days at most."""
    earliest = today - timedelta(days=most - 1)
    by_day = {}
    for record in newest_first:
        if record.hour < earliest:
            break
        by_day[record.hour] = record
    days = [Day(today, by_day.get(today))]
    while by_day and days[-1].begins > min(by_day):
        before = days[-1].begins - timedelta(days=1)
        days.append(Day(before, by_day.get(before)))
    return days[::-1]


def by_month(days: Sequence[Day[R]]) -> list[list[Day[R]]]:
    """Return the days of each month, the oldest month first."""
    return [list(group) for _, group in groupby(days, lambda day: day.month)]


def weeks_of(year: int, month: int) -> list[list[int]]:
    """Return the days of a month in rows from Monday to Sunday; 0 is a day of another month."""
    from calendar import Calendar

    return Calendar().monthdayscalendar(year, month)


def step_of(value: int, most: int, steps: int) -> int:
    """Return how much `value` is of `most`: 0 for nothing, else from 1 to `steps`."""
    if value <= 0 or most <= 0:
        return 0
    return max(1, min(steps, -(-value * steps // most)))
