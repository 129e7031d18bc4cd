"""What is due and when: half up, at least a cent, at USD 1,000 or on the first of the month."""

from datetime import UTC, datetime, timedelta, timezone
from decimal import ROUND_HALF_UP, Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dm_tui.domain.errors import DirectMailError, ErrorKind
from dm_tui.domain.money import usd
from dm_tui.domain.purchase.catalogue import Catalogue
from dm_tui.domain.purchase.payment_attempt import PaymentResult
from dm_tui.domain.usage.billing import (
    Bill,
    BillStatus,
    PayAsYouGo,
    amount_due,
    begin_bill_payment,
    charge_due_at,
    conclude_bill_payment,
)

NOW = datetime(2026, 1, 31, 9, tzinfo=UTC)
EAST = timezone(timedelta(hours=8))
THRESHOLD = 3_448_259
"""The first number of emails that comes to USD 1,000.00 at 0.29 per 1,000."""


@pytest.mark.parametrize(
    ("emails", "due"),
    [
        (0, "0.00"),
        (1, "0.01"),
        (17, "0.01"),
        (51, "0.01"),
        (52, "0.02"),
        (1_000, "0.29"),
        (50_000, "14.50"),
        (2_500, "0.73"),
        (THRESHOLD, "1000.00"),
    ],
)
def test_what_is_due_is_rounded_half_up_and_at_least_a_cent(
    catalogue: Catalogue, emails: int, due: str
) -> None:
    assert amount_due(catalogue, emails) == usd(due)


@given(st.integers(1, 100_000_000))
def test_what_is_due_is_the_price_to_the_cent(catalogue: Catalogue, emails: int) -> None:
    due = amount_due(catalogue, emails)
    exact = Decimal("0.29") * emails / 1000
    assert due is not None
    assert due.amount == max(exact.quantize(Decimal("0.01"), ROUND_HALF_UP), Decimal("0.01"))
    assert due.amount == due.amount.quantize(Decimal("0.01"))


def opened(emails: int, since: datetime | None = NOW) -> PayAsYouGo:
    return PayAsYouGo(active=True, open_emails=emails, open_since=since)


@pytest.mark.parametrize("emails", [THRESHOLD, THRESHOLD + 1, 10_000_000])
def test_a_thousand_dollars_are_due_now(catalogue: Catalogue, emails: int) -> None:
    assert charge_due_at(catalogue, opened(emails), NOW) == NOW


@pytest.mark.parametrize("emails", [1, 50_000, 3_448_258 - 20])
def test_less_is_due_on_the_next_first(catalogue: Catalogue, emails: int) -> None:
    assert charge_due_at(catalogue, opened(emails), NOW) == datetime(2026, 2, 1, tzinfo=EAST)


def test_the_first_is_counted_in_the_vendors_zone(catalogue: Catalogue) -> None:
    late = datetime(2026, 1, 31, 16, tzinfo=UTC)
    assert charge_due_at(catalogue, opened(1, late), late) == datetime(2026, 3, 1, tzinfo=EAST)


def test_what_is_due_stays_due(catalogue: Catalogue) -> None:
    """The first is counted from when the amount was opened, not from now."""
    much_later = NOW + timedelta(days=100)
    due = charge_due_at(catalogue, opened(1), much_later)
    assert due == datetime(2026, 2, 1, tzinfo=EAST)


@pytest.mark.parametrize("account", [opened(0), opened(0, None), PayAsYouGo()])
def test_nothing_open_is_never_due(catalogue: Catalogue, account: PayAsYouGo) -> None:
    assert charge_due_at(catalogue, account, NOW) is None


@given(
    st.integers(1, 10_000_000),
    st.datetimes(datetime(2020, 1, 1), datetime(2030, 1, 1), timezones=st.just(UTC)),
)
def test_a_charge_falls_due_within_a_month(catalogue: Catalogue, emails: int, since: datetime) -> None:
    due = charge_due_at(catalogue, opened(emails, since), since)
    assert due is not None
    assert since <= due <= since + timedelta(days=31)
    at_once = Decimal("0.29") * emails / 1000 >= Decimal("999.995")  # rounded half up
    assert (due == since) is at_once
    if not at_once:
        assert due.astimezone(EAST).day == 1


@given(st.lists(st.integers(-300, 300), max_size=20))
def test_what_is_given_back_after_it_was_billed_is_set_against_what_comes_next(metered: list[int]) -> None:
    account, total = opened(0, None), 0
    for emails in metered:
        account = account.with_emails(emails, NOW)
        total += emails
        assert account.open_emails - account.credit == total
        assert not (account.open_emails and account.credit)
        assert (account.open_since is None) == (account.open_emails == 0)


def test_what_is_open_keeps_its_beginning() -> None:
    account = opened(5).with_emails(-3, NOW + timedelta(days=1))
    assert (account.open_emails, account.open_since) == (2, NOW)
    account = account.with_emails(-2, NOW).with_emails(1, NOW + timedelta(days=2))
    assert (account.open_emails, account.open_since) == (1, NOW + timedelta(days=2))


def overdue() -> Bill:
    return Bill(
        id="B260101-0001",
        start=NOW - timedelta(days=30),
        end=NOW,
        emails=1_000,
        total=usd("0.29"),
        status=BillStatus.OVERDUE,
    )


def test_a_bill_of_unknown_outcome_takes_no_second_payment() -> None:
    bill = begin_bill_payment(overdue(), "balance", NOW)
    with pytest.raises(DirectMailError) as refused:
        begin_bill_payment(bill, "card-4242", NOW)
    assert refused.value.kind is ErrorKind.OUTCOME_UNKNOWN


def test_the_word_on_another_payment_of_the_bill_changes_nothing() -> None:
    first = begin_bill_payment(overdue(), "balance", NOW)
    declined = conclude_bill_payment(
        first, first.attempts[0].id, PaymentResult.DECLINED, "The card was declined.", NOW
    )
    second = begin_bill_payment(declined, "card-4242", NOW)
    late = conclude_bill_payment(second, first.attempts[0].id, PaymentResult.CHARGED, "", NOW)
    assert late == second
    paid = conclude_bill_payment(late, second.attempts[1].id, PaymentResult.CHARGED, "", NOW)
    assert paid.status is BillStatus.CHARGED
