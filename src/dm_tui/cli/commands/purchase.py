"""Plans, buying them, and orders."""

from argparse import Namespace
from functools import partial

from dm_tui.cli.ask_with_progress import ask_with_progress
from dm_tui.cli.buy_dry_run import buy_dry_run
from dm_tui.cli.consent import TERMS_NOT_ACCEPTED, accepts_terms
from dm_tui.cli.output import Answer, warn
from dm_tui.cli.paying import (
    ask_provider,
    choose_method,
    pay_new_order,
    pay_order,
    require_typed_amount,
    wait_until_paid,
)
from dm_tui.cli.purchase_answers import order_answer, purchase_answer, quote_answer
from dm_tui.domain.account.unknown_figures import Figure, ReadingPart
from dm_tui.domain.errors import DirectMailError
from dm_tui.domain.purchase import payment_wording
from dm_tui.domain.purchase.order import OrderStatus
from dm_tui.domain.purchase.quantity import parse_quantity
from dm_tui.domain.purchase.quote_wording import price_words
from dm_tui.domain.usage.budget import after_the_plan
from dm_tui.lines.orders import order_list_lines
from dm_tui.lines.plans import ambiguous_lines, plan_lines
from dm_tui.lines.refunds import refund_lines
from dm_tui.services.all_orders import current_orders
from dm_tui.services.direct_mail import DirectMail
from dm_tui.services.purchase.json_shapes import OrdersAnswer, PlansAnswer, RefundAnswer, RefundShape
from dm_tui.services.purchase.payment_errors import raise_unless_paid


def plans(direct_mail: DirectMail, args: Namespace) -> Answer:
    """The catalogue."""
    unknown = direct_mail.prerequisites.account().unknown_of(Figure.ON_SALE, Figure.PRICES)
    catalogue = direct_mail.purchases.catalogue()
    answer = PlansAnswer.of(catalogue, unknown)
    lines = plan_lines(answer)
    flat = price_words(catalogue)
    note = f"A plan must be used within six months of payment. Pay-as-you-go: {flat} per 1,000."
    return Answer(answer, [*lines, *ambiguous_lines(catalogue), "", note])


def plans_refund(direct_mail: DirectMail, args: Namespace) -> Answer:
    """What giving a plan back would bring, and where to ask for it."""
    vendor, refunds = direct_mail.facts.vendor_name, direct_mail.refunds
    offer = ask_with_progress(lambda: refunds.ask(args.id), vendor)
    document = RefundAnswer(refund=RefundShape.of(offer, refunds.page))
    return Answer(document, refund_lines(offer, vendor, refunds.page))


def quote(direct_mail: DirectMail, args: Namespace) -> Answer:
    """What a purchase would cost, and every warning."""
    return quote_answer(direct_mail, args)


def buy(direct_mail: DirectMail, args: Namespace) -> Answer:
    """Orders and pays; a dry run is a quote for an account that may buy."""
    if args.dry_run:
        return buy_dry_run(direct_mail, args)
    quantity = parse_quantity(args.quantity)
    if not accepts_terms(direct_mail, args):
        raise TERMS_NOT_ACCEPTED()
    method = choose_method(direct_mail, args)
    if direct_mail.facts.moves_real_money:
        require_typed_amount(direct_mail, args, quantity)
    region = direct_mail.prerequisites.account().region
    terms = direct_mail.purchases.catalogue().terms_version
    confirm = partial(direct_mail.purchases.confirm, key=args.key, again=args.again)
    try:
        order = confirm(args.spec, quantity, region, terms)
    except DirectMailError as error:
        if error.code != payment_wording.ALREADY_BOUGHT.code:
            raise
        paid = direct_mail.purchases.order(str(error.values["order"]))
        return purchase_answer(direct_mail, paid)._replace(code=int(error.kind), error=error)
    if order.unsettled:
        settle = partial(direct_mail.purchases.settle, order.id, waits=warn)
        order = ask_provider(direct_mail, order, settle)
    if order.status is not OrderStatus.PAID:
        order = pay_new_order(direct_mail, order, method, args.yes_spend or "")
    answer = purchase_answer(direct_mail, wait_until_paid(direct_mail, order))
    return answer._replace(lines=[*answer.lines, after_the_plan(direct_mail.budgets.state().budget)])


def orders(direct_mail: DirectMail, args: Namespace) -> Answer:
    """All orders, newest first; of a live account also those made elsewhere."""
    listed = current_orders(direct_mail)
    unknown = direct_mail.prerequisites.account().unknown_of(Figure.ORDERS)
    read_at = direct_mail.part_read_at(ReadingPart.ORDERS)
    lines = order_list_lines(
        listed,
        read_at,
        direct_mail.now(),
        direct_mail.facts.vendor_name,
        unknown,
        may_buy=direct_mail.prerequisites.may_buy(),
    )
    return Answer(OrdersAnswer.of(listed, read_at, unknown), lines)


def orders_show(direct_mail: DirectMail, args: Namespace) -> Answer:
    """One order with its receipt."""
    direct_mail.purchases.lapse_due_orders()  # an order that was unpaid for an hour has lapsed
    return order_answer(direct_mail, direct_mail.purchases.order(args.id))


def orders_pay(direct_mail: DirectMail, args: Namespace) -> Answer:
    """Pays an unpaid order."""
    order, method = direct_mail.purchases.order(args.id), choose_method(direct_mail, args)
    order = pay_order(direct_mail, order, method, args.yes_spend or "")
    return purchase_answer(direct_mail, wait_until_paid(direct_mail, order))


def orders_settle(direct_mail: DirectMail, args: Namespace) -> Answer:
    """Finds out the outcome of an unknown payment."""
    purchases = direct_mail.purchases
    settle = partial(purchases.settle, args.id, waits=warn)
    if args.is_it is not None:
        settle = partial(purchases.settle_as_bought, args.id, args.is_it)
    elif args.not_it:
        settle = partial(purchases.set_aside, args.id)
    elif args.not_bought:
        settle = partial(purchases.settle_as_not_bought, args.id)
    order = ask_provider(direct_mail, purchases.order(args.id), settle)
    if order.unsettled:
        raise_unless_paid(order)
    return purchase_answer(direct_mail, order)


def orders_cancel(direct_mail: DirectMail, args: Namespace) -> Answer:
    """Cancels an unpaid order."""
    return order_answer(direct_mail, direct_mail.purchases.cancel(args.id))
