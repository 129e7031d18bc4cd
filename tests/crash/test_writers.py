"""Three programs write to one state file and one of them is killed, again and again, at a random moment.

Every note that was said to be safe is there once, whole and under its number, and the others go on.
CI kills 20 times; `DM_TUI_KILLS=200` is the long run, `DM_TUI_SEED` repeats one. Their lock is
removed all the time as well: `DM_TUI_LOCK_SECONDS=60` is the long run of that.
"""

import os
import random
import selectors
import signal
import subprocess
import time
from collections import Counter
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import pytest
from tinydb import TinyDB

from dm_tui.domain.errors import DirectMailError
from dm_tui.store.lock import lock_path
from dm_tui.store.state import StateFile
from tests import preloaded
from tests.crash import _writer
from tests.crash._writer import BEGUN, Note, Tally

# Read before a test begins: it is run in a bare environment.
KILLS = int(os.environ.get("DM_TUI_KILLS", "20"))
SEED = int(os.environ.get("DM_TUI_SEED", "0")) or random.randrange(1, 2**32)

SECONDS_OF_REMOVING = float(os.environ.get("DM_TUI_LOCK_SECONDS", "1"))

WRITERS = 3
KILLS_OF_A_FILE = 20
"""After so many kills a new file is begun."""

SMALL = ("2000", "20", "10")
"""LONG, KEEP and SPARE of the writers: a fold for every few notes, and an archive from the thirtieth on."""

DEADLINE = 60.0


class Writers:
    """The programs at work on one file, and what each has said to be safe."""

    def __init__(self, path: Path, mode: str = "right") -> None:
        self.safe: dict[str, list[str]] = {}
        self.ended: dict[str, int] = {}
        self.killed: set[str] = set()
        self.running: dict[str, subprocess.Popen[bytes]] = {}
        self._path = path
        self._mode = mode
        self._selector = selectors.DefaultSelector()
        self._started = 0

    def __enter__(self) -> Self:
        for _ in range(WRITERS):
            self.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for writer in list(self.running):
            self.kill(writer)
        self._selector.close()

    def start(self) -> None:
        """Start one more writer, under a name of its own."""
        self._started += 1
        name = f"w{self._started}"
        program = preloaded.program(
            *(str(self._path), name, *SMALL, self._mode),
            module=_writer.__name__,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=None if self._mode == "right" else subprocess.DEVNULL,
        )
        self.running[name], self.safe[name] = program, []
        assert program.stdout is not None
        self._selector.register(program.stdout, selectors.EVENT_READ, name)

    def listen(self, seconds: float) -> str:
        """Hear what is said next and return who said it last, nobody where none spoke in time."""
        speaker = ""
        for key, _ in self._selector.select(seconds):
            said = os.read(key.fd, 1 << 16)
            if said:
                speaker = str(key.data)
                self.safe[speaker] += [word for word in said.decode().split() if word != BEGUN]
            else:
                self._bury(str(key.data))
        return speaker

    def all_work(self) -> None:
        """Wait until every one of them has written since now."""
        before = {name: len(self.safe[name]) for name in self.running}
        deadline = time.monotonic() + DEADLINE
        while any(name in self.running and len(self.safe[name]) == count for name, count in before.items()):
            assert time.monotonic() < deadline, "the others do not go on"
            self.listen(1)

    def kill(self, name: str) -> None:
        """End one writer, whatever it is doing, and hear what it had said."""
        self.killed.add(name)
        self.running[name].send_signal(signal.SIGKILL)
        self._listen_until(lambda: name not in self.running)

    def stop(self) -> None:
        """Let all finish the note they are at, and leave."""
        for program in self.running.values():
            assert program.stdin is not None
            program.stdin.close()
        self._listen_until(lambda: not self.running)

    def _listen_until(self, so: Callable[[], bool]) -> None:
        deadline = time.monotonic() + DEADLINE
        while not so():
            assert time.monotonic() < deadline, f"{sorted(self.running)} do not go on"
            self.listen(1)

    def _bury(self, name: str) -> None:
        program = self.running.pop(name)
        assert program.stdout is not None
        self._selector.unregister(program.stdout)
        program.stdout.close()
        if program.stdin is not None:
            program.stdin.close()
        self.ended[name] = program.wait(DEADLINE)


def kill_writers(path: Path, kills: int, rng: random.Random, mode: str = "right") -> list[str]:
    """Kill writers of a new file and return what was wrong, at the latest when all have left.

    Those that do it wrong are judged at the end alone: then nobody is in the midst of a note.
    """
    reader = open_state(path)
    with Writers(path, mode) as writers:
        for _ in range(kills):
            writers.all_work()
            for _ in range(rng.randrange(1, 20)):
                victim = writers.listen(1)
            if rng.random() < 0.8:  # whoever spoke last holds the lock, or has just let it go
                time.sleep(rng.uniform(0, 0.006))
            else:
                victim = rng.choice(sorted(writers.running) or [""])
            if victim not in writers.running:
                continue
            writers.kill(victim)
            if mode == "right" and (wrong := missing(reader, writers)):
                return wrong
            writers.start()
        writers.all_work()
        writers.stop()
    return ended_wrong(path, writers)


