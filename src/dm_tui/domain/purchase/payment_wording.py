"""The sentences of paying: the errors before it, its outcomes, and how an unknown outcome is settled."""

from typing import TYPE_CHECKING

from dm_tui.domain.counts import join_words
from dm_tui.domain.dates import show_instant
from dm_tui.domain.errors import ErrorKind
from dm_tui.domain.purchase.wording import Fact

if TYPE_CHECKING:
    from collections.abc import Iterable

    from dm_tui.domain.purchase.order import Order
    from dm_tui.domain.purchase.payment_attempt import PaymentAttempt, Sighting
    from dm_tui.domain.purchase.quote_wording import OrderFact


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
    "Nothing was bought or restored here.",
    hint="Wait until it has finished, then check dm-tui orders and try again.",
)
PAYMENT_PARTY_BUSY = (
    "The service takes no more calls just now. This plan was not bought yet; trying again in {seconds} s."
)
WAITS_FOR_ITS_TURN = "Another program is paying. This payment waits for its turn."
ALREADY_BOUGHT = ErrorKind.REFUSED.text(
    "already-bought",
    "Order {order} bought {plans} for {paid}, and the program that paid it ended before it said so. "
    "Nothing was bought now.",
    "To buy more all the same, add --again or a --key of its own.",
)
ORDER_NOT_SETTLED = ErrorKind.OUTCOME_UNKNOWN.text(
    "payment-not-settled",
    "The outcome of a payment of order {order} is not known yet; nothing is charged twice.",
    "Check it: dm-tui orders settle {order}.",
)
SAME_PURCHASE_UNSETTLED = ErrorKind.OUTCOME_UNKNOWN.text(
    "same-purchase-unsettled",
    "Order {order} buys {plans}, and the outcome of its payment is not known. Nothing was bought now.",
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
} | {
    "not-allowed": ErrorKind.NOT_ALLOWED.text(
        "payment-not-allowed",
        "{answer}",
        "Nothing was charged. See what is missing: dm-tui access. The permissions of a purchase: "
        "dm-tui access policy buy. Order {order} waits unpaid for an hour: dm-tui orders cancel {order} cancels it.",
    )
}
"""The same where every plan is a call of its own and real money pays."""
NOTHING_BOUGHT = "Nothing was bought."
NOTHING_CHARGED = "Nothing was bought, and nothing was charged."
ORDER_WITHDRAWN = "Order {order} is cancelled."
ORDER_WAITS = "Order {order} waits unpaid for an hour: the same command pays it, dm-tui orders cancel {order} cancels it."
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
ORDER_MAY_COME_BACK = ErrorKind.REFUSED.text(
    "too-early-to-tell",
    "The service no longer shows order {reference}, but an unpaid order lapses only after an hour: it is too early "
    "to settle this one as not bought.",
    "Wait an hour from the payment, look at the console, and try again: dm-tui orders settle {order} --not-bought.",
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
    "No plan or order was found that may belong to order {order}.",
    "Look again: dm-tui orders settle {order}.",
)
NO_WAY_BACK_WHILE_ASKING = "The payment is running, so there is no way back until the answer is there."
NO_WAY_BACK_WHILE_UNKNOWN = (
    "The order may be paid already, so there is no way back until that is known. Check payment looks it up. "
    "You can also close the window: the next start continues here."
)
IS_IT_THIS = "Is this what order {order} bought?"
OTHER_PURCHASE_WARNING = "If you say that it is another purchase and it is not, you may pay for it twice."
BUY_AGAIN = "Buy the same again?"


def describe_sightings(sightings: "Iterable[Sighting]") -> str:
    """Return what is there now that was not there before a payment."""
    parts = []
    for sighting in sightings:
        if sighting.emails is not None:
            parts.append(f"a plan of {sighting.emails:,} emails ({sighting.id})")
        else:
            price = f" of {sighting.price}" if sighting.price is not None else ""
            parts.append(f"an order{price} ({sighting.id})")
    listed = join_words(parts)
    verb, before = ("is", "was") if len(parts) == 1 else ("are", "were")
    return f"{listed[0].upper()}{listed[1:]} {verb} there now, and {before} not there before."


def payment_facts(order: "Order", times: str) -> tuple[Fact, ...]:
    """Return what you are about to pay."""
    return (("Order", order.id), ("Amount", f"{order.quantity} {times} {order.spec}, {order.total}"))


def order_facts_to_pay(order: "Order", times: str) -> "tuple[OrderFact, ...]":
    """Return a confirmed order in values of a few words; None is a line between them."""
    return (
        ("Plan", f"{order.spec} {times} {order.quantity}"),
        ("Emails", f"{order.emails:,}"),
        ("Price", f"{order.unit_price} each"),
        None,
        ("Total", str(order.total)),
        None,
        ("Order", order.id),
        ("Status", order.shown_status.replace("-", " ")),
        ("Pay until", show_instant(order.lapses_at)),
    )


def payment_status_lines(order: "Order") -> tuple[str, ...]:
    """Return the state of an order that is not paid, the bank's answer first.

    There is nothing to say before the first payment.
    """
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


def payment_deadline(order: "Order") -> str:
    """Return until when an order can be paid."""
    return f"You can pay until {show_instant(order.lapses_at)}; then the order lapses."
