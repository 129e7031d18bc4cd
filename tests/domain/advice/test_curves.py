"""The lines of a plot: the same figures as the advice, at every volume and at every spread."""

from datetime import UTC, datetime
from decimal import Decimal
from itertools import pairwise

import pytest

from dm_tui.domain.advice.advice_request import AdviceRequest
from dm_tui.domain.advice.advisor import make_advice
from dm_tui.domain.advice.curves import CostLine, SpreadCurve, VolumeCurve, spread_curve, volume_curve
from dm_tui.domain.advice.results import AdviceResult
from dm_tui.domain.purchase.catalogue import Catalogue
from dm_tui.domain.purchase.quote_warnings import QuoteContext

NOW = datetime(2026, 1, 31, 9, tzinfo=UTC)
FACTS = QuoteContext(daily_quota=10_000_000, pay_as_you_go_active=True)
QUESTION = AdviceRequest(start=NOW, monthly=(90_000,), spread=Decimal(20), free_left=2_000)


@pytest.fixture(scope="module")
def findings(catalogue: Catalogue) -> AdviceResult:
    return make_advice(QUESTION, catalogue, FACTS)


@pytest.fixture(scope="module")
def volumes(catalogue: Catalogue, findings: AdviceResult) -> VolumeCurve:
    return volume_curve(QUESTION, catalogue, findings)


@pytest.fixture(scope="module")
def spreads(catalogue: Catalogue, findings: AdviceResult) -> SpreadCurve:
    return spread_curve(QUESTION, catalogue, findings)


def line(found: VolumeCurve | SpreadCurve, name: str) -> CostLine:
    return next(line for line in found.lines if line.name == name)


def test_every_option_is_a_line_from_none_to_double(findings: AdviceResult, volumes: VolumeCurve) -> None:
    assert [line.name for line in volumes.lines] == [option.name for option in findings.options]
    assert (volumes.monthly[0], volumes.monthly[-1]) == (0, 180_000)
    assert volumes.low < volumes.expected == 90_000 < volumes.high
    assert all(len(line.costs) == len(volumes.monthly) for line in volumes.lines)


def test_costs_begin_with_the_price_of_the_plans_and_only_rise(
    findings: AdviceResult, volumes: VolumeCurve
) -> None:
    for option, found in zip(findings.options, volumes.lines, strict=True):
        assert found.costs[0] == sum(purchase.price.amount for purchase in option.plans)
        assert all(less <= more for less, more in pairwise(found.costs))


def test_the_break_even_is_where_a_line_crosses_pay_as_you_go(volumes: VolumeCurve) -> None:
    usage = line(volumes, "pay-as-you-go")
    assert usage.break_even is None
    for found in volumes.lines:
        if found.break_even is not None:
            for monthly, cost, by_usage in zip(volumes.monthly, found.costs, usage.costs, strict=True):
                if abs(monthly - found.break_even) > 10:
                    assert (cost < by_usage) is (monthly > found.break_even)


def test_a_plan_costs_more_the_less_is_known_and_pay_as_you_go_does_not(spreads: SpreadCurve) -> None:
    assert (spreads.spreads[0], spreads.spreads[-1]) == (0, 100)
    for found in spreads.lines:
        if found.name != "pay-as-you-go":
            assert all(less <= more + Decimal("0.05") for less, more in pairwise(found.costs))
    usage = line(spreads, "pay-as-you-go").costs
    assert max(usage) - min(usage) < Decimal("0.10")


def test_the_spread_from_which_a_plan_no_longer_pays(spreads: SpreadCurve) -> None:
    usage, plan = line(spreads, "pay-as-you-go"), line(spreads, "500k")
    assert plan.break_even is not None
    for spread, cost, by_usage in zip(spreads.spreads, plan.costs, usage.costs, strict=True):
        if abs(spread - plan.break_even) > 1:  # it is whole percents
            assert (cost < by_usage) is (spread < plan.break_even)
    assert line(spreads, "5m").break_even is None
    assert usage.break_even is None


def test_no_mail_is_a_plot_too(catalogue: Catalogue) -> None:
    question = QUESTION.model_copy(update={"monthly": (0,)})
    found = make_advice(question, catalogue, FACTS)
    assert set(volume_curve(question, catalogue, found).monthly) == {0}
    assert len(spread_curve(question, catalogue, found).lines) == len(found.options)
