"""The service's own daily counts of the mail it accepted, from any program and any user, and when they are
final.
"""

from collections.abc import Iterable
from datetime import datetime
from typing import ClassVar

from dm_tui.domain.model import Model
from dm_tui.domain.usage.usage_record import Span

SETTLE_DAYS = 3
"""Days until the counts of a day are final; until then it is read again (estimate)."""


class DayStatistics(Model):
    """One day of the billing zone in one region. `id` names both; `hour` is when the day began.

    Of the `emails` handed in, `delivered`, `failed` and `invalid` (addresses) count those known so far. None
    is a count that the service left out.
    """

    TABLE: ClassVar[str] = "statistics"

    id: str
    region: str
    hour: datetime
    emails: int
    delivered: int | None = 0
    failed: int | None = 0
    invalid: int | None = 0

    @property
    def under_way(self) -> int | None:
        """Emails without an outcome so far, None where the service left out a count."""
        ended = _sum(_sum(self.delivered, self.failed), self.invalid)
        return None if ended is None else max(0, self.emails - ended)

    def plus(self, other: "DayStatistics") -> "DayStatistics":
        """Return the sum of both."""
        counts = ("emails", "delivered", "failed", "invalid")
        return self.model_copy(
            update={count: _sum(getattr(self, count), getattr(other, count)) for count in counts}
        )


class CountedSince(Model):
    """From which day on the service's counts are complete, by region: it looks back no further than it says.

    A region whose counts were never read is missing.
    """

    TABLE: ClassVar[str] = "counted_since"

    regions: dict[str, datetime] = {}

    def reaching(self, region: str, day: datetime) -> "CountedSince":
        """Return it after a reading from `day` on; days that were read before stay read."""
        earliest = min(day, self.regions.get(region, day))
        return self.model_copy(update={"regions": {**self.regions, region: earliest}})


def _sum(first: int | None, second: int | None) -> int | None:
    return None if first is None or second is None else first + second


def statistics_by_span(days: Iterable[DayStatistics], span: Span) -> tuple[DayStatistics, ...]:
    """Return `days` of one region summed over days or months, newest first.

    Spans without mail are left out.
    """
    sums: dict[datetime, DayStatistics] = {}
    for day in days:
        start = span.start(day.hour)
        total = sums.get(start)
        sums[start] = total.plus(day) if total else day.model_copy(update={"hour": start})
    return tuple(sums[start] for start in sorted(sums, reverse=True) if sums[start].emails)
