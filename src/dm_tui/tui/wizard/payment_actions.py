"""What the payment step offers now: it follows from the order and from whether an answer is awaited."""

from typing import NamedTuple

from dm_tui.domain.purchase.order import Order, OrderStatus

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

    def offers(self, action: str) -> bool | None:
        """Say whether an action is offered; None shows it, but it does nothing.

        Cancelling and paying later need an order that can be paid; there is no way back until the outcome is
        known.
        """
        if action in ("cancel_order", "pay_later"):
            return self.order is not None and self.order.status is OrderStatus.UNPAID and not self.asking
        if action in ("pay", "check"):
            return (None if self.closed else True) if self.unsettled is (action == "check") else False
        if action == "back":
            return None if self.asking or self.unsettled else True
        return True

    def label(self, order: Order) -> str:
        """Return the words of the button that leads on."""
        if order.status is OrderStatus.PARTLY_PAID:
            return "Show receipt"
        return "Check payment" if self.unsettled and not self.asking else f"Pay {order.total}"
