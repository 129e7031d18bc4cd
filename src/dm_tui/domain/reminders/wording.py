"""Every sentence about reminders: the errors, and what a reminder says by email, in the console and by SMS.

Where a value would change the grammar there are two sentences; `email_message` and `sms_message` choose. A
text message has sentences of its own, because it must fit into one part.
"""

from functools import partial

from dm_tui.domain.errors import ErrorKind, ErrorText

# Errors

_KNOWN_SETTINGS = "The settings are {known}."
_refused = partial(ErrorText, ErrorKind.REFUSED)
_not_set_up = partial(_refused, "channel-not-set-up")
_usage = partial(ErrorText, ErrorKind.USAGE)

UNKNOWN_SETTING = _usage(
    "bad-setting", "{where}: there is no setting “{name}”.", f"{{nearest}}{_KNOWN_SETTINGS}"
)
DID_YOU_MEAN = "Did you mean {word}? "
BAD_SETTING = _usage("bad-setting", "{where}: {name}: {reason}.", _KNOWN_SETTINGS)
EMAIL_NOT_SET_UP = _not_set_up(
    "No mail server is set up for reminders.",
    "Choose a server on the Account tab, “Outgoing mail”, or turn the channel off.",
)
SMS_NOT_SET_UP = _not_set_up(
    "No SMS service is set up for reminders.",
    "Set one on the Account tab, “Text messages via”, or turn the channel off.",
)
NO_CONNECTION = ErrorText(ErrorKind.UNEXPECTED, "way-broken", "The connection failed ({fault}).")
TIMER_NOT_INSTALLED = _refused(
    "timer-not-installed",
    "The timer was not installed: {reason}.",
    "Use a crontab instead, with crontab -e: {crontab}",
)
BAD_PROGRAM_PATH = _refused(
    "program-path",
    "systemd cannot run a program whose path has quotes or backslashes: {program}.",
    "Use a crontab: {crontab}",
)
UNPRINTABLE_PATH = _usage(
    "unprintable-path",
    "A path has characters that cannot be written down: {path}.",
    "Move the state file or the program to another place.",
)

# Why a setting is refused: `reason` of BAD_SETTING

BAD_DAYS = "days must be 1 to 180"
BAD_PERCENTAGE = "percentages must be 0 to 99"
BAD_PHONE = "“{number}” is not a number such as +6591234567"
BAD_SMS_ENDPOINT = "give a host, such as dysmsapi.ap-southeast-1.aliyuncs.com"
BAD_SMS_SENDER = "give up to 11 letters and digits, or up to 15 digits"
BAD_QUIET_TIME = "give a local time in hours and minutes, such as 22:00"
CHANNEL_NOT_CHOSEN = "choose from internal, email and sms; hooks and the command are used once they are set"
HALF_QUIET_HOURS = "set both quiet_from and quiet_until"
TOO_MANY_RECIPIENTS = "{count} are too many, the most is {most}"

# Why a delivery failed

NO_RECIPIENT = "There is no one to remind. Set an address, or turn the channel off."
PROGRAM_DIED = "the program ended during the delivery"
DELIVERY_BROKE_OFF = "the delivery broke off ({fault})"

# A reminder that fell due while the sandbox's clock was being moved

PROMISED = "reminder ({channels}): {subject}"

# The subject of a reminder

EXPIRY_SUBJECT = "{plan} expires {days} with {left_emails} unused"
EXPIRY_SUBJECT_OF_SEVERAL = "{plan} expire {days} with {left_emails} unused"
LOW_QUOTA_SUBJECT = "{plan} is running low: {left:,} of {emails:,} emails left"
USED_UP_SUBJECT = "{plan} is used up"
ACTIVATION_SUBJECT = "{left_in_all} cannot be sent: Direct Mail is not activated"
BILL_OVERDUE_SUBJECT = "Bill {about} of {amount} is overdue: sending is suspended"
BUDGET_SUBJECT = "Your budget is nearly spent: {amount} of {limit} by pay-as-you-go this month"
ACCOUNT_OVERDUE_SUBJECT = "Pay-as-you-go is overdue: sending is suspended"
ORDER_LAPSE_SUBJECT = "Order {about} of {amount} lapses at {time}"

# The plans it is about: the value `plan`

PLAN = "Plan {name}"
PLAN_WITH_SPEC = "Plan {name} ({spec})"
SEVERAL_PLANS = "{count} plans ({spec}) of order {about}"

