"""Buying, paying and the account. One function per command: it asks a service and says the answer in both shapes."""

from argparse import Namespace
from functools import partial

from dm_tui.cli.consent import accepts_agreement, accepts_terms
from dm_tui.cli.output import Answer
from dm_tui.cli.paying import (
    ask_provider,
    choose_method,
    require_typed_amount,
    wait_until_paid,
)
from dm_tui.cli.shapes import (
    AccessAnswer,
    ActivateAnswer,
    BillAnswer,
    BillsAnswer,
    OrderAnswer,
    OrdersAnswer,
    PlansAnswer,
    UsageAnswer,
    VerifyAnswer,
)
from dm_tui.domain.account.account import Account
from dm_tui.domain.dates import show_age, show_date, show_instant, show_span
from dm_tui.domain.errors import DirectMailError, ErrorKind
from dm_tui.domain.purchase.catalogue import parse_quantity
from dm_tui.domain.purchase.order import Order, OrderStatus
from dm_tui.domain.purchase.receipt import receipt_lines
from dm_tui.domain.usage.billing import BillStatus
from dm_tui.domain.usage.metering import Span
from dm_tui.lines.orders import order_list_lines
from dm_tui.lines.table import table
from dm_tui.services.all_orders import current_orders
from dm_tui.services.direct_mail import DirectMail
from dm_tui.services.overview.export import BillShape, OrderShape, UsageShape
from dm_tui.services.overview.views import PlanView
from dm_tui.services.purchase.payment_errors import raise_unless_paid
from dm_tui.services.usage.billing import raise_unless_charged
from dm_tui.services.usage.statistics import StatisticsShape


def plans(direct_mail: DirectMail, args: Namespace) -> Answer:
    """The catalogue."""
    answer = PlansAnswer.of(direct_mail.purchases.catalogue())
    rows = [
        (
            plan.spec,
            f"{plan.emails:,}",
            str(plan.price),
            plan.price_per_thousand.figure(),
            f"{plan.break_even_emails:,}",
        )
        for plan in answer.plans
    ]
    return Answer(
        answer,
        [
            *table(("plan", "emails", "price", "per 1,000", "pays off above"), rows, "1234"),
            "",
            "A plan must be used within six months of payment. Pay-as-you-go: "
            f"{answer.pay_as_you_go.price_per_thousand} per 1,000.",
        ],
    )


def quote(direct_mail: DirectMail, args: Namespace) -> Answer:
    """What a purchase would cost, and every warning."""
    answer = direct_mail.purchases.quote(args.spec, parse_quantity(args.quantity))
    return Answer(
        answer,
        [
            f"{answer.quantity} × {answer.spec}: {answer.emails:,} emails for {answer.total}",
            f"Pay-as-you-go would cost {answer.pay_as_you_go_total}; you save {answer.saving}.",
            f"Pays off above {answer.break_even_emails:,} emails.",
            f"Valid until {show_instant(answer.expires_at)}.",
            *(f"! {warning.message}" for warning in answer.warnings),
        ],
    )


def buy(direct_mail: DirectMail, args: Namespace) -> Answer:
    """Orders and pays."""
    quantity = parse_quantity(args.quantity)
    if not accepts_terms(direct_mail, args):
        raise DirectMailError(
            ErrorKind.USAGE,
            "terms-not-accepted",
            "Buying needs your word on the terms of service.",
            "Read them on a terminal, where you are asked, or add --accept-terms.",
        )
    method = choose_method(direct_mail, args)
    if direct_mail.facts.moves_real_money:
        require_typed_amount(direct_mail, args, quantity)
    order = direct_mail.purchases.confirm(
        args.spec,
        quantity,
        direct_mail.prerequisites.account().region,
        direct_mail.purchases.catalogue().terms_version,
        key=args.key,
    )
    if order.unsettled:
        order = ask_provider(direct_mail, order, partial(direct_mail.purchases.settle, order.id))
    if order.status is not OrderStatus.PAID:
        pay = partial(direct_mail.purchases.pay, order.id, method, args.yes_spend or "")
        order = ask_provider(direct_mail, order, pay)
    return _order_answer(direct_mail, wait_until_paid(direct_mail, order))


