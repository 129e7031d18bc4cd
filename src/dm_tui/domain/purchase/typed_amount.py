"""What confirms that real money is spent: exactly the amount, typed before Pay works."""

from dm_tui.domain.money import Money, parse_amount
from dm_tui.domain.purchase import payment_wording
from dm_tui.domain.purchase.order import Order, OrderStatus
from dm_tui.domain.text import clean_line


def must_type_amount(order: Order, *, moves_real_money: bool) -> bool:
    """Return whether the user must type the amount before an order is paid: real money needs a real act."""
    return moves_real_money and order.status is OrderStatus.UNPAID


def is_typed(total: Money, typed: str) -> bool:
    """Say whether exactly `total` was typed, as people write it."""
    return parse_amount(typed) == total.amount


def require_spend(total: Money, typed: str) -> None:
    """Refuse unless exactly `total` was typed: real money needs a real act."""
    if is_typed(total, typed):
        return
    if typed.strip():
        raise payment_wording.WRONG_SPEND(typed=clean_line(typed, 30), total=total, amount=total.amount)
    raise payment_wording.SPEND_NOT_CONFIRMED(total=total, amount=total.amount)
