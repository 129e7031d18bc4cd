"""The adviser knows what the account owns, what it has sent, and what it may not do."""

from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal

import pytest

from dm_tui.domain.advice.advice_request import QuotaChoice
from dm_tui.domain.errors import DirectMailError, ErrorKind
from dm_tui.domain.purchase.order import Order
from dm_tui.domain.purchase.quote_warnings import QuoteWarningCode
from dm_tui.services.direct_mail import DirectMail
from tests.kept import kept

NewOrder = Callable[..., Order]


def test_a_fresh_account_has_to_say_how_much_it_will_send(direct_mail: DirectMail) -> None:
    assert direct_mail.advice.proposal() is None
    with pytest.raises(DirectMailError) as raised:
        direct_mail.advice.question()
    assert (raised.value.kind, raised.value.code) == (ErrorKind.USAGE, "no-volume")
    assert "--monthly" in raised.value.hint


def test_the_question_holds_what_the_account_has(direct_mail: DirectMail, new_order: NewOrder) -> None:
    direct_mail.sandbox.load("activated")
    direct_mail.purchases.pay(new_order("50k", 2).id, "balance")
    direct_mail.metering.record(700)
    question = direct_mail.advice.question((20_000,))
    assert question.start == direct_mail.now()
    assert question.free_left == 1_800
    assert [plan.left for plan in question.owned] == [49_500, 50_000]
    assert question.months == 6
    assert not question.spread
    assert not question.growth
    assert question.daily_quota == 2_000
    assert direct_mail.advice.question((1,), daily_quota=QuotaChoice.NONE).daily_quota is None
    assert direct_mail.advice.question((1,), daily_quota=900).daily_quota == 900


def test_the_horizon_is_as_long_as_the_list_of_volumes(direct_mail: DirectMail) -> None:
    assert direct_mail.advice.question((1,) * 9).months == 9
    assert direct_mail.advice.question((1, 2)).months == 6
    assert direct_mail.advice.question((1, 2), months=2).months == 2


def test_past_usage_proposes_the_numbers(direct_mail: DirectMail) -> None:
    direct_mail.sandbox.load("busy")
    found = direct_mail.advice.proposal()
    assert found is not None
    question = direct_mail.advice.question()
    assert question.monthly == (found.monthly,)
    assert 25_000 < found.monthly < 55_000
    assert (question.spread, question.growth) == (found.spread, found.growth)
    mine = direct_mail.advice.question(spread=Decimal(40), growth=Decimal(0))
    assert mine.monthly == question.monthly
    assert (mine.spread, mine.growth) == (Decimal(40), Decimal(0))
    told = direct_mail.advice.question((5_000,))
    assert (told.spread, told.growth) == (Decimal(0), Decimal(0))


def test_usage_is_read_where_it_was_kept(
    direct_mail: DirectMail, wait: Callable[[timedelta], None], open_direct_mail: Callable[[], DirectMail]
) -> None:
    direct_mail.sandbox.load("activated")
    for _ in range(70):
        direct_mail.metering.record(150)
        wait(timedelta(days=1))
    direct_mail.close()
    found = open_direct_mail().advice.proposal()
    assert found is not None
    assert found.monthly == pytest.approx(4_500, rel=0.06)


def test_the_answer_knows_the_accounts_quota_and_its_pay_as_you_go(direct_mail: DirectMail) -> None:
    codes = {
        warning.code
        for warning in direct_mail.advice.findings(direct_mail.advice.question((85_000,))).warnings
    }
    assert QuoteWarningCode.DAILY_QUOTA in codes
    little = direct_mail.advice.question((1_000,))
    assert [warning.code for warning in direct_mail.advice.findings(little).warnings] == [
        QuoteWarningCode.NOT_ACTIVATED
    ]
    direct_mail.sandbox.load("activated")
    assert direct_mail.advice.findings(little).warnings == ()
    direct_mail.sandbox.load("overdue")
    assert direct_mail.advice.findings(little).warnings[0].code == QuoteWarningCode.ARREARS


@pytest.mark.parametrize("hours", range(0, 24, 5))
def test_an_account_that_is_suspended_for_months_has_to_say_how_much_it_will_send(
    direct_mail: DirectMail, wait: Callable[[timedelta], None], hours: int
) -> None:
    direct_mail.sandbox.load("overdue")
    wait(timedelta(hours=hours))
    with pytest.raises(DirectMailError, match="too little lately") as raised:
        direct_mail.advice.question()
    assert "--monthly" in raised.value.hint


@pytest.mark.parametrize("monthly", [8_000, 25_000, 100_000])
@pytest.mark.parametrize("scenario", ["fresh", "activated", "busy"])
def test_the_billing_step_and_the_advice_have_the_same_figures(
    direct_mail: DirectMail, scenario: str, monthly: int
) -> None:
    direct_mail.sandbox.load(scenario)
    comparison = direct_mail.advice.compare(monthly)
    advice = direct_mail.advice.findings(direct_mail.advice.question((monthly,)))
    costs = {option.name: option.expected_cost for option in advice.options}
    assert comparison.pay_as_you_go == costs["pay-as-you-go"]
    assert min(comparison.pay_as_you_go, comparison.plan) == advice.recommendation.expected_cost
    assert comparison.cheaper == advice.recommendation.billing_model
    assert comparison.saving == advice.recommendation.saving
    expected = direct_mail.quotes.coming_mail(monthly)
    assert expected.volume is not None
    assert expected.volume.mail.left_to_pay == comparison.emails
    for plan in direct_mail.purchases.catalogue().plans:
        quote = direct_mail.quotes.quote(plan.spec, 1, expected)
        assert quote.usable_emails == min(plan.emails, comparison.emails)


def test_asking_changes_nothing(direct_mail: DirectMail) -> None:
    direct_mail.sandbox.load("busy")
    before = kept(direct_mail.state_path)
    question = direct_mail.advice.question()
    findings = direct_mail.advice.findings(question)
    assert direct_mail.advice.curve(question, findings).expected == round(question.average)
    assert direct_mail.advice.spread_curve(question, findings).spreads[0] == 0
    direct_mail.advice.compare(20_000)
    assert kept(direct_mail.state_path) == before
