"""The sentences of buying: the wizard's questions, a quote, an order, its payment and its errors.

Every face shows these; labels and layout are the face's own. The module imports neither orders nor quotes,
so that these can raise its errors; a status is looked up by its value.
"""

from typing import TYPE_CHECKING, NamedTuple

from dm_tui.domain.counts import show_count
from dm_tui.domain.dates import show_date, show_instant
from dm_tui.domain.errors import ErrorKind

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from dm_tui.domain.purchase.catalogue import Catalogue
    from dm_tui.domain.purchase.order import Order
    from dm_tui.domain.purchase.payment import PaymentAttempt, Sighting
    from dm_tui.domain.purchase.plan import ResourcePlan
    from dm_tui.domain.purchase.quote import Quote

Fact = tuple[str, str]
"""A label and its value."""

# The catalogue

UNKNOWN_SPECIFICATION = ErrorKind.USAGE.text(
    "unknown-specification", "There is no plan “{spec}”.", "Choose one of {specs}."
)
PRICES_OF_ANOTHER_SOURCE = {
    "guide": "These are the prices of the purchase guide: this account's could not be read.",
    "earlier reading": "These are the prices of an earlier reading: today's could not be read.",
}
"""What is said beside prices that are not the account's of today, by `PriceSource`."""

PRICE_NOT_KNOWN = ErrorKind.NOT_ALLOWED.text(
    "price-not-known",
    "The price of a plan {spec} for this account could not be read, so it cannot be bought now.",
    "See why: dm-tui plans. See which permissions are missing: dm-tui access.",
)
AMBIGUOUS_SPECIFICATION = ErrorKind.REFUSED.text(
    "ambiguous-specification",
    "“{spec}” is sold as several things: {names}. Which one you mean cannot be told, so none is bought.",
    "Buy it in the web console, where you can compare them.",
)
_QUANTITY_HINT = "Type a whole number from {least} to {most}."
NO_QUANTITY = ErrorKind.USAGE.text("bad-quantity", "No quantity.", _QUANTITY_HINT)
NOT_A_QUANTITY = ErrorKind.USAGE.text("bad-quantity", "“{typed}” is not a quantity.", _QUANTITY_HINT)
QUANTITY_OUT_OF_RANGE = ErrorKind.USAGE.text(
    "bad-quantity", "You cannot order {quantity} plans at once.", _QUANTITY_HINT
)
NOT_A_VOLUME = ErrorKind.USAGE.text(
    "not-a-volume", "“{typed}” is not a number of emails.", "Type a number such as 20000, 20k or 1.5m."
)

# An order

UNKNOWN_ORDER = ErrorKind.USAGE.text(
    "unknown-order", "There is no order “{order}”.", "List them with dm-tui orders."
)
BAD_KEY = ErrorKind.USAGE.text(
    "bad-key",
    "The key is empty, too long, or has spaces or characters that cannot be saved.",
    "Use up to 200 printable characters, without spaces at the ends or two in a row.",
)
KEY_REUSED = ErrorKind.REFUSED.text(
    "key-reused",
    "The key “{key}” belongs to order {order}, which buys something else.",
    "Use another key for another purchase.",
)
TERMS_CHANGED = ErrorKind.NOT_ALLOWED.text(
    "terms-changed",
    "The terms of service changed since you accepted them.",
    "Read and accept version {version}.",
)
NOT_CANCELLABLE = ErrorKind.REFUSED.text(
    "not-cancellable", "Order {order} is {status}: only an unpaid order can be cancelled."
)
NOT_CANCELLABLE_UNSETTLED = NOT_CANCELLABLE._replace(hint="Settle it first: dm-tui orders settle {order}.")

# Paying

