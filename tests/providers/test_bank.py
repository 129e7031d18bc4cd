"""The sandbox's bank charges one attempt once, and a withdrawn one never."""

from datetime import UTC, datetime

import pytest

from dm_tui.domain.errors import DirectMailError, ErrorKind
from dm_tui.domain.money import usd
from dm_tui.domain.purchase.payment_attempt import PaymentResult
from dm_tui.providers.payment_outcome import NoAnswer, NotPaid
from dm_tui.providers.sandbox.bank import NO_ANSWER_SECONDS, Bank, Charge
from dm_tui.services.direct_mail import DirectMail

NOW = datetime(2026, 1, 31, 9, tzinfo=UTC)


@pytest.fixture
def slept() -> list[float]:
    """How long the bank was waited for, without waiting."""
    return []


@pytest.fixture
def bank(direct_mail: DirectMail, slept: list[float]) -> Bank:
    """A bank on an account with USD 500.00."""
    return Bank(direct_mail.state, slept.append)


def test_the_same_attempt_is_charged_once(bank: Bank) -> None:
    first = bank.charge("A", "DM1", "balance", usd("13.05"), NOW)
    assert isinstance(first, Charge)
    assert bank.charge("A", "DM1", "balance", usd("13.05"), NOW) == first
    assert bank.balance() == usd("486.95")


@pytest.mark.parametrize(("purpose", "amount"), [("DM1", "13.06"), ("DM2", "13.05")])
def test_an_attempts_id_is_refused_for_anything_else(bank: Bank, purpose: str, amount: str) -> None:
    bank.charge("A", "DM1", "balance", usd("13.05"), NOW)
    with pytest.raises(DirectMailError) as refused:
        bank.charge("A", purpose, "balance", usd(amount), NOW)
    assert (refused.value.kind, refused.value.code) == (ErrorKind.REFUSED, "payment-id-reused")
    assert bank.balance() == usd("486.95")


def test_looking_finds_the_charge(bank: Bank) -> None:
    made = bank.charge("A", "DM1", "card-4242", usd("13.05"), NOW)
    assert bank.find_or_void("A", "DM1", "card-4242", NOW) == made


def test_an_attempt_that_was_withdrawn_is_never_charged(bank: Bank) -> None:
    assert bank.find_or_void("A", "DM1", "balance", NOW) is None
    late = bank.charge("A", "DM1", "balance", usd("13.05"), NOW)
    assert isinstance(late, NotPaid)
    assert late.result is PaymentResult.NOT_CHARGED
    assert bank.find_or_void("A", "DM1", "balance", NOW) is None
    assert bank.balance() == usd("500.00")


def test_the_last_cent_of_the_balance_can_be_spent_and_no_more(bank: Bank) -> None:
    assert isinstance(bank.charge("A", "DM1", "balance", usd("500.00"), NOW), Charge)
    assert isinstance(bank.charge("B", "DM2", "balance", usd("0.01"), NOW), NotPaid)
    assert bank.balance() == usd(0)


@pytest.mark.parametrize("method", ["card-timeout", "card-lost"])
def test_a_bank_that_does_not_answer_is_waited_for(bank: Bank, slept: list[float], method: str) -> None:
    assert isinstance(bank.charge("A", "DM1", method, usd("13.05"), NOW), NoAnswer)
    assert slept == [NO_ANSWER_SECONDS]
    found = bank.find_or_void("A", "DM1", method, NOW)
    assert (found is not None) is (method == "card-timeout")


@pytest.mark.parametrize("method", ["balance", "card-4242", "card-0002", "card-9995"])
def test_a_bank_that_answers_is_not_waited_for(bank: Bank, slept: list[float], method: str) -> None:
    bank.charge("A", "DM1", method, usd("13.05"), NOW)
    assert slept == []


def test_an_unknown_method_is_refused(bank: Bank) -> None:
    with pytest.raises(DirectMailError) as refused:
        bank.charge("A", "DM1", "card-1234", usd("13.05"), NOW)
    assert refused.value.kind is ErrorKind.USAGE
