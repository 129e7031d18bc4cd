"""A payment in a thread of its own: it belongs to the program, not to a screen that may be left meanwhile."""

from collections.abc import Callable
from contextlib import suppress
from functools import partial

from dm_tui.domain.errors import DirectMailError
from dm_tui.domain.purchase.order import Order
from dm_tui.services.purchase.purchases import Purchases
from dm_tui.tui.abandonable import run_abandonable
from dm_tui.tui.messages import PaymentEnded, PaymentRequested


async def pay_or_check(purchases: Purchases, request: PaymentRequested) -> PaymentEnded:
    """Pay an order, or check its last payment; never raises, so that the screen always gets an answer."""
    id = request.order_id
    call: Callable[[], Order] = partial(purchases.settle, id)
    if request.not_bought:
        call = partial(purchases.settle_as_not_bought, id)
    elif request.method is not None:
        call = partial(purchases.pay, id, request.method, request.spend)
    try:
        return PaymentEnded(await run_abandonable(call))
    except DirectMailError as error:
        problem = str(error)
    except Exception as error:  # a fault of ours must not hide the outcome
        problem = f"dm-tui could not finish the payment ({type(error).__name__}). Check it."
    with suppress(DirectMailError):
        return PaymentEnded(purchases.order(id), problem)
    return PaymentEnded(None, problem)
