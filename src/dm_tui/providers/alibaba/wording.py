"""The errors of a live account that are ours; `api.failure_wording` has those of failed calls."""

from dm_tui.domain.errors import ErrorKind, ErrorText
from dm_tui.domain.upkeep.installing import extra_command

USERS_ELSEWHERE = ErrorText(
    ErrorKind.REFUSED,
    "sandbox-only",
    "Only the sandbox can continue as another user.",
    "Use other credentials instead.",
)

POLICIES_ELSEWHERE = ErrorText(
    ErrorKind.REFUSED,
    "sandbox-only",
    "Only the sandbox can grant a policy.",
    "The account owner grants it at https://ram.{console}/.",
)

ACTIVATED_ELSEWHERE = ErrorText(
    ErrorKind.NOT_ALLOWED,
    "activate-in-console",
    "Direct Mail is not activated, and no program can activate it.",
    "Open {address}, choose Activate Now, then check again.",
)

NOT_ON_SALE = ErrorText(
    ErrorKind.REFUSED,
    "not-on-sale",
    "Alibaba Cloud does not offer a plan {spec} to this account.",
    "See what it offers: dm-tui plans.",
)

SALE_NOT_KNOWN = ErrorText(
    ErrorKind.NOT_ALLOWED,
    "sale-not-known",
    "It is not known whether Alibaba Cloud offers this account a plan {spec}. {why}",
    "See what is missing: dm-tui access. Nothing was bought.",
)

OTHER_ACCOUNT = ErrorText(
    ErrorKind.STATE_FILE,
    "other-account",
    "{path} is for account {owner}; these credentials belong to account {account}.",
    "Use the other credentials, or another file with --state.",
)

NO_SUCH_CREDENTIALS = ErrorText(
    ErrorKind.NOT_ALLOWED,
    "no-credentials",
    "No usable credentials for Alibaba Cloud are in the profile “{name}”, which the settings name. No others were tried.",
    "Make it with aliyun configure --profile {name}, or change “credentials” in the settings file.",
)

SDK_MISSING = ErrorText(
    ErrorKind.USAGE,
    "sdk-missing",
    "The provider alibaba needs the vendor's SDK, which is not installed.",
    f"Install it: {extra_command('alibaba')}.",
)

ENDPOINT_NOT_LOCAL = ErrorText(
    ErrorKind.USAGE,
    "endpoint-not-local",
    "DM_TUI_ALIBABA_ENDPOINT is for tests and accepts addresses of this computer only.",
    "Unset it to call Alibaba Cloud.",
)

PRICE_IMPLAUSIBLE = ErrorText(
    ErrorKind.REFUSED,
    "price-not-sensible",
    "Alibaba Cloud's price for {spec}, {price}, cannot be right: perhaps its unit is another.",
    "Nothing is bought at it. Check the price in the web console.",
)

TEMPLATE_LEFT_AS_DRAFT = ErrorText(
    ErrorKind.NOT_ALLOWED,
    "template-left-as-draft",
    "Alibaba Cloud has the change of template “{template}”, but keeps it as a draft, and no program can submit it.",
    "Open {page}, find it under Email Templates and submit it for review.",
)

UNREAD_LIST = "The {list} could not be read: {why}"
LIST_TOO_LONG = "The {list} are more than are read: some are missing here."

TAG_REFUSED = ErrorText(
    ErrorKind.REFUSED,
    "refused-by-vendor",
    "Alibaba Cloud refuses the tag “{tag}”: {words} ({code}).",
    "Choose one that exists, or one of letters and digits only, 50 at most: some pages allow no others.",
)

NOTHING_CHANGED = "Nothing was changed."
CHANGE_MADE = "But {subject} was {deed}."

CHANGE_NOT_MADE = ErrorText(
    ErrorKind.UNEXPECTED,
    "change-not-made",
    "{answer} A look afterwards shows that {subject} was not {deed}.",
    "Wait a moment and try again.",
)

CHANGE_UNKNOWN = ErrorText(
    ErrorKind.OUTCOME_UNKNOWN,
    "change-unknown",
    "{answer} It is not known whether {subject} was {deed}: a look afterwards failed, too.",
    "Wait a moment and try again: a repeated change looks first, and does nothing twice.",
)