AMOUNT_NOT_KNOWN = "an unknown sum"
"""The worth of a plan that was bought elsewhere: the vendor does not report what it cost."""

# What is the case

EXPIRY_FACT = "{plan} expires {days}, on {when}."
EXPIRY_FACT_OF_SEVERAL = "{plan} expire {days}, on {when}."
UNUSED_FACT = (
    "{left:,} of {emails:,} emails are unused, worth {amount}. Emails left at expiry are lost: "
    "they are not refunded and not carried over."
)
REFUND_FACT = "None of it was used: giving it back before it expires would bring {refund}."
NO_REFUND_FACT = "None of it was used; giving it back would bring nothing."
LOW_QUOTA_FACT = "{plan} has {left:,} of {emails:,} emails left, worth {amount}. It expires on {when}."
USED_UP_FACT = "{plan} with {emails:,} emails is used up. No other plan is left."
USED_UP_CONTINUES = "Sending continues as pay-as-you-go and costs {price} per 1,000 emails."
ACTIVATION_FACT = (
    "{plan} is nearly used up: {left:,} of {emails:,} emails are left, worth {amount}, until {when}. "
    "Direct Mail is not activated, so they cannot be sent."
)
ACTIVATION_FACT_WITH_LATER = (
    "{plan} is nearly used up: {left:,} of {emails:,} emails are left, worth {amount}, until {when}. "
    "Direct Mail is not activated, so they and the {later_emails} of your other plans cannot be sent."
)
BILL_OVERDUE_FACT = (
    "Pay-as-you-go bill {about} of {amount} could not be charged. Nothing is sent until you pay it; "
    "a plan does not settle it."
)
BUDGET_FACT = "Pay-as-you-go cost {amount} of your budget of {limit} this month. No mailing goes over it; a plan may cost less."
CHANGE_BUDGET = "Or change the budget: dm-tui budget set AMOUNT."
ACCOUNT_OVERDUE_FACT = "Pay-as-you-go is overdue. Nothing is sent until you pay; a plan does not settle it."
ORDER_LAPSE_FACT = (
    "Order {about} for {emails:,} emails at {amount} is not paid and lapses on {when}. Nothing was charged."
)

NO_PACE = "You sent nothing recently: at this pace all of it will remain unused."
PACE_USES_UP = "At the current pace of {pace_emails} a day it will be used up about {used_up}."
PACE_LEAVES = "At the current pace of {pace_emails} a day about {remaining_emails} will remain unused."
PACE_LEAVES_WORTH = (
    "At the current pace of {pace_emails} a day about {remaining_emails}, worth {worth}, will remain unused."
)
CONTINUES_WITH_PLANS = "After that, sending continues with your other plans, which hold {later_emails}."
CONTINUES_WITH_PAY_AS_YOU_GO = (
    "No plan is left after that: sending continues as pay-as-you-go and costs {price} per 1,000 emails."
)
NOTHING_IS_SENT = (
    "Direct Mail is not activated: nothing is sent until you activate it, whatever plans you own."
)
ACTIVATION_NOT_KNOWN = (
    "Whether Direct Mail is activated is not known. If it is, sending continues as pay-as-you-go after your plans "
    "and costs {price} per 1,000 emails."
)

# What the reader can do

ACTIONS_HEAD = "What you can do:"
SEND_BEFORE = "send what you can before then"
ASK_FOR_REFUND = "ask for the refund of {refund} before then: see dm-tui plans refund {name}"
ASK_FOR_REFUND_AT = (
    "ask for the refund of {refund} before then, under Resource Unsubscription at {refund_page}; it cannot be "
    "undone. dm-tui plans refund {name} shows it"
)
SEE_REFUND = "see whether giving it back brings anything, and where to ask: dm-tui plans refund {name}"
BUY_PLAN = "buy another plan if dm-tui advise says that it pays off: dm-tui buy, or press b in dm-tui"
ACTIVATE = "activate Direct Mail: dm-tui activate, or press a in dm-tui"
SEND_LESS = "send less"
PAY_BILL = "pay it: dm-tui bills pay {about}, or on the Bills tab of dm-tui; sending then resumes"
PAY_VENDOR = "pay it in the vendor's console; sending then resumes"
PAY_ORDER = "pay it: dm-tui orders pay {about}, or on the Plans tab of dm-tui, then v"
LET_LAPSE = "let it lapse"