UNKNOWN_METHOD = ErrorKind.USAGE.text(
    "unknown-payment-method", "There is no payment method “{method}”.", "Choose one of {methods}."
)
SPEND_NOT_CONFIRMED = ErrorKind.NOT_ALLOWED.text(
    "amount-not-confirmed",
    "You have not confirmed the amount: the purchase costs {total} of real money. Nothing was bought.",
    "Type the amount {amount}, exactly.",
)
WRONG_SPEND = SPEND_NOT_CONFIRMED._replace(
    message="“{typed}” is not the price: the purchase costs {total} of real money. Nothing was bought."
)
PAYING_ELSEWHERE = ErrorKind.STATE_FILE.text(
    "paying-elsewhere",
    "Another program or window is paying order {order} right now.",
    "Wait until it has finished, then see dm-tui orders show {order}.",
)
TURN_NEVER_CAME = PAYING_ELSEWHERE._replace(
    message="Another program or window has been paying from this state file for ten minutes. "
    "Nothing was bought here.",
    hint="Wait until it has finished, then check dm-tui orders and try again.",
)
PAYMENT_PARTY_BUSY = (
    "Alibaba Cloud takes no more calls just now. Nothing was bought yet; trying again in {seconds} s."
)
WAITS_FOR_ITS_TURN = "Another program is paying. This payment waits for its turn."
ALREADY_BOUGHT = ErrorKind.REFUSED.text(
    "already-bought",
    "Order {order} bought the same for {paid}, and the program that paid it ended before it said so. "
    "Nothing was bought now.",
    "To buy the same once more, add --again or a --key of its own.",
)
ORDER_NOT_SETTLED = ErrorKind.OUTCOME_UNKNOWN.text(
    "payment-not-settled",
    "The outcome of a payment of order {order} is not known yet; nothing is charged twice.",
    "Check it: dm-tui orders settle {order}.",
)
SAME_PURCHASE_UNSETTLED = ErrorKind.OUTCOME_UNKNOWN.text(
    "same-purchase-unsettled",
    "Order {order} buys the same, and the outcome of its payment is not known.",
    "Settle it first: dm-tui orders settle {order}.",
)
ORDER_PAID = ErrorKind.REFUSED.text(
    "order-paid", "Order {order} is paid.", "See it with dm-tui orders show {order}."
)
ORDER_PARTLY_PAID = ErrorKind.REFUSED.text(
    "order-partly-paid",
    "Order {order} is only partly paid.",
    "{bought} of {quantity} plans were bought: order the others again.",
)
ORDER_LAPSED = ErrorKind.REFUSED.text(
    "order-lapsed", "Order {order} has lapsed.", "An unpaid order lapses after one hour. Order again."
)
ORDER_CANCELLED = ErrorKind.REFUSED.text("order-cancelled", "Order {order} is cancelled.", "Order again.")
NOT_PAYABLE = {"paid": ORDER_PAID, "lapsed": ORDER_LAPSED, "cancelled": ORDER_CANCELLED}
"""By the status of the order."""

# What a payment came to

ORDER_RESULT_NOT_SAVED = ErrorKind.OUTCOME_UNKNOWN.text(
    "payment-not-kept",
    "{problem} The result of paying order {order} could not be saved; it may have been charged. "
    "Nothing is charged twice.",
    "{hint} Then check it: dm-tui orders settle {order}.",
)
PARTLY_BOUGHT = ErrorKind.DECLINED.text(
    "partly-bought",
    "{bought} of {quantity} plans were bought for {paid}; the others were not. {reason}",
    "See each one: dm-tui orders show {order}. Order the missing ones again.",
)
PAYMENT_UNKNOWN = ErrorKind.OUTCOME_UNKNOWN.text(
    "payment-unknown",
    "{answer} We don't know yet whether order {order} was charged. Nothing is charged twice.",
    "Check it: dm-tui orders settle {order}.",
)
_PAY_WITHIN_THE_HOUR = "You can pay order {order} within an hour of ordering: dm-tui orders pay {order} "
_PAY_AGAIN = f"{_PAY_WITHIN_THE_HOUR}--pay-with METHOD."
PAYMENT_FAILED = {
    result: ErrorKind.DECLINED.text(f"payment-{result}", "{answer}", hint)
    for result, hint in {
        "not-charged": _PAY_AGAIN,  # the answer says already that nothing was charged
        "declined": f"Nothing was charged. {_PAY_AGAIN}",
        "insufficient-funds": f"Nothing was charged. {_PAY_AGAIN}",
    }.items()
}
"""By the result of the last attempt."""
REAL_PAYMENT_FAILED = {
    result: error._replace(hint=f"Nothing was charged. {_PAY_WITHIN_THE_HOUR}--yes-spend {{amount}}.")
    for result, error in PAYMENT_FAILED.items()
}
"""The same where every plan is a call of its own and real money pays."""

