"""A lock for long work, one program at a time, while others continue to use the state file.

A lock file with a process id was rejected: it stays when its holder is killed, and the id may be another
program's by then. A lock of the system is free the moment its holder ends, however it ends.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from dm_tui.store.durable_files import make_directory
from dm_tui.store.errors import disk_error
from dm_tui.store.lock import Lock, lock_path


@contextmanager
def try_lock(state: Path, name: str, seconds: float = 0.0) -> Iterator[bool]:
    """Hold `name` beside the state file; False where another program holds it for longer than `seconds`."""
    path = state.with_name(f"{state.name}.{name}")
    try:
        make_directory(path.parent)
        lock = Lock(path)
        lock.acquire(seconds)
    except TimeoutError:
        yield False
        return
    except OSError as error:
        raise disk_error(lock_path(path), error) from error
    try:
        yield True
    finally:
        lock.release()
