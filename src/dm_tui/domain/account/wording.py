"""The errors of the account, its prerequisites and its activation, and the sentences that faces share."""

from dm_tui.domain.errors import ErrorKind

UNKNOWN_REGION = ErrorKind.USAGE.text(
    "unknown-region", "There is no region “{region}”.", "Give the id or the name of one: {regions}."
)
REGION_CLOSED = ErrorKind.USAGE.text(
    "unknown-region", "The region {region}, is closed.", "Give the id or the name of another: {regions}."
)
UNKNOWN_USER = ErrorKind.USAGE.text(
    "unknown-user", "The sandbox has no user “{user}”.", "Choose one of {users}."
)
OWNER_NEEDS_NO_POLICY = ErrorKind.REFUSED.text(
    "owner-needs-no-policy",
    "The account owner may do everything already.",
    "Sign in as a RAM user first: dm-tui access as ops.",
)
LIST_NOT_READ = ErrorKind.NOT_ALLOWED.text(
    "list-not-read",
    "Your {list} are not known. {why}",
    "Run it again once they can be read; dm-tui access names the permissions that are missing.",
)
PREREQUISITES_MISSING = ErrorKind.NOT_ALLOWED.text(
    "missing-prerequisite", "Not allowed yet. {missing}", "{hints}"
)
"""Its code names the first that is missing."""

VERIFY_FIRST = "Only a verified account may buy or activate: dm-tui verify {region}."
CONFIRM_VERIFICATION = (
    "Only a verified account may buy or activate, and no call reports it. Check the account's settings in the "
    "vendor's console. If it is complete, say so: dm-tui verify {region}."
)
VERIFY_FOR_MAINLAND = "This region needs it: dm-tui verify {region}, or choose another region."
CONFIRM_MAINLAND = "No call reports it. If it is complete, say so: dm-tui verify {region}."
ATTACH_POLICIES = "The account owner must attach {policies} to {user}."
ALLOW_ACTIONS = (
    "If an action is still refused, attach a policy that allows it: dm-tui access policy prints one."
)
ACTIVATE_FIRST = "Until Direct Mail is activated, nothing can be set up or sent: dm-tui activate."
"""What to do about a missing prerequisite."""

CHOOSE_REGION = (
    "Choose a region by where your program runs and where its data may lie, not by where recipients are. "
    "Ask your legal department if you are not sure."
)
VERIFICATION_WORDS = {True: "complete", False: "not complete", None: "not known"}
"""How the verification of a region, and the activation of the account, are said."""


COMPLETE_IT_HERE = "Complete it now (sandbox)"
CHECK_AGAIN = "Check again"
CONFIRM_COMPLETION = "It is complete, I have checked"
"""The buttons for it."""

USER_GUIDE = "https://www.alibabacloud.com/help/en/direct-mail/user-guide"
"""Where the purchase guide leads once Direct Mail is activated (its last line)."""

AGREEMENT_CHANGED = ErrorKind.NOT_ALLOWED.text(
    "agreement-changed",
    "The activation agreement changed since you accepted it.",
    "Read and accept version {version}.",
)
ACTIVATED_SENTENCES = (
    "You can set up and send now: add a domain and a sender address first.",
    "Pay-as-you-go is active: you pay for the emails that neither the free quota nor a plan covers. They are "
    "billed afterwards.",
    f"The User Guide of Direct Mail: {USER_GUIDE}",
)
ACTIVATED_MESSAGE = ("Direct Mail is activated", " ".join(ACTIVATED_SENTENCES))
"""Subject and body of the inbox message about it."""
STATE_OF_DEFAULT_PROVIDER = ErrorKind.STATE_FILE.text(
    "state-of-another-provider",
    "{path} is a state file of {vendor}.",
    "Open it without --provider, or choose another file with --state.",
)
STATE_OF_ANOTHER_PROVIDER = ErrorKind.STATE_FILE.text(
    "state-of-another-provider",
    "{path} is the state file of an account at {vendor}.",
    "Open it with --provider {provider}, or choose another file with --state.",
)
SCENARIOS_UNAVAILABLE = ErrorKind.REFUSED.text(
    "sandbox-only",
    "A live account has no scenarios, and its clock cannot be moved.",
    "Leave out --provider to try things in the sandbox.",
)
UNKNOWN_SCENARIO = ErrorKind.USAGE.text(
    "unknown-scenario", "There is no scenario “{scenario}”.", "Choose one of {scenarios}."
)
BAD_DURATION = ErrorKind.USAGE.text(
    "bad-duration", "“{duration}” is not a duration.", "Give hours, days or months: 36h, 10d, 6mo."
)
DURATION_TOO_LONG = ErrorKind.USAGE.text(
    "bad-duration", "No calendar reaches that far.", "Give a shorter duration."
)
UNKNOWN_MESSAGE = ErrorKind.USAGE.text(
    "unknown-message", "There is no message “{message}”.", "List them with dm-tui messages."
)
