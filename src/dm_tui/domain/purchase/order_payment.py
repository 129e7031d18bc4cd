"""When a payment of an order may begin: one at a time, none after it is paid; `order` draws its states."""

from datetime import datetime

from dm_tui.domain.errors import DirectMailError
from dm_tui.domain.purchase import payment_wording
from dm_tui.domain.purchase.order import Order, OrderStatus, lapse_order
from dm_tui.domain.purchase.payment_attempt import PaymentAttempt


def begin_payment(
    order: Order,
    method: str,
    now: datetime,
    *,
    plans: int | None = None,
    known: tuple[str, ...] = (),
    unreported: bool = False,
) -> Order:
    """Return the order with a new attempt under way, or refuse: one payment at a time, none after paid."""
    if order.due_to_lapse(now):
        order = lapse_order(order)
    if order.status is not OrderStatus.UNPAID and not order.between_calls:
        raise _not_payable(order)
    attempt = PaymentAttempt(
        id=f"{order.id}-{len(order.attempts) + 1}", method=method, started_at=now, plans=plans, known=known
    )
    update: dict[str, object] = {"attempts": (*order.attempts, attempt), "unreported": unreported}
    return order.model_copy(update={"status": OrderStatus.SUBMITTING, **update})


def mark_reported(order: Order) -> Order:
    """Return the order after a program that the user asked learned what its payment came to."""
    return order.model_copy(update={"unreported": False})


def _not_payable(order: Order) -> DirectMailError:
    if order.status is OrderStatus.PARTLY_PAID:
        return payment_wording.ORDER_PARTLY_PAID(order=order.id, bought=order.bought, quantity=order.quantity)
    return payment_wording.NOT_PAYABLE.get(order.status, payment_wording.ORDER_NOT_SETTLED)(order=order.id)
