"""The orders of a real account as the vendor tells of them: what was made here, and what was made elsewhere."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import ClassVar

from dm_tui.domain.model import Model
from dm_tui.domain.money import Money
from dm_tui.domain.purchase.order import Order
from dm_tui.domain.purchase.payment import PaymentAttempt, PaymentResult
from dm_tui.domain.text import Line

_CLOCK_TOLERANCE = timedelta(minutes=15)
"""How far our clock and the vendor's may be apart, and how late an order may appear."""


class VendorOrder(Model):
    """One order at the vendor, by its own id. `status` is its word, such as paid, unpaid, cancelled or refund."""

    TABLE: ClassVar[str] = "account_orders"

    id: Line
    created_at: datetime
    total: Money
    status: Line


def orders_made_elsewhere(told: Iterable[VendorOrder], ours: Iterable[Order]) -> list[VendorOrder]:
    """Return those of the vendor's orders that no payment of ours made, newest first.

    A payment knows the vendor's order by its id. One that does not, because its outcome is not known or was
    found by the plan, accounts for one order of its price at its time.
    """
    attempts = [(order, one) for order in ours for one in order.attempts]
    named = {one.reference for _, one in attempts if one.reference}
    left = [one for one in told if one.id not in named]
    for order, attempt in attempts:
        if attempt.reference or not _may_have_bought(attempt):
            continue
        own = [one for one in left if _may_match(one, order, attempt)]
        if own:
            left.remove(min(own, key=lambda one: one.created_at))
    return sorted(left, key=lambda one: (one.created_at, one.id), reverse=True)


def _may_have_bought(attempt: PaymentAttempt) -> bool:
    return attempt.waiting or attempt.result is PaymentResult.CHARGED


def _may_match(one: VendorOrder, order: Order, attempt: PaymentAttempt) -> bool:
    return (
        one.id not in attempt.known
        and one.total == order.unit_price
        and abs(one.created_at - attempt.started_at) <= _CLOCK_TOLERANCE
    )
