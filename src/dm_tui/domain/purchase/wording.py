"""What every face says of the billing models, a quote, an order and its payment; how it looks is the face's own."""

from dm_tui.domain.dates import show_instant
from dm_tui.domain.purchase.catalogue import Catalogue
from dm_tui.domain.purchase.order import Order, OrderStatus
from dm_tui.domain.purchase.quote import Quote
from dm_tui.domain.purchase.receipt import plan_outcome_lines

Fact = tuple[str, str]
"""A label and its value."""


def billing_model_rows(catalogue: Catalogue) -> tuple[tuple[str, str, str], ...]:
    """Return the guide's comparison of the two at the prices of the account: a head, then one line for each aspect."""
    each = (plan.price_per_thousand for plan in catalogue.plans)
    cheapest = min(each, key=lambda price: price.amount, default=None)
    return (
        ("", "Resource plan", "Pay-as-you-go"),
        ("Payment", "prepaid", "billed after usage"),
        (
            "Price",
            f"from {cheapest} per 1,000" if cheapest else "none on sale",
            f"{catalogue.pay_as_you_go_per_thousand} per 1,000",
        ),
        ("Validity", "six months from purchase", "no end"),
        ("Refund", "none after use or expiry", "nothing is prepaid"),
        ("Best for", "predictable volumes", "variable volumes"),
    )


def quote_facts(quote: Quote) -> tuple[Fact, ...]:
    """Return what the choice of a plan and a quantity means; the warnings are the quote's own."""
    return (
        ("Price", f"{quote.price_per_thousand} per 1,000"),
        ("Saves", f"{quote.saving} against pay-as-you-go ({quote.pay_as_you_go_total})"),
        ("Valid until", show_instant(quote.expires_at)),
    )


def order_facts(quote: Quote, region: str, times: str) -> tuple[Fact, ...]:
    """Return an order as it will be made; `region` is the region's name, `times` the mark of multiplication."""
    return (
        ("Plan", f"{quote.quantity} {times} {quote.spec}: {quote.emails:,} emails"),
        ("Price", f"{quote.unit_price} each, {quote.total} in all"),
        ("Region", region),
        ("Valid until", f"{show_instant(quote.expires_at)}, six months if paid now"),
        ("Refund", "none after use or expiry"),
    )


def payment_facts(order: Order, times: str) -> tuple[Fact, ...]:
    """Return what is to be paid."""
    return (
        ("Order", order.id),
        ("Amount", f"{order.quantity} {times} {order.spec}, {order.total}"),
    )


def payment_status_lines(order: Order) -> tuple[str, ...]:
    """Return how an order that is not paid stands, the bank's word first; nothing while no payment was tried."""
    attempt = order.last_attempt
    if order.unsettled:
        said = attempt.message if attempt is not None else ""
        return (
            said or "No answer.",
            "We do not know yet whether the money moved. Nothing is charged twice.",
        )
    if order.status in (OrderStatus.LAPSED, OrderStatus.CANCELLED):
        return (f"This order is {order.status}. Nothing was charged.",)
    if order.status is OrderStatus.PARTLY_PAID:
        return (
            f"{order.bought} of {order.quantity} plans were bought for {order.paid_total}; "
            "the others were not.",
            order.stopped,
        )
    if order.status is OrderStatus.UNPAID and attempt is not None:
        return (
            attempt.message,
            "Nothing was charged. Choose another method and pay again."
            if attempt.plans is None
            else "Nothing was bought. Mend it and pay again, or go back.",
        )
    return ()


def plan_progress_lines(order: Order) -> list[str]:
    """Return what became of each plan so far, where several are paid one by one and the first was asked for."""
    attempt = order.last_attempt
    told = attempt is not None and attempt.plans is not None and order.quantity > 1
    return plan_outcome_lines(order) if told and (order.unsettled or order.bought) else []


def not_bought_warning(order: Order, order_page: str) -> tuple[str, str]:
    """Return what to look for before it is said that a payment of unknown outcome bought nothing."""
    attempt = order.last_attempt
    since = show_instant(attempt.started_at) if attempt is not None else "then"
    return (
        f"Look in {order_page}: one plan {order.spec} for {order.unit_price}, since {since}.",
        "If you say that nothing was bought and it was, you may pay for it twice.",
    )
