"""What plans save against pay-as-you-go alone, from no mail to more than you expect: the picture of a choice.

The plans are those of the comparison at your volume, or one plan where you gave none, and stay the same for
every volume. The savings are counted as if the daily quota allowed every volume; `quota_ends` is the volume
that it allows.
"""

from decimal import Decimal
from typing import NamedTuple

from dm_tui.domain.advice.advice_request import AdviceRequest
from dm_tui.domain.advice.curves import VolumeCurve
from dm_tui.domain.advice.emails_to_pay import DemandOutlook, make_demand_outlook
from dm_tui.domain.advice.optimum import cheapest_schedule_with_plan
from dm_tui.domain.advice.results import AdviceResult
from dm_tui.domain.advice.schedule import Prices, Schedule, ScheduledPurchase, plans_price, schedule_costs
from dm_tui.domain.advice.schedule_break_even import break_even_scale
from dm_tui.domain.advice.wording import plans_label, schedule_label
from dm_tui.domain.model import Model
from dm_tui.domain.money import Money
from dm_tui.domain.purchase.catalogue import Catalogue
from dm_tui.domain.purchase.sendable_emails import sendable_by_month

_POINTS = 60
"""The points of the picture, between which it is straight (our own choice)."""
_WIDTH = 2  # the largest volume of the picture, by the volume in its middle (our own choice)


class SavingPoint(Model):
    """What the plans save at a volume, below zero what they cost more."""

    monthly: int
    emails: int
    saving: Money


class SavingCurve(Model):
    """The saving at `monthly` emails a month, from 0 on in equal steps, in whole cents.

    `mine` is the point of your volume, `allowed` what the quota lets you send of it where that is less, and
    `pays_off_above` the volume above which the plans cost less, None where it is not in the picture. Where
    the quota never lets you send that much, they are not `saving_within_quota`. Of an uncertain volume 80 of
    100 cases are in `band`. Where the free quota could not be read, nothing `counts_free`.
    A volume that varies from month to month is meant on average; `begins` is that of its first month.
    """

    plan_label: str
    months: int
    currency: str
    monthly: tuple[int, ...]
    savings: tuple[Decimal, ...]
    quota_ends: int | None
    pays_off_above: int | None
    saving_within_quota: bool = True
    counts_free: bool = True
    mine: SavingPoint | None = None
    allowed: SavingPoint | None = None
    band: tuple[int, int] | None = None
    begins: int | None = None


class _Count(NamedTuple):
    """What a schedule saves at a scale of the question's volume."""

    question: AdviceRequest
    catalogue: Catalogue
    prices: Prices
    schedule: Schedule

    def savings(self, scales: list[float], *, limited: bool) -> list[int]:
        outlook = self._outlook(limited=limited)
        demands = [outlook.at(scale) for scale in scales]
        costs = schedule_costs(self.schedule, demands, self.prices)
        return [
            demand.left_to_pay * self.prices.each - cost for demand, cost in zip(demands, costs, strict=True)
        ]

    def emails(self, *, limited: bool) -> int:
        return self._outlook(limited=limited).at().sent

    def break_even(self, *, limited: bool) -> float | None:
        return break_even_scale(self.schedule, self._outlook(limited=limited), self.prices)

    def _outlook(self, *, limited: bool) -> DemandOutlook:
        quota = self.question.daily_quota if limited else None
        return make_demand_outlook(self.question.model_copy(update={"daily_quota": quota}), self.catalogue)


def saving_curve(question: AdviceRequest, catalogue: Catalogue, *, is_mine: bool) -> SavingCurve:
    """Return the saving of the plans that cost least at the question's volume; whether that volume `is_mine`.

    Where it is not, one plan of the smallest size is drawn around the volume at which it pays off, after what
    you own.
    """
    prices = Prices.of(catalogue)
    if is_mine:
        schedule = cheapest_schedule_with_plan(make_demand_outlook(question, catalogue).at(), prices)
    else:
        schedule = (ScheduledPurchase(0, prices.offers[0], 1),)
        question = _around_break_even(question, catalogue, prices, schedule)
    count = _Count(question, catalogue, prices, schedule)
    scales = [_WIDTH * step / _POINTS for step in range(_POINTS + 1)]
    savings, pays_off = count.savings(scales, limited=False), count.break_even(limited=False)
    monthly = tuple(round(scale * question.average) for scale in scales)
    free_of_quota, within_quota = count.savings([1], limited=False)[0], count.savings([1], limited=True)[0]
    wanted, sent = count.emails(limited=False), count.emails(limited=True)
    return SavingCurve(
        plan_label=schedule_label(schedule, rest=False),
        months=question.months,
        currency=prices.currency,
        monthly=monthly,
        savings=tuple(prices.money(amount).amount for amount in savings),
        quota_ends=_quota_ends(question),
        pays_off_above=None if pays_off is None or pays_off > _WIDTH else int(pays_off * question.average),
        counts_free=question.free_left is not None,
        saving_within_quota=count.break_even(limited=True) is not None,
        mine=_point(prices, question, wanted, free_of_quota) if is_mine else None,
        allowed=_point(prices, question, sent, within_quota) if is_mine and sent < wanted else None,
        begins=question.volumes[0] if len(set(question.volumes)) > 1 else None,
    )


def _around_break_even(
    question: AdviceRequest, catalogue: Catalogue, prices: Prices, schedule: Schedule
) -> AdviceRequest:
    """Return the question at the volume above which a schedule pays off."""
    alone = max(1, plans_price(schedule) // prices.each // question.months)  # where nothing comes before it
    question = question.model_copy(update={"monthly": (alone,)})
    scale = _Count(question, catalogue, prices, schedule).break_even(limited=False) or 1
    return question.model_copy(update={"monthly": (round(scale * alone),)})


def saving_of_advice(question: AdviceRequest, result: AdviceResult, curve: VolumeCurve) -> SavingCurve | None:
    """Return what the recommended plans save, or the cheapest ones where none is recommended.

    It is counted within the daily quota, as the advice is. None where no option has plans.
    """
    best = result.recommendation
    option = best if best.plans else next((choice for choice in result.options if choice.plans), None)
    alone = next((line for line in curve.lines if line.name == "pay-as-you-go"), None)
    if option is None or alone is None:
        return None
    with_plans = next(line for line in curve.lines if line.name == option.name)
    savings = tuple(cost - less for cost, less in zip(alone.costs, with_plans.costs, strict=True))
    without = next(choice for choice in result.options if choice.name == alone.name)
    mine = SavingPoint(
        monthly=curve.expected,
        emails=curve.expected * question.months,
        saving=without.expected_cost - option.expected_cost,  # of all cases, as the recommendation says
    )
    return SavingCurve(
        plan_label=plans_label(option),
        months=question.months,
        currency=option.expected_cost.currency,
        monthly=curve.monthly,
        savings=savings,
        quota_ends=_quota_ends(question),
        pays_off_above=option.break_even_monthly,
        mine=mine,
        band=(curve.low, curve.high) if question.spread else None,
        begins=question.volumes[0] if len(set(question.volumes)) > 1 else None,
    )


def _point(prices: Prices, question: AdviceRequest, emails: int, saving: int) -> SavingPoint:
    return SavingPoint(monthly=round(question.average), emails=emails, saving=prices.money(saving))


def _quota_ends(question: AdviceRequest) -> int | None:
    if question.daily_quota is None:
        return None
    allowed = sendable_by_month(question.start, question.months, question.daily_quota, question.quota_growth)
    return sum(allowed) // question.months
