"""Which source pays for each email: the free quota, then plans, then pay-as-you-go.

Every rule is from the billing methods: one email is one recipient address; the free quota counts against
neither a plan nor pay-as-you-go; plans are used in order of expiry.
"""

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime, timedelta
from enum import StrEnum
from itertools import groupby
from typing import ClassVar, Protocol

from dm_tui.domain.dates import billing_day, billing_month, next_month
from dm_tui.domain.model import Model
from dm_tui.domain.purchase.catalogue import Catalogue
from dm_tui.domain.purchase.plan import ResourcePlan, in_order_of_use
from dm_tui.domain.usage.budget import NO_LIMIT, BudgetRoom


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


class Meter(Model):
    """What can still be sent right now, by source; None is what could not be read."""

    free_left: int | None
    free_left_today: int | None
    daily_limit: int | None
    daily_used: int | None

    @property
    def daily_left(self) -> int | None:
        """Emails the daily quota still allows today, None where that is not known."""
        if self.daily_limit is None or self.daily_used is None:
            return None
        return max(0, self.daily_limit - self.daily_used)


UNREAD_METER = Meter(free_left=None, free_left_today=None, daily_limit=None, daily_used=None)
"""The meter of an account whose service could not be read."""


class Allocation(Model):
    """The split of a batch over the sources, plans in order of use. `refused` emails are not charged."""

    free: int = 0
    plans: dict[str, int] = {}
    pay_as_you_go: int = 0
    refused: int = 0
    reason: str = ""

    @property
    def emails(self) -> int:
        """All emails that are paid for."""
        return self.free + sum(self.plans.values()) + self.pay_as_you_go

    def __add__(self, other: "Allocation") -> "Allocation":
        """Return the sum of both charges, without refused emails."""
        plans = {**self.plans}
        for plan, emails in other.plans.items():
            plans[plan] = plans.get(plan, 0) + emails
        return Allocation(
            free=self.free + other.free, plans=plans, pay_as_you_go=self.pay_as_you_go + other.pay_as_you_go
        )

    def __sub__(self, part: "Allocation") -> "Allocation":
        """Return the rest of the charge after `part` of it was given back."""
        left = {plan: emails - part.plans.get(plan, 0) for plan, emails in self.plans.items()}
        return Allocation(
            free=self.free - part.free,
            plans={plan: emails for plan, emails in left.items() if emails},
            pay_as_you_go=self.pay_as_you_go - part.pay_as_you_go,
        )

    def last(self, emails: int) -> "Allocation":
        """Return the part for the last `emails`: these are given back first.

        Our choice, as the service documents none: the rest is then charged as if the others had never been
        counted.
        """
        if not 0 <= emails <= self.emails:
            raise ValueError(f"{emails} of {self.emails} emails cannot be given back")
        pay_as_you_go = min(emails, self.pay_as_you_go)
        rest = emails - pay_as_you_go
        taken: dict[str, int] = {}
        for plan, used in reversed(self.plans.items()):
            if share := min(rest, used):
                taken[plan] = share
                rest -= share
        return Allocation(free=rest, plans=dict(reversed(taken.items())), pay_as_you_go=pay_as_you_go)


def read_meter(
    catalogue: Catalogue,
    usage: tuple[UsageRecord, ...],
    now: datetime,
    daily_limit: int | None,
    free_used: int | None = None,
) -> Meter:
    """Return the meter at `now`. A day begins at midnight of the billing zone (UTC+8).

    `usage` must hold today's records; `free_used` counts the free quota used since it was granted, in case
    `usage` does not go back that far.
    """
    if free_used is None:
        free_used = sum(record.free for record in usage)
    today = billing_day(now)
    todays = [record for record in usage if record.hour >= today]
    free_left = max(0, catalogue.free_emails - free_used)
    free_today = sum(record.free for record in todays)
    return Meter(
        free_left=free_left,
        free_left_today=min(free_left, max(0, catalogue.free_emails_a_day - free_today)),
        daily_limit=daily_limit,
        daily_used=sum(record.emails for record in todays),
    )


def allocate(
    emails: int,
    meter: Meter,
    plans: tuple[ResourcePlan, ...],
    activated: bool | None,
    overdue: bool,
    now: datetime,
    room: BudgetRoom = NO_LIMIT,
) -> Allocation:
    """Return the exact split of `emails` over the sources at `now`.

    What no quota or plan covers costs pay-as-you-go. An account that is not activated sends nothing, whatever
    plans it owns (purchase guide). What is not known holds nothing back, because the service refuses it for
    certain: a daily quota, or whether the account is activated. A free quota that is not known pays for
    nothing. No more goes by pay-as-you-go than the budget has `room` for.
    """
    if activated is False:
        return Allocation(refused=emails, reason="not-activated" if emails else "")
    if overdue:
        return Allocation(refused=emails, reason="overdue" if emails else "")
    rest = emails if meter.daily_left is None else min(emails, meter.daily_left)
    held_back = emails - rest
    free = min(rest, meter.free_left_today or 0)
    rest -= free
    taken: dict[str, int] = {}
    for plan in in_order_of_use(plans, now):
        if share := min(rest, plan.left):
            taken[plan.id] = share
            rest -= share
    reason = "daily-quota" if held_back else ""
    if room.emails is not None and rest > room.emails:
        rest, held_back, reason = room.emails, held_back + rest - room.emails, room.reason
    return Allocation(free=free, plans=taken, pay_as_you_go=rest, refused=held_back, reason=reason)


def held_back_until(reason: str, meter: Meter, now: datetime) -> datetime | None:
    """Return the next midnight of the billing zone if more can be sent then, None if waiting is no help.

    No midnight helps where the daily quota is 0. A budget is there again on the 1st; what is left of the free
    quota, a part each day, pays before that.
    """
    if reason == "budget":
        free_later = (meter.free_left or 0) > (meter.free_left_today or 0)
        return billing_day(now) + timedelta(days=1) if free_later else next_month(now)
    waits = reason == "daily-quota" and meter.daily_limit != 0
    return billing_day(now) + timedelta(days=1) if waits else None