def remove_locks(path: Path, seconds: float, mode: str = "right") -> list[str]:
    """Remove the lock of a new file all the time while writers are at work; return what was wrong."""
    with Writers(path, mode) as writers:
        writers.all_work()
        end = time.monotonic() + seconds
        while time.monotonic() < end and writers.running:
            lock_path(path).unlink(missing_ok=True)
            writers.listen(0.0005)
        writers.stop()
    return ended_wrong(path, writers)


def ended_wrong(path: Path, writers: Writers) -> list[str]:
    """Return what is wrong with how the writers ended, and with the file that they left."""
    print(
        f"{sum(map(len, writers.safe.values()))} notes were safe, "
        f"{sum(code == -signal.SIGKILL for code in writers.ended.values())} writers were killed"
    )
    wrong = [
        f"{name} ended with {code}"
        for name, code in writers.ended.items()
        if code and name not in writers.killed
    ]
    try:
        return wrong + left_wrong(path, writers)
    except (DirectMailError, OSError) as error:
        return [*wrong, f"the file cannot be read: {error}"]


def open_state(path: Path) -> StateFile:
    """Open the file as one more program would."""
    return StateFile(path, lambda: datetime.now(UTC))


def missing(reader: StateFile, writers: Writers) -> list[str]:
    """Return the safe notes that a reader, who takes no lock, does not see once."""
    safe = [note for notes in writers.safe.values() for note in notes]
    with reader.read() as tables:
        seen = Counter(note.id for note in tables.of(Note).history())
    return [f"{id} was safe and is there {seen[id]} times" for id in safe if seen[id] != 1]


def left_wrong(path: Path, writers: Writers) -> list[str]:
    """Return what is wrong with the file that the writers left, read by us and by stock TinyDB."""
    state = open_state(path)
    wrong = missing(state, writers)
    with state.read() as tables:
        notes = list(tables.of(Note).history())
        tally = tables.single(Tally).notes
    numbers = sorted(note.number for note in notes)
    if numbers != list(range(1, tally + 1)):
        wrong.append(f"{len(notes)} notes are numbered {numbers[:1]} to {numbers[-1:]} of {tally}")
    for writer, safe in writers.safe.items():
        own = sorted((note for note in notes if note.writer == writer), key=lambda one: one.count)
        if [note.count for note in own] != list(range(1, len(own) + 1)):
            wrong.append(f"{writer}: a note is missing between others")
        if [note.done for note in own] != [True] * (len(own) - 1) + [False] * bool(own):
            wrong.append(f"{writer}: half of a transaction is there")
        if len(own) - len(safe) > (writer in writers.killed):
            wrong.append(f"{writer}: more notes are there than were begun")
    state.close()
    if state.notices:
        wrong.append(f"the file had to be mended: {state.notices}")
    return [*wrong, *plainly_wrong(path, tally)]


def plainly_wrong(path: Path, tally: int) -> list[str]:
    """Return what stock TinyDB does not find: each note in the file or its archive, under its number."""
    found: dict[int, list[dict[str, Any]]] = {}
    files = [path, *path.with_name(path.name + ".archive").glob("*.json")]
    for file in files:
        with TinyDB(file, access_mode="r") as plain:
            for note in plain.table("notes"):
                found.setdefault(note.doc_id, []).append(dict(note))
    wrong = []
    if sorted(found) != list(range(1, tally + 1)):
        wrong.append(f"stock TinyDB finds {len(found)} of {tally} notes")
    if any(record["number"] != number for number, some in found.items() for record in some):
        wrong.append("stock TinyDB finds a note under the number of another")
    if any(record != some[0] for some in found.values() for record in some):
        wrong.append("stock TinyDB finds a note in two versions")
    if tally > 100 and len(files) == 1:
        wrong.append("nothing was archived")
    return wrong


def test_killed_writers_lose_nothing_they_said_was_safe(tmp_path: Path) -> None:
    print(f"DM_TUI_KILLS={KILLS} DM_TUI_SEED={SEED}")
    rng = random.Random(SEED)
    left = KILLS
    while left > 0:
        path = tmp_path / f"after-{left}" / "state.json"
        assert kill_writers(path, min(left, KILLS_OF_A_FILE), rng) == []
        left -= KILLS_OF_A_FILE


def test_writers_whose_lock_is_removed_all_the_time_lose_and_double_nothing(tmp_path: Path) -> None:
    assert remove_locks(tmp_path / "state.json", SECONDS_OF_REMOVING) == []


def test_the_harness_finds_writers_whose_lock_is_that_of_a_file_alone(tmp_path: Path) -> None:
    for attempt in range(20):
        wrong = remove_locks(tmp_path / str(attempt) / "state.json", 1, "file-locked")
        if any("was safe and is there" in problem for problem in wrong):
            return
    pytest.fail("nothing was found wrong")


@pytest.mark.parametrize("mode", ["unlocked", "early", "careless"])
def test_the_harness_finds_writers_that_do_it_wrong(tmp_path: Path, mode: str) -> None:
    print(f"DM_TUI_SEED={SEED}")
    rng = random.Random(SEED)
    for attempt in range(20):
        wrong = kill_writers(tmp_path / str(attempt) / "state.json", 5, rng, mode)
        if any("was safe and is there" in problem for problem in wrong):
            return
    pytest.fail("nothing was found wrong")
