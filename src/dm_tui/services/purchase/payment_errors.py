"""What a payment came to, in words: errors for every face, and the message for the inbox."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime

from dm_tui.domain.account.inbox_message import InternalMessage
from dm_tui.domain.errors import DirectMailError, ErrorKind
from dm_tui.domain.purchase.order import Order, OrderStatus
from dm_tui.domain.purchase.plan import ResourcePlan


@contextmanager
def treat_unsaved_as_unknown(what: str, check: str) -> Iterator[None]:
    """Say of an answer of the bank that could not be kept that it is not known: the money may have moved."""
    try:
        yield
    except DirectMailError as error:
        if error.kind is not ErrorKind.STATE_FILE:
            raise
        raise DirectMailError(
            ErrorKind.OUTCOME_UNKNOWN,
            "payment-not-kept",
            f"{error.message} It was what became of the payment of {what}, which may have been "
            "charged. Nothing is charged twice.",
            f"{error.hint} Then check it: {check}.",
        ) from error


def raise_unless_paid(order: Order) -> None:
    """Raise what the last payment of `order` came to, unless it is paid: declined (4) or unknown (5)."""
    attempt = order.last_attempt
    if order.status is OrderStatus.PAID or attempt is None:
        return
    if order.status is OrderStatus.PARTLY_PAID:
        raise DirectMailError(
            ErrorKind.DECLINED,
            "partly-bought",
            f"{order.bought} of {order.quantity} plans were bought for {order.paid_total}, the others "
            f"were not. {order.stopped}".strip(),
            f"See each one: dm-tui orders show {order.id}. Order what is missing anew.",
        )
    if order.unsettled:
        raise DirectMailError(
            ErrorKind.OUTCOME_UNKNOWN,
            "payment-unknown",
            f"{attempt.message} We do not know yet whether order {order.id} was charged. "
            "Nothing is charged twice.",
            f"Check it: dm-tui orders settle {order.id}.",
        )
    again = (
        f"by another method with dm-tui orders pay {order.id} --pay-with METHOD"
        if attempt.plans is None
        else f"with dm-tui orders pay {order.id} --yes-spend {order.total.amount}"
    )
    raise DirectMailError(
        ErrorKind.DECLINED,
        f"payment-{attempt.result}",
        attempt.message,
        f"Nothing was charged. Order {order.id} waits for an hour: pay it {again}.",
    )


def duplicate_unsettled_error(order: Order) -> DirectMailError:
    """Return the refusal of a purchase while the same one has a payment of unknown outcome."""
    return DirectMailError(
        ErrorKind.OUTCOME_UNKNOWN,
        "same-purchase-unsettled",
        f"The same purchase, order {order.id}, has a payment of unknown outcome.",
        f"Settle it first: dm-tui orders settle {order.id}.",
    )


def payment_in_progress_error() -> DirectMailError:
    """Return the refusal to pay beside a payment of real money that is under way."""
    return DirectMailError(
        ErrorKind.STATE_FILE,
        "paying-elsewhere",
        "Another program, or another window, is paying from this state file right now.",
        "Wait until it has ended, and look at dm-tui orders.",
    )


def purchase_message(
    order: Order, plans: tuple[ResourcePlan, ...], at: datetime
) -> InternalMessage:
    """Return the message about what was bought, and why something was not."""
    bought, emails = order.bought, order.emails // order.quantity * order.bought
    body = f"{bought} × {order.spec} for {order.paid_total}."
    if plans:
        first = min(plans, key=lambda plan: plan.expires_at)
        body += f" What is left on {first.expires_at:%d %B %Y} is lost."
    if bought < order.quantity:
        body += f" {order.quantity - bought} of {order.quantity} were not bought. {order.stopped}".rstrip()
    paid = "paid" if bought == order.quantity else "paid in part"
    return InternalMessage(
        id=f"{order.id}-paid",
        at=at,
        subject=f"Order {order.id} is {paid}: {emails:,} emails",
        body=body,
    )
