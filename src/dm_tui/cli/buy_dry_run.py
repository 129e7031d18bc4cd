"""The answer of `buy --dry-run`: the quote, or the order that a used key has made.

Where real money would move, `buy` without the amount is a dry run, too.
"""

from argparse import Namespace

from dm_tui.cli.output import Answer
from dm_tui.cli.purchase_answers import purchase_answer, quote_answer
from dm_tui.domain.errors import DirectMailError, ErrorKind
from dm_tui.domain.purchase import quote_wording, wording
from dm_tui.domain.purchase.order import OrderStatus
from dm_tui.domain.purchase.quantity import parse_quantity
from dm_tui.domain.purchase.quote import Quote
from dm_tui.domain.usage.budget import after_the_plan
from dm_tui.services.direct_mail import DirectMail

DRY_RUN = ErrorKind.NOT_ALLOWED.text(
    "dry-run",
    "Dry run: {quantity} × {spec}, {emails:,} emails, sold as {sold_as}, would cost {total} of real money, charged "
    "to account {account}. {tax} Nothing was bought.",
    "To spend it, add --yes-spend {amount}",
)


def buy_dry_run(direct_mail: DirectMail, args: Namespace) -> Answer:
    """Return a quote that ends as the purchase would; a used key answers with its order."""
    answer, quantity = quote_answer(direct_mail, args), parse_quantity(args.quantity)
    region = direct_mail.prerequisites.account().region
    try:
        known = direct_mail.purchases.rehearse(args.spec, quantity, region, args.key, again=args.again)
    except DirectMailError as error:
        return answer._replace(error=error, code=int(error.kind))
    if known is None:
        return answer._replace(lines=[*answer.lines, after_the_plan(direct_mail.budgets.state().budget)])
    paid = known.status is OrderStatus.PAID
    sentence = wording.KEY_BELONGS_TO if paid else wording.KEY_WOULD_GO_ON
    line = sentence.format(key=args.key, order=known.id, status=known.shown_status)
    answer = purchase_answer(direct_mail, known) if paid else answer
    return answer._replace(lines=[*answer.lines, line])


def real_money_dry_run(direct_mail: DirectMail, quote: Quote) -> DirectMailError:
    """Return what `buy` without an amount says: what it would cost, and how to spend it."""
    return DRY_RUN(
        quantity=quote.quantity,
        spec=quote.spec,
        emails=quote.emails,
        total=quote.total,
        sold_as=quote.sold_as or "a resource plan",
        tax=quote_wording.MAY_ADD_TAX,
        account=direct_mail.prerequisites.account().id,
        amount=quote.total.amount,
    )
