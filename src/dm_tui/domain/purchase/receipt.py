"""What is worth keeping of a purchase, as plain text for screen, clipboard and file."""

from dm_tui.domain.dates import show_instant
from dm_tui.domain.purchase.order import Order, OrderStatus
from dm_tui.domain.purchase.payment import PaymentResult
from dm_tui.domain.purchase.plan import ResourcePlan


def receipt_lines(order: Order, plans: tuple[ResourcePlan, ...]) -> list[str]:
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
        if order.status is OrderStatus.PARTLY_PAID:
            lines.append(f"Paid in all  {order.paid_total}")
    elif order.status is OrderStatus.UNPAID:
        lines.append(f"Lapses       {show_instant(order.lapses_at)} unless it is paid")
    attempt = order.last_attempt
    if attempt is not None and attempt.plans is not None:
        lines += plan_outcome_lines(order)
        if order.stopped and attempt.result is PaymentResult.CHARGED:  # else its own line says why
            lines.append(f"Ended        {order.stopped}")
    elif attempt is not None and attempt.message and order.paid_at is None:
        lines.append(f"Last answer  {attempt.message}")
    lines += [
        f"Plan         {plan.id}, valid until {show_instant(plan.expires_at)}" for plan in plans
    ]
    if order.bought > len(plans):
        lines.append("Plan         its expiry is shown once the vendor reports it")
    return lines


def receipt_heading(order: Order) -> str:
    """Return what is said over the receipt of an order that is paid, or paid in part."""
    whole = order.status is not OrderStatus.PARTLY_PAID
    return "Paid. Your plans are ready." if whole else "Some of your plans were bought."


def plan_outcome_lines(order: Order) -> list[str]:
    """Return what became of each plan of an order that is paid plan by plan; a refusal before another try is left out."""
    tried = [one for one in order.attempts if one.result is PaymentResult.CHARGED]
    if order.last_attempt is not None and order.last_attempt not in tried:
        tried.append(order.last_attempt)
    rest = "not yet" if order.status is OrderStatus.SUBMITTING else "not bought, not asked for"
    rows = []
    for number in range(order.quantity):
        one = tried[number] if number < len(tried) else None
        if one is None:
            said = rest
        elif one.result is PaymentResult.CHARGED:
            said = f"bought, order {one.reference}" if one.reference else "bought"
        elif one.result is PaymentResult.PENDING:
            said = "being asked for"
        else:
            said = f"{'not known' if one.waiting else 'not bought'}: {one.message}".rstrip(": ")
        rows.append(f"{f'{number + 1} of {order.quantity}':<12} {said}")
    return rows