NO_ANSWER_AT_ALL = "The payment ended without an answer."
INTERRUPTED_BETWEEN_CALLS = "The program ended before the next one was ordered."
OUTCOME_TOO_LATE = "The outcome of the last one was not known in time, so the next one was not ordered."
SETTLED_AS_NOT_BOUGHT = "You settled it as not bought."
ORDER_EXISTS = ErrorKind.REFUSED.text(
    "order-exists", "{answer}", "Check it later: dm-tui orders settle {order}."
)
TOO_EARLY_TO_SETTLE = ErrorKind.REFUSED.text(
    "too-early-to-tell",
    "An order may still appear: it is too early to settle this one as not bought.",
    "Wait three minutes from the payment, look at the console, and try again.",
)
NOT_A_SIGHTING = ErrorKind.USAGE.text(
    "not-seen",
    "“{id}” is none of the plans and orders that may belong to order {order}.",
    "See them: dm-tui orders settle {order}.",
)
MAY_BE_BOUGHT = ErrorKind.OUTCOME_UNKNOWN.text(
    "may-be-bought",
    "{seen} Is it what order {order} bought? Nothing more is bought until you say so.",
    "If it is: dm-tui orders settle {order} --is-it {id}. If it is another purchase: dm-tui orders settle "
    "{order} --not-it.",
)
COULD_NOT_LOOK = ErrorKind.OUTCOME_UNKNOWN.text(
    "could-not-look",
    "The plans of the account could not be read, so order {order} cannot be settled as not bought. {answer}",
    "Try again: dm-tui orders settle {order} --not-bought.",
)
COULD_NOT_LOOK_FIRST = ErrorKind.OUTCOME_UNKNOWN.text(
    "could-not-look",
    "Order {order} for the same plan was refused, and whether it bought nothing could not be checked. {answer} "
    "Nothing was bought now.",
    "Wait a moment and try again.",
)
NOTHING_SEEN = ErrorKind.REFUSED.text(
    "nothing-seen",
    "No plan and no order is there that may belong to order {order}.",
    "Look again: dm-tui orders settle {order}.",
)


IS_IT_THIS = "Is this what order {order} bought?"
OTHER_PURCHASE_WARNING = "If you say that it is another purchase and it is not, you may pay for it twice."
BUY_AGAIN = "Buy the same once more?"


def describe_sightings(sightings: "Iterable[Sighting]") -> str:
    """Return what is there now that was not there before a payment."""
    parts = []
    for sighting in sightings:
        if sighting.emails is not None:
            parts.append(f"a plan of {sighting.emails:,} emails ({sighting.id})")
        else:
            price = f" of {sighting.price}" if sighting.price is not None else ""
            parts.append(f"an order{price} ({sighting.id})")
    listed = ", ".join(parts[:-1]) + (" and " if parts[1:] else "") + parts[-1]
    verb = "are" if parts[1:] else "is"
    return f"{listed[0].upper()}{listed[1:]} {verb} there now, and {'were' if parts[1:] else 'was'} not there before."


# The wizard


class StepText(NamedTuple):
    """The words of a step: its title, the `crumb` where room is scarce, and the question it asks."""

    title: str
    crumb: str
    question: str


STEP_TEXTS = {
    "prerequisites": StepText("Before you begin", "Begin", "Which region sends your mail?"),
    "billing-model": StepText("Billing model", "Billing", "Prepaid plan or pay-as-you-go?"),
    "plan": StepText("Plan and quantity", "Plan", "Which plan, and how many?"),
    "confirm": StepText("Confirm order", "Confirm", "Is this what you want to order?"),
    "payment": StepText("Payment", "Payment", "How do you want to pay?"),
    "receipt": StepText("Receipt", "Receipt", "Paid. Your plans are ready."),
    "activation": StepText("Activation", "Activate", "Activate Direct Mail?"),
}
ACCEPT_TERMS = "I accept the Resource Plan Terms of Service"
ACCEPT_AGREEMENT = "I accept the Direct Mail Activation Agreement"

