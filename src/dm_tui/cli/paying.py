"""Before and after a payment on the command line: a typed amount, and the wait for the outcome."""

from argparse import Namespace
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial

from dm_tui.cli.buy_dry_run import real_money_dry_run
from dm_tui.cli.output import warn
from dm_tui.domain.errors import DirectMailError
from dm_tui.domain.purchase import payment_wording
from dm_tui.domain.purchase.order import Order, OrderStatus
from dm_tui.domain.purchase.typed_amount import require_spend
from dm_tui.services.direct_mail import DirectMail
from dm_tui.services.purchase.payment_errors import raise_unless_paid


def choose_method(direct_mail: DirectMail, args: Namespace) -> str:
    """Return the payment method of `--pay-with`, or the first one."""
    method: str = args.pay_with or direct_mail.purchases.payment_methods()[0].id
    direct_mail.purchases.require_method(method)
    return method


def require_typed_amount(direct_mail: DirectMail, args: Namespace, quantity: int) -> None:
    """Refuse to spend real money unless exactly the total was typed; without an amount it was a dry run."""
    quote = direct_mail.quotes.quote(args.spec, quantity)
    if args.yes_spend is not None:
        require_spend(quote.total, args.yes_spend)
        return
    raise real_money_dry_run(direct_mail, quote)


def wait_until_paid(direct_mail: DirectMail, order: Order) -> Order:
    """Return the order once it is paid, waiting for an unknown outcome of a live account.

    Otherwise raise the reason.
    """
    if order.unsettled and direct_mail.facts.is_remote:
        waited = 0.0

        def pause(seconds: float) -> None:
            nonlocal waited
            warn(f"The outcome of order {order.id} is not known yet ({waited:.0f} s). Ctrl-C leaves.")
            direct_mail.sleep(seconds)
            waited += seconds

        with _warn_if_interrupted(order.id):
            order = direct_mail.purchases.wait_for_outcome(order.id, pause)
    raise_unless_paid(order)
    return order


def pay_order(direct_mail: DirectMail, order: Order, method: str, spend: str) -> Order:
    """Pay an order, after another program's payment if one is under way."""
    pay = partial(direct_mail.purchases.pay, order.id, method, spend, waits=warn)
    return ask_provider(direct_mail, order, pay)


def pay_new_order(direct_mail: DirectMail, order: Order, method: str, spend: str) -> Order:
    """Pay the order that this command is about.

    Where nothing was tried, no unpaid order is left that nobody asked for; one with a key is yours to pay by
    it.
    """
    try:
        return pay_order(direct_mail, order, method, spend)
    except DirectMailError as error:
        left = direct_mail.purchases.order(order.id)
        if left.attempts or left.status is not OrderStatus.UNPAID:
            raise
        if left.key is not None:
            raise error.with_more(hint=payment_wording.ORDER_WAITS.format(order=left.id)) from error
        direct_mail.purchases.cancel(left.id)
        raise error.with_more(payment_wording.ORDER_WITHDRAWN.format(order=left.id)) from error


def ask_provider(direct_mail: DirectMail, order: Order, ask: Callable[[], Order]) -> Order:
    """Return the order after asking the provider to pay it, or about its outcome."""
    if not direct_mail.facts.is_remote:
        return ask()
    from dm_tui.cli.ask_with_progress import ask_with_progress

    with _warn_if_interrupted(order.id):
        return ask_with_progress(ask, direct_mail.facts.vendor_name)


@contextmanager
def _warn_if_interrupted(order_id: str) -> Iterator[None]:
    """If the user leaves, say where to find the outcome of the payment."""
    try:
        yield
    except KeyboardInterrupt:
        warn(f"Order {order_id} may have been paid. Find out: dm-tui orders settle {order_id}")
        raise
