"""What can be wrong with the state file, said so that a person knows what happened and what to do."""

import errno
from pathlib import Path

from dm_tui.domain.errors import DirectMailError, ErrorKind

_HINTS = {
    errno.ENOSPC: "The disk is full: free some space and try again.",
    errno.EDQUOT: "Your disk quota is used up: free some space and try again.",
    errno.EROFS: "The file system is read-only: choose another file with --state.",
    errno.EACCES: "You may not write there: check the owner of the directory, or use --state.",
    errno.EPERM: "You may not write there: check the owner of the directory, or use --state.",
    errno.ELOOP: "It is a symbolic link, which is not followed: give the real path.",
    errno.EIO: "The disk reports a fault: check it before you go on.",
    errno.EISDIR: "It is a directory: give the path of a file.",
}


def _state_error(code: str, message: str, hint: str) -> DirectMailError:
    return DirectMailError(ErrorKind.STATE_FILE, code, message, hint)


def disk_error(path: Path, error: OSError) -> DirectMailError:
    """Return what the operating system refused; the change it was for was not made."""
    return _state_error(
        "state-unusable",
        f"{path}: {(error.strerror or 'cannot be used').lower()}. This change was not made.",
        _HINTS.get(error.errno or 0, "Check the file and its directory."),
    )


def change_not_confirmed(path: Path) -> DirectMailError:
    """Return that a change is there, and may not be after a power cut."""
    return _state_error(
        "state-not-confirmed",
        f"{path} was changed, but the disk did not confirm that the change will last.",
        "Check the disk, and look at your orders before you buy again.",
    )


def state_busy(path: Path) -> DirectMailError:
    """Return that another program holds the lock."""
    return _state_error(
        "state-busy",
        f"Another program is changing {path}.",
        "Wait for it to finish, or close it, and try again.",
    )


def state_too_new(path: Path, schema: int) -> DirectMailError:
    """Return that a newer program wrote the file."""
    return _state_error(
        "state-newer",
        f"{path} was written by a newer dm-tui (schema {schema}).",
        "It was not touched. Update dm-tui, or choose another file with --state.",
    )


def state_unreadable(path: Path) -> DirectMailError:
    """Return that neither the file nor its copy can be read."""
    return _state_error(
        "state-unreadable",
        f"{path} cannot be read and there is no good copy beside it.",
        "It was not touched. Mend it or move it away; a fresh one is then made.",
    )


def history_unreadable(path: Path) -> DirectMailError:
    """Return that closed history cannot be read; what is live is untouched."""
    return _state_error(
        "history-unreadable",
        f"Old history in {path} cannot be read.",
        "What is open now is not affected. Restore the directory from a backup.",
    )


def log_damaged(path: Path) -> DirectMailError:
    """Return that nobody knows any more what was begun of a mailing."""
    return _state_error(
        "mailing-log-damaged",
        f"{path} is not what the state file says it is: what was sent of mailing {path.stem} is not known.",
        f"Nothing more is sent of it. Cancel it: dm-tui mailings cancel {path.stem}.",
    )


def recipients_damaged(path: Path) -> DirectMailError:
    """Return that a file of recipients is not as it was written."""
    return _state_error(
        "mailing-recipients-damaged",
        f"{path} is not as it was written.",
        f"Nothing more is sent of it. Cancel it: dm-tui mailings cancel {path.stem}.",
    )


def mailing_busy(mailing: str) -> DirectMailError:
    """Return that another program, or another part of this one, is at work on a mailing."""
    return _state_error(
        "mailing-busy",
        f"Mailing {mailing} is being sent by another program.",
        "Wait for it to finish, or pause it there.",
    )
