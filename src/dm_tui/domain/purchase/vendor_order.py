"""The vendor's list of an account's orders: when one is final, and which were made elsewhere than here."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import ClassVar

from dm_tui.domain.model import Model
from dm_tui.domain.money import Money
from dm_tui.domain.purchase.order import Order
from dm_tui.domain.purchase.payment_attempt import PaymentAttempt, PaymentResult
from dm_tui.domain.text import Line

ORDER_SETTLES_AFTER = timedelta(days=1)
"""When an order is final: an unpaid one lapses in an hour, and is read again until then. Our own choice."""

_CLOCK_TOLERANCE = timedelta(minutes=15)
"""How far our clock and the vendor's may differ, and how late an order may appear (our own choice)."""


class VendorOrder(Model):
    """One order at the vendor, by its own id.

    `status` is the vendor's word, such as paid, unpaid, cancelled or refund. `total` is None where the vendor
    lists orders without their amounts.
    """

    TABLE: ClassVar[str] = "account_orders"

    id: Line
    created_at: datetime
    total: Money | None
    status: Line

    @property
    def shown_status(self) -> str:
        """The state in a word, which is the vendor's."""
        return self.status


def orders_made_elsewhere(listed: Iterable[VendorOrder], ours: Iterable[Order]) -> list[VendorOrder]:
    """Return those of the vendor's orders that no payment of ours made, newest first.

    A payment knows the vendor's order by its id. A payment without one (its outcome is unknown, or was
    learned from the plan) accounts for one order of its price at its time.
    """
    attempts = [(order, attempt) for order in ours for attempt in order.attempts]
    references = {attempt.reference for _, attempt in attempts if attempt.reference}
    elsewhere = [listing for listing in listed if listing.id not in references]
    for order, attempt in attempts:
        if attempt.reference or not (attempt.waiting or attempt.result is PaymentResult.CHARGED):
            continue
        candidates = [listing for listing in elsewhere if _may_match(listing, order, attempt)]
        if candidates:
            elsewhere.remove(min(candidates, key=lambda listing: listing.created_at))
    return sorted(elsewhere, key=lambda listing: (listing.created_at, listing.id), reverse=True)


def _may_match(listing: VendorOrder, order: Order, attempt: PaymentAttempt) -> bool:
    return (
        listing.id not in attempt.known
        and listing.total in (None, order.unit_price)
        and abs(listing.created_at - attempt.started_at) <= _CLOCK_TOLERANCE
    )
