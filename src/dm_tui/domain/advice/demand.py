"""The emails to pay for: volumes by month, less those held back by a quota and those that are free.

A month of the horizon begins where the last one ended; the first begins at the instant of the question. Mail
is assumed to be spread evenly over a month.
"""

from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from itertools import pairwise
from typing import Annotated, NamedTuple

from pydantic import Field

from dm_tui.domain.advice import wording
from dm_tui.domain.dates import add_months, whole_days
from dm_tui.domain.model import Model
from dm_tui.domain.purchase.catalogue import Catalogue
from dm_tui.domain.purchase.plan import ResourcePlan
from dm_tui.domain.purchase.sendable_emails import extend_with_growth, sendable_by_month
from dm_tui.domain.usage.paying_sources import in_order_of_use

DEFAULT_MONTHS = 6  # the horizon unless the question has another: the validity of a plan (purchase guide)
MAX_MONTHS = 24  # our own limit
MAX_MONTHLY = 1_000_000_000  # emails; far above what an account is ever allowed (our own limit)
MAX_SPREAD, MIN_GROWTH, MAX_GROWTH = Decimal(200), Decimal(-90), Decimal(100)  # in percent (our own limit)

_NO_LIMIT = 1 << 62  # arithmetic

Percent = Annotated[Decimal, Field(allow_inf_nan=True)]  # `require_valid_request` refuses these in words


class QuotaChoice(StrEnum):
    """A daily quota that is not a number: the account's own, or none."""

    OWN = "own"
    NONE = "none"


class AdviceRequest(Model):
    """The question: `monthly` volumes from `start` on, and the plans and free quota of the account.

    The last number of `monthly` continues to the end of the horizon, growing by `growth` percent a month.
    `spread` is the coefficient of variation of the volumes, in percent. `daily_quota` limits sending, and
    grows by `quota_growth` percent a month; None where you plan without it, or where it is not known.
    """

    start: datetime
    monthly: tuple[int, ...]
    months: int = 6  # the validity of a plan (purchase guide)
    growth: Percent = Decimal(0)  # none, until you say (our own choice)
    spread: Percent = Decimal(0)  # none, until you say (our own choice)
    daily_quota: int | None = None
    quota_growth: Percent = Decimal(0)  # none, until you say (our own choice)
    owned: tuple[ResourcePlan, ...] = ()
    free_left: int | None = 0

    @property
    def volumes(self) -> tuple[int, ...]:
        """The volume of every month of the horizon."""
        return extend_with_growth(self.monthly, self.growth, self.months)

    @property
    def average(self) -> float:
        """Emails a month on average over the horizon."""
        return sum(self.volumes) / self.months

    @property
    def starts(self) -> tuple[datetime, ...]:
        """The beginning of every month of the horizon, and the end of the last."""
        return tuple(add_months(self.start, month) for month in range(self.months + 1))


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
        for volume, limit, free_of_month in zip(self.volumes, self.limits, self.free, strict=True):
            wanted = round(volume * scale)
            share = min(wanted, limit)
            free = min(share, free_of_month, free_left)
            free_left -= free
            sent += share
            all_wanted += wanted
            ends.append(ends[-1] + share - free)
        first = lost = 0
        for plan in self.owned:
            begin, end = ends[plan.month], ends[min(plan.month + 1, len(ends) - 1)]
            last = begin + (end - begin) * plan.part // plan.whole
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


def require_valid_request(question: AdviceRequest) -> None:
    """Refuse figures that no account can have."""
    months, count = question.months, len(question.monthly)
    if not 1 <= months <= MAX_MONTHS:
        raise wording.BAD_HORIZON(months=_format_figure(months), most=MAX_MONTHS)
    if not count:
        raise wording.NO_VOLUME()
    if count > months:
        raise wording.TOO_MANY_VOLUMES_FOR_HORIZON(count=count, months=months, most=MAX_MONTHS)
    for figure, percent, least, most in (
        (wording.SPREAD, question.spread, Decimal(0), MAX_SPREAD),
        (wording.GROWTH, question.growth, MIN_GROWTH, MAX_GROWTH),
        (wording.QUOTA_GROWTH, question.quota_growth, MIN_GROWTH, MAX_GROWTH),
    ):
        if not (percent.is_finite() and least <= percent <= most):
            shown = _format_figure(percent)
            raise wording.BAD_PERCENTAGE(figure=figure, percent=shown, least=least, most=most)
    if not all(0 <= volume <= MAX_MONTHLY for volume in (*question.monthly, *question.volumes)):
        largest = max(question.volumes, key=abs)
        raise wording.BAD_VOLUME(volume=_format_figure(largest), most=MAX_MONTHLY)
    quota = question.daily_quota
    if quota is not None and not 0 <= quota <= MAX_MONTHLY:
        raise wording.BAD_DAILY_QUOTA(quota=_format_figure(quota), most=MAX_MONTHLY)
    if (question.free_left or 0) < 0:
        raise wording.BAD_FREE_QUOTA()


def _format_figure(figure: int | Decimal) -> str:
    text = f"{figure:,}"
    return text if len(text) <= 20 else text[:19] + "…"


def _place_in_month(plan: ResourcePlan, starts: tuple[datetime, ...]) -> OwnedQuota:
    months = len(starts) - 1
    month = next((month for month in range(months) if plan.expires_at < starts[month + 1]), months)
    if month == months:
        return OwnedQuota(plan.left, months, 0, 1)
    part, whole = plan.expires_at - starts[month], starts[month + 1] - starts[month]
    return OwnedQuota(plan.left, month, int(part.total_seconds()), int(whole.total_seconds()))
