"""The way of a payment, step by step."""

from datetime import UTC, datetime

import pytest

from dm_tui.domain.purchase.order import OrderStatus
from dm_tui.domain.purchase.payment_attempt import PaymentAttempt, PaymentResult
from dm_tui.domain.purchase.payment_way import StepState, payment_way
from dm_tui.services.direct_mail import DirectMail

NOW = datetime(2026, 1, 31, 9, 0, 4, tzinfo=UTC)


def attempt_of(method: str, result: PaymentResult) -> PaymentAttempt:
    return PaymentAttempt(id=f"{method}-{result}", method=method, started_at=NOW, result=result)


@pytest.mark.parametrize(
    ("status", "result", "states"),
    [
        (OrderStatus.UNPAID, None, "done ahead ahead ahead"),
        (OrderStatus.UNPAID, PaymentResult.DECLINED, "done done failed ahead"),
        (OrderStatus.UNKNOWN, PaymentResult.NO_ANSWER, "done done unknown ahead"),
        (OrderStatus.PAID, PaymentResult.CHARGED, "done done done done"),
        (OrderStatus.LAPSED, None, "failed ahead ahead ahead"),
    ],
)
def test_every_state_of_an_order_is_a_place_on_the_way(
    direct_mail: DirectMail, status: OrderStatus, result: PaymentResult | None, states: str
) -> None:
    catalogue = direct_mail.purchases.catalogue()
    order = direct_mail.purchases.confirm("50k", 1, "ap-southeast-1", catalogue.terms_version)
    attempts = () if result is None else (attempt_of("card-4242", result),)
    order = order.model_copy(update={"status": status, "attempts": attempts})
    assert [step.state for step in payment_way(order, "the bank", asks=False)] == states.split()


def test_while_the_bank_is_asked_the_answer_is_awaited(direct_mail: DirectMail) -> None:
    catalogue = direct_mail.purchases.catalogue()
    order = direct_mail.purchases.confirm("50k", 1, "ap-southeast-1", catalogue.terms_version)
    saved, asked, answer, plans = payment_way(order, "the bank", asks=True, waited="3 s")
    assert (saved.detail, asked.title) == (order.id, "The bank asked")
    assert (answer.state, answer.detail, plans.state) == (StepState.PRESENT, "3 s", StepState.AHEAD)


@pytest.mark.parametrize(
    ("result", "detail"),
    [(PaymentResult.NOT_CHARGED, ""), (PaymentResult.INSUFFICIENT, "insufficient funds")],
)
def test_that_nothing_was_charged_is_said_once(
    direct_mail: DirectMail, result: PaymentResult, detail: str
) -> None:
    catalogue = direct_mail.purchases.catalogue()
    order = direct_mail.purchases.confirm("50k", 1, "ap-southeast-1", catalogue.terms_version)
    order = order.model_copy(update={"attempts": (attempt_of("card-lost", result),)})
    answer = payment_way(order, "the bank", asks=False)[2]
    assert (answer.title, answer.detail) == ("Not charged", detail)
