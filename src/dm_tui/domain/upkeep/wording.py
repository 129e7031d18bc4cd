"""The sentences of upkeep: the checks of the doctor, and the errors of backups and of crash reports."""

from functools import partial

from dm_tui import HOME_PAGE
from dm_tui.domain.errors import ErrorKind, ErrorText

# Checks

CHECK_TITLES = {
    "paid-orders-have-plans": "every paid order has its plans",
    "plans-have-paid-orders": "every plan has a paid order",
    "orders-charged-once": "no order was charged twice",
    "paid-orders-charged": "every paid order was charged",
    "charges-have-paid-orders": "every charge has a paid order",
    "plans-not-overused": "no plan is used beyond what it holds",
    "payments-known": "every payment has a known outcome",
    "pay-as-you-go-billed": "pay-as-you-go emails are billed or open",
    "mailings-charged": "mailings are charged as delivered",
    "senders-have-domains": "every sender address has its domain",
    "ledger": "the ledger adds up",
    "vendor-orders-counted-once": "no order of the vendor counts twice",
    "mailing-logs": "mailings agree with their logs and recipients",
    "suppressed": "list of suppressed addresses",
    "lists": "saved lists are unchanged",
    "reminders": "every reminder arrived",
    "state-file": "state file",
    "settings": "settings file",
}
"""What a check of the doctor says, by its name; a check without a title is named after what it looks at."""

SAID_ABOVE = "not checked: see “{title}” above"
"""The detail of a check that fails for what an earlier one says."""

# What is attached to a report

BUNDLE_EXISTS = ErrorText(
    ErrorKind.USAGE, "bundle-exists", "{path} exists already.", "It was not changed. Give another name."
)
BUNDLE_NOT_WRITTEN = ErrorText(
    ErrorKind.USAGE, "bundle-not-written", "{path} cannot be written: {reason}.", "Give another name."
)
BUNDLE_NOT_CONFIRMED = ErrorText(ErrorKind.USAGE, "not-confirmed", "Nothing was written.")
BUNDLE_NOT_CONFIRMED_IN_A_PIPE = ErrorText(
    ErrorKind.USAGE, "not-confirmed", "Nothing was written: this requires your confirmation.", "Add --yes."
)
BUNDLE_QUESTION = "Write this to {path}? [y/N]"
BUNDLE_WRITTEN = (
    "Written to {path}. It has no secret, no address and nothing that you typed: attach it to your report."
)

# Profiles

NO_PROFILES = "There are no profiles. Each is a section of {path}, such as [profiles.work]."

# Backups

BACKUP_EXISTS = ErrorText(
    ErrorKind.USAGE, "backup-exists", "{path} exists already.", "It was not changed. Give another name."
)
BACKUP_REFUSED = ErrorText(
    ErrorKind.STATE_FILE,
    "backup-refused",
    "{path} was not restored: {reason}.",
    "Nothing was changed. Choose another backup.",
)
KEY_USED_BEFORE_RESTORE = ErrorKind.REFUSED.text(
    "key-used-before-restore",
    "The key “{key}” was used for {use} {of} ({content}) before a backup was restored that does not have it.",
    "Nothing was bought or sent now. If you want the same again, use another key.",
)
KEY_NOT_KNOWN = ErrorKind.REFUSED.text(
    "key-not-known",
    "It is not known whether the key “{key}” was used: changes were lost before the state file was restored.",
    "Nothing was bought or sent now. Look at your orders and mailings, here and at the service. If the key was not "
    "used, say that you saw what was set aside, and try again: dm-tui restore --seen.",
)
OTHER_PROVIDER = "it belongs to another provider's account"
NOT_A_BACKUP = "it is not a backup of dm-tui"
CHANGED_BACKUP = "it was changed after it was written"
UNREADABLE_ASIDE = "it was set aside because it could not be read, and it still cannot be read"
BAD_RECORD = "it has a record of “{table}” that dm-tui would not write"
BAD_BOOKS = "its books do not add up ({check}: {violation})"
"""Why a backup is refused: `reason` of BACKUP_REFUSED."""

# What was set aside

TAKE_ASIDE = "To take it: dm-tui restore {path}"
TAKE_BACKUP = (
    "The state file cannot be read. To take the last good state beside it, which may lack the latest changes: dm-tui "
    "restore {path}"
)
ASIDE_STILL_UNREADABLE = "It still cannot be read. Keep it: it may hold what is nowhere else."
"""What to do with files that were set aside."""

# Crash reports

_fault = partial(ErrorText, ErrorKind.UNEXPECTED, "unexpected")
_CRASHED = "dm-tui has a fault and had to stop ({fault}). Your saved data is intact."
_SURVIVED = "dm-tui has a fault ({fault}) and continues: something could not be read or done."
_REPORT = f" Report the fault at {HOME_PAGE}/issues." if HOME_PAGE else ""
_WRITTEN = (
    f"A report is in {{path}}, without anything you typed. Keep it, and note what you did before.{_REPORT}"
)
_UNWRITTEN = f"No report could be written to {{path}}. Note what you did before.{_REPORT}"

CRASHED, CRASHED_WITHOUT_REPORT = _fault(_CRASHED, _WRITTEN), _fault(_CRASHED, _UNWRITTEN)
FAULT, FAULT_WITHOUT_REPORT = _fault(_SURVIVED, _WRITTEN), _fault(_SURVIVED, _UNWRITTEN)
"""What is said of a fault of ours: one that ends the program, and one in work beside the screen."""

FILES_CHANGED = ErrorKind.UNEXPECTED.text(
    "files-changed",
    "The program's files were changed while it ran, perhaps by an update.",
    "Your saved data is intact. Start it again; if that says the same, install dm-tui again.",
)

NO_MEMORY = ErrorKind.UNEXPECTED.text(
    "no-memory",
    "There is not enough memory to continue.",
    "Your saved data is intact. Close other programs or raise the limit (ulimit -v), and try again.",
)
