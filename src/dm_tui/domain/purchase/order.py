"""An order and its states. It is paid once, whatever button is pressed: `order_payment` sees to that.

unpaid ─ begin ─▶ submitting ─▶ paid
   ▲                  ├──────▶ unpaid      declined, or known not to have been charged
   │                  └──────▶ unknown ─ reconcile ─▶ paid | unpaid
   ├─▶ cancelled
   └─▶ lapsed         an hour after ordering (billing methods)

Where each plan is a call of its own (a live account), an order of several plans stays submitting from call
to call. The first call that fails ends it as partly-paid, with the plans bought until then.
"""

from datetime import datetime, timedelta
from enum import StrEnum
from typing import ClassVar

from dm_tui.domain.model import Model
from dm_tui.domain.money import Money
from dm_tui.domain.purchase import wording
from dm_tui.domain.purchase.catalogue import SoldAs
from dm_tui.domain.purchase.charged_amount import amount_paid, sum_if_known
from dm_tui.domain.purchase.payment_attempt import PaymentAttempt, PaymentResult, Sighting
from dm_tui.domain.text import Line


class OrderStatus(StrEnum):
    """The state of an order; only an `unpaid` one can begin a payment."""

    UNPAID = "unpaid"
    SUBMITTING = "submitting"
    UNKNOWN = "unknown"
    PAID = "paid"
    PARTLY_PAID = "partly-paid"
    CANCELLED = "cancelled"
    LAPSED = "lapsed"


class Order(Model):
    """A confirmed purchase, paid at exactly this price.

    `key` is the caller's own name for the purchase: the same key never buys twice. `stopped` is the reason
    why an order that was paid in part ended there. It is `unreported` from the beginning of a payment until
    the program that paid, or one that you asked, knows what came of it.
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
    unreported: bool = False
    sold_as: SoldAs | None = None

    @property
    def tax(self) -> Money | None:
        """The tax on what was paid, None where the vendor has not reported it."""
        return sum_if_known([attempt.tax for attempt in self.charged])

    @property
    def charged_total(self) -> Money | None:
        """What the vendor reports as charged, with tax; None where it has not reported it."""
        return sum_if_known([attempt.charged for attempt in self.charged])

    @property
    def sightings(self) -> tuple[Sighting, ...]:
        """What its last payment may have bought: only you know."""
        return self.attempts[-1].sightings if self.attempts else ()

    @property
    def closed(self) -> bool:
        """Whether its state is final."""
        return self.status is not OrderStatus.UNPAID and not self.unsettled

    @property
    def last_attempt(self) -> PaymentAttempt | None:
        """The newest payment attempt, if any."""
        return self.attempts[-1] if self.attempts else None

    @property
    def charged(self) -> tuple[PaymentAttempt, ...]:
        """The attempts that were charged."""
        return tuple(attempt for attempt in self.attempts if attempt.result is PaymentResult.CHARGED)

    @property
    def payment_method(self) -> str | None:
        """The method that paid, None before."""
        return next((attempt.method for attempt in reversed(self.charged)), None)

    @property
    def plans_words(self) -> str:
        """What it buys: how many plans of which specification."""
        return f"{self.quantity} × {self.spec}"

    @property
    def bought(self) -> int:
        """How many of its plans are certainly paid for."""
        return sum(attempt.plans or self.quantity for attempt in self.charged)

    @property
    def paid_total(self) -> Money:
        """The amount that was certainly paid: what the vendor reports, else the price."""
        return sum((self.paid_for(attempt) for attempt in self.charged), self.unit_price * 0)

    @property
    def charged_otherwise(self) -> bool:
        """Whether the vendor charged something else than the price: less by a coupon, or more by tax."""
        return self.charged_total not in (None, self.unit_price * self.bought)

    def paid_for(self, attempt: PaymentAttempt) -> Money:
        """Return what a charged attempt cost: the vendor's report in the same currency, else the price."""
        return amount_paid(attempt.charged, self.unit_price * (attempt.plans or self.quantity))

    @property
    def between_calls(self) -> bool:
        """Whether some of its plans were bought and the call for the next one has not begun."""
        last = self.last_attempt
        return self.status is OrderStatus.SUBMITTING and last is not None and not last.waiting

    @property
    def held_up(self) -> bool:
        """Whether its last payment was not taken for want of calls, and can be made again."""
        last = self.last_attempt
        return last is not None and last.busy and (self.between_calls or self.status is OrderStatus.UNPAID)

    @property
    def unsettled(self) -> bool:
        """Whether money may have moved without our knowing."""
        return self.status in (OrderStatus.SUBMITTING, OrderStatus.UNKNOWN)

    @property
    def shown_status(self) -> str:
        """The state in a word: what came of a payment that has begun and not ended is unknown."""
        return OrderStatus.UNKNOWN if self.unsettled else self.status

    def same_purchase(self, spec: str, quantity: int, region: str) -> bool:
        """Say whether this order buys the same."""
        return (self.spec, self.quantity, self.region) == (spec, quantity, region)

    def can_still_buy(
        self, spec: str, quantity: int, region: str, catalogue_version: str, now: datetime
    ) -> bool:
        """Say whether paying this unpaid order buys the same at these prices: then no other is made."""
        same_prices = self.catalogue_version == catalogue_version and not self.due_to_lapse(now)
        return same_prices and self.same_purchase(spec, quantity, region)

    def due_to_lapse(self, now: datetime) -> bool:
        """Say whether it has been unpaid for an hour (billing methods)."""
        return self.status is OrderStatus.UNPAID and now >= self.lapses_at


def lapse_instant(created_at: datetime, minutes: int) -> datetime:
    """Return when an order made at `created_at` lapses if it stays unpaid."""
    return created_at + timedelta(minutes=minutes)


def cancel_order(order: Order) -> Order:
    """Return the order cancelled, or refuse when it is paid or may be."""
    if order.status is not OrderStatus.UNPAID:
        error = wording.NOT_CANCELLABLE_UNSETTLED if order.unsettled else wording.NOT_CANCELLABLE
        raise error(order=order.id, status=order.status)
    return order.model_copy(update={"status": OrderStatus.CANCELLED})


def lapse_order(order: Order) -> Order:
    """Return the unpaid order lapsed."""
    return order.model_copy(update={"status": OrderStatus.LAPSED})
