"""The cost of a purchase, and each warning shown exactly when it applies."""

from collections.abc import Sequence
from datetime import UTC, datetime
from decimal import Decimal
from itertools import accumulate

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dm_tui.domain.billing_zone import add_months
from dm_tui.domain.money import usd
from dm_tui.domain.purchase.catalogue import Catalogue
from dm_tui.domain.purchase.coming_mail import ComingMail, ExpectedVolume, MailAhead
from dm_tui.domain.purchase.plan_saving import percent_saved
from dm_tui.domain.purchase.quote import Quote, make_quote
from dm_tui.domain.purchase.quote_warnings import QuoteContext, QuoteWarningCode
from dm_tui.domain.purchase.quote_wording import comparison_fact, order_card_facts
from dm_tui.domain.purchase.sendable_emails import sendable_by_month

NOW = datetime(2026, 1, 31, 9, tzinfo=UTC)
SPECS = ("50k", "500k", "1m", "5m")
DAYS = 181
"""From 31 January to 31 July."""


def context(daily_quota: int | None, monthly: int | None = None, **facts: bool) -> QuoteContext:
    """The facts of an account without a free quota or plans, for whoever sends `monthly` emails a month."""
    limits = None if daily_quota is None else sendable_by_month(NOW, 6, daily_quota)
    volume = None
    if monthly is not None:
        by_month = [min(monthly, limit) for limit in limits or [monthly] * 6]
        volume = ExpectedVolume(monthly=monthly, mail=ahead(by_month))
    allowed = ahead(limits) if limits is not None else None
    mail = ComingMail(allowed=allowed, volume=volume, owned_emails=0, free_left=0)
    return QuoteContext(daily_quota=daily_quota, mail=mail, **facts)


def ahead(by_month: Sequence[int], paid_before: int = 0) -> MailAhead:
    """So many emails in each month from now on."""
    starts = tuple(add_months(NOW, month) for month in range(len(by_month) + 1))
    return MailAhead(starts=starts, sent=tuple(accumulate(by_month, initial=0)), paid_before=paid_before)


circumstances = st.builds(
    context,
    daily_quota=st.integers(1, 1_000_000),
    pay_as_you_go_active=st.booleans(),
    overdue=st.booleans(),
    monthly=st.none() | st.integers(0, 5_000_000),
)


def quoted(
    catalogue: Catalogue, spec: str = "50k", quantity: int = 1, facts: QuoteContext | None = None
) -> Quote:
    plan = catalogue.plan(spec)
    return make_quote(catalogue, plan, quantity, NOW, facts or context(2_000))


def warned(quote: Quote) -> dict[QuoteWarningCode, bool]:
    return {warning.code: warning.serious for warning in quote.warnings}


def test_a_quote_is_the_arithmetic_of_the_price_table(catalogue: Catalogue) -> None:
    quote = quoted(catalogue, "1m", 3, context(20_000))
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
    assert quote.break_even_emails is not None
    assert quote.usable_emails is not None
    too_little = quote.usable_emails < quote.break_even_emails
    assert not (too_little and comparison_fact(quote)[0] == "Saves")
    assert not (too_little and "Below" in quote.warnings[1].message)
    assert found[QuoteWarningCode.BREAK_EVEN] is too_little
    assert found.get(QuoteWarningCode.ARREARS, True)
    assert all(warning.message for warning in quote.warnings)


@pytest.mark.parametrize(
    ("quantity", "quota", "serious"), [(7, 2_000, False), (8, 2_000, True), (1, 277, False), (1, 276, True)]
)
def test_a_plan_that_cannot_be_used_up_is_a_serious_warning(
    catalogue: Catalogue, quantity: int, quota: int, serious: bool
) -> None:
    quote = quoted(catalogue, "50k", quantity, context(quota))
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
    quote = quoted(catalogue, facts=context(2_000, volume))
    assert warned(quote)[QuoteWarningCode.BREAK_EVEN] is serious
    assert any("45,000" in warning.message for warning in quote.warnings)


def test_the_day_on_which_the_rest_is_lost_is_named(catalogue: Catalogue) -> None:
    by_code = {warning.code: warning.message for warning in quoted(catalogue).warnings}
    assert "31 July 2026" in by_code[QuoteWarningCode.NON_REFUNDABLE]


