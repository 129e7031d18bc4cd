"""The way of a payment, step by step, and which method is chosen beforehand."""

from datetime import UTC, datetime

import pytest

from dm_tui.domain.purchase.order import OrderStatus
from dm_tui.domain.purchase.payment_attempt import PaymentAttempt, PaymentResult
from dm_tui.domain.purchase.payment_method import proposed_method
from dm_tui.domain.purchase.payment_steps import StepState, payment_steps
from dm_tui.services.direct_mail import DirectMail

NOW = datetime(2026, 1, 31, 9, 0, 4, tzinfo=UTC)
METHODS = ("balance", "card-4242", "card-0002")


def _attempt(method: str, result: PaymentResult) -> PaymentAttempt:
    return PaymentAttempt(id=f"{method}-{result}", method=method, started_at=NOW, result=result)


@pytest.mark.parametrize(
    ("refused", "preferred", "proposed"),
    [
        ([], None, "balance"),
        ([], "card-0002", "card-0002"),
        ([("card-0002", PaymentResult.DECLINED)], "card-0002", "balance"),
        ([("balance", PaymentResult.INSUFFICIENT)], "balance", "card-4242"),
        ([("card-0002", PaymentResult.NO_ANSWER)], "card-0002", "card-0002"),
        ([(method, PaymentResult.DECLINED) for method in METHODS], "card-0002", "balance"),
        ([], "gone", "balance"),
    ],
)
def test_a_method_that_was_refused_is_not_chosen_beforehand(
    refused: list[tuple[str, PaymentResult]], preferred: str | None, proposed: str
) -> None:
    attempts = [_attempt(method, result) for method, result in refused]
    assert proposed_method(METHODS, attempts, preferred) == proposed


def test_without_methods_none_is_proposed() -> None:
    assert proposed_method((), (), "balance") is None


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
    attempts = () if result is None else (_attempt("card-4242", result),)
    order = order.model_copy(update={"status": status, "attempts": attempts})
    assert [step.state for step in payment_steps(order, "the bank", asks=False)] == states.split()


def test_while_the_bank_is_asked_the_answer_is_awaited(direct_mail: DirectMail) -> None:
    catalogue = direct_mail.purchases.catalogue()
    order = direct_mail.purchases.confirm("50k", 1, "ap-southeast-1", catalogue.terms_version)
    saved, asked, answer, plans = payment_steps(order, "the bank", asks=True, waited="3 s")
    assert (saved.detail, asked.title) == (order.id, "The bank asked")
    assert (answer.state, answer.detail, plans.state) == (StepState.PRESENT, "3 s", StepState.AHEAD)
