"""The sentences of metering and billing: bills, their payment and its errors, and messages about plans.

Every face shows these. The module imports no models, so that these can raise its errors.
"""

from typing import TYPE_CHECKING

from dm_tui.domain.counts import show_count
from dm_tui.domain.errors import ErrorKind

if TYPE_CHECKING:
    from dm_tui.domain.purchase.plan import ResourcePlan
    from dm_tui.domain.usage.billing import Bill

NO_BILLS = (
    "No bills yet. Pay-as-you-go is charged on the 1st of the next month, or as soon as all your pay-as-you-go "
    "products together owe {threshold}."
)
"""With the charge threshold (purchase guide)."""
UNKNOWN_PLAN = ErrorKind.USAGE.text(
    "unknown-plan", "You own no plan “{plan}”.", "List them with dm-tui status."
)
UNKNOWN_BILL = ErrorKind.USAGE.text(
    "unknown-bill", "There is no bill “{bill}”.", "List them with dm-tui bills."
)
VENDOR_TAKES_PAYMENT = ErrorKind.REFUSED.text(
    "paid-at-vendor", "{vendor} charges its bills; you cannot pay them here.", "Pay an open one at {page}"
)
BILL_CHARGED = ErrorKind.REFUSED.text("bill-charged", "Bill {bill} is paid.", "There is nothing to do.")
BILL_NOT_SETTLED = ErrorKind.OUTCOME_UNKNOWN.text(
    "payment-not-settled",
    "The outcome of a payment of bill {bill} is not known yet; nothing is charged twice.",
    "Check it: dm-tui bills pay {bill}.",
)
BILL_RESULT_NOT_SAVED = ErrorKind.OUTCOME_UNKNOWN.text(
    "payment-not-kept",
    "{problem} The result of paying bill {bill} could not be saved; it may have been charged. "
    "Nothing is charged twice.",
    "{hint} Then check it: dm-tui bills pay {bill}.",
)
BILL_PAYMENT_UNKNOWN = ErrorKind.OUTCOME_UNKNOWN.text(
    "payment-unknown",
    "{answer} We don't know yet whether bill {bill} was charged. Nothing is charged twice.",
    "Check it: dm-tui bills pay {bill}.",
)
BILL_PAYMENT_FAILED = {
    result: ErrorKind.DECLINED.text(
        f"payment-{result}",
        "{answer}",
        "Nothing was charged. Pay by another method: dm-tui bills pay {bill} --pay-with METHOD.",
    )
    for result in ("declined", "insufficient-funds", "not-charged")
}
"""By the result of the last attempt."""


def overdue_bill_message(bill: "Bill") -> tuple[str, str]:
    """Return subject and body of the inbox message about a bill that could not be charged."""
    return (
        f"Bill {bill.id} of {bill.total} could not be charged",
        "Sending is suspended until you pay the bill. A plan does not pay it.\n\n"
        f"Pay it: dm-tui bills pay {bill.id}, or on the Bills tab of dm-tui.",
    )


EXPIRED_WORTH = "They were worth {worth}."
EXPIRED_WORTH_NOT_KNOWN = "The plan was bought elsewhere, so their worth is not known."


def expired_plan_message(plan: "ResourcePlan") -> tuple[str, str]:
    """Return subject and body of the inbox message about a plan that expired with emails left."""
    worth = plan.worth_left
    return (
        f"Plan {plan.id} expired with {show_count(plan.left, 'email')} left",
        EXPIRED_WORTH_NOT_KNOWN if worth is None else EXPIRED_WORTH.format(worth=worth.rounded()),
    )
