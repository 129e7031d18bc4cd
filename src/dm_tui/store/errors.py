"""The errors of the state file and the files beside it: what happened, and what to do now."""

import errno
from collections.abc import Mapping
from functools import partial
from pathlib import Path

from dm_tui.domain.errors import DirectMailError, ErrorKind, ErrorText

_error = partial(ErrorText, ErrorKind.STATE_FILE)

DISK_REFUSED = _error("state-unusable", "{path}: {reason}. This change was not made.", "{what_to_do}")
DISK_REFUSED_READING = _error("state-unusable", "{path} cannot be read: {reason}.", "{what_to_do}")
CHANGE_NOT_CONFIRMED = _error(
    "state-not-confirmed",
    "{path} was changed, but the disk did not confirm that the change will last.",
    "Check the disk, and look at your orders before you buy again.",
)
STATE_BUSY = _error(
    "state-busy", "Another program is changing {path}.", "Wait for it to finish, or close it, and try again."
)
LOCK_LOST = _error(
    "state-busy",
    "{lock} was removed while {path} was being changed. This change was not made.",
    "Leave that file where it is, and try again.",
)
STATE_TOO_NEW = _error(
    "state-newer",
    "{path} was written by a newer dm-tui (schema {schema}).",
    "It was not changed. Update dm-tui, or choose another file with --state.",
)
_SAFE = (
    "Nothing was changed. Keep the state file and every file whose name begins like it: they may be the only copy. "
    "Your choices: dm-tui restore. Or use another file: --state."
)
STATE_UNREADABLE = _error(
    "state-unreadable", "{path} cannot be read and there is no good copy beside it.", _SAFE
)
STATE_MISSING = _error(
    "state-missing",
    "{path} is missing, and the files beside it are not enough to restore it: {left}.",
    "Nothing was changed. Restore a backup, which keeps these files too: dm-tui restore FILE. To begin with an "
    "empty account, move them to another directory first.",
)
REPLACEABLE = (STATE_UNREADABLE.code, STATE_MISSING.code)
"""The errors of files that only a backup can replace."""
RECORD_UNREADABLE = _error(
    "state-unreadable", "The state file has a record of “{table}” that cannot be read.", _SAFE
)
HISTORY_UNREADABLE = _error(
    "history-unreadable",
    "Old history in {path} is missing, was changed or cannot be read.",
    "Open orders, plans and mailings are not affected. Restore the directory from a backup.",
)
MAILING_LOG_DAMAGED = _error(
    "mailing-log-damaged",
    "{path} does not match the state file: it is not known which emails of mailing {mailing} were sent.",
    "No more of them are sent. Cancel the mailing: dm-tui mailings cancel {mailing}.",
)
RECIPIENTS_DAMAGED = _error(
    "mailing-recipients-damaged",
    "{path} was changed or damaged after it was written.",
    "No more emails of it are sent. Cancel the mailing: dm-tui mailings cancel {mailing}.",
)
RECIPIENTS_GONE = _error(
    "mailing-recipients-missing",
    "{path} is missing: the recipients of mailing {mailing} are not known.",
    "Put the file back. The outcomes are still known: dm-tui mailings show {mailing}.",
)
MAILING_ID_IMPOSSIBLE = _error(
    "mailing-id",
    "“{mailing}” is not an id that this program gives to a mailing: somebody changed the file it is from.",
    "Nothing was sent. Restore a backup that you made yourself: dm-tui restore FILE.",
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
    errno.EFBIG: "No file of this program grows so large: check the path.",
    errno.EISDIR: "It is a directory: give the path of a file.",
}
_CHECK_READER = "You may not read it: check its owner, or use --state."
_WHEN_READING = _WHAT_TO_DO | {errno.EACCES: _CHECK_READER, errno.EPERM: _CHECK_READER}

# What was repaired, or will be with the next change

CHANGE_UNREADABLE = (
    "A change in {journal} could not be read. The changes before it count; look at your orders before "
    "you buy again."
)
JOURNAL_MISSING = (
    "{journal} is missing, which had the latest changes: look at your orders before you buy again."
)
STATE_RECOVERED = "The state file cannot be read. This is the last good state; the next change restores it."
STATE_WAS_MISSING = "The state file is missing. This is the last good state; the next change restores it."
STATE_OLDER = "The state file is an older one. Newer changes lie beside it; the next change sets them aside."
STATE_RECOVERED_OLDER = (
    "The state file cannot be read, and the latest changes are lost. This is an older state; the next change "
    "restores it."
)
STATE_WAS_MISSING_OLDER = "The state file is missing, and so are the latest changes. This is an older state; the next change restores it."

LOOK = "Look at your orders before you buy again. Your choices: dm-tui restore."
SET_ASIDE = {
    "unreadable": f"The state file could not be read. It was saved as {{aside}} and the last good state was "
    f"restored. {LOOK}",
    "missing": f"The state file was missing. The last good state was restored; {{aside}} is a copy of it. {LOOK}",
    "unreadable-older": f"The state file could not be read. It was saved as {{aside}} and an older state was "
    f"restored, which lacks the latest changes. {LOOK}",
    "missing-older": f"The state file was missing. An older state was restored, which lacks the latest changes; "
    f"{{aside}} is a copy of it. {LOOK}",
    "damaged": f"Changes could not be read. All of them were saved as {{aside}}, and those before the first "
    f"unreadable one count. {LOOK}",
    "incomplete": f"The journal of the state file was missing, which had the latest changes. The file as it was "
    f"is {{aside}}. {LOOK}",
    "newer": f"Newer files lay beside the state file, which is an older one. They were saved as {{aside}}. {LOOK}",
    "history": f"Old history is missing. What may have a part of it was saved as {{aside}}. {LOOK}",
    "replaced": f"A backup replaced files that could not be read. They were saved as {{aside}}. {LOOK}",
}
"""The notice on what was set aside, by its kind; it stays until the user says that it was seen."""


def disk_error(path: Path, error: OSError) -> DirectMailError:
    """Return the refusal of the operating system; the change was not made."""
    return _refusal(DISK_REFUSED, path, error, _WHAT_TO_DO)


def read_error(path: Path, error: OSError) -> DirectMailError:
    """Return the refusal of the operating system where nothing was to be changed."""
    return _refusal(DISK_REFUSED_READING, path, error, _WHEN_READING)


def _refusal(text: ErrorText, path: Path, error: OSError, hints: Mapping[int, str]) -> DirectMailError:
    return text(
        path=path,
        reason=(error.strerror or "cannot be used").lower(),
        what_to_do=hints.get(error.errno or 0, _CHECK_FILE),
    )
