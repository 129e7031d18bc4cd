"""The sentences of upkeep: the errors of backups and of crash reports."""

from functools import partial

from dm_tui.domain.errors import ErrorKind, ErrorText

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
OTHER_PROVIDER = "it belongs to another provider's account"
NOT_A_BACKUP = "it is not a backup of dm-tui"
CHANGED_BACKUP = "it was changed after it was written"
BAD_BOOKS = "its books do not add up ({check}: {violation})"
"""Why a backup is refused: `reason` of BACKUP_REFUSED."""

# Crash reports

_crashed = partial(
    ErrorText,
    ErrorKind.UNEXPECTED,
    "unexpected",
    "dm-tui has a fault and had to stop ({fault}). Your saved data is intact.",
)
CRASHED = _crashed("A report is in {path}, without anything you typed. Attach it when you report the fault.")
CRASHED_WITHOUT_REPORT = _crashed(
    "No report could be written to {path}. Describe what you did when you report the fault."
)
