"""Which amount counts as paid where the vendor charged another one than it had quoted."""

from collections.abc import Sequence

from dm_tui.domain.money import Money


def amount_paid(charged: Money | None, price: Money) -> Money:
    """Return what the vendor reports as charged if that is in the currency of the price, else the price."""
    return charged if charged is not None and charged.currency == price.currency else price


def sum_if_known(amounts: Sequence[Money | None]) -> Money | None:
    """Return the sum, None unless each amount was reported."""
    known = [amount for amount in amounts if amount is not None]
    if not known or len(known) < len(amounts):
        return None
    return sum(known[1:], known[0])
