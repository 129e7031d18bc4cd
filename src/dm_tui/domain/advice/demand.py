"""What there will be to pay for: volumes by month, less what cannot be sent and what is free.

A month of the horizon begins where the last one ended; the first begins at the instant of the question. Mail
is taken as spread evenly over a month.
"""

from collections.abc import Iterable
from datetime import datetime
from decimal import ROUND_HALF_UP, Decimal
from itertools import pairwise
from typing import Annotated, NamedTuple

from pydantic import Field

from dm_tui.domain.dates import add_months, whole_days
from dm_tui.domain.errors import DirectMailError, ErrorKind
from dm_tui.domain.model import Model
from dm_tui.domain.purchase.catalogue import Catalogue
from dm_tui.domain.purchase.plan import ResourcePlan, in_order_of_use

MAX_MONTHS = 24
MAX_MONTHLY = 1_000_000_000
"""Emails a month; far above what an account is ever allowed."""
MAX_SPREAD, MIN_GROWTH, MAX_GROWTH = Decimal(200), Decimal(-90), Decimal(100)
"""In percent: the spread of a month's volume, and growth from month to month."""

_NO_LIMIT = 1 << 62

Percent = Annotated[Decimal, Field(allow_inf_nan=True)]
"""Any decimal number: what is none of use is refused in words (`require_valid_request`)."""


class AdviceRequest(Model):
    """What the adviser is asked: `monthly` volumes from `start` on, and what the account has already.

    The last number of `monthly` goes on to the end of the horizon, growing by `growth` percent a month.
    `spread` is the coefficient of variation of the volumes, in percent. `daily_quota`, where it is given,
    limits what is sent, and grows by `quota_growth` percent a month.
    """

    start: datetime
    monthly: tuple[int, ...]
    months: int = 6
    growth: Percent = Decimal(0)
    spread: Percent = Decimal(0)
    daily_quota: int | None = None
    quota_growth: Percent = Decimal(0)
    owned: tuple[ResourcePlan, ...] = ()
    free_left: int = 0

    @property
    def volumes(self) -> tuple[int, ...]:
        """The volume of every month of the horizon."""
        return _extend_with_growth(self.monthly, self.growth, self.months)

    @property
    def average(self) -> float:
        """Emails a month on average over the horizon."""
        return sum(self.volumes) / self.months

    @property
    def starts(self) -> tuple[datetime, ...]:
        """When every month of the horizon begins, and when the last one ends."""
        return tuple(add_months(self.start, month) for month in range(self.months + 1))


class Demand(NamedTuple):
    """The emails that plans or pay-as-you-go pay for, in the order in which they are sent.

    `ends[t]` is how many of them are sent before month t, so that `ends[-1]` is all of them; plans that
    are owned already pay for those before `first`. `lost` is what expires of the owned plans.
    """

    ends: tuple[int, ...]
    first: int
    sent: int
    held_back: int
    lost: int


class OwnedQuota(NamedTuple):
    """What is left of an owned plan, which ends `part` of `whole` into month `month`."""

    left: int
    month: int
    part: int
    whole: int


class DemandOutlook(NamedTuple):
    """A question made ready to be asked at any scale: 1 is the volume that was given, 0.5 half of it."""

    volumes: tuple[int, ...]
    limits: tuple[int, ...]
    free: tuple[int, ...]
    free_left: int
    owned: tuple[OwnedQuota, ...]

    def at(self, scale: float = 1) -> Demand:
        """Return the demand when every month's volume is `scale` times what was given."""
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
            taken = min(plan.left, max(0, last - first))
            first += taken
            if plan.month < len(self.volumes):
                lost += plan.left - taken
        return Demand(tuple(ends), first, sent, all_wanted - sent, lost)


