"""A payment in a thread of its own: it belongs to the program, not to a screen that may be left meanwhile."""

from collections.abc import Callable
from contextlib import suppress
from functools import partial

from dm_tui.domain.errors import DirectMailError
from dm_tui.domain.purchase.order import Order
from dm_tui.services.purchase.purchases import Purchases
from dm_tui.tui.app_messages import PaymentEnded, PaymentRequested
from dm_tui.tui.background import Failure, run_in_thread

_FAULT = "dm-tui could not finish the payment ({error}). Check it."


async def pay_or_check(purchases: Purchases, request: PaymentRequested) -> PaymentEnded:
    """Pay an order, or check its last payment; never raises, so that the screen always gets an answer."""
    id = request.order_id
    call: Callable[[], Order] = partial(purchases.settle, id)
    if request.sighting is not None:
        call = partial(purchases.settle_as_bought, id, request.sighting)
        if not request.sighting:
            call = partial(purchases.set_aside, id)
    elif request.not_bought:
        call = partial(purchases.settle_as_not_bought, id)
    elif request.method is not None:
        call = partial(purchases.pay, id, request.method, request.spend)
    order = await run_in_thread(call, fault=_FAULT, abandonable=True)
    if not isinstance(order, Failure):
        return PaymentEnded(order)
    with suppress(DirectMailError):
        return PaymentEnded(purchases.order(id), order.words)
    return PaymentEnded(None, order.words)
