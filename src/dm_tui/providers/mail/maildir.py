"""The outbox: messages that leave no further than a folder which any mail reader opens (Maildir).

A message becomes visible once and whole, and its fate is known after a crash anywhere, because of the order:

1. `tmp/ID` is written and fsynced. Nobody looks there.
2. `ID` is appended to the log, which is fsynced: from here on the message may be visible.
3. `tmp/ID` is renamed into `new`, where readers find it; that directory is fsynced.

The log is for what the folder alone cannot tell. A reader may move a message to `cur`, and delete it: one
that is nowhere was taken, or never written. It was never written if it is not in the log.
"""

import errno
import os
from contextlib import suppress
from pathlib import Path
from types import TracebackType

from dm_tui.domain.errors import DirectMailError, ErrorKind
from dm_tui.domain.mailing.message import require_message_id
from dm_tui.providers.mail.transport import Accepted, Deferred, DeliveryOutcome, Refused, Unknown
from dm_tui.store.durable_files import make_directory

_LOG = "dm-tui.log"
_DIRECTORY = os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW
_NEW_FILE = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW
_APPEND = os.O_RDWR | os.O_CREAT | os.O_APPEND | os.O_NOFOLLOW
_READ = os.O_RDONLY | os.O_NOFOLLOW

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
    """Puts messages into the Maildir `folder`, made when it is not there (0700, its files 0600).

    A file is named by the message's id, so no two messages that ever go there may share one.
    """

    connections = 4

    def __init__(self, folder: Path) -> None:
        self.name = str(folder)
        self._folder = folder

    def connect(self) -> "MaildirConnection":
        """Make what is missing of the folder, and open it."""
        try:
            make_directory(self._folder)
            return MaildirConnection(_Folder(self._folder, complete=True))
        except OSError as error:
            raise DirectMailError(
                ErrorKind.REFUSED,
                "outbox-unusable",
                f"The outbox {self._folder} cannot be used: {_reason(error)}.",
                _HINTS.get(error.errno or 0, "Check the folder."),
            ) from error

    def settle(self, id: str) -> DeliveryOutcome | None:
        """Return Accepted where a reader can see the message, Deferred where none ever could.

        None where a reader could have seen it and it is gone, and where the folder cannot be read. Not for a
        message that is being delivered right now.
        """
        name = _file_name(id)
        try:
            with _Folder(self._folder) as folder:
                visible = folder.is_visible(name)
                if visible:
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

    def deliver(self, id: str, sender: str, recipient: str, message: bytes) -> DeliveryOutcome:
        """Make the message visible, with the line ends of files. Twice the same message is one message."""
        name, data = _file_name(id), message.replace(b"\r\n", b"\n")
        try:
            present = self._folder.read(name)
            if present is not None:
                return _duplicate_delivery(same=present == data)
            self._folder.write(name, data)
            self._folder.log(name)
        except OSError as error:
            with suppress(OSError):  # nobody sees what stays there; the next attempt removes it
                self._folder.remove_unfinished(name)
            return Deferred(words=_reason(error))
        try:
            self._folder.show(name)
        except OSError as error:
            with suppress(OSError):
                if self._folder.remove_unfinished(name):
                    return Deferred(words=_reason(error))
            return Unknown(words=_reason(error))
        return Accepted()

    def close(self) -> None:
        """Let go of the folder."""
        self._folder.close()


class _Folder:
    """A Maildir by its descriptors: no name in it is followed to another place. Raises OSError."""

    def __init__(self, path: Path, *, complete: bool = False) -> None:
        self._held: list[int] = []
        try:
            self._root = self._hold(os.open(path, _DIRECTORY))
            if complete:
                for name in ("tmp", "new", "cur"):
                    with suppress(FileExistsError):
                        os.mkdir(name, 0o700, dir_fd=self._root)
            self._log = self._hold(
                os.open(_LOG, _APPEND if complete else _READ, 0o600, dir_fd=self._root)
            )
            self._tmp, self._new, self._cur = (
                self._hold(os.open(name, _DIRECTORY, dir_fd=self._root))
                for name in ("tmp", "new", "cur")
            )
            if complete:
                os.fsync(self._root)
        except OSError:
            self.close()
            raise

    def __enter__(self) -> "_Folder":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: object, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Let go of every descriptor."""
        while self._held:
            with suppress(OSError):
                os.close(self._held.pop())

    def read(self, name: str) -> bytes | None:
        """Return the message in `new`, None where there is none."""
        try:
            descriptor = os.open(name, _READ, dir_fd=self._new)
        except FileNotFoundError:
            return None
        with open(descriptor, "rb") as file:
            return file.read()

    def write(self, name: str, data: bytes) -> None:
        """Make the message durable where nobody looks."""
        self.remove_unfinished(name)
        descriptor = os.open(name, _NEW_FILE, 0o600, dir_fd=self._tmp)
        try:
            _write_all(descriptor, data)
            os.fsync(descriptor)
        finally:
            os.close(descriptor)

    def log(self, name: str) -> None:
        """Make durable that the message may be seen; a record that was torn by a full disk spoils no other."""
        _write_all(self._log, f"\n{name}\n".encode("ascii"))
        os.fsync(self._log)

    def is_logged(self, name: str) -> bool:
        """Say whether the message may ever have been seen."""
        with open(os.dup(self._log), "rb") as file:
            return f"\n{name}\n".encode("ascii") in file.read()

    def show(self, name: str) -> None:
        """Move the message to where readers look, at once, and make that durable."""
        os.rename(name, name, src_dir_fd=self._tmp, dst_dir_fd=self._new)
        os.fsync(self._new)

    def is_visible(self, name: str) -> bool:
        """Say whether a reader can see the message, durably; one may be moving it to `cur`, or back."""
        found = (
            self._in_new(name)
            or any(one.partition(":")[0] == name for one in os.listdir(self._cur))
            or self._in_new(name)
        )
        if found:
            os.fsync(self._new)
            os.fsync(self._cur)
        return found

    def is_unfinished(self, name: str) -> bool:
        """Say whether the message is where nobody looks; it stays, so that who asks again hears the same."""
        return self._is_in(self._tmp, name)

    def remove_unfinished(self, name: str) -> bool:
        """Remove the message from where nobody looks; say whether it was there."""
        try:
            os.unlink(name, dir_fd=self._tmp)
        except FileNotFoundError:
            return False
        os.fsync(self._tmp)
        return True

    def _hold(self, descriptor: int) -> int:
        self._held.append(descriptor)
        return descriptor

    def _in_new(self, name: str) -> bool:
        return self._is_in(self._new, name)

    def _is_in(self, folder: int, name: str) -> bool:
        try:
            os.stat(name, dir_fd=folder, follow_symlinks=False)
        except FileNotFoundError:
            return False
        return True


def _write_all(descriptor: int, data: bytes) -> None:
    view = memoryview(data)
    while view:
        view = view[os.write(descriptor, view) :]


def _file_name(id: str) -> str:
    return f"{require_message_id(id)}.dm-tui"


def _duplicate_delivery(*, same: bool) -> DeliveryOutcome:
    if same:
        return Accepted(words="it is in the outbox already")
    return Refused(code=554, words="another message with this id is in the outbox")


def _reason(error: OSError) -> str:
    return (error.strerror or "the disk refused").lower()
