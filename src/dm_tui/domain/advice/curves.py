"""The options of an advice as lines: cost against volume, and expected cost against spread."""

from collections.abc import Sequence
from decimal import Decimal
from itertools import pairwise

from dm_tui.domain.advice.demand import Question, outlook
from dm_tui.domain.advice.evaluation import TENTH, Trial
from dm_tui.domain.advice.results import Findings, Option
from dm_tui.domain.advice.schedule import Prices, Purchase, Schedule, costs
from dm_tui.domain.advice.uncertainty import spread_of
from dm_tui.domain.model import Model
from dm_tui.domain.purchase.catalogue import Catalogue

_PLAIN, _BEYOND = tuple(range(0, 101, 10)), tuple(range(0, 201, 20))
"""Spreads in percent; the second where more than the first reaches is asked about."""
_VOLUME_STEPS, _WIDEST = 60, 2
"""The volumes reach in so many steps from none to so many times what is expected, as the regrets do."""


class Line(Model):
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
    lines: tuple[Line, ...]
    expected: int
    low: int
    high: int


class SpreadCurve(Model):
    """Expected cost of the horizon against the spread in percent: from predictable to variable.

    `asked` is the spread of the question.
    """

    spreads: tuple[int, ...]
    lines: tuple[Line, ...]
    asked: Decimal


def curve(question: Question, catalogue: Catalogue, findings: Findings) -> VolumeCurve:
    """Return what each option costs from no volume to twice what is expected; what it buys stays the same."""
    prices, view = Prices.of(catalogue), outlook(question, catalogue)
    spread = spread_of(float(question.spread))
    scales = [_WIDEST * step / _VOLUME_STEPS for step in range(_VOLUME_STEPS + 1)]
    demands = [view.at(scale) for scale in scales]
    average = question.average
    return VolumeCurve(
        monthly=tuple(round(scale * average) for scale in scales),
        lines=tuple(
            Line(
                name=option.name,
                costs=_money(costs(_schedule(option, prices), demands, prices), prices),
                break_even=option.break_even_monthly,
            )
            for option in findings.options
        ),
        expected=round(average),
        low=round(spread.quantile(-TENTH) * average),
        high=round(spread.quantile(TENTH) * average),
    )


def spread_curve(question: Question, catalogue: Catalogue, findings: Findings) -> SpreadCurve:
    """Return what each option is expected to cost from a known volume to one that nobody knows.

    What it buys stays the same. A break-even is read off the line between two points.
    """
    prices, view = Prices.of(catalogue), outlook(question, catalogue)
    spreads = _PLAIN if question.spread <= _PLAIN[-1] else _BEYOND
    trials = [Trial(view, prices, spread_of(float(spread))) for spread in spreads]
    by_usage = [trial.expected(()).value for trial in trials]
    lines = []
    for option in findings.options:
        expected = [trial.expected(_schedule(option, prices)).value for trial in trials]
        lines.append(
            Line(
                name=option.name,
                costs=_money(expected, prices),
                break_even=_crossing(spreads, expected, by_usage),
            )
        )
    return SpreadCurve(spreads=spreads, lines=tuple(lines), asked=question.spread)


def _crossing(
    spreads: Sequence[int], expected: Sequence[float], by_usage: Sequence[float]
) -> int | None:
    """Return the spread from which on plans that were cheaper cost more than pay-as-you-go alone."""
    gains = [usage - plans for plans, usage in zip(expected, by_usage, strict=True)]
    for (spread, gain), (wider, less) in pairwise(zip(spreads, gains, strict=True)):
        if gain > 0 >= less:
            return round(spread + (wider - spread) * gain / (gain - less))
    return None


def _schedule(option: Option, prices: Prices) -> Schedule:
    offers = {offer.spec: offer for offer in prices.offers}
    return tuple(Purchase(one.month, offers[one.spec], one.quantity) for one in option.plans)


def _money(amounts: Sequence[float], prices: Prices) -> tuple[Decimal, ...]:
    return tuple(prices.money(amount).amount for amount in amounts)