def test_a_plan_that_can_just_be_used_up_is_no_serious_warning(catalogue: Catalogue) -> None:
    enough = -(-100 * 50_000 // DAYS)
    quote = quoted(catalogue, "50k", 100, context(enough))
    assert not warned(quote)[QuoteWarningCode.DAILY_QUOTA]
    quote = quoted(catalogue, "50k", 100, context(enough - 1))
    assert warned(quote)[QuoteWarningCode.DAILY_QUOTA]


@pytest.mark.parametrize(("monthly", "lost"), [(20_000, "380,000"), (83_333, "2"), (83_334, "")])
def test_what_a_volume_leaves_is_a_serious_warning(catalogue: Catalogue, monthly: int, lost: str) -> None:
    facts = context(1_000_000, monthly)
    (warning,) = [
        warning
        for warning in quoted(catalogue, "500k", facts=facts).warnings
        if warning.code is QuoteWarningCode.NON_REFUNDABLE
    ]
    assert warning.serious is bool(lost)
    assert (f"{lost} emails are lost on 31 July 2026" in warning.message) is bool(lost)


def test_what_the_daily_quota_lets_you_send_is_compared(catalogue: Catalogue) -> None:
    """362,000 of half a million by pay-as-you-go cost USD 104.98: the plan for USD 121.80 saves nothing."""
    quote = quoted(catalogue, "500k")
    assert (quote.pay_as_you_go_total, quote.saving) == (usd("145.00"), usd("23.20"))
    assert (quote.usable_emails, quote.usable_pay_as_you_go_total) == (362_000, usd("104.98"))
    assert quote.usable_saving == usd("-16.82")
    assert comparison_fact(quote) == ("Costs", "USD 16.82 more than pay-as-you-go (USD 104.98 for 362,000)")
    assert [warning.code for warning in quote.serious_warnings] == [
        QuoteWarningCode.DAILY_QUOTA,
        QuoteWarningCode.BREAK_EVEN,
    ]
    assert quote.warnings[1].message == ("For 362,000 emails pay-as-you-go is cheaper (break-even 420,000).")


def test_a_plan_that_saves_although_some_of_it_is_lost_names_what_is_counted(catalogue: Catalogue) -> None:
    quote = quoted(catalogue, "50k", 8)
    assert comparison_fact(quote) == ("Saves", "USD 0.58 against pay-as-you-go (USD 104.98 for 362,000)")


def test_a_saving_is_not_known_where_the_daily_quota_is_not(catalogue: Catalogue) -> None:
    quote = quoted(catalogue, facts=context(None))
    assert (quote.usable_emails, quote.usable_pay_as_you_go_total, quote.usable_saving) == (None, None, None)
    assert "daily quota, which could not be read" in comparison_fact(quote)[1]
    assert warned(quoted(catalogue, facts=context(None, 7_000)))[QuoteWarningCode.BREAK_EVEN]


def test_a_growing_quota_is_counted(catalogue: Catalogue) -> None:
    growth = Decimal(20)
    allowed = ahead(sendable_by_month(NOW, 6, 2_000, growth))
    volume = ExpectedVolume(monthly=100_000, mail=ahead([100_000] * 6), quota_growth=growth)
    mail = ComingMail(allowed=allowed, volume=volume, owned_emails=0)
    quote = quoted(catalogue, "500k", facts=QuoteContext(daily_quota=2_000, mail=mail))
    assert (quote.usable_emails, quote.usable_saving) == (500_000, usd("23.20"))
    assert not quote.serious_warnings
    assert "(2,000, +20 % a month)" in quote.warnings[0].message


def test_what_is_lost_is_told_once(catalogue: Catalogue) -> None:
    """At a low volume the expiry warning tells what is left; otherwise the daily quota does."""
    low = {
        warning.code: warning.message
        for warning in quoted(catalogue, "500k", facts=context(2_000, 20_000)).warnings
    }
    assert "380,000 emails are lost" in low[QuoteWarningCode.NON_REFUNDABLE]
    assert "are lost" not in low[QuoteWarningCode.DAILY_QUOTA]
    high = {
        warning.code: warning.message
        for warning in quoted(catalogue, "500k", facts=context(2_000, 90_000)).warnings
    }
    assert "138,000 are lost" in high[QuoteWarningCode.DAILY_QUOTA]
    assert "At 90,000" not in high[QuoteWarningCode.NON_REFUNDABLE]


@pytest.mark.parametrize(
    ("quota", "label", "words"),
    [
        (2_320, "Costs", "USD 0.02 more than pay-as-you-go (USD 121.78 for 419,920)"),
        (2_321, "Saves", "USD 0.03 against pay-as-you-go (USD 121.83 for 420,101)"),
    ],
)
def test_a_quota_just_below_the_break_even_saves_nothing(
    catalogue: Catalogue, quota: int, label: str, words: str
) -> None:
    quote = quoted(catalogue, "500k", facts=context(quota))
    assert comparison_fact(quote) == (label, words)
    assert warned(quote)[QuoteWarningCode.BREAK_EVEN] is (label == "Costs")


def dearer(quote: Quote) -> list[str]:
    return [fact[1] for fact in order_card_facts(quote, "region", "×") if fact and fact[0] == "Dearer by"]


@pytest.mark.parametrize(
    ("sent", "words"),
    [(0, "USD 13.05"), (1_000, "USD 12.76"), (4_094, "USD 11.86 (997%)"), (9_000, "USD 10.44 (400%)")],
)
def test_a_percentage_that_says_nothing_is_left_out(catalogue: Catalogue, sent: int, words: str) -> None:
    mail = ComingMail(allowed=ahead([sent] + [0] * 5), owned_emails=0, free_left=0)
    quote = quoted(catalogue, facts=QuoteContext(daily_quota=2_000, mail=mail))
    assert dearer(quote) == [words]
    percent = percent_saved(quote)
    assert percent is not None
    assert percent < 0


def having(paid_before: int, *, free_left: int, owned: int, used: int, lost: int = 0) -> ComingMail:
    """An account that sends 10,000 emails a month, some of which it has already."""
    month = ahead([10_000] * 6, paid_before).model_copy(update={"owned_used": used, "owned_lost": lost})
    return ComingMail(
        allowed=ahead([60_000] * 6, paid_before).model_copy(update={"owned_used": used}),
        volume=ExpectedVolume(monthly=10_000, mail=month),
        owned_emails=owned,
        owned_until=add_months(NOW, 5) if owned else None,
        free_left=free_left,
    )


def messages(catalogue: Catalogue, mail: ComingMail) -> dict[QuoteWarningCode, str]:
    quote = quoted(catalogue, facts=QuoteContext(daily_quota=2_000, mail=mail))
    return {warning.code: warning.message for warning in quote.warnings}


def test_what_comes_first_is_named_for_what_it_is(catalogue: Catalogue) -> None:
    free = messages(catalogue, having(20_000, free_left=20_000, owned=0, used=0))
    assert "you pay for 40,000 after the 20,000 free ones" in free[QuoteWarningCode.BREAK_EVEN]
    assert "sending 50,000 emails takes at least 25 days" in free[QuoteWarningCode.DAILY_QUOTA]
    owned = messages(catalogue, having(20_000, free_left=0, owned=20_000, used=20_000))
    assert "you pay for 40,000 after the 20,000 that you have" in owned[QuoteWarningCode.BREAK_EVEN]
    assert "sending 50,000 emails after the 20,000 that you have" in owned[QuoteWarningCode.DAILY_QUOTA]
    enough = messages(catalogue, having(60_000, free_left=60_000, owned=0, used=0))
    assert "you pay for none after the 60,000 free ones" in enough[QuoteWarningCode.BREAK_EVEN]


def used_after(catalogue: Catalogue, mail: ComingMail) -> list[str]:
    quote = quoted(catalogue, facts=QuoteContext(daily_quota=2_000, mail=mail))
    return [fact[1] for fact in order_card_facts(quote, "region", "×") if fact and fact[0] == "Used after"]


def test_what_expires_unused_comes_before_nothing(catalogue: Catalogue) -> None:
    some = having(50_000, free_left=0, owned=90_000, used=50_000, lost=40_000)
    assert used_after(catalogue, some) == ["50,000 of the 90,000 you own"]
    said = messages(catalogue, some)[QuoteWarningCode.OWNED_PLANS_FIRST]
    assert said.endswith("used first, and about 40,000 of them are lost.")
    one = having(1, free_left=0, owned=1, used=1)
    assert used_after(catalogue, one) == ["1 email you own"]
    none = having(0, free_left=0, owned=9_000, used=0, lost=9_000)
    assert not used_after(catalogue, none)
    assert "used first" not in messages(catalogue, none)[QuoteWarningCode.OWNED_PLANS_FIRST]


def test_a_free_quota_that_was_not_read_is_no_figure(catalogue: Catalogue) -> None:
    def offered(sent: int) -> Quote:
        mail = ahead([sent] + [0] * 5).model_copy(update={"perhaps_free": 2_000})
        return quoted(
            catalogue, facts=QuoteContext(daily_quota=2_000, mail=ComingMail(allowed=mail, owned_emails=0))
        )

    enough = offered(52_000)
    assert (enough.usable_emails, enough.usable_saving) == (50_000, usd("1.45"))
    for sent in (45_500, 51_999):
        quote = offered(sent)
        assert (quote.usable_emails, quote.usable_saving) == (None, None)
        assert "it depends on your free quota, which could not be read" in comparison_fact(quote)[1]
    few = {warning.code: warning for warning in offered(40_000).warnings}
    assert "allows at most 40,000 of these 50,000" in few[QuoteWarningCode.DAILY_QUOTA].message
    assert "at least 10,000 are lost" in few[QuoteWarningCode.DAILY_QUOTA].message
    assert few[QuoteWarningCode.BREAK_EVEN].serious, "it is dearer whatever is free"
    assert "For at most 40,000 emails" in few[QuoteWarningCode.BREAK_EVEN].message
