"""Which source pays for each email: the free quota, then plans, then pay-as-you-go.

Every rule is from the billing methods: one email is one recipient address; the free quota counts against
neither a plan nor pay-as-you-go; among plans the one that expires first is used first.
"""

from datetime import datetime
from typing import ClassVar

from dm_tui.domain.catalogue import Catalogue
from dm_tui.domain.dates import billing_day
from dm_tui.domain.model import Model
from dm_tui.domain.plan import ResourcePlan, in_order_of_use


class UsageRecord(Model):
    """Emails charged in one hour, by what paid for them. `id` is the hour's start, ISO 8601 in UTC."""

    TABLE: ClassVar[str] = "usage"

    id: str
    hour: datetime
    free: int = 0
    plans: dict[str, int] = {}
    pay_as_you_go: int = 0

    @property
    def emails(self) -> int:
        """All emails of the hour."""
        return self.free + sum(self.plans.values()) + self.pay_as_you_go


class Meter(Model):
    """What can still be sent right now, by source."""

    free_left: int
    free_left_today: int
    daily_limit: int
    daily_used: int

    @property
    def daily_left(self) -> int:
        """Emails the daily quota still allows today."""
        return max(0, self.daily_limit - self.daily_used)


class Allocation(Model):
    """How a batch is split over the sources. `refused` emails are not sent and not charged."""

    free: int = 0
    plans: dict[str, int] = {}
    pay_as_you_go: int = 0
    refused: int = 0
    reason: str = ""


def read_meter(
    catalogue: Catalogue, usage: tuple[UsageRecord, ...], now: datetime, daily_limit: int
) -> Meter:
    """Return the meter at `now`. A day begins at midnight of the billing zone (UTC+8)."""
    today = billing_day(now)
    todays = [record for record in usage if record.hour >= today]
    free_left = max(0, catalogue.free_emails - sum(record.free for record in usage))
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
    pay_as_you_go: bool,
    overdue: bool,
    now: datetime,
) -> Allocation:
    """Return the exact split of `emails` over the sources at `now`; what nothing pays for is refused."""
    if overdue:
        return Allocation(refused=emails, reason="overdue" if emails else "")
    rest = min(emails, meter.daily_left)
    held_back = emails - rest
    free = min(rest, meter.free_left_today)
    rest -= free
    taken: dict[str, int] = {}
    for plan in in_order_of_use(plans, now):
        share = min(rest, plan.left)
        if share:
            taken[plan.id] = share
            rest -= share
    by_usage = rest if pay_as_you_go else 0
    unpaid = rest - by_usage
    reason = "daily-quota" if held_back else "no-quota" if unpaid else ""
    return Allocation(
        free=free,
        plans=taken,
        pay_as_you_go=by_usage,
        refused=held_back + unpaid,
        reason=reason,
    )