def make_demand_outlook(
    question: AdviceRequest, catalogue: Catalogue, daily_quota: int | None = None
) -> DemandOutlook:
    """Return the outlook of an answerable question; `daily_quota` stands in where it has none of its own."""
    require_valid_request(question)
    starts = question.starts
    days = [whole_days(start, end) for start, end in pairwise(starts)]
    quota = question.daily_quota if question.daily_quota is not None else daily_quota
    limits = (
        [_NO_LIMIT] * question.months
        if quota is None
        else [
            day * quota
            for day, quota in zip(
                days,
                _extend_with_growth((quota,), question.quota_growth, question.months),
                strict=True,
            )
        ]
    )
    return DemandOutlook(
        volumes=question.volumes,
        limits=tuple(limits),
        free=tuple(day * catalogue.free_emails_a_day for day in days),
        free_left=question.free_left,
        owned=tuple(
            _place_in_month(plan, starts)
            for plan in in_order_of_use(question.owned, question.start)
        ),
    )


def require_valid_request(question: AdviceRequest) -> None:
    """Refuse figures that no account can have."""
    _require(
        1 <= question.months <= MAX_MONTHS,
        "bad-horizon",
        f"A horizon of {_format_figure(question.months)} months cannot be planned.",
        f"Give 1 to {MAX_MONTHS} months.",
    )
    _require(bool(question.monthly), "no-volume", "There is no volume.", "Give emails a month.")
    _require(
        len(question.monthly) <= question.months,
        "bad-horizon",
        f"There are {len(question.monthly)} monthly volumes for {question.months} months.",
        f"Give no more volumes than months; the horizon may have up to {MAX_MONTHS}.",
    )
    for name, percent, least, most in (
        ("spread", question.spread, Decimal(0), MAX_SPREAD),
        ("growth", question.growth, MIN_GROWTH, MAX_GROWTH),
        ("growth of the quota", question.quota_growth, MIN_GROWTH, MAX_GROWTH),
    ):
        _require(
            percent.is_finite() and least <= percent <= most,
            "bad-percentage",
            f"A {name} of {_format_figure(percent)} % cannot be planned with.",
            f"Give {least} to {most} percent.",
        )
    _require(
        all(0 <= volume <= MAX_MONTHLY for volume in (*question.monthly, *question.volumes)),
        "bad-volume",
        f"The volumes reach {_format_figure(max(question.volumes, key=abs))} emails a month.",
        f"Give 0 to {MAX_MONTHLY:,} emails a month, and less growth.",
    )
    _require(
        question.daily_quota is None or 1 <= question.daily_quota <= MAX_MONTHLY,
        "bad-quota",
        f"A daily quota of {_format_figure(question.daily_quota or 0)} lets nothing be planned.",
        f"Give 1 to {MAX_MONTHLY:,} emails a day.",
    )
    _require(question.free_left >= 0, "bad-volume", "The free quota left is negative.", "Give 0.")


def _require(met: bool, code: str, message: str, hint: str) -> None:
    if not met:
        raise DirectMailError(ErrorKind.USAGE, code, message, hint)


def _format_figure(figure: int | Decimal) -> str:
    text = f"{figure:,}"
    return text if len(text) <= 20 else text[:19] + "…"


def _extend_with_growth(figures: Iterable[int], growth: Decimal, months: int) -> tuple[int, ...]:
    """Return `figures` carried on to so many months, each the last one and its growth, to whole emails."""
    known = list(figures)
    factor, exact = 1 + growth / 100, Decimal(known[-1])
    while len(known) < months:
        exact *= factor
        known.append(int(exact.to_integral_value(rounding=ROUND_HALF_UP)))
    return tuple(known)


def _place_in_month(plan: ResourcePlan, starts: tuple[datetime, ...]) -> OwnedQuota:
    months = len(starts) - 1
    month = next((month for month in range(months) if plan.expires_at < starts[month + 1]), months)
    if month == months:
        return OwnedQuota(plan.left, months, 0, 1)
    part, whole = plan.expires_at - starts[month], starts[month + 1] - starts[month]
    return OwnedQuota(plan.left, month, int(part.total_seconds()), int(whole.total_seconds()))