MAILING_INTERRUPTED = "A mailing was interrupted. Resume it on the Send tab; no one gets it twice."
MAILING_DRAFT_SAVED = "The mailing you were writing is saved. Continue it on the Send tab."
TEMPLATE_DRAFT_SAVED = "The template you were writing is saved. Continue it on the Senders tab."
PRICES_CHANGED = "Prices or terms changed since you left: everything is priced again."
PAYMENT_TO_CHECK = (
    "Order {order} was being paid when the program ended. Check the payment; nothing is charged twice."
)
PAYMENT_BEING_CHECKED = (
    "Order {order} was being paid when the program ended. "
    "Its outcome is being looked up; nothing is charged twice."
)


def order_closed_notice(order_id: str, status: str) -> str:
    """Return the notice about a draft's order that can no longer be paid."""
    if status == "lapsed":
        return f"Order {order_id} lapsed: it was not paid within an hour. Confirm again to make a new one."
    return f"Order {order_id} is {status}. Confirm again to make a new one."


# A quote


def daily_quota_warning(quota: int | None, emails: int, sendable: int | None) -> str:
    """Return what the daily quota allows of `emails` before they expire; None is a quota that is not known."""
    if quota is None or sendable is None:
        return DAILY_QUOTA_NOT_KNOWN
    if not quota:
        return DAILY_QUOTA_IS_ZERO
    if emails > sendable:
        return (
            f"Your daily quota ({quota:,}) allows {sendable:,} of these {emails:,} emails, and a plan "
            f"does not raise it: {emails - sendable:,} would be lost."
        )
    return (
        f"A plan does not raise your daily quota ({quota:,}): "
        f"sending {emails:,} emails takes at least {show_count(-(-emails // quota), 'day')}."
    )


def break_even_warning(break_even: int | None, monthly_volume: int | None) -> str:
    """Return when pay-as-you-go is cheaper; at `monthly_volume` it is."""
    if break_even is None:
        return "Pay-as-you-go may be cheaper: its price in the currency of the account is not known here."
    if monthly_volume is None:
        return f"Below {break_even:,} emails pay-as-you-go is cheaper."
    return f"At {monthly_volume:,} a month pay-as-you-go is cheaper (break-even {break_even:,})."


def expiry_warning(expires_at: "datetime", monthly_volume: int | None = None, left: int = 0) -> str:
    """Return what expiry means; at `monthly_volume` it leaves `left` emails."""
    if left:
        return (
            f"At {monthly_volume:,} a month {left:,} emails are lost on {show_date(expires_at)}: no refund."
        )
    return f"Emails left on {show_date(expires_at)} are lost: no refund after use or expiry."


DAILY_QUOTA_NOT_KNOWN = (
    "A plan does not raise your daily quota, which could not be read: check that it allows this volume."
)
DAILY_QUOTA_IS_ZERO = "Your daily quota is 0, and a plan does not raise it: nothing could be sent."
CONTINUES_AS_PAY_AS_YOU_GO = "A used-up plan goes on as pay-as-you-go and costs {price} per 1,000."
NOT_ACTIVATED = (
    "Nothing can be sent until you activate. Then a used-up plan goes on as pay-as-you-go and costs {price} "
    "per 1,000."
)
ACTIVATION_NOT_KNOWN = (
    "Whether Direct Mail is activated is not known. Once it is, a used-up plan goes on as pay-as-you-go and "
    "costs {price} per 1,000."
)
"""What comes after the plan, by whether Direct Mail is activated (billing methods)."""

ARREARS = "A plan does not settle arrears: sending stays suspended until you pay."


def price_words(catalogue: "Catalogue") -> str:
    """Return the price of 1,000 emails by pay-as-you-go, or that it is not known in the account's currency."""
    return str(catalogue.pay_as_you_go_per_thousand or f"{catalogue.currency} (not known)")