def activate(direct_mail: DirectMail, args: Namespace) -> Answer:
    """Enables pay-as-you-go."""
    if not accepts_agreement(args):
        raise DirectMailError(
            ErrorKind.USAGE,
            "agreement-not-accepted",
            "Activating needs your word on the activation agreement.",
            "Read it on a terminal, where you are asked, or add --accept-agreement.",
        )
    present = direct_mail.activation.activate(
        direct_mail.prerequisites.account().region,
        direct_mail.purchases.catalogue().agreement_version,
    )
    since = f" since {show_instant(present.activated_at)}" if present.activated_at else ""
    return Answer(ActivateAnswer.of(present), [f"Pay-as-you-go is active{since}."])


def verify(direct_mail: DirectMail, args: Namespace) -> Answer:
    """Completes the identity verification a region needs."""
    account = direct_mail.prerequisites.verify(args.region)
    verified = {
        region.id: account.is_verified_for(region) for region in direct_mail.prerequisites.regions()
    }
    return Answer(
        VerifyAnswer(verified=verified),
        [f"{id}: {'verified' if done else 'not verified'}" for id, done in verified.items()],
    )


def orders(direct_mail: DirectMail, args: Namespace) -> Answer:
    """All orders, newest first; of a live account also those that were made elsewhere."""
    found = current_orders(direct_mail)
    lines = order_list_lines(
        found, direct_mail.read_at, direct_mail.now(), direct_mail.facts.vendor_name
    )
    return Answer(OrdersAnswer.of(found, direct_mail.read_at), lines)


def orders_show(direct_mail: DirectMail, args: Namespace) -> Answer:
    """One order with its receipt."""
    direct_mail.purchases.lapse_due_orders()  # what lay unpaid for an hour has lapsed
    return _order_answer(direct_mail, direct_mail.purchases.order(args.id))


def orders_pay(direct_mail: DirectMail, args: Namespace) -> Answer:
    """Pays an unpaid order."""
    pay = partial(
        direct_mail.purchases.pay, args.id, choose_method(direct_mail, args), args.yes_spend or ""
    )
    order = ask_provider(direct_mail, direct_mail.purchases.order(args.id), pay)
    return _order_answer(direct_mail, wait_until_paid(direct_mail, order))


def orders_settle(direct_mail: DirectMail, args: Namespace) -> Answer:
    """Reconciles a payment without a known outcome."""
    if args.not_bought:
        order = direct_mail.purchases.settle_as_not_bought(args.id)
    else:
        order = direct_mail.purchases.order(args.id)
        order = ask_provider(direct_mail, order, partial(direct_mail.purchases.settle, args.id))
    if order.unsettled:
        raise_unless_paid(order)
    return _order_answer(direct_mail, order)


def orders_cancel(direct_mail: DirectMail, args: Namespace) -> Answer:
    """Cancels an unpaid order."""
    return _order_answer(direct_mail, direct_mail.purchases.cancel(args.id))


def bills(direct_mail: DirectMail, args: Namespace) -> Answer:
    """Pay-as-you-go bills, newest first."""
    found = direct_mail.billing.bills()
    rows = [
        (
            bill.id,
            f"{show_date(bill.start)} to {show_date(bill.end)}",
            f"{bill.emails:,}",
            str(bill.total),
            bill.status,
        )
        for bill in found
    ]
    overdue = [
        f"! Sending is suspended until {bill.id} is paid: dm-tui bills pay {bill.id}"
        for bill in found
        if bill.status is BillStatus.OVERDUE
    ]
    return Answer(
        BillsAnswer(bills=tuple(BillShape.of(bill) for bill in found)),
        [*table(("bill", "for", "emails", "total", "status"), rows, "23"), *overdue]
        if rows
        else [f"{direct_mail.facts.vendor_name} makes and charges the bills: see its console."]
        if direct_mail.facts.vendor_meters
        else ["No bills yet. Pay-as-you-go is charged at USD 1,000, otherwise on the 1st."],
    )