# About the reminder itself

AS_OF = "This is as of {at}."
AS_OF_ACCOUNT = "This is as of {at}, account {account}."
IS_SANDBOX = "It is a sandbox: no plan and no money in it is real."
HOW_TO_MUTE = (
    'To turn this reminder off: on the Account tab of dm-tui, "Muted reminders"; or put '
    'silent = ["{kind}"] under [reminders] in the settings file (dm-tui paths shows where it is).'
)

# Text messages: the sentences of one are joined, from the fullest choice to the shortest

PRODUCT = "Direct Mail"
SANDBOX_PRODUCT = "Direct Mail sandbox"
SMS_OFF = "Off: dm-tui, Account"
SMS_OFF_SHORT = "Off: dm-tui"
SMS_SEND = "Send them."
SMS_ACTIVATE = "Not activated: activate to send."
SMS_ADVISE = "See dm-tui advise."

SMS_EXPIRY_DAYS = "{left_emails} ({amount}) will expire {days}, {when}."
SMS_EXPIRY_DAYS_OF_SEVERAL = "{left_emails} of {count} plans ({amount}) will expire {days}, {when}."
SMS_AT_THIS_PACE = "At this pace {remaining:,} remain."
SMS_EXPIRY = "{left_emails} ({amount}) will expire {when}."
SMS_EXPIRY_PACE = "{left_emails} ({amount}) will expire {when}, {remaining:,} remain at this pace."
SMS_EXPIRY_PACE_OF_SEVERAL = (
    "{left_emails} of {count} plans ({amount}) will expire {when}, {remaining:,} remain at this pace."
)
SMS_EXPIRY_SHORT = "{left_emails} will expire {when}"

SMS_USED_UP = "plan {name} is used up."
SMS_USED_UP_SHORT = "your plan is used up."
SMS_CONTINUES = "Sending continues and costs {price} per 1,000."
SMS_STOPS = "Nothing is sent."

SMS_LOW_QUOTA = "{left:,} of {emails:,} emails left ({amount})."
SMS_LOW_QUOTA_USED_UP = "{left:,} of {emails:,} emails left ({amount}), used up {used_up}."
SMS_LOW_QUOTA_EXPIRY = "{left:,} of {emails:,} emails left ({amount}), expiry {when}."
SMS_LOW_QUOTA_USED_UP_EXPIRY = (
    "{left:,} of {emails:,} emails left ({amount}), used up {used_up}, expiry {when}."
)
SMS_LOW_QUOTA_SHORT = "{left_emails} left: see dm-tui advise"

SMS_ACTIVATION = (
    "not activated, nothing can be sent. {left:,} emails ({amount}) expire {when}. Activate: dm-tui activate."
)
SMS_ACTIVATION_WITH_LATER = (
    "not activated, nothing can be sent. {left:,} emails ({amount}) left, {later:,} in other plans. "
    "Activate: dm-tui activate."
)
SMS_ACTIVATION_LEFT = (
    "not activated, nothing can be sent. {left:,} emails ({amount}) left. Activate: dm-tui activate."
)
SMS_ACTIVATION_SHORT = "not activated, nothing can be sent"

SMS_BUDGET = "{amount} of your budget of {limit} is spent this month. Change it: dm-tui budget."
SMS_BUDGET_SHORT = "{amount} of your budget of {limit} is spent this month."
SMS_ACCOUNT_OVERDUE = "pay-as-you-go is overdue, sending is suspended. Pay it in the vendor's console."
SMS_BILL_OVERDUE = "bill {about} of {amount} is overdue, sending is suspended. Pay: dm-tui bills pay {about}."
SMS_BILL_OVERDUE_TAB = "bill {about} of {amount} is overdue, sending is suspended. Pay: dm-tui, Bills."
SMS_BILL_OVERDUE_SHORT = "a bill of {amount} is overdue, sending is suspended. Pay: dm-tui, Bills."

SMS_ORDER_LAPSE = "order {about} of {amount} lapses unpaid {when}. Pay: dm-tui orders pay {about}."
SMS_ORDER_LAPSE_TAB = "order {about} of {amount} lapses unpaid {when}. Pay: dm-tui, Plans, then v."
SMS_ORDER_LAPSE_SHORT = "an order of {amount} lapses unpaid {when}."
