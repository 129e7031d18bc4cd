"""One program at a time: an advisory lock of the system on a file beside what it protects, and on its name.

The file stays open between two turns, so that a turn costs a few microseconds. The lock is the system's: it
is free the moment its holder ends, however it ends. A file can be removed, and then a lock on it excludes
nobody: the next program makes another. So a holder also *claims* the name in the directory, which stays where
it is: a shared lock on one byte of it, which the name decides. Whoever takes the file looks for the claim of
another, and waits for that one to end. Where the system or the file system has no such locks (macOS, some
network file systems), the file alone has to do, and a change under one that was removed is refused.
"""

import os
import struct
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from dm_tui.store.file_owner import keep_owner
from dm_tui.store.snapshot import digest_of
from dm_tui.user_files import open_regular

FIRST_POLL_DELAY, MAX_POLL_DELAY = 0.001, 0.01  # seconds: short at first, as most transactions are

_FLOCK = "hhqqi4x"
"""The `struct flock` of Linux: type, from where, start, length and process."""


def lock_path(path: Path) -> Path:
    """Return the path of the lock of what is at `path`."""
    return Path(f"{path}.lock")


class Lock:
    """The lock beside `path`, held between `acquire` and `release` by one thread of one process."""

    def __init__(self, path: Path) -> None:
        self._file = _LockFile(str(lock_path(path)))
        self._claim = _Claim(str(path.parent), lock_path(path).name)

    def acquire(self, seconds: float) -> None:
        """Wait up to `seconds`; raises TimeoutError, or OSError where no lock file can be made."""
        end, pause = time.monotonic() + seconds, FIRST_POLL_DELAY
        while not self._try_take():
            if time.monotonic() >= end:
                raise TimeoutError
            time.sleep(pause)
            pause = min(MAX_POLL_DELAY, pause * 2)

    def release(self) -> None:
        """Give the lock to the next process that waits."""
        self._claim.withdraw()
        self._file.release()

    def still_excludes(self) -> bool:
        """Say whether no other program can have taken the lock since: not if what was locked was removed."""
        return self._claim.counts() or self._file.is_named()

    def is_held(self) -> bool:
        """Say whether any program holds the lock right now; makes no file. Raises OSError."""
        if not os.path.lexists(self._file.name):
            return self._claim.is_made_by_another()
        try:
            self.acquire(0)
        except TimeoutError:
            return True
        self.release()
        return False

    def _try_take(self) -> bool:
        if not self._file.try_take():
            return False
        if self._claim.make():
            return True
        self._file.release()
        return False


class _Named:
    """What is open and has a name, as long as it has that name."""

    def __init__(self, name: str, open_it: Callable[[str], int]) -> None:
        self.name = name
        self._open = open_it
        self._descriptor = -1

    def open(self) -> int:
        """Return the descriptor."""
        if self._descriptor < 0:
            self._descriptor = self._open(self.name)
        return self._descriptor

    def is_named(self) -> bool:
        """Say whether what is open is still what has the name."""
        if self._descriptor < 0:
            return False
        try:
            opened, named = os.fstat(self._descriptor), os.stat(self.name)
        except OSError:
            return False
        return (opened.st_dev, opened.st_ino) == (named.st_dev, named.st_ino)

    def close(self) -> None:
        """Let go of it, and of every lock on it."""
        descriptor, self._descriptor = self._descriptor, -1
        if descriptor >= 0:
            with suppress(OSError):
                os.close(descriptor)

    def __del__(self) -> None:
        self.close()


class _LockFile(_Named):
    """The file of a lock: one program at a time has it."""

    def __init__(self, name: str) -> None:
        super().__init__(name, _open_file)

    def try_take(self) -> bool:
        """Take it if nobody holds it."""
        import fcntl

        try:
            fcntl.flock(self.open(), fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        if self.is_named():
            return True
        self.close()  # it was removed: a lock on it excludes no one
        return self.try_take()

    def release(self) -> None:
        """Let go, and keep it open for the next time."""
        import fcntl

        try:
            fcntl.flock(self._descriptor, fcntl.LOCK_UN)
        except OSError:  # closing releases it as well, and the work done under the lock is valid
            self.close()


class _Claim:
    """The claim of a lock's name in its directory: it remains when the file is removed."""

    def __init__(self, directory: str, name: str) -> None:
        self._directory = _Named(directory, _open_directory)
        self._byte = int(digest_of(os.fsencode(name))[:15], 16)  # of 2⁶⁰: two names hardly have the same
        self._made = False

    def make(self) -> bool:
        """Claim the name; False where another program has claimed it. Where nothing can be claimed, True."""
        import fcntl

        try:
            if not self._directory.is_named():
                self._directory.close()
            self._set(fcntl.F_RDLCK)
            self._made = True
            if self._sees_another():
                self.withdraw()
                return False
        except (OSError, AttributeError):  # AttributeError: this system has no such locks
            self.withdraw()
        return True

    def withdraw(self) -> None:
        """Leave the name to others."""
        import fcntl

        if self._made:
            self._made = False
            try:
                self._set(fcntl.F_UNLCK)
            except OSError:
                self._directory.close()

    def counts(self) -> bool:
        """Say whether the name is claimed here, in the directory that others find."""
        return self._made and self._directory.is_named()

    def is_made_by_another(self) -> bool:
        """Say whether another program has claimed the name."""
        try:
            if not self._directory.is_named():
                self._directory.close()
            return self._sees_another()
        except (OSError, AttributeError):
            return False

    def _set(self, kind: int) -> None:
        import fcntl

        fcntl.fcntl(self._directory.open(), fcntl.F_OFD_SETLK, self._flock(kind))

    def _sees_another(self) -> bool:
        """Say whether a lock for this program alone would be refused: only another's claim is a reason."""
        import fcntl

        wanted = self._flock(fcntl.F_WRLCK)
        answer = fcntl.fcntl(self._directory.open(), fcntl.F_OFD_GETLK, wanted)
        return bool(struct.unpack(_FLOCK, answer)[0] != fcntl.F_UNLCK)

    def _flock(self, kind: int) -> bytes:
        return struct.pack(_FLOCK, kind, os.SEEK_SET, self._byte, 1, 0)


def _open_file(name: str) -> int:
    descriptor = open_regular(name, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC)
    try:
        keep_owner(descriptor, Path(name))
    except OSError:
        os.close(descriptor)
        raise
    return descriptor


def _open_directory(name: str) -> int:
    return os.open(name, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
