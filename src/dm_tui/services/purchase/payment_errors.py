"""The outcome of a payment as an error for every face, and as a message for the inbox."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime

from dm_tui.domain.account.inbox_message import InternalMessage
from dm_tui.domain.errors import DirectMailError, ErrorKind, ErrorText
from dm_tui.domain.purchase import payment_wording, wording
from dm_tui.domain.purchase.order import Order, OrderStatus
from dm_tui.domain.purchase.plan import ResourcePlan


@contextmanager
def treat_unsaved_as_unknown(error_text: ErrorText, **values: object) -> Iterator[None]:
    """Raise `error_text` when the bank's answer cannot be saved: the money may have moved."""
    try:
        yield
    except DirectMailError as error:
        if error.kind is not ErrorKind.STATE_FILE:
            raise
        raise error_text(problem=error.message, hint=error.hint, **values) from error


def raise_unless_paid(order: Order) -> None:
    """Raise the outcome of the last payment of `order`, unless it is paid: declined (4) or unknown (5)."""
    attempt = order.last_attempt
    if order.status is OrderStatus.PAID or attempt is None:
        return
    if order.status is OrderStatus.PARTLY_PAID:
        bought, paid = order.bought, order.paid_total
        raise payment_wording.PARTLY_BOUGHT(
            order=order.id, bought=bought, quantity=order.quantity, paid=paid, reason=order.stopped
        )
    if order.unsettled and order.sightings:
        raise may_be_bought(order)
    if order.unsettled:
        raise payment_wording.PAYMENT_UNKNOWN(order=order.id, answer=attempt.message)
    errors = payment_wording.PAYMENT_FAILED if attempt.plans is None else payment_wording.REAL_PAYMENT_FAILED
    raise errors[attempt.result](order=order.id, answer=attempt.message, amount=order.total.amount)


def may_be_bought(order: Order) -> DirectMailError:
    """Return the question about what is there now and may be what an order bought."""
    seen = order.sightings
    return payment_wording.MAY_BE_BOUGHT(
        order=order.id, seen=payment_wording.describe_sightings(seen), id=seen[0].id
    )


def purchase_message(order: Order, plans: tuple[ResourcePlan, ...], at: datetime) -> InternalMessage:
    """Return the inbox message about the plans that were bought, and why others were not."""
    subject, body = wording.purchase_message_text(order, plans)
    return InternalMessage(id=f"{order.id}-paid", at=at, subject=subject, body=body)
