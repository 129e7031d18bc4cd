"""The advice: what is recommended follows from the figures, and every figure from the model."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dm_tui.domain.advice.advice_request import AdviceRequest
from dm_tui.domain.advice.advisor import compare_billing_models, make_advice
from dm_tui.domain.advice.emails_to_pay import make_demand_outlook
from dm_tui.domain.advice.expected_cost import ScheduleEvaluator
from dm_tui.domain.advice.options import PAY_AS_YOU_GO
from dm_tui.domain.advice.results import AdviceOption, AdviceResult
from dm_tui.domain.advice.schedule import Prices
from dm_tui.domain.advice.schedule_break_even import break_even_scale
from dm_tui.domain.advice.uncertain_volume import volume_distribution
from dm_tui.domain.advice.wording import comparison_summary
from dm_tui.domain.errors import DirectMailError
from dm_tui.domain.money import usd
from dm_tui.domain.purchase.catalogue import Catalogue
from dm_tui.domain.purchase.quote_warnings import QuoteContext, QuoteWarningCode
from dm_tui.domain.purchase.wizard import BillingModel
from tests.domain.advice.futures import owned_plan

NOW = datetime(2026, 1, 31, 9, tzinfo=UTC)
PLENTY = QuoteContext(daily_quota=10_000_000, pay_as_you_go_active=True)
NEW_ACCOUNT = QuoteContext(daily_quota=2_000)
CENT = Decimal("0.01")


def asked(*monthly: int, **others: Any) -> AdviceRequest:
    return AdviceRequest(start=NOW, monthly=monthly, **others)


def advised(catalogue: Catalogue, *monthly: int, facts: QuoteContext = PLENTY, **others: Any) -> AdviceResult:
    return make_advice(asked(*monthly, **others), catalogue, facts)


def bought(option: AdviceOption) -> list[tuple[str, int, datetime]]:
    return [(purchase.spec, purchase.quantity, purchase.buy_at) for purchase in option.plans]


def of(findings: AdviceResult, name: str) -> AdviceOption:
    return next(option for option in findings.options if option.name == name)


questions = st.builds(
    AdviceRequest,
    start=st.just(NOW),
    monthly=st.lists(st.integers(0, 1_200_000), min_size=1, max_size=6).map(tuple),
    months=st.integers(6, 9),
    growth=st.integers(-30, 15).map(Decimal),
    spread=st.sampled_from((0, 0, 10, 35, 90)).map(Decimal),
    daily_quota=st.none() | st.integers(50, 40_000),
    free_left=st.sampled_from((0, 1_300, 2_000)),
    owned=st.lists(st.tuples(st.integers(1, 600_000), st.integers(1, 180)), max_size=2).map(
        lambda plans: tuple(
            owned_plan(f"P{i}", left, NOW + timedelta(days=days)) for i, (left, days) in enumerate(plans)
        )
    ),
)


def test_a_plan_for_a_steady_volume_with_the_figures_of_the_price_table(catalogue: Catalogue) -> None:
    findings = advised(catalogue, 80_000)
    best = findings.recommendation
    assert (best.billing_model, best.pay_as_you_go) == (BillingModel.RESOURCE_PLAN, False)
    assert bought(best) == [("500k", 1, NOW)]
    assert best.plans[0].expires_at == datetime(2026, 7, 31, 9, tzinfo=UTC)
    assert (best.expected_cost, best.saving, best.error) == (usd("121.80"), usd("17.40"), usd(0))
    assert best.unused_emails == 20_000
    assert best.break_even_monthly == 70_000
    assert best.chance_percent == 100
    assert best.regret_half == usd("58.00")  # 240,000: four 50k and the rest cost 63.80
    assert best.regret_double == usd("24.65")  # 960,000: one 1m costs 230.55, this 255.20
    assert best.headline == "Buy 1 × 500k now"
    assert "USD 121.80" in best.why
    assert "USD 17.40 (12 %) less" in best.why


def test_little_mail_is_cheaper_by_pay_as_you_go(catalogue: Catalogue) -> None:
    best = advised(catalogue, 1_000).recommendation
    assert (best.name, best.billing_model) == (PAY_AS_YOU_GO, BillingModel.PAY_AS_YOU_GO)
    assert (bought(best), best.pay_as_you_go) == ([], True)
    assert (best.expected_cost, best.saving) == (usd("1.74"), usd("11.31"))
    assert (best.break_even_monthly, best.chance_percent) == (None, None)
    assert best.headline.startswith("Buy no plan: pay as you go for ")
    assert "pays off above 7,500 emails a month" in best.why


def test_a_saving_that_is_an_average_says_so(catalogue: Catalogue) -> None:
    assert "on average in 6 months: USD" in advised(catalogue, 80_000, spread=Decimal(20)).recommendation.why
    assert "average" not in advised(catalogue, 80_000).recommendation.why


def test_a_second_plan_is_bought_when_the_first_runs_out(catalogue: Catalogue) -> None:
    best = advised(catalogue, 20_000).recommendation
    assert bought(best) == [("50k", 1, NOW), ("50k", 1, datetime(2026, 3, 31, 9, tzinfo=UTC))]
    assert best.expected_cost == usd("31.90")
    assert best.pay_as_you_go
    assert best.headline == "Buy 1 × 50k now, 2 × 50k in all"
    later = advised(catalogue, 0, 60_000, months=2).recommendation
    assert later.headline.startswith("Buy 1 × 50k on ")


def test_several_specifications_are_one_option_when_they_are_best(catalogue: Catalogue) -> None:
    findings = advised(catalogue, 100_000)
    assert findings.recommendation.name == "mixed"
    assert findings.recommendation.expected_cost == usd("147.90")
    assert {option.name for option in findings.options} == {
        *("mixed", "50k", "500k", "1m", "5m", PAY_AS_YOU_GO)
    }


def test_more_than_an_order_holds_is_several_orders(catalogue: Catalogue) -> None:
    fifty = catalogue.model_copy(update={"plans": (catalogue.plan("50k"),)})
    best = advised(fifty, 10_100_000, months=1).recommendation
    assert [purchase.quantity for purchase in best.plans] == [100, 100, 2]
    assert {purchase.buy_at for purchase in best.plans} == {NOW}
    assert best.headline == "Buy 202 × 50k now"
    assert best.plans_to_buy_now == {"50k": 202}


@given(question=questions)
def test_the_recommendation_is_the_cheapest_option_and_the_options_are_in_order(
    catalogue: Catalogue, question: AdviceRequest
) -> None:
    findings = make_advice(question, catalogue, PLENTY)
    costs = [option.expected_cost.amount for option in findings.options]
    assert costs == sorted(costs)
    best = findings.recommendation
    assert AdviceOption(**dict(best)) == findings.options[0]
    assert best.expected_cost.amount == costs[0]
    assert best.saving.amount >= 0
    assert {PAY_AS_YOU_GO, "50k", "500k", "1m", "5m"} <= {option.name for option in findings.options}
    for option in findings.options:
        assert bool(option.plans) is (option.name != PAY_AS_YOU_GO)
        assert all(1 <= purchase.quantity <= 100 for purchase in option.plans)
        assert [purchase.month for purchase in option.plans] == sorted(
            purchase.month for purchase in option.plans
        )
        held = sum(purchase.emails for purchase in option.plans)
        assert 0 <= option.unused_emails <= held
        assert option.low_cost <= option.high_cost
        assert option.regret_half.amount >= 0 <= option.regret_double.amount
        if not question.spread:
            assert option.error.amount == 0
            assert option.low_cost == option.expected_cost == option.high_cost
        if option.name not in (PAY_AS_YOU_GO, "mixed"):
            assert {purchase.spec for purchase in option.plans} == {option.name}


@given(question=questions)
def test_the_break_even_is_where_the_option_begins_to_cost_less(
    catalogue: Catalogue, question: AdviceRequest
) -> None:
    trial = ScheduleEvaluator(
        make_demand_outlook(question, catalogue),
        Prices.of(catalogue),
        volume_distribution(float(question.spread)),
    )
    for schedule in trial.best_by_name().values():
        scale = break_even_scale(schedule, trial.view, trial.prices) if schedule else None
        if scale is None:
            continue
        for factor, cheaper in ((0.999999, False), (1.000001, True)):
            at = scale * factor
            saved = trial.cost_at((), at) - trial.cost_at(schedule, at)
            assert (saved > 0) is cheaper


def test_the_less_is_known_the_less_is_bought(catalogue: Catalogue) -> None:
    """Predictable and variable are the ends of one scale."""
    bought_emails = [
        sum(
            purchase.emails for purchase in advised(catalogue, 80_000, spread=Decimal(s)).recommendation.plans
        )
        for s in (0, 20, 60, 150)
    ]
    assert bought_emails == sorted(bought_emails, reverse=True)
    assert bought_emails[0] > bought_emails[-1]


def test_an_uncertain_volume_has_a_range_an_error_and_a_chance(catalogue: Catalogue) -> None:
    findings = advised(catalogue, 80_000, spread=Decimal(30))
    option = of(findings, "500k")
    assert option.low_cost == usd("121.80")
    assert option.low_cost < option.expected_cost < option.high_cost
    assert usd(0) < option.error < usd("0.50")
    assert option.chance_percent is not None
    assert 50 < option.chance_percent < 70  # above 70,000 of 80,000 expected
    usage = of(findings, PAY_AS_YOU_GO)
    assert abs(usage.expected_cost.amount - Decimal("139.20")) <= CENT


def test_a_quota_that_is_given_caps_what_is_planned(catalogue: Catalogue) -> None:
    free = advised(catalogue, 80_000)
    capped = advised(catalogue, 80_000, daily_quota=2_000)
    assert bought(free.recommendation) == [("500k", 1, NOW)]
    assert sum(purchase.emails for purchase in capped.recommendation.plans) <= 362_000
    (warning,) = [warning for warning in capped.warnings if warning.code is QuoteWarningCode.DAILY_QUOTA]
    assert "362,000 of these 480,000" in warning.message


def test_a_quota_that_is_lifted_still_warns_and_says_what_would_be_lost(catalogue: Catalogue) -> None:
    """Surprise 1: a new account cannot use up half a million in six months."""
    findings = advised(catalogue, 80_000, facts=NEW_ACCOUNT, daily_quota=None)
    assert bought(findings.recommendation) == [("500k", 1, NOW)]
    warning = findings.warnings[0]
    assert (warning.code, warning.serious) == (QuoteWarningCode.DAILY_QUOTA, True)
    for figure in ("2,000", "362,000 of these 480,000", "138,000 of the 500,000"):
        assert figure in warning.message


def test_a_quota_that_is_wide_enough_warns_of_nothing(catalogue: Catalogue) -> None:
    enough = QuoteContext(daily_quota=2_858, pay_as_you_go_active=True)  # 28 days of February
    assert not advised(catalogue, 80_000, months=1, facts=enough).warnings
    tight = QuoteContext(daily_quota=2_857, pay_as_you_go_active=True)
    assert advised(catalogue, 80_000, months=1, facts=tight).warnings


def test_mail_that_cannot_be_sent_is_a_warning(catalogue: Catalogue) -> None:
    def codes(*monthly: int, facts: QuoteContext) -> set[QuoteWarningCode]:
        return {warning.code for warning in advised(catalogue, *monthly, facts=facts).warnings}

    inactive = QuoteContext(daily_quota=10_000_000)
    for monthly in (1_000, 80_000):
        assert QuoteWarningCode.NOT_ACTIVATED in codes(monthly, facts=inactive)
    assert QuoteWarningCode.NOT_ACTIVATED not in codes(1_000, facts=PLENTY)
    overdue = PLENTY.model_copy(update={"overdue": True})
    assert QuoteWarningCode.ARREARS in codes(1_000, facts=overdue)


def test_what_is_owned_is_used_first_and_what_of_it_will_be_lost_is_said(catalogue: Catalogue) -> None:
    plan = owned_plan("A", 500_000, NOW + timedelta(days=180))
    findings = advised(catalogue, 20_000, owned=(plan,))
    best = findings.recommendation
    assert (best.billing_model, best.expected_cost) == (BillingModel.PAY_AS_YOU_GO, usd("0.19"))
    (warning,) = [
        warning for warning in findings.warnings if warning.code is QuoteWarningCode.OWNED_PLANS_LEFT
    ]
    assert "380," in warning.message
    everything = advised(
        catalogue,
        20_000,
        months=5,
        owned=(plan,),
        facts=QuoteContext(daily_quota=2_000, pay_as_you_go_active=True),
    )
    assert "what you have is enough" in everything.recommendation.headline
    assert not everything.recommendation.pay_as_you_go
    assert not everything.warnings
    a_few_more = advised(catalogue, plan.left // 5 + 1, months=5, owned=(plan,)).recommendation
    assert a_few_more.pay_as_you_go_emails == 5 - plan.left % 5
    assert a_few_more.headline.endswith(f"pay as you go for {a_few_more.pay_as_you_go_emails} emails")


def test_no_mail_needs_nothing(catalogue: Catalogue) -> None:
    findings = advised(catalogue, 0, spread=Decimal(20))
    assert findings.recommendation.expected_cost == usd(0)
    assert not findings.warnings
    assert all(option.break_even_monthly is None for option in findings.options)


def test_two_years_of_large_and_growing_volumes_are_answered(catalogue: Catalogue) -> None:
    best = advised(catalogue, 20_000_000, months=24, growth=Decimal(5), spread=Decimal(30)).recommendation
    assert best.billing_model is BillingModel.RESOURCE_PLAN
    assert {purchase.spec for purchase in best.plans} >= {"5m"}
    assert best.saving.amount > 10_000


def test_specifications_that_differ_in_validity_are_not_understood(catalogue: Catalogue) -> None:
    odd = catalogue.plan("50k").model_copy(update={"validity_months": 12})
    with pytest.raises(ValueError, match="validity"):
        advised(catalogue.model_copy(update={"plans": (odd, *catalogue.plans[1:])}), 1_000)


@pytest.mark.parametrize(
    ("monthly", "label", "plan", "by_usage", "cheaper", "saving"),
    [
        (0, "1 × 50k", "13.05", "0.00", "pay-as-you-go", "13.05"),
        (7_499, "1 × 50k", "13.05", "13.05", "pay-as-you-go", "0.00"),
        (7_500, "1 × 50k", "13.05", "13.05", "pay-as-you-go", "0.00"),
        (8_000, "1 × 50k", "13.05", "13.92", "resource-plan", "0.87"),
        (20_000, "2 × 50k (1 now) + pay-as-you-go", "31.90", "34.80", "resource-plan", "2.90"),
        (80_000, "1 × 500k", "121.80", "139.20", "resource-plan", "17.40"),
        (100_000, "1 × 500k + 2 × 50k (1 × 500k now)", "147.90", "174.00", "resource-plan", "26.10"),
        (160_000, "1 × 1m", "230.55", "278.40", "resource-plan", "47.85"),
        (833_333, "1 × 5m", "1123.75", "1450.00", "resource-plan", "326.25"),
    ],
)
def test_both_billing_models_are_compared_at_a_volume(
    catalogue: Catalogue, monthly: int, label: str, plan: str, by_usage: str, cheaper: str, saving: str
) -> None:
    found = compare_billing_models(asked(monthly, daily_quota=10_000_000), catalogue)
    assert (found.emails, found.paid_before, found.warning) == (monthly * 6, 0, "")
    assert (found.plan_label, found.plan) == (label, usd(plan))
    assert (found.pay_as_you_go, found.cheaper) == (usd(by_usage), cheaper)
    assert found.saving == usd(saving)


@given(
    monthly=st.integers(0, 2_000_000),
    quota=st.none() | st.integers(50, 40_000),
    growth=st.integers(-30, 30).map(Decimal),
    free=st.integers(0, 2_000),
)
def test_the_comparison_is_the_advice(
    catalogue: Catalogue, monthly: int, quota: int | None, growth: Decimal, free: int
) -> None:
    question = asked(monthly, daily_quota=quota, quota_growth=growth, free_left=free)
    found = compare_billing_models(question, catalogue)
    best = make_advice(question, catalogue, PLENTY).recommendation
    assert min(found.plan.amount, found.pay_as_you_go.amount) == best.expected_cost.amount
    if best.saving.amount:
        assert found.cheaper == best.billing_model
    assert found.saving.amount == best.saving.amount


def test_a_comparison_is_of_what_the_daily_quota_lets_out(catalogue: Catalogue) -> None:
    """One 500k for USD 121.80 is not cheaper where 362,000 can be sent, which cost USD 104.98 otherwise."""
    limited = compare_billing_models(asked(80_000, daily_quota=2_000), catalogue)
    assert (limited.emails, limited.pay_as_you_go) == (362_000, usd("104.98"))
    assert (limited.plan_label, limited.plan) == ("7 × 50k (2 now) + pay-as-you-go", usd("94.83"))
    assert limited.warning == "Your daily quota (2,000) allows 362,000 of 480,000."
    assert (
        comparison_summary(limited)
        == "In six months you pay for 362,000; these 7 plans pay off above 315,000."
    )
    growing = compare_billing_models(asked(80_000, daily_quota=2_000, quota_growth=Decimal(20)), catalogue)
    assert 362_000 < growing.emails < 480_000
    assert growing.warning
    assert not compare_billing_models(asked(55_000, daily_quota=2_000), catalogue).warning


def test_a_warning_names_the_quota_it_counted_and_how_to_lift_it(catalogue: Catalogue) -> None:
    def warned(**question: Any) -> str:
        return advised(catalogue, 80_000, facts=NEW_ACCOUNT, **question).warnings[0].message

    assert warned(daily_quota=2_000).startswith("Your daily quota (2,000) allows 362,000 of these 480,000")
    assert "none as the quota to count all emails" in warned(daily_quota=2_000)
    assert warned(daily_quota=1_000).startswith("A daily quota of 1,000 allows 181,000")
    growing = warned(daily_quota=2_000, quota_growth=Decimal(5))
    assert growing.startswith("Your daily quota (2,000, +5 % a month) allows 4")


def test_a_daily_quota_that_is_not_known_is_said(catalogue: Catalogue) -> None:
    unread = QuoteContext(daily_quota=None, pay_as_you_go_active=True)
    (warning,) = advised(catalogue, 80_000, months=1, facts=unread, daily_quota=None).warnings
    assert (warning.code, warning.serious) == (QuoteWarningCode.DAILY_QUOTA, False)
    assert "not known" in warning.message
    given = advised(catalogue, 80_000, months=1, facts=unread, daily_quota=1_000).warnings[0].message
    assert given.startswith("A daily quota of 1,000 allows 28,000")
    assert "not known" in compare_billing_models(asked(80_000), catalogue).warning


def test_a_volume_that_no_account_has_is_refused(catalogue: Catalogue) -> None:
    with pytest.raises(DirectMailError, match="1,000,000,000,000"):
        compare_billing_models(asked(10**12), catalogue)
