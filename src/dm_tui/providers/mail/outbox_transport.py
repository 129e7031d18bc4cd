"""The outbox: messages that go into a folder which any mail reader opens (Maildir), and no further.

A message becomes visible once and whole, and its outcome is known after a crash at any point, because of the
order:

1. `tmp/ID` is written and fsynced. No reader looks there.
2. `ID` is appended to the log, which is fsynced: from here on the message may be visible.
3. `tmp/ID` is renamed into `new`, where readers find it; that directory is fsynced.

The folder alone does not say everything: a reader may move a message to `cur`, and delete it, so a missing
message was taken or never written. The log says which: what is not in it was never written.
"""

import errno
import os
import time
from contextlib import closing, suppress
from pathlib import Path

from dm_tui import work_log
from dm_tui.domain.mailing.message_id import require_message_id
from dm_tui.domain.mailing.wording import OUTBOX_UNUSABLE
from dm_tui.providers.mail.transport import (
    Accepted,
    Deferred,
    DeliveryOutcome,
    Leaving,
    Refused,
    Unknown,
    notify_nobody,
)
from dm_tui.store.durable_files import make_directory
from dm_tui.store.file_owner import keep_owner_of
from dm_tui.user_files import MEGABYTE, empty_disk_cache, open_regular, read_file, too_large

_LOG = "dm-tui.log"
_DIRECTORY = os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW
_NEW_FILE = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW
_APPEND = os.O_RDWR | os.O_CREAT | os.O_APPEND
_MAX_MESSAGE_BYTES = 64 * MEGABYTE  # our own limit
_MAX_LOG_BYTES = 512 * MEGABYTE  # our own limit: it is read whole, and has a line for each message

_HINTS = {
    errno.ENOSPC: "The disk is full: free some space and try again.",
    errno.EDQUOT: "Your disk quota is used up: free some space and try again.",
    errno.EROFS: "The file system is read-only: choose another state file with --state.",
    errno.EACCES: "You may not write there: check the owner of the folder.",
    errno.EPERM: "You may not write there: check the owner of the folder.",
    errno.ELOOP: "It is a symbolic link, which is not followed: put a folder there.",
    errno.ENOTDIR: "A file or a symbolic link is in its place: put a folder there.",
    errno.EEXIST: "A file or a symbolic link is in its place: put a folder there.",
}


class MaildirTransport:
    """Puts messages into the Maildir `folder`, which is made if it is missing (0700, its files 0600).

    Files are named by the message's id, so no two messages may ever share one.
    """

    connections, is_real, takes_attachments = 4, False, True  # our own choice

    def __init__(self, folder: Path) -> None:
        self.name = str(folder)
        self._folder = folder

    def try_out(self, sender: str) -> None:
        """Refuse a folder that could not be written to, and make none."""
        there = next(path for path in (self._folder, *self._folder.parents) if os.path.lexists(path))
        number = 0 if there.is_dir() else errno.ENOTDIR
        if not number and not os.access(there, os.W_OK | os.X_OK):
            number = errno.EACCES
        if number:
            hint = _HINTS.get(number, "Check the folder.")
            reason = os.strerror(number).lower()
            raise OUTBOX_UNUSABLE(folder=self._folder, reason=reason, hint=hint)

    def connect(self) -> "MaildirConnection":
        try:
            make_directory(self._folder)
            return MaildirConnection(_Folder(self._folder, complete=True))
        except OSError as error:
            hint = _HINTS.get(error.errno or 0, "Check the folder.")
            raise OUTBOX_UNUSABLE(folder=self._folder, reason=_reason(error), hint=hint) from error

    def settle(self, id: str) -> DeliveryOutcome | None:
        """Return Accepted if a reader can see the message, Deferred if none ever could.

        None if a reader could have seen it and it is gone, or the folder cannot be read. Not for a message
        that is being delivered right now.
        """
        name = _file_name(id)
        try:
            with closing(_Folder(self._folder)) as folder:
                if folder.is_visible(name):
                    return Accepted()
                if folder.is_unfinished(name) or not folder.is_logged(name):
                    return Deferred(words="it never left")
        except OSError:
            pass
        return None


