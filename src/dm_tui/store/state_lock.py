"""The lock of a state file, held for one transaction or a fold."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from dm_tui.store import errors
from dm_tui.store.durable_files import make_directory
from dm_tui.store.lock import Lock, lock_path

LOCK_SECONDS = 5.0
"""How long a change, also of a list, waits for that of another program (our own choice)."""

INTERFACE_LOCK_SECONDS = 1.5
"""The same in the interface, which paints nothing meanwhile (our own choice)."""


class StateLock:
    """The lock beside the state file `path`; whoever wants it waits up to `patience` seconds."""

    def __init__(self, path: Path, patience: float) -> None:
        self.patience = patience
        self._path = path
        self._lock: Lock | None = None

    @contextmanager
    def hold(self) -> Iterator[None]:
        """Keep other programs from changing the file; raises DirectMailError where one does so for long."""
        try:
            if self._lock is None:
                make_directory(self._path.parent)
                self._lock = Lock(self._path)
            self._lock.acquire(self.patience)
        except TimeoutError:
            raise errors.STATE_BUSY(path=self._path) from None
        except OSError as error:
            raise errors.disk_error(lock_path(self._path), error) from error
        try:
            yield
        finally:
            self._lock.release()

    def require(self) -> None:
        """Refuse to continue where another program can have taken the lock since."""
        if self._lock is None or not self._lock.still_excludes():
            raise errors.LOCK_LOST(path=self._path, lock=lock_path(self._path).name)
