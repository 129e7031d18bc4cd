"""The errors of the state file and the files beside it: what happened, and what to do now."""

import errno
from functools import partial
from pathlib import Path

from dm_tui.domain.errors import DirectMailError, ErrorKind, ErrorText

_error = partial(ErrorText, ErrorKind.STATE_FILE)

DISK_REFUSED = _error("state-unusable", "{path}: {reason}. This change was not made.", "{what_to_do}")
CHANGE_NOT_CONFIRMED = _error(
    "state-not-confirmed",
    "{path} was changed, but the disk did not confirm that the change will last.",
    "Check the disk, and look at your orders before you buy again.",
)
STATE_BUSY = _error(
    "state-busy", "Another program is changing {path}.", "Wait for it to finish, or close it, and try again."
)
STATE_TOO_NEW = _error(
    "state-newer",
    "{path} was written by a newer dm-tui (schema {schema}).",
    "It was not changed. Update dm-tui, or choose another file with --state.",
)
STATE_UNREADABLE = _error(
    "state-unreadable",
    "{path} cannot be read and there is no good copy beside it.",
    "It was not changed. Fix it, or move it away to start with a new one.",
)
RECORD_UNREADABLE = _error(
    "state-unreadable",
    "The state file has a record of “{table}” that cannot be read.",
    "It was not changed. Fix it, or move the file away to start with a new one.",
)
HISTORY_UNREADABLE = _error(
    "history-unreadable",
    "Old history in {path} cannot be read.",
    "Open orders, plans and mailings are not affected. Restore the directory from a backup.",
)
MAILING_LOG_DAMAGED = _error(
    "mailing-log-damaged",
    "{path} does not match the state file: which emails of mailing {mailing} were sent is not known.",
    "No more of them are sent. Cancel the mailing: dm-tui mailings cancel {mailing}.",
)
RECIPIENTS_DAMAGED = _error(
    "mailing-recipients-damaged",
    "{path} was changed or damaged after it was written.",
    "No more emails of it are sent. Cancel the mailing: dm-tui mailings cancel {mailing}.",
)
MAILING_BUSY = _error(
    "mailing-busy",
    "Another program is sending mailing {mailing}.",
    "Wait for it to finish, or pause it there.",
)

# Why the disk refused: `what_to_do` of DISK_REFUSED

_CHECK_OWNER = "You may not write there: check the owner of the directory, or use --state."
_CHECK_FILE = "Check the file and its directory."
_WHAT_TO_DO = {
    errno.ENOSPC: "The disk is full: free some space and try again.",
    errno.EDQUOT: "Your disk quota is used up: free some space and try again.",
    errno.EROFS: "The file system is read-only: choose another file with --state.",
    errno.EACCES: _CHECK_OWNER,
    errno.EPERM: _CHECK_OWNER,
    errno.ELOOP: "It is a symbolic link, which is not followed: give the real path.",
    errno.EIO: "The disk reports a fault: check it before you continue.",
    errno.EISDIR: "It is a directory: give the path of a file.",
}

# Repairs, reported when the file is opened

CHANGE_UNREADABLE = (
    "A change in {journal} could not be read. The changes before it count; look at your orders before "
    "you buy again."
)
STATE_RECOVERED = "The state file cannot be read. This is the last good state; the next change restores it."
STATE_RESTORED = (
    "The state file could not be read. It was saved as {aside} and the last good state was restored: "
    "look at your orders before you buy again."
)


def disk_error(path: Path, error: OSError) -> DirectMailError:
    """Return the refusal of the operating system; the change was not made."""
    return DISK_REFUSED(
        path=path,
        reason=(error.strerror or "cannot be used").lower(),
        what_to_do=_WHAT_TO_DO.get(error.errno or 0, _CHECK_FILE),
    )
