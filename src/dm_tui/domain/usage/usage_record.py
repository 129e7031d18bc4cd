"""Emails charged by the hour, and summed over hours, days or months."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from enum import StrEnum
from itertools import groupby
from typing import ClassVar, Protocol

from dm_tui.domain.billing_zone import billing_day, billing_month
from dm_tui.domain.model import Model
from dm_tui.domain.usage.paying_sources import Allocation


class EmailCount(Protocol):
    """Emails sent in the hour, or on the day, that began at `hour`."""

    @property
    def hour(self) -> datetime:
        """When it began."""

    @property
    def emails(self) -> int:
        """How many emails."""


class UsageRecord(Model):
    """Emails charged in one hour, by source. `id` is the hour's start, ISO 8601 in UTC.

    `unread_sources` are the figures that may have paid and could not be read, and why: where there are any,
    nobody knows which one paid, and the split is a guess that no face shows.
    """

    TABLE: ClassVar[str] = "usage"
    closed: ClassVar[bool] = True
    """Past hours never change; the present one is among the newest."""

    id: str
    hour: datetime
    free: int = 0
    plans: dict[str, int] = {}
    pay_as_you_go: int = 0
    unread_sources: dict[str, str] = {}

    @property
    def emails(self) -> int:
        """All emails of the hour."""
        return self.free + sum(self.plans.values()) + self.pay_as_you_go

    @property
    def charged(self) -> "Allocation":
        """The sources that paid for the hour."""
        return Allocation(free=self.free, plans=self.plans, pay_as_you_go=self.pay_as_you_go)

    def with_allocation(self, charged: "Allocation") -> "UsageRecord":
        """Return the hour with `charged` in place of its emails."""
        return self.model_copy(update=charged.model_dump(include={"free", "plans", "pay_as_you_go"}))

    def with_unread_sources(self, sources: Mapping[str, str]) -> "UsageRecord":
        """Return the hour with these among the sources that may have paid and could not be read."""
        return self.model_copy(update={"unread_sources": {**sources, **self.unread_sources}})


class Span(StrEnum):
    """The spans over which usage is summed. Days and months are those of the billing zone."""

    HOUR = "hour"
    DAY = "day"
    MONTH = "month"

    def start(self, instant: datetime) -> datetime:
        """Return when the span of `instant` began."""
        match self:
            case Span.HOUR:
                return instant.replace(minute=0, second=0, microsecond=0)
            case Span.DAY:
                return billing_day(instant)
            case Span.MONTH:
                return billing_month(instant)


def usage_by_span(usage: Iterable[UsageRecord], span: Span) -> Iterator[UsageRecord]:
    """Yield `usage`, newest first, summed over spans; spans without mail are left out."""
    for start, records in groupby(usage, lambda record: span.start(record.hour)):
        total = _sum_records(start, records)
        if total.emails:
            yield total


def _sum_records(start: datetime, records: Iterable[UsageRecord]) -> UsageRecord:
    free = pay_as_you_go = 0
    plans: dict[str, int] = {}
    unread: dict[str, str] = {}
    for record in records:
        unread |= record.unread_sources
        free += record.free
        pay_as_you_go += record.pay_as_you_go
        for plan, emails in record.plans.items():
            plans[plan] = plans.get(plan, 0) + emails
    plans = {plan: emails for plan, emails in plans.items() if emails}
    return UsageRecord(
        id=start.isoformat(),
        hour=start,
        free=free,
        plans=plans,
        pay_as_you_go=pay_as_you_go,
        unread_sources=unread,
    )
