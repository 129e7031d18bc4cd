"""The emails to pay for: volumes by month, less those held back by a quota and those that are free.

A month of the horizon begins where the last one ended; the first begins at the instant of the question. Mail
is assumed to be spread evenly over a month, and each day begins with the emails that are free.
"""

from datetime import datetime
from itertools import pairwise
from typing import NamedTuple

from dm_tui.domain.advice.advice_request import AdviceRequest, require_valid_request
from dm_tui.domain.dates import whole_days
from dm_tui.domain.purchase.catalogue import Catalogue
from dm_tui.domain.purchase.plan import ResourcePlan
from dm_tui.domain.purchase.sendable_emails import sendable_by_month
from dm_tui.domain.usage.paying_sources import in_order_of_use

_NO_LIMIT = 1 << 62  # arithmetic


class Demand(NamedTuple):
    """The emails that plans or pay-as-you-go pay for, in the order in which they are sent.

    `ends[t]` is how many of them are sent before month t, so that `ends[-1]` is all of them; owned plans pay
    for those before `first`. `lost` emails of the owned plans expire unused.
    """

    ends: tuple[int, ...]
    first: int
    sent: int
    held_back: int
    lost: int

    @property
    def left_to_pay(self) -> int:
        """The emails that neither the free quota nor an owned plan pays for."""
        return self.ends[-1] - self.first


class OwnedQuota(NamedTuple):
    """The emails left in an owned plan, which ends `part` of `whole` into month `month`."""

    left: int
    month: int
    part: int
    whole: int


class _MonthSent(NamedTuple):
    """The emails sent in a month, how many of them the days would let be free, and how many are."""

    emails: int
    free_by_day: int
    free: int

    def paid_within(self, part: int, whole: int) -> int:
        """Return how many are not free in the first `part` of `whole`."""
        free = min(self.free, self.free_by_day * part // whole)
        return max(0, self.emails * part // whole - free)


class DemandOutlook(NamedTuple):
    """The months of a question, ready for any scale: 1 is the volume given, 0.5 half of it."""

    volumes: tuple[int, ...]
    limits: tuple[int, ...]
    free: tuple[int, ...]
    free_left: int
    owned: tuple[OwnedQuota, ...]

    def at(self, scale: float = 1) -> Demand:
        """Return the demand when every month's volume is `scale` times the volume given."""
        ends, sent, all_wanted, free_left = [0], 0, 0, self.free_left
        months: list[_MonthSent] = []
        for volume, limit, free_of_month in zip(self.volumes, self.limits, self.free, strict=True):
            wanted = round(volume * scale)
            share = min(wanted, limit)
            free = min(share, free_of_month, free_left)
            free_left -= free
            sent += share
            all_wanted += wanted
            ends.append(ends[-1] + share - free)
            if self.owned:  # a spread asks for hundreds of demands
                months.append(_MonthSent(share, min(share, free_of_month), free))
        first = lost = 0
        for plan in self.owned:
            last = ends[plan.month]
            if plan.part:
                last += months[plan.month].paid_within(plan.part, plan.whole)
            used = min(plan.left, max(0, last - first))
            first += used
            if plan.month < len(self.volumes):
                lost += plan.left - used
        return Demand(tuple(ends), first, sent, all_wanted - sent, lost)


def make_demand_outlook(
    question: AdviceRequest, catalogue: Catalogue, daily_quota: int | None = None
) -> DemandOutlook:
    """Return the outlook of a valid question; `daily_quota` applies where the question plans without one."""
    require_valid_request(question)
    starts, owned = question.starts, in_order_of_use(question.owned, question.start)
    days = [whole_days(start, end) for start, end in pairwise(starts)]
    quota = question.daily_quota if question.daily_quota is not None else daily_quota
    limits = (
        (_NO_LIMIT,) * question.months
        if quota is None
        else sendable_by_month(question.start, question.months, quota, question.quota_growth)
    )
    return DemandOutlook(
        volumes=question.volumes,
        limits=limits,
        free=tuple(day * catalogue.free_emails_a_day for day in days),
        free_left=question.free_left or 0,
        owned=tuple(_place_in_month(plan, starts) for plan in owned),
    )


def _place_in_month(plan: ResourcePlan, starts: tuple[datetime, ...]) -> OwnedQuota:
    months = len(starts) - 1
    month = next((month for month in range(months) if plan.expires_at < starts[month + 1]), months)
    if month == months:
        return OwnedQuota(plan.left, months, 0, 1)
    part, whole = plan.expires_at - starts[month], starts[month + 1] - starts[month]
    return OwnedQuota(plan.left, month, int(part.total_seconds()), int(whole.total_seconds()))
