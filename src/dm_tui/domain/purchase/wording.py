"""The sentences of buying: the errors of catalogue and order, the wizard's questions and its answers.

`quote_wording` has those of prices and quotes, `quote_warning_wording` their warnings, `payment_wording`
those of paying. Every face shows these; labels and layout are the face's own. None of the four imports orders
or quotes, so that these can raise its errors; a status is looked up by its value.
"""

from typing import TYPE_CHECKING, NamedTuple

from dm_tui.domain.dates import show_time
from dm_tui.domain.errors import ErrorKind

if TYPE_CHECKING:
    from datetime import datetime

    from dm_tui.domain.money import Money
    from dm_tui.domain.purchase.order import Order
    from dm_tui.domain.purchase.plan import ResourcePlan

Fact = tuple[str, str]
"""A label and its value."""

# The catalogue

UNKNOWN_SPECIFICATION = ErrorKind.USAGE.text(
    "unknown-specification", "No plan of the size “{spec}” is on sale.", "Choose one of {specs}."
)
PRICE_NOT_KNOWN = ErrorKind.NOT_ALLOWED.text(
    "price-not-known",
    "The price of a plan {spec} for this account could not be read, so it cannot be bought now.",
    "See why: dm-tui plans. See which permissions are missing: dm-tui access.",
)
AMBIGUOUS_SPECIFICATION = ErrorKind.REFUSED.text(
    "ambiguous-specification",
    "“{spec}” is sold as several things: {names}. It is not clear which one you mean, so none is bought.",
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
KEY_REUSED = ErrorKind.REFUSED.text(
    "key-reused",
    "The key “{key}” belongs to order {order}, which buys something else.",
    "Use another key for another purchase.",
)
KEY_BELONGS_TO = (
    "The key “{key}” belongs to order {order}: it would be shown again, and nothing bought twice."
)
KEY_WOULD_GO_ON = (
    "The key “{key}” belongs to order {order}, which is {status}: the same command would continue it, and buy "
    "nothing twice."
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
    "receipt": StepText("Receipt", "Receipt", "Paid. The plans are yours."),
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
REFUND_NOT_SAID = "The answer does not say what a refund would bring."


def order_closed_notice(order_id: str, status: str) -> str:
    """Return the notice about a draft's order that can no longer be paid."""
    if status == "lapsed":
        return f"Order {order_id} lapsed: it was not paid within an hour. Confirm again to make a new one."
    return f"Order {order_id} is {status}. Confirm again to make a new one."


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


# The wizard's first screen

WHAT_THIS_IS = (
    "Direct Mail sends your emails through Alibaba Cloud. Here you buy emails or turn on pay-as-you-go, "
    "set up your domain, and send."
)
WITHOUT_BUYING = "opens the console without buying anything."
OPEN_ORDER_KEY = "pays or cancels it"


def open_order_words(
    order: str, plans: str, total: "Money", lapses_at: "datetime", *, unsettled: bool
) -> str:
    """Return what an order waits for, to a person who is about to buy."""
    if unsettled:
        return f"Order {order} ({plans}, {total}) has a payment whose outcome is not known yet."
    return f"Order {order} ({plans}, {total}) waits for payment until {show_time(lapses_at)}."


ORDER_WAITS = "Order {order} waits for payment until {until}."
ORDER_REPLACED = "Confirming cancels the unpaid order {order}."
"""An order that waits, on the steps after the first: Confirm says what becomes of it."""

WHERE_MONEY_MOVES = {
    "prerequisites": "where your mail is sent from, and what an account needs",
    "billing-model": "a plan paid beforehand, or each email afterwards",
    "plan": "how many emails, what they save, how long they last",
    "confirm": "the order and its terms; it is made, not paid",
    "payment": "the only step at which money moves",
    "receipt": "what you bought, and the way to your first email",
}
"""What each step is about, in the order of the purchase."""

# The wizard's answers

PREREQUISITES_COMPLETED = "Done. The sandbox needs no documents."
ONLY_ACTIVATION = "No plan can be bought now. Next: you can activate, with pay-as-you-go."
PAY_AS_YOU_GO_ACTIVE = "Direct Mail is activated: you can set up and send. Pay-as-you-go is active."
ACTIVATE_AT_ADDRESS = "No program can activate it: open this address and choose Activate Now there."
NOT_ACTIVE_YET = "Not active yet."
RECEIPT_SAVED = "Receipt saved as {path}"
EVERYTHING_SAVED = "Everything you typed is saved. Next time you continue from here."


def receipt_not_saved(error: OSError) -> str:
    """Return why the receipt could not be saved."""
    return f"Receipt not saved: {error.strerror or error}."