def threshold_words(catalogue: "Catalogue") -> str:
    """Return the amount at which pay-as-you-go is charged at once, or that it is not known in that currency."""
    return str(catalogue.charge_threshold or f"not known in {catalogue.currency}")


def fill_prices(text: str, catalogue: "Catalogue") -> str:
    """Return a text of `content/` with the account's own amounts in place of their names in braces."""
    amounts = {
        "{price}": price_words(catalogue),
        "{threshold}": threshold_words(catalogue),
        "{free_quota}": _free_quota_words(catalogue),
    }
    for name, words in amounts.items():
        text = text.replace(name, words)
    return text


def _free_quota_words(catalogue: "Catalogue") -> str:
    if catalogue.pay_as_you_go_per_thousand is None:  # the guide is about another site
        return f"how much it is in an account that pays in {catalogue.currency} is not known here"
    return f"{catalogue.free_emails:,} emails in all, {catalogue.free_emails_a_day:,} a day"


def billing_model_rows(catalogue: "Catalogue") -> tuple[tuple[str, str, str], ...]:
    """Return the guide's comparison of both at the account's prices: a head, then a line for each aspect."""
    prices = (plan.price_per_thousand for plan in catalogue.plans)
    lowest = min(prices, key=lambda price: price.amount, default=None)
    price = f"from {lowest} per 1,000" if lowest else "none on sale"
    return (
        ("", "Resource plan", "Pay-as-you-go"),
        ("Payment", "prepaid", "billed after usage"),
        ("Price", price, f"{price_words(catalogue)} per 1,000"),
        ("Validity", "six months from purchase", "no end"),
        ("Refund", "none after use or expiry", "not applicable"),
        ("Best for", "predictable volumes", "variable volumes"),
    )


SAVING_NOT_KNOWN = "not known: pay-as-you-go has no known price in this currency"


END_IS_ESTIMATE = " (an estimate: Alibaba Cloud sets it when you pay)"
MAY_ADD_TAX = "Alibaba Cloud may add tax: its price does not say whether, or how much."


def quote_facts(quote: "Quote") -> tuple[Fact, ...]:
    """Return the consequences of a plan and a quantity; the warnings are the quote's own."""
    saves = f"{quote.saving} against pay-as-you-go ({quote.pay_as_you_go_total})"
    return (
        ("Price", f"{quote.price_per_thousand} per 1,000"),
        ("Saves", saves if quote.saving is not None else SAVING_NOT_KNOWN),
        ("Valid until", show_instant(quote.expires_at) + (END_IS_ESTIMATE if quote.is_estimate else "")),
    )


def order_facts(quote: "Quote", region: str, times: str) -> tuple[Fact, ...]:
    """Return an order before it is made; `region` has its name, `times` the multiplication sign."""
    price = str(quote.total) if quote.quantity == 1 else f"{quote.total} ({quote.unit_price} each)"
    end = f"{show_date(quote.expires_at)} (six months from payment"
    return (
        ("Plan", f"{quote.quantity} {times} {quote.spec}: {quote.emails:,} emails"),
        *((("Sold as", str(quote.sold_as)),) if quote.sold_as is not None else ()),
        ("Price", f"{price}; Alibaba Cloud may add tax" if quote.is_estimate else price),
        ("Region", region),
        ("Valid until", f"{end}: an estimate)" if quote.is_estimate else f"{end})"),
        ("Refund", "none after use or expiry"),
    )


# A payment


def payment_facts(order: "Order", times: str) -> tuple[Fact, ...]:
    """Return what you are about to pay."""
    return (("Order", order.id), ("Amount", f"{order.quantity} {times} {order.spec}, {order.total}"))


def payment_status_lines(order: "Order") -> tuple[str, ...]:
    """Return the state of an order that is not paid, the bank's answer first; nothing before the first payment."""
    attempt = order.last_attempt
    if order.unsettled:
        return (
            (attempt.message if attempt is not None else "") or "No answer.",
            "We don't know yet whether you were charged. Nothing is charged twice.",
        )
    if order.status in ("lapsed", "cancelled"):
        return (f"This order is {order.status}. Nothing was charged.",)
    if order.status == "partly-paid":
        bought, total = order.bought, order.paid_total
        return (
            f"{bought} of {order.quantity} plans were bought for {total}; the others were not.",
            order.stopped,
        )
    if order.status == "unpaid" and attempt is not None:
        return (attempt.message, _what_to_do_now(attempt))
    return ()