def bills_pay(direct_mail: DirectMail, args: Namespace) -> Answer:
    """Pays an overdue bill; with it paid, sending goes on."""
    bill = direct_mail.billing.pay(args.id, choose_method(direct_mail, args))
    raise_unless_charged(bill)
    return Answer(
        BillAnswer(bill=BillShape.of(bill)),
        [f"Bill {bill.id} of {bill.total} is paid.", "Sending goes on."],
    )


def usage(direct_mail: DirectMail, args: Namespace) -> Answer:
    """What was sent, by what paid for it, newest first."""
    span = Span(args.by)
    shapes = tuple(UsageShape.of(one, span) for one in direct_mail.overviews.usage(span))
    if direct_mail.facts.vendor_meters and span is not Span.HOUR:  # it counts nothing by the hour
        return _service_usage_answer(direct_mail, span, shapes)
    rows = [
        (show_span(one.start, span), f"{one.free:,}", f"{one.plans:,}", f"{one.pay_as_you_go:,}")
        for one in shapes
    ]
    return Answer(
        UsageAnswer(usage=shapes),
        table((args.by, "free", "plans", "pay-as-you-go"), rows, "123")
        if rows
        else ["Nothing was sent yet."],
    )


def _service_usage_answer(
    direct_mail: DirectMail, span: Span, shapes: tuple[UsageShape, ...]
) -> Answer:
    """Return what the service counted, whoever sent it."""
    days = tuple(StatisticsShape.of(one, span) for one in direct_mail.statistics.by(span))
    rows = [
        (show_span(one.start, span), f"{one.sent:,}", f"{one.delivered:,}", f"{one.failed:,}",
         f"{one.invalid:,}")
        for one in days
    ]  # fmt: skip
    age = show_age(direct_mail.read_at, direct_mail.now()) if direct_mail.read_at else "never"
    heads = (str(span), "sent", "delivered", "failed", "invalid address")
    lines = table(heads, rows, "1234") if rows else ["No mail in the last 90 days."]
    return Answer(
        UsageAnswer(usage=shapes, statistics=days, read_at=direct_mail.read_at),
        [*lines, "", f"Counted by {direct_mail.facts.vendor_name}, whoever sent it; read {age}."],
    )


def access(direct_mail: DirectMail, args: Namespace) -> Answer:
    """Who is signed in, and what is missing."""
    answer = _access_answer(direct_mail.prerequisites.account())
    if not direct_mail.facts.is_remote:
        return answer
    checks = direct_mail.prerequisites.check(direct_mail.prerequisites.account().region)
    lines = [f"{'ok     ' if one.met else 'missing'}  {one.title}: {one.detail}" for one in checks]
    return Answer(answer.document, [*lines, *(one.hint for one in checks if not one.met)])


def access_grant(direct_mail: DirectMail, args: Namespace) -> Answer:
    """Attaches a policy to the signed-in RAM user (sandbox)."""
    return _access_answer(direct_mail.prerequisites.grant(args.policy))


def access_as(direct_mail: DirectMail, args: Namespace) -> Answer:
    """Goes on as another user (sandbox)."""
    return _access_answer(direct_mail.prerequisites.sign_in(args.user))


def _order_answer(direct_mail: DirectMail, order: Order) -> Answer:
    now = direct_mail.now()
    bought = direct_mail.purchases.plans_of(order.id)
    views = tuple(PlanView.of(plan, now) for plan in bought)
    return Answer(
        OrderAnswer(order=OrderShape.of(order), plans=views), receipt_lines(order, bought)
    )


def _access_answer(account: Account) -> Answer:
    answer = AccessAnswer.of(account)
    lines = [f"Signed in as {answer.identity.name} ({answer.identity.kind})"]
    lines += [f"has    {policy}" for policy in answer.policies]
    lines += [f"lacks  {policy}" for policy in answer.missing]
    if answer.missing:
        lines.append(f"Attach it: dm-tui access grant {answer.missing[0]}")
    else:
        lines.append("Nothing is missing.")
    return Answer(answer, lines)
