"""How many plans of one specification an order may hold."""

from dm_tui.domain.purchase import wording

MIN_QUANTITY = 1
MAX_QUANTITY = 100
"""The vendor names no limit (our own limit)."""


def parse_quantity(text: str) -> int:
    """Return the quantity a person typed, 1 to 100, or refuse it."""
    digits = text.strip()
    if not digits:
        raise wording.NO_QUANTITY(least=MIN_QUANTITY, most=MAX_QUANTITY)
    if not (digits.isascii() and digits.isdigit() and len(digits) <= 6):
        raise wording.NOT_A_QUANTITY(typed=digits[:20], least=MIN_QUANTITY, most=MAX_QUANTITY)
    return require_quantity(int(digits))


def require_quantity(quantity: int) -> int:
    """Return `quantity`, or refuse it when an order cannot hold so many plans."""
    if not MIN_QUANTITY <= quantity <= MAX_QUANTITY:
        raise wording.QUANTITY_OUT_OF_RANGE(quantity=f"{quantity:,}", least=MIN_QUANTITY, most=MAX_QUANTITY)
    return quantity
