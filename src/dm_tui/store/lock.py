"""One writer at a time: the lock beside the state file.

On POSIX it is the advisory lock that filelock takes as well (`flock`), so that the two respect each other.
Ours keeps the file open and costs a few microseconds, where filelock costs as much as a commit. Windows uses
filelock.
"""

import os
import time
from contextlib import suppress
from pathlib import Path
from typing import Protocol

from dm_tui.store.file_owner import keep_owner

FIRST_POLL_DELAY, MAX_POLL_DELAY = 0.001, 0.01  # seconds: short at first, as most transactions are


class Lock(Protocol):
    """Held between `acquire` and `release`, by one thread of one process."""

    def acquire(self, seconds: float) -> None:
        """Wait up to `seconds`; raises TimeoutError, or OSError where no lock file can be made."""

    def release(self) -> None:
        """Give the lock to the next process that waits."""

    def still_excludes(self) -> bool:
        """Say whether no other program can have taken the lock since: not if its file was removed."""


def lock_beside(path: Path) -> Lock:
    """Return the lock of the state file `path`."""
    name = str(lock_path(path))
    return _FileLock(name) if os.name == "nt" else _Flock(name)


def lock_path(path: Path) -> Path:
    """Return the path of the lock of the state file `path`."""
    return Path(f"{path}.lock")


class _Flock:
    def __init__(self, name: str) -> None:
        self._name = name
        self._descriptor = -1

    def acquire(self, seconds: float) -> None:
        end, pause = time.monotonic() + seconds, FIRST_POLL_DELAY
        while not self._try_take():
            if time.monotonic() >= end:
                raise TimeoutError
            time.sleep(pause)
            pause = min(MAX_POLL_DELAY, pause * 2)

    def release(self) -> None:
        import fcntl

        try:
            fcntl.flock(self._descriptor, fcntl.LOCK_UN)
        except OSError:  # closing releases it as well, and the work done under the lock is valid
            self._close()

    def still_excludes(self) -> bool:
        return self._descriptor >= 0 and _is_named(self._descriptor, self._name)

    def _try_take(self) -> bool:
        import fcntl

        if self._descriptor < 0:
            flags = os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW | os.O_CLOEXEC
            self._descriptor = os.open(self._name, flags, 0o600)
            keep_owner(self._descriptor, Path(self._name))
        try:
            fcntl.flock(self._descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        if _is_named(self._descriptor, self._name):
            return True
        self._close()  # the file was removed: a lock on it excludes no one
        return self._try_take()

    def _close(self) -> None:
        descriptor, self._descriptor = self._descriptor, -1
        with suppress(OSError):
            os.close(descriptor)

    def __del__(self) -> None:
        if self._descriptor >= 0:
            self._close()


def _is_named(descriptor: int, name: str) -> bool:
    """Say whether the open file is still the one that has the name."""
    try:
        opened, named = os.fstat(descriptor), os.stat(name)
    except FileNotFoundError:
        return False
    return (opened.st_dev, opened.st_ino) == (named.st_dev, named.st_ino)


class _FileLock:
    def __init__(self, name: str) -> None:
        from filelock import FileLock

        self._lock = FileLock(name, mode=0o600, fallback_to_soft=False)

    def acquire(self, seconds: float) -> None:
        from filelock import Timeout

        try:
            self._lock.acquire(timeout=seconds)
        except Timeout:
            raise TimeoutError from None

    def release(self) -> None:
        self._lock.release()

    def still_excludes(self) -> bool:
        return True  # Windows removes no file that is open
