"""All orders of the account: those made here, and those that the vendor tells of and that were made elsewhere."""

from heapq import merge
from typing import TYPE_CHECKING

from dm_tui.domain.lazy_list import IteratorList, LazyList
from dm_tui.domain.purchase.order import Order
from dm_tui.domain.purchase.vendor_order import VendorOrder, orders_made_elsewhere

if TYPE_CHECKING:  # the door knows every use case
    from dm_tui.services.direct_mail import DirectMail


def orders_elsewhere(direct_mail: "DirectMail") -> list[VendorOrder]:
    """Return what was ordered elsewhere, newest first, as old as the last reading; nothing in the sandbox."""
    if not direct_mail.facts.sells_elsewhere:
        return []
    with direct_mail.state.read() as tables:
        return orders_made_elsewhere(tables.of(VendorOrder).all(), tables.of(Order).history())


def order_elsewhere(direct_mail: "DirectMail", order_id: str) -> VendorOrder | None:
    """Return the order of this id that was made elsewhere, if there is one."""
    return next((one for one in orders_elsewhere(direct_mail) if one.id == order_id), None)


def current_orders(direct_mail: "DirectMail") -> tuple[Order | VendorOrder, ...]:
    """Return every order once, newest first; what lay unpaid for an hour has lapsed."""
    direct_mail.purchases.lapse_due_orders()
    return tuple(all_orders(direct_mail))


def all_orders(direct_mail: "DirectMail") -> LazyList[Order | VendorOrder]:
    """Return every order once, newest first, read where they are looked at."""
    ours, elsewhere = direct_mail.overviews.order_history(), orders_elsewhere(direct_mail)
    if not elsewhere:
        return ours
    return IteratorList(merge(ours, elsewhere, key=lambda one: one.created_at, reverse=True))
