"""An order and its states. Paying happens once because of what is written here, not because of a button.

unpaid ─ begin ─▶ submitting ─▶ paid
   ▲                  ├──────▶ unpaid      declined, or known not to have been charged
   │                  └──────▶ unknown ─ reconcile ─▶ paid | unpaid
   ├─▶ cancelled
   └─▶ lapsed         one hour after it was made (billing methods)

Where each plan is a call of its own (a live account), an order of several stays submitting from call to
call; the first that is not a success ends it as partly-paid, with what was bought until then.
"""

from datetime import datetime, timedelta
from enum import StrEnum
from typing import ClassVar

from dm_tui.domain.errors import DirectMailError, ErrorKind
from dm_tui.domain.model import Model
from dm_tui.domain.money import Money, parse_amount
from dm_tui.domain.purchase.payment import PaymentAttempt, PaymentResult
from dm_tui.domain.text import Line, clean_line


class OrderStatus(StrEnum):
    """Where an order stands; only an `unpaid` one can begin a payment."""

    UNPAID = "unpaid"
    SUBMITTING = "submitting"
    UNKNOWN = "unknown"
    PAID = "paid"
    PARTLY_PAID = "partly-paid"
    CANCELLED = "cancelled"
    LAPSED = "lapsed"


class Order(Model):
    """What was confirmed, and what is paid: exactly these lines at exactly this price.

    `key` is the caller's own name for the purchase: the same key never buys twice. `stopped` says why an order
    that was paid in part ended there.
    """

    TABLE: ClassVar[str] = "orders"

    id: str
    key: Line | None = None
    spec: str
    emails: int
    quantity: int
    unit_price: Money
    total: Money
    validity_months: int
    region: str
    terms_version: str
    catalogue_version: str
    created_at: datetime
    lapses_at: datetime
    status: OrderStatus = OrderStatus.UNPAID
    attempts: tuple[PaymentAttempt, ...] = ()
    paid_at: datetime | None = None
    stopped: Line = ""

    @property
    def closed(self) -> bool:
        """Whether nothing can happen to the order any more."""
        return self.status in (
            OrderStatus.PAID,
            OrderStatus.PARTLY_PAID,
            OrderStatus.CANCELLED,
            OrderStatus.LAPSED,
        )

    @property
    def last_attempt(self) -> PaymentAttempt | None:
        """The newest payment attempt, if there was any."""
        return self.attempts[-1] if self.attempts else None

    @property
    def payment_method(self) -> str | None:
        """The method that paid, None while nothing did."""
        paid = [one for one in self.attempts if one.result is PaymentResult.CHARGED]
        return paid[-1].method if paid else None

    @property
    def bought(self) -> int:
        """How many of its plans are certainly paid."""
        return sum(
            one.plans or self.quantity
            for one in self.attempts
            if one.result is PaymentResult.CHARGED
        )

    @property
    def paid_total(self) -> Money:
        """What was certainly paid."""
        return self.unit_price * self.bought

    @property
    def between_calls(self) -> bool:
        """True when some of its plans were bought and the call for the next one has not begun."""
        last = self.last_attempt
        return self.status is OrderStatus.SUBMITTING and last is not None and not last.waiting

    @property
    def unsettled(self) -> bool:
        """True while money may have moved without our knowing."""
        return self.status in (OrderStatus.SUBMITTING, OrderStatus.UNKNOWN)

    def same_purchase(self, spec: str, quantity: int, region: str) -> bool:
        """Say whether this order buys the same thing."""
        return (self.spec, self.quantity, self.region) == (spec, quantity, region)

    def due_to_lapse(self, now: datetime) -> bool:
        """Say whether it lay unpaid for an hour (billing methods)."""
        return self.status is OrderStatus.UNPAID and now >= self.lapses_at


_STOP_REASON = (
    "What became of the last one was not known in time, so the next one was not asked for."
)


def require_key(key: str) -> None:
    """Refuse a key that would not be kept to the letter: told apart wrongly, it could buy twice or not at all."""
    if not key or clean_line(key) != key:
        raise DirectMailError(
            ErrorKind.USAGE,
            "bad-key",
            "The key is empty, too long, or has spaces or characters that are not kept.",
            "Use up to 200 printable characters, without spaces at the ends or two in a row.",
        )


def lapse_instant(created_at: datetime, minutes: int) -> datetime:
    """Return when an order made at `created_at` lapses if it stays unpaid."""
    return created_at + timedelta(minutes=minutes)


