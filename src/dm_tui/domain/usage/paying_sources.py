"""Which source pays for each email, and what each has left: the free quota, then plans, then pay-as-you-go.

Every rule is from the billing methods: one email is one recipient address; the free quota counts against
neither a plan nor pay-as-you-go; plans are used in order of expiry.
"""

from datetime import datetime
from typing import TYPE_CHECKING

from dm_tui.domain.billing_zone import billing_day
from dm_tui.domain.model import Model
from dm_tui.domain.purchase.catalogue import Catalogue
from dm_tui.domain.purchase.plan import PlanStatus, ResourcePlan
from dm_tui.domain.usage.budget import NO_LIMIT, BudgetRoom

if TYPE_CHECKING:
    from dm_tui.domain.usage.usage_record import UsageRecord


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
    usage: "tuple[UsageRecord, ...]",
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


def in_order_of_use(plans: tuple[ResourcePlan, ...], now: datetime) -> tuple[ResourcePlan, ...]:
    """Return the active plans in order of expiry, as they are used (billing methods)."""
    active = (plan for plan in plans if plan.status(now) is PlanStatus.ACTIVE)
    return tuple(sorted(active, key=lambda plan: (plan.expires_at, plan.id)))
