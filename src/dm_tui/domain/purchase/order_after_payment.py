"""What becomes of an order after a payment: paid, paid in part, unpaid or unknown."""

from datetime import datetime

from dm_tui.domain.money import Money
from dm_tui.domain.purchase import payment_wording
from dm_tui.domain.purchase.order import Order, OrderStatus
from dm_tui.domain.purchase.payment_attempt import PaymentAttempt, PaymentResult, Sighting


def conclude_payment(
    order: Order,
    attempt_id: str,
    result: PaymentResult,
    message: str,
    at: datetime,
    *,
    reference: str = "",
    instance: str = "",
    sightings: tuple[Sighting, ...] = (),
    charged: Money | None = None,
    tax: Money | None = None,
    busy: bool = False,
    gone: bool = False,
) -> Order:
    """Return the order after the provider's answer about `attempt_id`. Repeating it changes nothing.

    With plans still to buy the order stays submitting, between two calls, also where the last one was not
    taken for want of calls; an outcome learned only later ends it.
    """
    attempt = order.last_attempt
    if attempt is None or attempt.id != attempt_id or not order.unsettled or not attempt.waiting:
        return order
    update: dict[str, object] = {"result": result, "message": message, "sightings": sightings}
    update |= {"charged": charged, "tax": tax, "busy": busy, "gone": gone}
    update |= {"reference": reference or attempt.reference, "instance": instance or attempt.instance}
    return conclude_attempt(order, attempt.model_copy(update=update), at)


def conclude_attempt(order: Order, ended: PaymentAttempt, at: datetime) -> Order:
    """Return the order whose last payment is `ended`, in the state that follows from it."""
    if ended.result is PaymentResult.CHARGED and ended.instance:
        ended = ended.model_copy(update={"known": ()})  # identified: no need to compare any more
    result, message = ended.result, ended.message
    after = order.model_copy(update={"attempts": (*order.attempts[:-1], ended)})
    if ended.waiting:
        status = OrderStatus.UNKNOWN
    elif after.bought >= order.quantity:
        status = OrderStatus.PAID
    elif (
        after.bought
        and order.status is OrderStatus.SUBMITTING
        and (result is PaymentResult.CHARGED or ended.busy)
    ):
        status = OrderStatus.SUBMITTING
    else:
        status = OrderStatus.PARTLY_PAID if after.bought else OrderStatus.UNPAID
    return _end_order(after, status, at, message or payment_wording.OUTCOME_TOO_LATE)


def stop_between_calls(order: Order, at: datetime, why: str) -> Order:
    """Return the order ended before its next plan, with the plans bought until now."""
    return _end_order(order, OrderStatus.PARTLY_PAID, at, why) if order.between_calls else order


def _end_order(order: Order, status: OrderStatus, at: datetime, why: str) -> Order:
    part = status is OrderStatus.PARTLY_PAID
    paid = part or status is OrderStatus.PAID
    return order.model_copy(
        update={"status": status, "paid_at": at if paid else order.paid_at, "stopped": why if part else ""}
    )
