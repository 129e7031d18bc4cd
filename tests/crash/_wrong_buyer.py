"""The program made wrong on purpose: `main MODE ARGUMENTS…`.

MODE is `overwrites-its-snapshot`, in the place where it is, or `charges-before-the-attempt-is-saved`.
"""

import sys
from pathlib import Path

from dm_tui.cli.main import run_program
from dm_tui.domain.purchase.order import Order
from dm_tui.domain.purchase.order_payment import begin_payment
from dm_tui.services.purchase.purchases import Purchases
from dm_tui.services.purchase.recorded_payments import Payments
from dm_tui.store import archive
from dm_tui.store import state as state_module
from tests.crash._sender import put_instead


def main(mode: str, *arguments: str) -> None:
    """Run `dm-tui` with what is wrong."""
    if mode == "overwrites-its-snapshot":
        put_instead(state_module, "replace_file", overwrite)
        put_instead(archive, "replace_file", overwrite)
    if mode == "charges-before-the-attempt-is-saved":
        put_instead(Purchases, "pay", pay_first)
    sys.exit(run_program([*arguments]))


def overwrite(path: Path, data: bytes, *, keep_backup: bool = True) -> None:
    """Stand in for replacing a file: it is overwritten."""
    with open(path, "wb") as file:
        file.write(data)


def pay_first(purchases: Purchases, order_id: str, method: str, *spend: object, **waits: object) -> Order:
    """Stand in for paying: the attempt is kept when its outcome is known."""
    order = begin_payment(purchases.order(order_id), method, purchases._account.now())
    outcome = purchases._shop.pay(order, order.attempts[-1])
    with purchases._state.transaction() as tables:
        tables.of(Order).put(order)
    payments = Payments(purchases._state, purchases._account, purchases._shop, purchases._facts)
    return payments.record(order, order.attempts[-1], outcome)


if __name__ == "__main__":
    main(*sys.argv[1:])
