"""The cost of a purchase, and each warning shown exactly when it applies."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dm_tui.domain.money import usd
from dm_tui.domain.purchase.catalogue import Catalogue
from dm_tui.domain.purchase.quote import Quote, QuoteContext, QuoteWarningCode, make_quote
from dm_tui.domain.purchase.quote_wording import quote_facts

NOW = datetime(2026, 1, 31, 9, tzinfo=UTC)
SPECS = ("50k", "500k", "1m", "5m")
DAYS = 181
"""From 31 January to 31 July."""

circumstances = st.builds(
    QuoteContext,
    daily_quota=st.integers(1, 1_000_000),
    pay_as_you_go_active=st.booleans(),
    overdue=st.booleans(),
    monthly_volume=st.none() | st.integers(0, 5_000_000),
)


def quoted(
    catalogue: Catalogue, spec: str = "50k", quantity: int = 1, facts: QuoteContext | None = None
) -> Quote:
    plan = catalogue.plan(spec)
    return make_quote(catalogue, plan, quantity, NOW, facts or QuoteContext(daily_quota=2_000))


def warned(quote: Quote) -> dict[QuoteWarningCode, bool]:
    return {warning.code: warning.serious for warning in quote.warnings}


def test_a_quote_is_the_arithmetic_of_the_price_table(catalogue: Catalogue) -> None:
    quote = quoted(catalogue, "1m", 3)
    assert (quote.spec, quote.quantity, quote.emails) == ("1m", 3, 3_000_000)
    assert (quote.unit_price, quote.total) == (usd("230.55"), usd("691.65"))
    assert (quote.pay_as_you_go_total, quote.saving) == (usd("870.00"), usd("178.35"))
    assert quote.break_even_emails == 2_385_000
    assert quote.expires_at == datetime(2026, 7, 31, 9, tzinfo=UTC)


@given(spec=st.sampled_from(SPECS), quantity=st.integers(1, 100), facts=circumstances)
def test_each_warning_appears_exactly_when_it_applies(
    catalogue: Catalogue, spec: str, quantity: int, facts: QuoteContext
) -> None:
    quote = quoted(catalogue, spec, quantity, facts)
    found = warned(quote)
    assert len(found) == len(quote.warnings)
    expected = {QuoteWarningCode.DAILY_QUOTA, QuoteWarningCode.BREAK_EVEN, QuoteWarningCode.NON_REFUNDABLE}
    if facts.overdue:
        expected.add(QuoteWarningCode.ARREARS)
    elif facts.pay_as_you_go_active:
        expected.add(QuoteWarningCode.CONTINUES_AS_PAY_AS_YOU_GO)
    else:
        expected.add(QuoteWarningCode.NOT_ACTIVATED)
    assert set(found) == expected
    if not facts.overdue:
        assert "costs USD 0.29 per 1,000" in quote.warnings[-1].message
    assert not any("stops" in warning.message for warning in quote.warnings)
    assert found[QuoteWarningCode.DAILY_QUOTA] is (quote.emails > DAYS * (facts.daily_quota or 0))
    volume = facts.monthly_volume
    assert quote.break_even_emails is not None
    most = DAYS * (facts.daily_quota or 0)
    too_little = min(most, most if volume is None else volume * 6) < quote.break_even_emails
    assert found[QuoteWarningCode.BREAK_EVEN] is too_little
    assert found.get(QuoteWarningCode.ARREARS, True)
    assert all(warning.message for warning in quote.warnings)


@pytest.mark.parametrize(
    ("quantity", "quota", "serious"), [(7, 2_000, False), (8, 2_000, True), (1, 277, False), (1, 276, True)]
)
def test_a_plan_that_cannot_be_used_up_is_a_serious_warning(
    catalogue: Catalogue, quantity: int, quota: int, serious: bool
) -> None:
    quote = quoted(catalogue, "50k", quantity, QuoteContext(daily_quota=quota))
    assert warned(quote)[QuoteWarningCode.DAILY_QUOTA] is serious


def test_a_new_account_cannot_use_up_half_a_million(catalogue: Catalogue) -> None:
    """Surprise 1: about 362,000 emails can be sent by then, the rest is lost."""
    (warning, *_) = quoted(catalogue, "500k").warnings
    assert warning.serious
    assert "362,000" in warning.message
    assert "138,000" in warning.message


@pytest.mark.parametrize(("volume", "serious"), [(None, False), (7_499, True), (7_500, False), (0, True)])
def test_below_the_break_even_is_a_serious_warning(
    catalogue: Catalogue, volume: int | None, serious: bool
) -> None:
    quote = quoted(catalogue, facts=QuoteContext(daily_quota=2_000, monthly_volume=volume))
    assert warned(quote)[QuoteWarningCode.BREAK_EVEN] is serious
    assert any("45,000" in warning.message for warning in quote.warnings)


@pytest.mark.parametrize(("quota", "serious"), [(2_320, True), (2_321, False)])
def test_a_quota_below_the_break_even_saves_nothing(catalogue: Catalogue, quota: int, serious: bool) -> None:
    """At 2,320 a day 419,920 emails can be sent, which pay-as-you-go sends for less than the plan costs."""
    quote = quoted(catalogue, "500k", facts=QuoteContext(daily_quota=quota))
    (warning,) = [one for one in quote.warnings if one.code is QuoteWarningCode.BREAK_EVEN]
    assert warning.serious is serious
    assert ("419,920 emails cost USD 121.78" in warning.message) is serious
    saves = dict(quote_facts(quote))["Saves"]
    assert (saves == "nothing below 420,000 of these 500,000 emails") is serious
    assert (saves == "USD 23.20 against pay-as-you-go (USD 145.00)") is not serious


def test_the_day_on_which_the_rest_is_lost_is_named(catalogue: Catalogue) -> None:
    by_code = {warning.code: warning.message for warning in quoted(catalogue).warnings}
    assert "31 July 2026" in by_code[QuoteWarningCode.NON_REFUNDABLE]


def test_a_plan_that_can_just_be_used_up_is_no_serious_warning(catalogue: Catalogue) -> None:
    enough = -(-100 * 50_000 // DAYS)
    quote = quoted(catalogue, "50k", 100, QuoteContext(daily_quota=enough))
    assert not warned(quote)[QuoteWarningCode.DAILY_QUOTA]
    quote = quoted(catalogue, "50k", 100, QuoteContext(daily_quota=enough - 1))
    assert warned(quote)[QuoteWarningCode.DAILY_QUOTA]


@pytest.mark.parametrize(("monthly", "lost"), [(20_000, "380,000"), (83_333, "2"), (83_334, "")])
def test_what_a_volume_leaves_is_a_serious_warning(catalogue: Catalogue, monthly: int, lost: str) -> None:
    facts = QuoteContext(daily_quota=1_000_000, monthly_volume=monthly)
    (warning,) = [
        one
        for one in quoted(catalogue, "500k", facts=facts).warnings
        if one.code is QuoteWarningCode.NON_REFUNDABLE
    ]
    assert warning.serious is bool(lost)
    assert (f"{lost} emails are lost on 31 July 2026" in warning.message) is bool(lost)
