"""The lock of a state file in the hands of another program."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from dm_tui.store.lock import Lock


@contextmanager
def held_by_another(state_path: Path) -> Iterator[None]:
    """Hold the lock as a program does that changes the state file at `state_path`."""
    lock = Lock(state_path)
    lock.acquire(5)
    try:
        yield
    finally:
        lock.release()
