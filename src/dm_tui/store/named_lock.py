"""Doing something long, one program at a time, while others go on using the state file.

The lock is the system's: it is free the moment whoever holds it ends, however it ends.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from dm_tui.store import errors as problems
from dm_tui.store.durable_files import make_directory
from dm_tui.store.lock import lock_beside


@contextmanager
def try_lock(state: Path, name: str, seconds: float = 0.0) -> Iterator[bool]:
    """Hold `name` beside the state file; False where another program holds it for longer than `seconds`."""
    path = state.with_name(f"{state.name}.{name}")
    try:
        make_directory(path.parent)
        lock = lock_beside(path)
        lock.acquire(seconds)
    except TimeoutError:
        yield False
        return
    except OSError as error:
        raise problems.disk_error(path, error) from error
    try:
        yield True
    finally:
        lock.release()
