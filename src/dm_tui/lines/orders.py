"""The list of orders, with what can be done about those that are not concluded."""

from collections.abc import Sequence
from datetime import datetime

from dm_tui.domain.account.unknown_figures import UnknownFigure
from dm_tui.domain.dates import show_age, show_instant
from dm_tui.domain.purchase.order import Order
from dm_tui.domain.purchase.vendor_order import VendorOrder
from dm_tui.lines.figures import show_money, unknown_lines, waiting_order_line
from dm_tui.lines.purchase_example import BUY_EXAMPLE
from dm_tui.lines.table import table


def order_list_lines(
    orders: Sequence[Order | VendorOrder],
    read_at: datetime | None,
    now: datetime,
    vendor: str,
    unknown: Sequence[UnknownFigure],
    *,
    may_buy: bool,
) -> list[str]:
    """Return the table of orders and what to do about open ones.

    Below are the age of the vendor's report, and what is not known.
    """
    if not orders:
        none = "No orders yet." + (f" Buy a plan: {BUY_EXAMPLE}" if may_buy else "")
        return unknown_lines(unknown) or [none]
    rows = [
        (order.id, f"{order.quantity} × {order.spec}" if isinstance(order, Order) else "made elsewhere",
         show_money(order.total), order.shown_status, show_instant(order.created_at))
        for order in orders
    ]  # fmt: skip
    lines = table(("order", "plans", "total", "status", "made"), rows, "2")
    ours = [order for order in orders if isinstance(order, Order)]
    lines += [line for order in ours for line in _open_order_lines(order)]
    if len(ours) < len(orders):
        age = show_age(read_at, now) if read_at else "never"
        lines += ["", f"Orders made elsewhere are shown as {vendor} reported them; read {age}."]
    return [*lines, *unknown_lines(unknown)]


def _open_order_lines(order: Order) -> list[str]:
    return [] if order.closed else [waiting_order_line(order.id, order.lapses_at, order.unsettled)]
