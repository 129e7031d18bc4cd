"""The way of a payment: the order is saved, the bank is asked, it answers, the plans are there."""

from enum import StrEnum
from typing import TYPE_CHECKING, NamedTuple

from dm_tui.domain.dates import show_time
from dm_tui.domain.purchase.order import OrderStatus
from dm_tui.domain.purchase.payment import PaymentResult

if TYPE_CHECKING:
    from collections.abc import Sequence

    from dm_tui.domain.purchase.order import Order
    from dm_tui.domain.purchase.payment import PaymentAttempt


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


def payment_steps(order: "Order", party: str, *, asks: bool, waited: str = "") -> tuple[PaymentStep, ...]:
    """Return the way of this payment; `party` answers it, `asks` while it is asked, `waited` so long."""
    attempt = order.last_attempt
    asked = StepState.DONE if attempt is not None or asks else StepState.AHEAD
    when = f"{show_time(attempt.started_at)}, {_method(attempt)}" if attempt is not None else ""
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


def _method(attempt: "PaymentAttempt") -> str:
    """Return a method as a person would name it: its id has hyphens."""
    return attempt.method.replace("-", " ")


def _answer(order: "Order", attempt: "PaymentAttempt | None", *, asks: bool, waited: str) -> PaymentStep:
    if asks:
        return PaymentStep("Waiting for an answer", StepState.PRESENT, waited)
    if attempt is None:
        return PaymentStep("Answer", StepState.AHEAD)
    if order.unsettled:
        return PaymentStep("Waiting for an answer", StepState.UNKNOWN, "not known yet")
    if attempt.result is PaymentResult.CHARGED:
        return PaymentStep("Charged", StepState.DONE, str(order.paid_total))
    return PaymentStep("Not charged", StepState.FAILED, str(attempt.result).replace("-", " "))


def _plans(order: "Order") -> tuple[str, StepState, str]:
    if not order.bought:
        return "Plans added", StepState.AHEAD, ""
    part = f"{order.bought} of {order.quantity}"
    done = order.bought == order.quantity
    return "Plans added", StepState.DONE if done else StepState.PRESENT, part


def proposed_method(
    methods: "Sequence[str]", attempts: "Sequence[PaymentAttempt]", preferred: str | None
) -> str | None:
    """Return the method to choose beforehand: the preferred one, or else the first that was not refused."""
    refused = {
        attempt.method
        for attempt in attempts
        if attempt.result in (PaymentResult.DECLINED, PaymentResult.INSUFFICIENT, PaymentResult.NOT_ALLOWED)
    }
    candidates = [preferred, *methods] if preferred in methods else list(methods)
    return next((method for method in candidates if method not in refused), next(iter(methods), None))