def _what_to_do_now(attempt: "PaymentAttempt") -> str:
    if attempt.plans is not None:
        return "Nothing was bought. Fix the problem and pay again, or go back."
    if attempt.result == "not-charged":  # the answer says already that nothing was charged
        return "Choose another method and pay again."
    return "Nothing was charged. Choose another method and pay again."


def not_bought_warning(order: "Order", order_page: str) -> tuple[str, str]:
    """Return what to check before a payment of unknown outcome is settled as not bought."""
    attempt = order.last_attempt
    since = show_instant(attempt.started_at) if attempt is not None else "then"
    return (
        f"Look in {order_page}: one plan {order.spec} for {order.unit_price}, since {since}.",
        "If you say that nothing was bought and it was, you may pay for it twice.",
    )


def receipt_heading(order: "Order") -> str:
    """Return the heading of a receipt for an order that is paid, or paid in part."""
    partly = order.status == "partly-paid"
    return "Some of your plans were bought." if partly else STEP_TEXTS["receipt"].question


def paid_line(order: "Order") -> str:
    """Return when an order was paid, and how."""
    when = show_instant(order.paid_at) if order.paid_at is not None else "not yet"
    balance = order.payment_method == "balance"
    return f"{when} from account balance" if balance else f"{when} with {order.payment_method}"


def charged_line(order: "Order") -> str:
    """Return what the vendor charged where it is not the price, with the tax in it."""
    tax = order.tax
    return f"{order.charged_total}, {tax} of it tax" if tax is not None else str(order.charged_total)


def plan_outcome(attempt: "PaymentAttempt | None", *, paying: bool) -> str:
    """Return what became of one plan of an order that is paid plan by plan; None was not asked for."""
    if attempt is None:
        return "not yet" if paying else "not bought, not ordered"
    if attempt.result == "charged":
        return f"bought, order {attempt.reference}" if attempt.reference else "bought"
    if attempt.result == "pending":
        return "being ordered"
    outcome = "not known" if attempt.waiting else "not bought"
    return f"{outcome}: {attempt.message}" if attempt.message else outcome


def purchase_message_text(order: "Order", plans: "tuple[ResourcePlan, ...]") -> tuple[str, str]:
    """Return subject and body of the inbox message about a purchase."""
    missing = order.quantity - order.bought
    emails = order.emails // order.quantity * order.bought
    sentences = [f"{order.bought} × {order.spec} for {order.paid_total}."]
    if plans:
        first = min(plan.expires_at for plan in plans)
        sentences.append(f"Emails left on {first:%d %B %Y} are lost.")
    if missing:
        sentences.append(f"{missing} of {order.quantity} were not bought.")
        sentences.append(order.stopped)
        subject = f"Order {order.id} is paid in part: {emails:,} emails"
    else:
        subject = f"Order {order.id} is paid: {emails:,} emails"
    return subject, " ".join(filter(None, sentences))


# The wizard's answers

PREREQUISITES_COMPLETED = "Done. The sandbox needs no documents."
PAY_AS_YOU_GO_ACTIVE = "Direct Mail is activated: you can set up and send. Pay-as-you-go is active."
ACTIVATE_AT_ADDRESS = "No program can activate it: open this address and choose Activate Now there."
NOT_ACTIVE_YET = "Not active yet."
RECEIPT_SAVED = "Receipt saved as {path}"
EVERYTHING_SAVED = "Everything you typed is saved. Next time you continue from here."


def payment_deadline(order: "Order") -> str:
    """Return until when an order can be paid."""
    return f"You can pay until {show_instant(order.lapses_at)}; then the order lapses."


def receipt_not_saved(error: OSError) -> str:
    """Return why the receipt could not be saved."""
    return f"Receipt not saved: {error.strerror or error}."
