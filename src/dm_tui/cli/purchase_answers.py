"""The answers of `quote`, `buy` and the commands on an order: the price with its warnings, the receipt."""

from argparse import Namespace

from dm_tui.cli.output import Answer
from dm_tui.domain.account.unknown_figures import Figure
from dm_tui.domain.account.wording import ACTIVATE_FIRST
from dm_tui.domain.dates import show_instant
from dm_tui.domain.purchase import quote_wording
from dm_tui.domain.purchase.order import Order
from dm_tui.domain.purchase.plan import PlanView
from dm_tui.domain.purchase.quantity import parse_quantity
from dm_tui.domain.purchase.quote import Quote
from dm_tui.domain.purchase.receipt import receipt_lines
from dm_tui.lines.figures import unknown_lines
from dm_tui.services.direct_mail import DirectMail
from dm_tui.services.purchase.json_shapes import OrderAnswer, QuoteAnswer


def quote_answer(direct_mail: DirectMail, args: Namespace) -> Answer:
    """Return what a purchase would cost, and every warning."""
    answer = direct_mail.quotes.quote(args.spec, parse_quantity(args.quantity))
    end = quote_wording.END_IS_ESTIMATE if answer.is_estimate else ""
    lines = [
        f"{answer.quantity} × {answer.spec}: {answer.emails:,} emails for {answer.total}",
        *_comparison_lines(answer),
        f"Valid until {show_instant(answer.expires_at)}{end}.",
    ]
    if answer.sold_as is not None:
        lines.append(f"Sold as {answer.sold_as}.")
    if answer.tax is None:
        lines.append(quote_wording.MAY_ADD_TAX)
    unknown = direct_mail.prerequisites.account().unknown_of(
        Figure.PRICES,
        Figure.PLANS,
        Figure.SOME_PLANS,
        Figure.DAILY_QUOTA,
        Figure.FREE_QUOTA,
        Figure.PAY_AS_YOU_GO,
        Figure.BALANCE,
    )
    document = QuoteAnswer.of(answer, direct_mail.purchases.catalogue(), unknown)
    warnings = [f"! {warning.message}" for warning in answer.warnings]
    return Answer(document, [*lines, *warnings, *unknown_lines(unknown)])


def _comparison_lines(quote: Quote) -> list[str]:
    label, value = quote_wording.comparison_fact(quote)
    lines = [f"{label}: {value}."]
    if quote.break_even_emails is not None:
        lines.append(f"Pays off above {quote.break_even_emails:,} emails.")
    return lines


def purchase_answer(direct_mail: DirectMail, order: Order) -> Answer:
    """Return the receipt; before activation also that nothing can be sent (purchase guide)."""
    answer = order_answer(direct_mail, order)
    if not order.bought or direct_mail.prerequisites.account().activated is not False:
        return answer
    return answer._replace(lines=[*answer.lines, f"! {ACTIVATE_FIRST}"])


def order_answer(direct_mail: DirectMail, order: Order) -> Answer:
    """Return an order with its receipt."""
    now, bought = direct_mail.now(), direct_mail.purchases.plans_of(order.id)
    views = tuple(PlanView.of(plan, now) for plan in bought)
    region = direct_mail.prerequisites.region_words(order.region)
    return Answer(OrderAnswer.of(order, views), receipt_lines(order, bought, region))
