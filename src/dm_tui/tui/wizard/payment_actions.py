"""What the payment step offers now: it follows from the order and from whether an answer is awaited."""

from typing import NamedTuple

from dm_tui.domain.purchase.order import Order, OrderStatus
from dm_tui.domain.purchase.payment_wording import NO_WAY_BACK_WHILE_ASKING, NO_WAY_BACK_WHILE_UNKNOWN

_CLOSED = (OrderStatus.LAPSED, OrderStatus.CANCELLED)


class PaymentActions(NamedTuple):
    """The actions for an order; `asking` while the payment party has not answered."""

    order: Order | None
    asking: bool

    @property
    def closed(self) -> bool:
        """Whether the order can no longer be paid."""
        return self.order is not None and self.order.status in _CLOSED

    @property
    def unsettled(self) -> bool:
        """Whether the outcome of a payment is unknown."""
        return self.order is not None and self.order.unsettled

    @property
    def no_way_back(self) -> str:
        """Say why there is no way back now and what to do, empty where there is one."""
        if self.asking:
            return NO_WAY_BACK_WHILE_ASKING
        return NO_WAY_BACK_WHILE_UNKNOWN if self.unsettled else ""

    @property
    def unfinished_work(self) -> str:
        """Return what is still running, for the question on leaving; empty if nothing is."""
        if not self.asking or self.order is None:
            return ""
        others = "" if self.order.quantity == 1 else "; plans not ordered by then are not bought"
        return f"A payment is running. The next start checks its outcome{others}."

    def offers(self, action: str) -> bool | None:
        """Say whether an action is offered; None shows it, but it does nothing.

        Cancelling and paying later need an order that can be paid; there is no way back until the outcome is
        known.
        """
        if action in ("cancel_order", "pay_later"):
            return self.order is not None and self.order.status is OrderStatus.UNPAID and not self.asking
        if action in ("pay", "check"):
            return (None if self.closed else True) if self.unsettled is (action == "check") else False
        if action in ("back", "say_no_way_back"):
            return (action == "back") is not bool(self.no_way_back)
        return True

    def label(self, order: Order) -> str:
        """Return the words of the button that leads on."""
        if order.status is OrderStatus.PARTLY_PAID:
            return "Show receipt"
        return "Check payment" if self.unsettled and not self.asking else f"Pay {order.total}"
