"""The books: what leaves one account arrives at others."""

from datetime import UTC, datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from dm_tui.domain.usage.ledger_balances import Books, LedgerAccount
from dm_tui.domain.usage.ledger_entries import (
    EMAILS,
    LedgerEntry,
    Posting,
    emails_returned_entry,
    emails_sent_entry,
)
from dm_tui.domain.usage.paying_sources import Allocation

NOW = datetime(2026, 1, 31, 9, tzinfo=UTC)
emails = st.integers(0, 10_000)


def posting(account: LedgerAccount, amount: str, unit: str = "USD") -> Posting:
    return Posting(account=account, unit=unit, amount=Decimal(amount))


@pytest.mark.parametrize(
    "postings",
    [
        (posting(LedgerAccount.PAYMENTS, "1"),),
        (posting(LedgerAccount.PAYMENTS, "-1"), posting(LedgerAccount.PLAN_SALES, "1.01")),
        (posting(LedgerAccount.PAYMENTS, "-1"), posting(LedgerAccount.PLAN_SALES, "1", EMAILS)),
    ],
    ids=["one-sided", "a cent too much", "two units"],
)
def test_an_entry_that_does_not_sum_to_zero_is_refused(postings: tuple[Posting, ...]) -> None:
    with pytest.raises(ValidationError, match="sum to zero"):
        LedgerEntry(id="x", at=NOW, postings=postings)


@given(st.lists(st.builds(Allocation, free=emails, pay_as_you_go=emails), max_size=10))
def test_what_was_sent_is_what_the_sources_gave(splits: list[Allocation]) -> None:
    books = Books()
    for number, split in enumerate(splits):
        books = books.with_entry(emails_sent_entry(str(number), split, NOW))
    sources = books.total(LedgerAccount.FREE) + books.total(LedgerAccount.PAY_AS_YOU_GO)
    assert books.total(LedgerAccount.SENT) == -sources
    assert books.total(LedgerAccount.SENT) == sum(s.free + s.pay_as_you_go for s in splits)


def test_nothing_sent_is_no_entry() -> None:
    assert emails_sent_entry("x", Allocation(refused=3), NOW).postings == ()


def test_what_is_given_back_leaves_the_books_as_they_were() -> None:
    split = Allocation(free=3, plans={"P1": 4, "P2": 5}, pay_as_you_go=6)
    books = Books().with_entry(emails_sent_entry("1", split, NOW))
    books = books.with_entry(emails_returned_entry("2", split, 0, NOW))
    assert not any(books.totals.values())


def test_what_is_given_back_to_a_plan_that_was_written_off_is_lost_with_it() -> None:
    split = Allocation(plans={"P1": 4, "P2": 5})
    books = Books().with_entry(emails_sent_entry("1", split, NOW))
    books = books.with_entry(emails_returned_entry("2", split, 4, NOW))
    assert {name: total for name, total in books.totals.items() if total} == {
        LedgerAccount.PLANS: -4,
        LedgerAccount.WRITTEN_OFF: 4,
    }
