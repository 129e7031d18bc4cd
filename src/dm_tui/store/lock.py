"""One program at a time: an advisory lock of the system (`flock`) on a file beside what it protects.

The file stays open between two turns, so that a turn costs a few microseconds. The lock is the system's: it
is free the moment its holder ends, however it ends. A file can be removed, and then a lock on it
excludes nobody: writers of the state therefore hold its directory as well, which stays where it is.
Where the file system locks no directory (NFS), the file alone has to do.
"""

import os
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from dm_tui.store.file_owner import keep_owner
from dm_tui.user_files import open_regular

FIRST_POLL_DELAY, MAX_POLL_DELAY = 0.001, 0.01  # seconds: short at first, as most transactions are


def lock_path(path: Path) -> Path:
    """Return the path of the lock of the state file `path`."""
    return Path(f"{path}.lock")


class Lock:
    """The lock beside `path`, held between `acquire` and `release` by one thread of one process.

    With `whole_directory` it excludes all who lock anything so in the directory: for short work only.
    """

    def __init__(self, path: Path, *, whole_directory: bool = False) -> None:
        self._file = _Flock(str(lock_path(path)), _open_file)
        self._directory = _Flock(str(path.parent), _open_directory) if whole_directory else None
        self._holds_directory = False

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
        self._file.release()
        self._release_directory()

    def still_excludes(self) -> bool:
        """Say whether no other program can have taken the lock since: not if what was locked was removed."""
        directory = self._directory
        holds_directory = self._holds_directory and directory is not None and directory.is_named()
        return holds_directory or self._file.is_named()

    def _try_take(self) -> bool:
        if self._directory is not None:
            try:
                if not self._directory.try_take():
                    return False
                self._holds_directory = True
            except OSError:
                self._holds_directory = False  # this file system locks no directory, or it may not be read
        taken = False
        try:
            taken = self._file.try_take()
        finally:
            if not taken:
                self._release_directory()
        return taken

    def _release_directory(self) -> None:
        if self._holds_directory and self._directory is not None:
            self._directory.release()
        self._holds_directory = False


class _Flock:
    """A lock on what has a name, as long as it has that name."""

    def __init__(self, name: str, open_it: Callable[[str], int]) -> None:
        self._name = name
        self._open = open_it
        self._descriptor = -1

    def try_take(self) -> bool:
        """Take the lock if nobody holds it."""
        import fcntl

        if self._descriptor < 0:
            self._descriptor = self._open(self._name)
        try:
            fcntl.flock(self._descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        if self.is_named():
            return True
        self._close()  # it was removed: a lock on it excludes no one
        return self.try_take()

    def release(self) -> None:
        """Let go, and keep it open for the next time."""
        import fcntl

        try:
            fcntl.flock(self._descriptor, fcntl.LOCK_UN)
        except OSError:  # closing releases it as well, and the work done under the lock is valid
            self._close()

    def is_named(self) -> bool:
        """Say whether what is open is still what has the name."""
        if self._descriptor < 0:
            return False
        try:
            opened, named = os.fstat(self._descriptor), os.stat(self._name)
        except OSError:
            return False
        return (opened.st_dev, opened.st_ino) == (named.st_dev, named.st_ino)

    def _close(self) -> None:
        descriptor, self._descriptor = self._descriptor, -1
        with suppress(OSError):
            os.close(descriptor)

    def __del__(self) -> None:
        if self._descriptor >= 0:
            self._close()


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
