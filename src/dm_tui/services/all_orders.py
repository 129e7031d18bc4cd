"""All orders of the account: those made here, and those made elsewhere by the vendor's list."""

from heapq import merge
from typing import TYPE_CHECKING

from dm_tui.domain.lazy_list import IteratorList, LazyList
from dm_tui.domain.purchase.order import Order
from dm_tui.domain.purchase.vendor_order import VendorOrder, orders_made_elsewhere

if TYPE_CHECKING:  # it imports every use case
    from dm_tui.services.direct_mail import DirectMail


def orders_elsewhere(direct_mail: "DirectMail") -> list[VendorOrder]:
    """Return the orders made elsewhere, newest first, as old as the last reading."""
    if not direct_mail.facts.sells_elsewhere:
        return []
    with direct_mail.state.read() as tables:
        return orders_made_elsewhere(tables.of(VendorOrder).all(), tables.of(Order).history())


def order_elsewhere(direct_mail: "DirectMail", order_id: str) -> VendorOrder | None:
    """Return the order made elsewhere with this id, if any."""
    orders = orders_elsewhere(direct_mail)
    return next((order for order in orders if order.id == order_id), None)


def current_orders(direct_mail: "DirectMail") -> tuple[Order | VendorOrder, ...]:
    """Return every order once, newest first; those unpaid for an hour have lapsed."""
    direct_mail.purchases.lapse_due_orders()
    return tuple(all_orders(direct_mail))


def all_orders(direct_mail: "DirectMail") -> LazyList[Order | VendorOrder]:
    """Return every order once, newest first, read lazily."""
    ours, elsewhere = direct_mail.overviews.order_history(), orders_elsewhere(direct_mail)
    if not elsewhere:
        return ours
    return IteratorList(merge(ours, elsewhere, key=lambda order: order.created_at, reverse=True))
