"""All orders of the account: those made here, and those that the vendor tells of and that were made elsewhere."""

from heapq import merge
from typing import TYPE_CHECKING

from dm_tui.domain.lazy_list import Gathered, Sliced
from dm_tui.domain.purchase.order import Order
from dm_tui.domain.purchase.vendor_order import AccountOrder, made_elsewhere

if TYPE_CHECKING:  # the door knows every use case
    from dm_tui.services.direct_mail import DirectMail


def orders_elsewhere(mail: "DirectMail") -> list[AccountOrder]:
    """Return what was ordered elsewhere, newest first, as old as the last reading; nothing in the sandbox."""
    if mail.provider.sandbox:
        return []
    with mail.state.read() as tables:
        return made_elsewhere(tables.of(AccountOrder).all(), tables.of(Order).history())


def order_elsewhere(mail: "DirectMail", order_id: str) -> AccountOrder | None:
    """Return the order of this id that was made elsewhere, if there is one."""
    return next((one for one in orders_elsewhere(mail) if one.id == order_id), None)


def present_orders(mail: "DirectMail") -> tuple[Order | AccountOrder, ...]:
    """Return every order once, newest first; what lay unpaid for an hour has lapsed."""
    mail.purchases.lapse_due()
    return tuple(all_orders(mail))


def all_orders(mail: "DirectMail") -> Sliced[Order | AccountOrder]:
    """Return every order once, newest first, read where they are looked at."""
    ours, elsewhere = mail.overviews.order_history(), orders_elsewhere(mail)
    if not elsewhere:
        return ours
    return Gathered(merge(ours, elsewhere, key=lambda one: one.created_at, reverse=True))
