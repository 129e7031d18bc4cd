"""The options of an advice as lines: cost against volume, and expected cost against spread."""

from collections.abc import Sequence
from decimal import Decimal
from itertools import pairwise

from dm_tui.domain.advice.demand import AdviceRequest, make_demand_outlook
from dm_tui.domain.advice.evaluation import PERCENTILE_90_DEVIATIONS, ScheduleEvaluator
from dm_tui.domain.advice.results import AdviceOption, AdviceResult
from dm_tui.domain.advice.schedule import Prices, Schedule, ScheduledPurchase, schedule_costs
from dm_tui.domain.advice.uncertainty import volume_distribution
from dm_tui.domain.model import Model
from dm_tui.domain.purchase.catalogue import Catalogue

_NARROW_SPREADS, _WIDE_SPREADS = tuple(range(0, 101, 10)), tuple(range(0, 201, 20))
"""Spreads in percent; the second where more than the first reaches is asked about."""
_VOLUME_STEPS, _MAX_SCALE = 60, 2
"""The volumes reach in so many steps from none to so many times what is expected, as the regrets do."""


class CostLine(Model):
    """One option's cost at every point of the axis, in whole cents of the catalogue's currency.

    `break_even` is the point beyond which it changes sides with pay-as-you-go, where the axis has one: above
    it, in volumes, the plans cost less; above it, in spreads, they cost more.
    """

    name: str
    costs: tuple[Decimal, ...]
    break_even: int | None


class VolumeCurve(Model):
    """Cost of the horizon against emails a month, on average over it.

    In 80 of 100 cases the volume lies between `low` and `high`; `expected` is what the question said.
    """

    monthly: tuple[int, ...]
    lines: tuple[CostLine, ...]
    expected: int
    low: int
    high: int


class SpreadCurve(Model):
    """Expected cost of the horizon against the spread in percent: from predictable to variable.

    `asked` is the spread of the question.
    """

    spreads: tuple[int, ...]
    lines: tuple[CostLine, ...]
    asked: Decimal


def volume_curve(
    question: AdviceRequest, catalogue: Catalogue, findings: AdviceResult
) -> VolumeCurve:
    """Return what each option costs from no volume to twice what is expected; what it buys stays the same."""
    prices, view = Prices.of(catalogue), make_demand_outlook(question, catalogue)
    spread = volume_distribution(float(question.spread))
    scales = [_MAX_SCALE * step / _VOLUME_STEPS for step in range(_VOLUME_STEPS + 1)]
    demands = [view.at(scale) for scale in scales]
    average = question.average
    return VolumeCurve(
        monthly=tuple(round(scale * average) for scale in scales),
        lines=tuple(
            CostLine(
                name=option.name,
                costs=_amounts(schedule_costs(_schedule(option, prices), demands, prices), prices),
                break_even=option.break_even_monthly,
            )
            for option in findings.options
        ),
        expected=round(average),
        low=round(spread.quantile(-PERCENTILE_90_DEVIATIONS) * average),
        high=round(spread.quantile(PERCENTILE_90_DEVIATIONS) * average),
    )


def spread_curve(
    question: AdviceRequest, catalogue: Catalogue, findings: AdviceResult
) -> SpreadCurve:
    """Return what each option is expected to cost from a known volume to one that nobody knows.

    What it buys stays the same. A break-even is read off the line between two points.
    """
    prices, view = Prices.of(catalogue), make_demand_outlook(question, catalogue)
    spreads = _NARROW_SPREADS if question.spread <= _NARROW_SPREADS[-1] else _WIDE_SPREADS
    trials = [
        ScheduleEvaluator(view, prices, volume_distribution(float(spread))) for spread in spreads
    ]
    by_usage = [trial.expected(()).value for trial in trials]
    lines = []
    for option in findings.options:
        expected = [trial.expected(_schedule(option, prices)).value for trial in trials]
        lines.append(
            CostLine(
                name=option.name,
                costs=_amounts(expected, prices),
                break_even=_break_even_spread(spreads, expected, by_usage),
            )
        )
    return SpreadCurve(spreads=spreads, lines=tuple(lines), asked=question.spread)


def _break_even_spread(
    spreads: Sequence[int], expected: Sequence[float], by_usage: Sequence[float]
) -> int | None:
    """Return the spread from which on plans that were cheaper cost more than pay-as-you-go alone."""
    gains = [usage - plans for plans, usage in zip(expected, by_usage, strict=True)]
    for (spread, gain), (wider, less) in pairwise(zip(spreads, gains, strict=True)):
        if gain > 0 >= less:
            return round(spread + (wider - spread) * gain / (gain - less))
    return None


def _schedule(option: AdviceOption, prices: Prices) -> Schedule:
    offers = {offer.spec: offer for offer in prices.offers}
    return tuple(
        ScheduledPurchase(one.month, offers[one.spec], one.quantity) for one in option.plans
    )


def _amounts(amounts: Sequence[float], prices: Prices) -> tuple[Decimal, ...]:
    return tuple(prices.money(amount).amount for amount in amounts)
