"""A program that writes numbered notes to a state file it shares: it says when it begins one and when it is
safe.

`python _writer.py FILE NAME LONG KEEP SPARE MODE` goes on until its standard input ends. With a small LONG,
KEEP and SPARE it folds and archives all the time, to a disk that takes everything in small pieces. MODE is
`right`, or what is done wrong on purpose: `unlocked`, `early`, which says that a note is safe before it is,
`careless`, which goes on behind a line that was torn, or `file-locked`, whose lock is on a file alone.
"""

import errno
import os
import random
import select
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, ClassVar

from dm_tui.domain.errors import DirectMailError
from dm_tui.domain.model import Model
from dm_tui.store import archive, journal, lock, state_lock
from dm_tui.store import durable_files as durable
from dm_tui.store import state as state_module
from dm_tui.store.journal import JournalEnd, Replay
from dm_tui.store.state import StateFile

BEGUN = "begun"
"""What a writer says when it has the lock; of a safe note it says the id."""

PAUSE = 0.002
"""Longest time a writer takes between two notes, in seconds, so that all get a turn."""

PIECE = 0.001
"""Longest time a disk takes for one piece."""


class Note(Model):
    """What a writer kept as its `count`-th; `number` is that of the note among all writers' notes.

    A writer's note is done when it has written its next one: a transaction changes three documents.
    """

    TABLE: ClassVar[str] = "notes"

    id: str
    writer: str
    count: int
    number: int
    done: bool = False

    @property
    def closed(self) -> bool:
        """Whether it may be archived."""
        return self.done


class Tally(Model):
    """How many notes all writers have written."""

    TABLE: ClassVar[str] = "tally"

    notes: int = 0


class SlowDisk:
    """The `os` of the store, where a kill can come between any two pieces of what is written."""

    def __getattr__(self, name: str) -> Any:
        return getattr(os, name)

    def write(self, descriptor: int, data: memoryview) -> int:
        """Take a quarter, or the whole of what is short, after a while."""
        time.sleep(random.uniform(0, PIECE))
        return os.write(descriptor, data[: max(len(data) // 4, 60)])


def write(state: StateFile, writer: str, count: int, said: str) -> None:
    """Keep one note in a transaction of its own; `said` is said in the midst of it."""
    with state.transaction() as tables:
        say(said)
        notes = tables.of(Note)
        number = tables.single(Tally).notes + 1
        tables.put_single(Tally(notes=number))
        before = notes.get(f"{writer}-{count - 1}")
        if before is not None:
            notes.put(before.model_copy(update={"done": True}))
        notes.put(Note(id=f"{writer}-{count}", writer=writer, count=count, number=number))


def main(path: str, writer: str, long: str, keep: str, spare: str, mode: str) -> None:
    """Write until standard input ends, then leave as every program does."""
    put_instead(journal, "FOLD_BYTES", int(long))
    put_instead(state_module, "KEEP_LIVE", int(keep))
    put_instead(archive, "ARCHIVE_BATCH", int(spare))
    put_instead(lock, "MAX_POLL_DELAY", 0.001)  # many turns in a short time
    put_instead(journal, "os", SlowDisk())
    put_instead(durable, "os", SlowDisk())
    if mode == "unlocked":
        put_instead(state_lock, "Lock", NoLock)
    if mode == "file-locked":
        put_instead(lock, "_open_directory", refuse_directory)
    if mode == "careless":
        put_instead(journal, "replay", untorn(journal.replay))
    state = StateFile(Path(path), lambda: datetime.now(UTC))
    count = 0
    while not select.select([sys.stdin], [], [], 0)[0]:
        count += 1
        safe = f"{writer}-{count}"
        if mode == "early":
            write(state, writer, count, safe)
        elif mode == "file-locked":
            write_until_kept(state, writer, count)
            say(safe)
        else:
            write(state, writer, count, BEGUN)
            say(safe)
        time.sleep(random.uniform(0, PAUSE))
    state.close()


def write_until_kept(state: StateFile, writer: str, count: int) -> None:
    """Keep one note, however often its lock is removed before it is written."""
    while True:
        with suppress(DirectMailError):
            write(state, writer, count, BEGUN)
            return


def refuse_directory(name: str) -> int:
    """Stand in for a file system in whose directories nothing can be claimed."""
    raise OSError(errno.EINVAL, os.strerror(errno.EINVAL))


def say(word: str) -> None:
    """Tell whoever started this program, at once."""
    os.write(sys.stdout.fileno(), f"{word}\n".encode())


def put_instead(where: object, name: str, what: object) -> None:
    """Replace what must be there to be replaced."""
    assert hasattr(where, name), name
    setattr(where, name, what)


class NoLock:
    """Stand in for the lock that keeps writers apart: it excludes nobody, and says that it does."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def acquire(self, seconds: float) -> None:
        """Have it at once."""

    def release(self) -> None:
        """Give up nothing."""

    def still_excludes(self) -> bool:
        """Claim what is not so."""
        return True


def untorn(replay: Callable[[bytes, JournalEnd], Replay]) -> Callable[[bytes, JournalEnd], Replay]:
    """Overlook that the last line is torn."""
    return lambda raw, end: replay(raw, end)._replace(torn=False)


if __name__ == "__main__":
    main(*sys.argv[1:])
