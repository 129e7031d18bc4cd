"""The picture of a saving: below zero for little mail, above it where the plan pays off."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest

from dm_tui.domain.advice.advice_request import AdviceRequest, QuotaChoice
from dm_tui.domain.advice.emails_to_pay import make_demand_outlook
from dm_tui.domain.advice.results import AdviceResult
from dm_tui.domain.advice.saving_curve import SavingCurve, saving_curve
from dm_tui.domain.advice.saving_wording import saving_title, saving_words
from dm_tui.domain.purchase.plan import ResourcePlan
from dm_tui.domain.purchase.plan_expiry import expiry
from dm_tui.services.direct_mail import DirectMail

START = datetime(2026, 1, 31, 9, tzinfo=UTC)


def _question(monthly: int, quota: int | None = 2000) -> AdviceRequest:
    return AdviceRequest(start=START, monthly=(monthly,), daily_quota=quota)


def test_without_a_volume_one_small_plan_is_drawn_around_the_volume_at_which_it_pays_off(
    direct_mail: DirectMail,
) -> None:
    curve = saving_curve(_question(1), direct_mail.purchases.catalogue(), is_mine=False)
    assert curve.plan_label == "1 × 50k"
    assert (curve.monthly[0], curve.savings[0]) == (0, Decimal("-13.05"))
    assert curve.savings[-1] == Decimal("1.45")
    assert curve.pays_off_above is not None
    assert curve.pays_off_above == 7_500
    assert curve.mine is None
    assert list(curve.savings) == sorted(curve.savings)


def test_my_volume_is_a_point_of_its_own_and_what_the_quota_allows_of_it_another(
    direct_mail: DirectMail,
) -> None:
    catalogue = direct_mail.purchases.catalogue()
    curve = saving_curve(_question(80_000), catalogue, is_mine=True)
    assert curve.mine is not None
    assert curve.allowed is not None
    assert (curve.mine.monthly, curve.mine.emails, curve.allowed.emails) == (80_000, 480_000, 362_000)
    assert curve.quota_ends == 60_333
    assert curve.monthly[-1] == 160_000
    without = saving_curve(_question(80_000, quota=None), catalogue, is_mine=True)
    assert (without.quota_ends, without.allowed) == (None, None)


@pytest.mark.parametrize("monthly", [1_000, 20_000, 80_000, 5_000_000])
def test_the_saving_at_my_volume_is_what_the_plans_cost_less(direct_mail: DirectMail, monthly: int) -> None:
    curve = saving_curve(_question(monthly, quota=None), direct_mail.purchases.catalogue(), is_mine=True)
    comparison = direct_mail.advice.compare(monthly)
    assert curve.mine is not None
    assert curve.mine.monthly == monthly
    assert curve.months == 6
    assert (comparison.plan_label.startswith(curve.plan_label)) or comparison.held_back


def test_the_picture_has_a_sentence(direct_mail: DirectMail) -> None:
    catalogue = direct_mail.purchases.catalogue()
    curve = saving_curve(_question(20_000), catalogue, is_mine=True)
    assert saving_title(curve).endswith("saves against pay-as-you-go, over 6 months")
    assert "At 20,000 emails a month 2 × 50k (1 now) costs USD" in saving_words(curve)
    assert "allows 60,333 a month" in saving_words(curve)
    little = saving_curve(_question(1_000), catalogue, is_mine=True)
    assert "Up to 2,000 it saves nothing." in saving_words(little)


def test_a_free_quota_that_was_not_read_is_said_not_to_count(direct_mail: DirectMail) -> None:
    catalogue, question = direct_mail.purchases.catalogue(), _question(1)
    unread = saving_curve(question.model_copy(update={"free_left": None}), catalogue, is_mine=False)
    assert "nothing is counted as free" in saving_words(unread)
    assert "free" not in saving_words(saving_curve(question, catalogue, is_mine=False))


def _owner(size: int, days_ago: int) -> AdviceRequest:
    bought = START - timedelta(days=days_ago)
    plan = ResourcePlan(
        id="plan", order_id="order", spec="1m", emails=size, price=None, purchased_at=bought,
        expires_at=expiry(bought),
    )  # fmt: skip
    return _question(1).model_copy(update={"owned": (plan,)})


@pytest.mark.parametrize("days_ago", [0, 30, 100, 170, 179])
@pytest.mark.parametrize("size", [50_000, 1_000_000, 10_000_000])
def test_what_you_own_counts_until_it_expires(direct_mail: DirectMail, size: int, days_ago: int) -> None:
    catalogue, question = direct_mail.purchases.catalogue(), _owner(size, days_ago)
    curve = saving_curve(question, catalogue, is_mine=False)
    above = curve.pays_off_above
    assert above is not None
    assert above == pytest.approx(curve.monthly[-1] / 2, abs=1), "it is in the middle"
    beside = question.model_copy(update={"monthly": (above,)})
    paid = make_demand_outlook(beside.model_copy(update={"daily_quota": None}), catalogue).at().left_to_pay
    assert paid == pytest.approx(45_000, abs=6), "the price of the plan by pay-as-you-go"


def test_plans_pay_off_above_the_same_volume_with_and_without_yours(direct_mail: DirectMail) -> None:
    catalogue, question = direct_mail.purchases.catalogue(), _owner(1_000_000, 100)
    without = saving_curve(question, catalogue, is_mine=False).pays_off_above
    mine = saving_curve(question.model_copy(update={"monthly": (15_000,)}), catalogue, is_mine=True)
    assert mine.pays_off_above == pytest.approx(without, abs=1)


def test_what_the_quota_never_allows_is_no_saving(direct_mail: DirectMail) -> None:
    catalogue = direct_mail.purchases.catalogue()
    words = {
        quota: saving_words(saving_curve(_question(1, quota), catalogue, is_mine=False))
        for quota in (200, 300)
    }
    assert "within your daily quota it never does" in words[200]
    assert "From about 7,500 emails a month on 1 × 50k saves." in words[300]


def _saving_of(direct_mail: DirectMail, monthly: int, spread: int = 0) -> tuple[AdviceResult, SavingCurve]:
    advice = direct_mail.advice
    question = advice.question((monthly,), spread=Decimal(spread), daily_quota=QuotaChoice.NONE)
    result = advice.findings(question)
    curve = advice.saving_of(question, result, advice.curve(question, result))
    assert curve is not None
    return result, curve


def test_the_saving_of_an_advice_is_that_of_its_plans(direct_mail: DirectMail) -> None:
    result, curve = _saving_of(direct_mail, 80_000)
    best = result.recommendation
    alone = next(option for option in result.options if not option.plans)
    assert curve.mine is not None
    assert curve.mine.saving.amount == alone.expected_cost.amount - best.expected_cost.amount
    assert curve.band is None, "the volume is known"
    assert curve.pays_off_above == best.break_even_monthly


def test_an_uncertain_volume_has_a_band_around_it(direct_mail: DirectMail) -> None:
    result, curve = _saving_of(direct_mail, 80_000, spread=30)
    assert curve.band is not None
    low, high = curve.band
    assert low < 80_000 < high
    assert curve.mine is not None
    assert curve.mine.saving == result.recommendation.saving, "one saving is spoken of, that of all cases"
    assert "At 80,000 emails a month " in saving_words(curve)
    assert f"In 80 of 100 cases you send {low:,} to {high:,} a month." in saving_words(curve)


def test_a_growing_volume_is_told_with_the_one_that_was_asked_about(direct_mail: DirectMail) -> None:
    advice = direct_mail.advice
    question = advice.question((40_000,), growth=Decimal(6), daily_quota=QuotaChoice.NONE)
    result = advice.findings(question)
    curve = advice.saving_of(question, result, advice.curve(question, result))
    assert curve is not None
    assert "emails a month on average (40,000 at first)" in saving_words(curve)


def test_where_no_plan_is_advised_the_cheapest_with_plans_is_drawn(direct_mail: DirectMail) -> None:
    result, curve = _saving_of(direct_mail, 1_000)
    assert not result.recommendation.plans
    assert curve.mine is not None
    assert curve.mine.saving.amount < 0
