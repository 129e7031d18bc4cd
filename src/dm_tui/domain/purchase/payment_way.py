"""The way of a payment: the order is saved, the bank is asked, it answers, the plans are there."""

from enum import StrEnum
from typing import TYPE_CHECKING, NamedTuple

from dm_tui.domain.dates import show_time
from dm_tui.domain.purchase.order import OrderStatus
from dm_tui.domain.purchase.payment_attempt import PaymentResult
from dm_tui.domain.purchase.payment_method import method_words

if TYPE_CHECKING:
    from dm_tui.domain.purchase.order import Order
    from dm_tui.domain.purchase.payment_attempt import PaymentAttempt


class StepState(StrEnum):
    """How far a step is."""

    DONE = "done"
    PRESENT = "present"
    UNKNOWN = "unknown"
    FAILED = "failed"
    AHEAD = "ahead"


class PaymentStep(NamedTuple):
    """A step on the way, and what is known of it."""

    title: str
    state: StepState
    detail: str = ""


def payment_way(order: "Order", party: str, *, asks: bool, waited: str = "") -> tuple[PaymentStep, ...]:
    """Return the way of this payment; `party` answers it, `asks` while it is asked, `waited` so long."""
    attempt = order.last_attempt
    asked = StepState.DONE if attempt is not None or asks else StepState.AHEAD
    when = f"{show_time(attempt.started_at)}, {method_words(attempt)}" if attempt is not None else ""
    closed = order.status in (OrderStatus.LAPSED, OrderStatus.CANCELLED)
    saved = PaymentStep(
        f"Order {order.status}" if closed else "Order saved",
        StepState.FAILED if closed else StepState.DONE,
        order.id,
    )
    return (
        saved,
        PaymentStep(f"{party[0].upper()}{party[1:]} asked", asked, when),
        _answer(order, attempt, asks=asks, waited=waited),
        PaymentStep(*_plans(order)),
    )


def _answer(order: "Order", attempt: "PaymentAttempt | None", *, asks: bool, waited: str) -> PaymentStep:
    if asks:
        return PaymentStep("Waiting for an answer", StepState.PRESENT, waited)
    if attempt is None:
        return PaymentStep("Answer", StepState.AHEAD)
    if order.unsettled:
        return PaymentStep("Waiting for an answer", StepState.UNKNOWN, "not known yet")
    if attempt.result is PaymentResult.CHARGED:
        return PaymentStep("Charged", StepState.DONE, str(order.paid_total))
    result = "" if attempt.result is PaymentResult.NOT_CHARGED else str(attempt.result).replace("-", " ")
    return PaymentStep("Not charged", StepState.FAILED, result)


def _plans(order: "Order") -> tuple[str, StepState, str]:
    if not order.bought:
        return "Plans added", StepState.AHEAD, ""
    part = f"{order.bought} of {order.quantity}"
    done = order.bought == order.quantity
    return "Plans added", StepState.DONE if done else StepState.PRESENT, part
