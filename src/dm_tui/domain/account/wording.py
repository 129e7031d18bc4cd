"""The errors of the account, its prerequisites and its activation, and the sentences that faces share."""

from dm_tui.domain.errors import ErrorKind, ErrorText

UNKNOWN_REGION = ErrorText(
    ErrorKind.USAGE,
    "unknown-region",
    "There is no region “{region}”.",
    "Choose one of {regions}.",
)

UNKNOWN_USER = ErrorText(
    ErrorKind.USAGE,
    "unknown-user",
    "The sandbox has no user “{user}”.",
    "Choose one of {users}.",
)

OWNER_NEEDS_NO_POLICY = ErrorText(
    ErrorKind.REFUSED,
    "owner-needs-no-policy",
    "The account owner may do everything already.",
    "Sign in as a RAM user first: dm-tui access as ops.",
)

COMPLETE_IT_HERE = "Complete it now (sandbox)"
CHECK_AGAIN = "Check again"
CONFIRM_COMPLETION = "It is complete, I have checked"
"""What you can do about a missing prerequisite."""

AGREEMENT_CHANGED = ErrorText(
    ErrorKind.NOT_ALLOWED,
    "agreement-changed",
    "The activation agreement changed since you accepted it.",
    "Read and accept version {version}.",
)

STATE_OF_DEFAULT_PROVIDER = ErrorText(
    ErrorKind.STATE_FILE,
    "state-of-another-provider",
    "{path} is a state file of {vendor}.",
    "Open it without --provider, or choose another file with --state.",
)

STATE_OF_ANOTHER_PROVIDER = ErrorText(
    ErrorKind.STATE_FILE,
    "state-of-another-provider",
    "{path} is the state file of an account at {vendor}.",
    "Open it with --provider {provider}, or choose another file with --state.",
)

SCENARIOS_UNAVAILABLE = ErrorText(
    ErrorKind.REFUSED,
    "sandbox-only",
    "A live account has no scenarios, and its clock cannot be moved.",
    "Leave out --provider to try things in the sandbox.",
)