def require_spend(total: Money, typed: str) -> None:
    """Refuse unless exactly `total` was typed: real money needs a real act."""
    if parse_amount(typed) != total.amount:
        said = (
            f"“{clean_line(typed, 30)}” is not what it costs" if typed.strip() else "Not confirmed"
        )
        raise DirectMailError(
            ErrorKind.NOT_ALLOWED,
            "amount-not-confirmed",
            f"{said}: the purchase is {total} of real money. Nothing was bought.",
            f"Type the amount {total.amount}, exactly.",
        )


def begin_payment(
    order: Order,
    method: str,
    now: datetime,
    *,
    plans: int | None = None,
    known: tuple[str, ...] = (),
) -> Order:
    """Return the order with a new attempt under way, or refuse: one payment at a time, none after paid."""
    if order.due_to_lapse(now):
        order = lapse_order(order)
    if order.status is not OrderStatus.UNPAID and not order.between_calls:
        raise _not_payable(order)
    attempt = PaymentAttempt(
        id=f"{order.id}-{len(order.attempts) + 1}",
        method=method,
        started_at=now,
        plans=plans,
        known=known,
    )
    return order.model_copy(
        update={"status": OrderStatus.SUBMITTING, "attempts": (*order.attempts, attempt)}
    )


def conclude_payment(
    order: Order,
    attempt_id: str,
    result: PaymentResult,
    message: str,
    at: datetime,
    *,
    reference: str = "",
    instance: str = "",
) -> Order:
    """Return the order after the provider's word on `attempt_id`. Saying it twice changes nothing.

    With plans still to buy an order stays submitting, between two calls; what was found out only later
    ends it.
    """
    attempt = order.last_attempt
    if attempt is None or attempt.id != attempt_id or not order.unsettled or not attempt.waiting:
        return order
    ended = attempt.model_copy(
        update={
            "result": result,
            "message": message,
            "reference": reference or attempt.reference,
            "instance": instance or attempt.instance,
        }
    )
    if not ended.waiting and (ended.instance or result is not PaymentResult.CHARGED):
        ended = ended.model_copy(
            update={"known": ()}
        )  # what it was told apart from is needed no more
    after = order.model_copy(update={"attempts": (*order.attempts[:-1], ended)})
    if ended.waiting:
        status = OrderStatus.UNKNOWN
    elif after.bought >= order.quantity:
        status = OrderStatus.PAID
    elif result is PaymentResult.CHARGED and order.status is OrderStatus.SUBMITTING:
        status = OrderStatus.SUBMITTING
    else:
        status = OrderStatus.PARTLY_PAID if after.bought else OrderStatus.UNPAID
    return _end_order(after, status, at, message or _STOP_REASON)


def stop_between_calls(order: Order, at: datetime, why: str) -> Order:
    """Return an order that will not go on to its next plan, with what was bought until now."""
    return _end_order(order, OrderStatus.PARTLY_PAID, at, why) if order.between_calls else order


def _end_order(order: Order, status: OrderStatus, at: datetime, why: str) -> Order:
    part = status is OrderStatus.PARTLY_PAID
    paid = part or status is OrderStatus.PAID
    return order.model_copy(
        update={
            "status": status,
            "paid_at": at if paid else order.paid_at,
            "stopped": why if part else "",
        }
    )


def cancel_order(order: Order) -> Order:
    """Return the order cancelled, or refuse when it is paid or may be."""
    if order.status is not OrderStatus.UNPAID:
        raise DirectMailError(
            ErrorKind.REFUSED,
            "not-cancellable",
            f"Order {order.id} is {order.status}: only an unpaid order can be cancelled.",
            f"Settle it first: dm-tui orders settle {order.id}." if order.unsettled else "",
        )
    return order.model_copy(update={"status": OrderStatus.CANCELLED})


def lapse_order(order: Order) -> Order:
    """Return the unpaid order lapsed."""
    return order.model_copy(update={"status": OrderStatus.LAPSED})


def _not_payable(order: Order) -> DirectMailError:
    if order.unsettled:
        return DirectMailError(
            ErrorKind.OUTCOME_UNKNOWN,
            "payment-not-settled",
            f"A payment of order {order.id} has no known outcome yet; nothing is charged twice.",
            f"Check it: dm-tui orders settle {order.id}.",
        )
    hint = {
        OrderStatus.PAID: f"See it with dm-tui orders show {order.id}.",
        OrderStatus.PARTLY_PAID: f"{order.bought} of {order.quantity} plans were bought: "
        "order the others anew.",
        OrderStatus.LAPSED: "An unpaid order lapses after one hour. Order again.",
    }.get(order.status, "Order again.")
    return DirectMailError(
        ErrorKind.REFUSED, f"order-{order.status}", f"Order {order.id} is {order.status}.", hint
    )
