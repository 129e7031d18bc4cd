"""The answer of `buy --dry-run`: the quote, or the order that a used key has made."""

from argparse import Namespace

from dm_tui.cli.output import Answer
from dm_tui.cli.purchase_answers import purchase_answer, quote_answer
from dm_tui.domain.errors import DirectMailError
from dm_tui.domain.purchase import wording
from dm_tui.domain.purchase.order import OrderStatus
from dm_tui.domain.purchase.quantity import parse_quantity
from dm_tui.domain.usage.budget import after_the_plan
from dm_tui.services.direct_mail import DirectMail


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
