"""What is worth keeping of a purchase, as plain text for screen, clipboard and file."""

from dm_tui.domain.dates import show_instant
from dm_tui.domain.order import Order, OrderStatus
from dm_tui.domain.plan import ResourcePlan


def receipt(order: Order, plans: tuple[ResourcePlan, ...]) -> list[str]:
    """Return the lines of a receipt; of an order that is not paid, how it stands."""
    lines = [
        f"Order        {order.id} ({order.status})",
        f"Plans        {order.quantity} x {order.spec}, {order.emails:,} emails",
        f"Unit price   {order.unit_price}",
        f"Total        {order.total}",
        f"Region       {order.region}",
        f"Made         {show_instant(order.created_at)}",
    ]
    if order.paid_at is not None:
        lines.append(f"Paid         {show_instant(order.paid_at)} by {order.payment_method}")
    elif order.status is OrderStatus.UNPAID:
        lines.append(f"Lapses       {show_instant(order.lapses_at)} unless it is paid")
    attempt = order.last_attempt
    if attempt is not None and attempt.message and order.paid_at is None:
        lines.append(f"Last answer  {attempt.message}")
    lines += [
        f"Plan         {plan.id}, valid until {show_instant(plan.expires_at)}" for plan in plans
    ]
    return lines
