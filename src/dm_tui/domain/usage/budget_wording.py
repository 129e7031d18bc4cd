"""The sentences about the budget: what the month comes to, what is over it, and what to do."""

from dm_tui.domain.errors import ErrorKind

NOT_KNOWN = "not known"
AT_LEAST = "at least {amount}"
AT_MOST = "at most {amount}"

MONTH = "{spent} by pay-as-you-go this month"
MONTH_OF = "{spent} of {limit} by pay-as-you-go this month"
MONTH_WITH_THIS = "{spent} by pay-as-you-go so far, {total} with this mailing"
MONTH_WITH_THIS_OF = "{spent} by pay-as-you-go so far, {total} with this mailing, of {limit}"
MONTH_NOT_KNOWN = "not known by pay-as-you-go: {why}"
MONTH_NOT_KNOWN_OF = "not known by pay-as-you-go, of {limit}: {why}"

MONTH_LINE = "Budget: {month}"
SETTING = "{limit}, {when_over}"
SETTING_WHEN_OVER = {"refuse": "refuses what goes over", "hold-back": "sends what fits"}
NO_BUDGET = "No budget: pay-as-you-go may cost anything. Set one: dm-tui budget set 50."
WHEN_OVER = {
    "refuse": "A mailing that would cost more than is left is refused.",
    "hold-back": "Of a mailing that would cost more than is left, what fits is sent; the rest waits for the free quota or for next month.",
}
"""By what the user chose."""

BILLS_NOT_READ = "the service's bills of this month were not read: dm-tui bills"
BILLS_INCOMPLETE = "the service's bills leave out when they begin or what they cost"
BILLS_IN_OTHER_CURRENCY = "the service's bills are in {currency}"
NO_PRICE = "pay-as-you-go has no known price"

AFTER_THE_PLAN = "A used-up plan continues as pay-as-you-go, within your budget of {limit} a month."
AFTER_THE_PLAN_UNLIMITED = "A used-up plan continues as pay-as-you-go, which may cost anything. Set a budget: dm-tui budget set AMOUNT."

NEARLY_SPENT = "Your budget is nearly spent: {month}."
OVER_BUDGET_REFUSED = "This goes over your budget: {month}. It will be refused."
OVER_BUDGET_HELD_BACK = "This goes over your budget: {month}. What fits is sent; the rest waits for the free quota or for next month."

OVER_BUDGET = ErrorKind.REFUSED.text(
    "over-budget",
    "Nothing was sent. The mailing would go over your budget: {month}.",
    "Buy a plan, raise the budget (dm-tui budget set), or send what fits: dm-tui budget set {limit} --when-over "
    "hold-back.",
)
MONTH_UNKNOWN = ErrorKind.REFUSED.text(
    "budget-unknown",
    "Nothing was sent. The cost of pay-as-you-go this month is not known, so it may not fit your budget.",
    "Read the bills: dm-tui bills. Or send without a budget: dm-tui budget none.",
)
BUDGET_SPENT = ErrorKind.REFUSED.text(
    "budget",
    "Nothing was sent. Your monthly budget for pay-as-you-go is spent.",
    "Buy a plan, or raise the budget: dm-tui budget set AMOUNT.",
)
BAD_BUDGET = ErrorKind.USAGE.text(
    "bad-budget",
    "“{typed}” is not an amount of money.",
    "Type one like 50 or 49.50; dm-tui budget none ends it.",
)
OTHER_CURRENCY = ErrorKind.USAGE.text(
    "other-currency",
    "The account pays in {currency}.",
    "Give the budget in {currency}, or as a number alone.",
)


def nearly_spent_message(month: str) -> tuple[str, str]:
    """Return subject and body of the inbox message when so much of the budget is spent."""
    return (
        "Your budget for pay-as-you-go is nearly spent",
        f"{month}.\n\nA resource plan costs less than pay-as-you-go: dm-tui advise. Change the budget: dm-tui budget.",
    )