class MaildirConnection:
    """The folder, held open."""

    def __init__(self, folder: "_Folder") -> None:
        self._folder = folder

    def deliver(
        self, id: str, sender: str, recipient: str, message: bytes, leaving: Leaving = notify_nobody
    ) -> DeliveryOutcome:
        """Make the message visible, with the line ends of files.

        Delivering the same message twice makes one.
        """
        began = time.monotonic()
        outcome = self._deliver(id, message, leaving)
        if work_log.is_open():
            work_log.note(
                "call",
                service="outbox",
                action="WriteLetter",
                outcome=type(outcome).__name__.lower(),
                bytes=len(message),
                ms=round((time.monotonic() - began) * 1000),
            )
        return outcome

    def _deliver(self, id: str, message: bytes, leaving: Leaving) -> DeliveryOutcome:
        name, data = _file_name(id), message.replace(b"\r\n", b"\n")
        try:
            present = self._folder.read(name)
            if present is not None:
                if present == data:
                    return Accepted(words="it is in the outbox already")
                return Refused(code=554, words="another message with this id is in the outbox")
            self._folder.write(name, data)
            self._folder.log(name)
        except OSError as error:
            with suppress(OSError):  # no reader sees what stays there; the next attempt removes it
                self._folder.remove_unfinished(name)
            return Deferred(words=_reason(error))
        leaving()
        try:
            self._folder.show(name)
        except OSError as error:
            with suppress(OSError):
                if self._folder.remove_unfinished(name):
                    return Deferred(words=_reason(error))
            return Unknown(words=_reason(error))
        return Accepted()

    def close(self) -> None:
        self._folder.close()


class _Folder:
    """A Maildir held by descriptors, so that no name in it is followed elsewhere. Raises OSError."""

    def __init__(self, path: Path, *, complete: bool = False) -> None:
        self._held: list[int] = []
        try:
            self._root = self._hold(os.open(path, _DIRECTORY))
            if complete:
                for name in ("tmp", "new", "cur"):
                    with suppress(FileExistsError):
                        os.mkdir(name, 0o700, dir_fd=self._root)
            self._log = self._hold(
                open_regular(_LOG, _APPEND if complete else os.O_RDONLY, dir_fd=self._root)
            )
            if os.fstat(self._log).st_size > _MAX_LOG_BYTES:
                raise too_large(_MAX_LOG_BYTES)
            self._tmp, self._new, self._cur = (
                self._hold(os.open(name, _DIRECTORY, dir_fd=self._root)) for name in ("tmp", "new", "cur")
            )
            if complete:
                for made in self._held[1:]:
                    keep_owner_of(made, self._root)
                _sync(self._root)
        except OSError:
            self.close()
            raise

    def close(self) -> None:
        while self._held:
            with suppress(OSError):
                os.close(self._held.pop())

    def read(self, name: str) -> bytes | None:
        try:
            return read_file(name, _MAX_MESSAGE_BYTES, follow=False, dir_fd=self._new)
        except FileNotFoundError:
            return None

    def write(self, name: str, data: bytes) -> None:
        """Make the message durable where no reader looks."""
        self.remove_unfinished(name)
        descriptor = os.open(name, _NEW_FILE, 0o600, dir_fd=self._tmp)
        try:
            keep_owner_of(descriptor, self._tmp)
            _write_all(descriptor, data)
            _sync(descriptor)
        finally:
            os.close(descriptor)

    def log(self, name: str) -> None:
        """Make durable that the message may be visible; a line torn by a full disk spoils no other line."""
        _write_all(self._log, f"\n{name}\n".encode("ascii"))
        _sync(self._log)

    def is_logged(self, name: str) -> bool:
        with open(os.dup(self._log), "rb") as file:
            return f"\n{name}\n".encode("ascii") in file.read()

    def show(self, name: str) -> None:
        """Move the message to where readers look, atomically, and make that durable."""
        os.rename(name, name, src_dir_fd=self._tmp, dst_dir_fd=self._new)
        _sync(self._new)

    def is_visible(self, name: str) -> bool:
        """Say whether a reader can see the message, durably; a reader may be moving it to `cur`, or back."""
        visible = (
            _is_in(self._new, name)
            or any(entry.partition(":")[0] == name for entry in os.listdir(self._cur))
            or _is_in(self._new, name)
        )
        if visible:
            _sync(self._new)
            _sync(self._cur)
        return visible

    def is_unfinished(self, name: str) -> bool:
        """Say whether the message is where no reader looks.

        It stays there, so that asking again has the same answer.
        """
        return _is_in(self._tmp, name)

    def remove_unfinished(self, name: str) -> bool:
        """Remove the message from where no reader looks; say whether it was there."""
        try:
            os.unlink(name, dir_fd=self._tmp)
        except FileNotFoundError:
            return False
        _sync(self._tmp)
        return True

    def _hold(self, descriptor: int) -> int:
        self._held.append(descriptor)
        return descriptor


def _is_in(folder: int, name: str) -> bool:
    try:
        os.stat(name, dir_fd=folder, follow_symlinks=False)
    except FileNotFoundError:
        return False
    return True


def _sync(descriptor: int) -> None:
    if not empty_disk_cache(descriptor):
        os.fsync(descriptor)


def _write_all(descriptor: int, data: bytes) -> None:
    view = memoryview(data)
    while view:
        view = view[os.write(descriptor, view) :]


def _file_name(id: str) -> str:
    return f"{require_message_id(id)}.dm-tui"


def _reason(error: OSError) -> str:
    return (error.strerror or "the disk refused").lower()
