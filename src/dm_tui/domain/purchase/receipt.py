"""The receipt of an order as plain text, for screen, clipboard and file."""

from dm_tui.domain.dates import show_instant
from dm_tui.domain.purchase.order import Order, OrderStatus
from dm_tui.domain.purchase.payment_attempt import PaymentResult
from dm_tui.domain.purchase.payment_wording import plan_outcome
from dm_tui.domain.purchase.plan import ResourcePlan
from dm_tui.domain.purchase.wording import STEP_TEXTS


def receipt_lines(order: Order, plans: tuple[ResourcePlan, ...], region: str) -> list[str]:
    """Return the lines of a receipt, or those of the present state of an order that is not paid.

    `region` is the region in words.
    """
    lines = [
        f"Order        {order.id} ({order.shown_status})",
        f"Plans        {order.quantity} × {order.spec}, {order.emails:,} emails",
        f"Unit price   {order.unit_price}",
        f"Total        {order.total}",
        *([f"Sold as      {order.sold_as}"] if order.sold_as is not None else []),
        f"Region       {region}",
        f"Ordered      {show_instant(order.created_at)}",
    ]
    if order.paid_at is not None:
        lines.append(f"Paid         {paid_line(order)}")
        if order.status is OrderStatus.PARTLY_PAID:
            lines.append(f"Total paid   {order.paid_total}")
        if order.charged_otherwise:
            lines.append(f"Charged      {charged_line(order)}")
    elif order.status is OrderStatus.UNPAID:
        lines.append(f"Lapses       {show_instant(order.lapses_at)} unless it is paid")
    attempt = order.last_attempt
    if attempt is not None and attempt.plans is not None:
        lines += plan_outcome_lines(order)
        if order.stopped and attempt.result is PaymentResult.CHARGED:  # else its own line says why
            lines.append(f"Ended        {order.stopped}")
    elif attempt is not None and attempt.message and order.paid_at is None:
        lines.append(f"Last answer  {attempt.message}")
    lines += [f"Plan         {plan.id}, valid until {show_instant(plan.expires_at)}" for plan in plans]
    if order.bought > len(plans):
        lines.append("Plan         expiry date not available yet")
    return lines


def plan_outcome_lines(order: Order) -> list[str]:
    """Return the outcome of each plan that is paid by itself, without refused attempts that were repeated."""
    attempts = list(order.charged)
    if order.last_attempt is not None and order.last_attempt not in attempts:
        attempts.append(order.last_attempt)
    paying = order.status is OrderStatus.SUBMITTING
    lines = []
    for number in range(1, order.quantity + 1):
        attempt = attempts[number - 1] if number <= len(attempts) else None
        place = f"{number} of {order.quantity}"
        lines.append(f"{place:<12} {plan_outcome(attempt, paying=paying)}")
    return lines


def plan_progress_lines(order: Order) -> list[str]:
    """Return the outcome of each plan so far, once several plans are being paid one by one."""
    attempt = order.last_attempt
    one_by_one = attempt is not None and attempt.plans is not None and order.quantity > 1
    return plan_outcome_lines(order) if one_by_one and (order.unsettled or order.bought) else []


def receipt_heading(order: "Order") -> str:
    """Return the heading of a receipt for an order that is paid, or paid in part."""
    partly = order.status == "partly-paid"
    return "Some of your plans were bought." if partly else STEP_TEXTS["receipt"].question


def paid_line(order: "Order") -> str:
    """Return when an order was paid, and how."""
    when = show_instant(order.paid_at) if order.paid_at is not None else "not yet"
    ways = {"balance": "from account balance", "account": "charged to your account"}
    return f"{when} {ways.get(order.payment_method or '', f'with {order.payment_method}')}"


def charged_line(order: "Order") -> str:
    """Return what the vendor charged where it is not the price, with the tax in it."""
    tax = order.tax
    return f"{order.charged_total}, {tax} of it tax" if tax is not None else str(order.charged_total)
