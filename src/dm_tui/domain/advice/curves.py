"""The plots of an advice: the cost of each option against volume, and its expected cost against spread."""

from collections.abc import Sequence
from decimal import Decimal

from dm_tui.domain.advice.advice_request import AdviceRequest
from dm_tui.domain.advice.emails_to_pay import make_demand_outlook
from dm_tui.domain.advice.expected_cost import ScheduleEvaluator
from dm_tui.domain.advice.results import AdviceOption, AdviceResult
from dm_tui.domain.advice.schedule import Prices, Schedule, ScheduledPurchase, schedule_costs
from dm_tui.domain.advice.schedule_break_even import break_even_spread
from dm_tui.domain.advice.uncertain_volume import PERCENTILE_90_DEVIATIONS, volume_distribution
from dm_tui.domain.model import Model
from dm_tui.domain.purchase.catalogue import Catalogue

_NARROW_SPREADS, _WIDE_SPREADS = tuple(range(0, 101, 10)), tuple(range(0, 201, 20))
"""The points of the curve by spread, in percent (our own choice)."""

_VOLUME_STEPS, _MAX_SCALE = 60, 2
"""The points of the curve by volume, up to twice the expected one, like the regrets. Our own choice."""


class CostLine(Model):
    """One option's cost along the axis, in whole cents; at `break_even` it crosses pay-as-you-go."""

    name: str
    costs: tuple[Decimal, ...]
    break_even: int | None


class VolumeCurve(Model):
    """Cost of the horizon against average emails a month; 80 of 100 cases lie between `low` and `high`."""

    monthly: tuple[int, ...]
    lines: tuple[CostLine, ...]
    expected: int
    low: int
    high: int


class SpreadCurve(Model):
    """Expected cost of the horizon against the spread in percent; the question `asked` for one of them."""

    spreads: tuple[int, ...]
    lines: tuple[CostLine, ...]
    asked: Decimal


def volume_curve(question: AdviceRequest, catalogue: Catalogue, result: AdviceResult) -> VolumeCurve:
    """Return the cost of each option from no volume to twice the expected one.

    Its purchases stay the same.
    """
    prices, view = Prices.of(catalogue), make_demand_outlook(question, catalogue)
    spread = volume_distribution(float(question.spread))
    scales = [_MAX_SCALE * step / _VOLUME_STEPS for step in range(_VOLUME_STEPS + 1)]
    demands, average = [view.at(scale) for scale in scales], question.average
    return VolumeCurve(
        monthly=tuple(round(scale * average) for scale in scales),
        lines=tuple(
            CostLine(
                name=option.name,
                costs=_amounts(schedule_costs(_schedule(option, prices), demands, prices), prices),
                break_even=option.break_even_monthly,
            )
            for option in result.options
        ),
        expected=round(average),
        low=round(spread.quantile(-PERCENTILE_90_DEVIATIONS) * average),
        high=round(spread.quantile(PERCENTILE_90_DEVIATIONS) * average),
    )


def spread_curve(question: AdviceRequest, catalogue: Catalogue, result: AdviceResult) -> SpreadCurve:
    """Return the expected cost of each option from a known volume to an uncertain one; its purchases stay."""
    prices, view = Prices.of(catalogue), make_demand_outlook(question, catalogue)
    spreads = _NARROW_SPREADS if question.spread <= _NARROW_SPREADS[-1] else _WIDE_SPREADS
    evaluators = [ScheduleEvaluator(view, prices, volume_distribution(float(spread))) for spread in spreads]
    pay_as_you_go = [evaluator.expected(()).value for evaluator in evaluators]
    lines = []
    for option in result.options:
        schedule = _schedule(option, prices)
        expected = [evaluator.expected(schedule).value for evaluator in evaluators]
        lines.append(
            CostLine(
                name=option.name,
                costs=_amounts(expected, prices),
                break_even=break_even_spread(spreads, expected, pay_as_you_go),
            )
        )
    return SpreadCurve(spreads=spreads, lines=tuple(lines), asked=question.spread)


def _schedule(option: AdviceOption, prices: Prices) -> Schedule:
    offers = {offer.spec: offer for offer in prices.offers}
    return tuple(
        ScheduledPurchase(purchase.month, offers[purchase.spec], purchase.quantity)
        for purchase in option.plans
    )


def _amounts(amounts: Sequence[float], prices: Prices) -> tuple[Decimal, ...]:
    return tuple(prices.money(amount).amount for amount in amounts)
