"""After each step the state file holds what a plain dictionary would, for every program."""

import random
import tempfile
from contextlib import ExitStack
from datetime import UTC, datetime
from pathlib import Path
from typing import ClassVar
from unittest import mock

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule
from tinydb import TinyDB

from dm_tui.domain.errors import DirectMailError, ErrorKind
from dm_tui.domain.model import Model
from dm_tui.settings.preferences import Preferences
from dm_tui.store import archive
from dm_tui.store import journal as journal_module
from dm_tui.store import state as state_module
from dm_tui.store.durable_files import backup_path
from dm_tui.store.state import StateFile
from tests.conftest import EXAMPLES
from tests.crash.disk import ERRORS, FaultyOs, under

NOW = datetime(2026, 1, 31, 9, tzinfo=UTC)
KEEP, SPARE = 2, 1
ids = st.sampled_from([f"thing-{number}" for number in range(12)])
words = st.text(max_size=8)
changes = st.lists(st.tuples(ids, words, st.booleans()), min_size=1, max_size=4)


class Thing(Model):
    """Something that is open, or done for good."""

    TABLE: ClassVar[str] = "things"

    id: str
    word: str = ""
    done: bool = False

    @property
    def closed(self) -> bool:
        """Whether it may be archived."""
        return self.done


Kept = dict[str, tuple[str, bool]]


class StateFileMachine(RuleBasedStateMachine):
    """Two programs on one file, whole and failed changes, a disk that refuses, torn and damaged files, new
    starts.
    """

    def __init__(self) -> None:
        super().__init__()
        self._undo = ExitStack()
        directory = self._undo.enter_context(tempfile.TemporaryDirectory())
        for module, name, value in (
            (journal_module, "FOLD_BYTES", 1_000),
            (state_module, "KEEP_LIVE", KEEP),
            (archive, "ARCHIVE_BATCH", SPARE),
        ):
            self._undo.enter_context(mock.patch.object(module, name, value))
        self.path = Path(directory) / "state" / "state.json"
        self.things: Kept = {}
        self.theme = Preferences().theme
        self.programs = [StateFile(self.path, lambda: NOW) for _ in range(2)]

    @rule(which=st.integers(0, 1))
    def start_again(self, which: int) -> None:
        self.programs[which] = StateFile(self.path, lambda: NOW)

    @rule(which=st.integers(0, 1), some=changes, theme=words)
    def change(self, which: int, some: list[tuple[str, str, bool]], theme: str) -> None:
        self._put(self.programs[which], some, theme)
        self._count(some, theme)

    @rule(which=st.integers(0, 1), some=changes, theme=words)
    def change_and_fail(self, which: int, some: list[tuple[str, str, bool]], theme: str) -> None:
        try:
            with self.programs[which].transaction():
                self._put(self.programs[which], some, theme)
                raise ZeroDivisionError
        except ZeroDivisionError:
            pass

    @rule(
        which=st.integers(0, 1),
        some=changes,
        theme=words,
        at=st.integers(1, 60),
        error=st.sampled_from(ERRORS),
        forever=st.booleans(),
    )
    def change_on_a_disk_that_refuses(
        self, which: int, some: list[tuple[str, str, bool]], theme: str, at: int, error: int, forever: bool
    ) -> None:
        before, told = (dict(self.things), self.theme), None
        try:
            with under(FaultyOs(at, error, forever)):
                self._put(self.programs[which], some, theme)
        except DirectMailError as error_told:
            told = error_told
        if told is None or told.code == "state-not-confirmed":
            self._count(some, theme)
        if told is not None:
            assert told.kind is ErrorKind.STATE_FILE
            if self._found(StateFile(self.path, lambda: NOW)) == before:
                self.things, self.theme = before  # unconfirmed, it is there or not, but all of it

    @rule(which=st.integers(0, 1), id=ids)
    def remove(self, which: int, id: str) -> None:
        """Only what is open is ever removed: history is history."""
        if self.things.get(id, ("", True))[1]:
            return
        with self.programs[which].transaction() as tables:
            assert tables.of(Thing).get(id) is not None
            tables.of(Thing).remove(id)
            assert tables.of(Thing).get(id) is None
        del self.things[id]

    @rule(which=st.integers(0, 1), some=changes)
    def start_over(self, which: int, some: list[tuple[str, str, bool]]) -> None:
        with self.programs[which].transaction() as tables:
            tables.clear()
            self._put(self.programs[which], some, "new")
        self.things = {}
        self._count(some, "new")

    @rule(which=st.integers(0, 1))
    def leave(self, which: int) -> None:
        self.programs[which].close()

    @precondition(lambda self: self.path.exists())
    @rule()
    def leave_to_stock_tinydb(self) -> None:
        self.change(0, [], self.theme + "!")  # who only read leaves it as it is
        self.programs[0].close()
        with TinyDB(self.path, access_mode="r") as stock:
            live = {thing["id"]: (thing["word"], thing["done"]) for thing in stock.table("things")}
        assert sum(done for _, done in live.values()) <= KEEP + SPARE
        archived = set(self.things) - set(live)
        assert live == {id: thing for id, thing in self.things.items() if id not in archived}
        assert all(self.things[id][1] for id in archived)

    @precondition(lambda self: self.path.exists())
    @rule(seed=st.integers(0, 1_000))
    def tear(self, seed: int) -> None:
        """A program dies while it appends."""
        random_bytes = random.Random(seed)
        for journal in self.path.parent.glob("*.journal"):
            with journal.open("ab") as file:
                file.write(random_bytes.randbytes(seed % 50).replace(b"\n", b""))

    @precondition(lambda self: backup_path(self.path).exists())
    @rule(keep=st.integers(0, 200), which=st.integers(0, 1))
    def damage(self, keep: int, which: int) -> None:
        """An unreadable snapshot costs nothing: the one before it and its journals have it all."""
        self.path.write_bytes(self.path.read_bytes()[:keep][:-3])
        assert self._found(self.programs[which]) == (self.things, self.theme)
        with self.programs[which].transaction():
            pass  # mends

    @invariant()
    def everyone_reads_what_was_kept(self) -> None:
        for state in (*self.programs, StateFile(self.path, lambda: NOW)):
            assert self._found(state) == (self.things, self.theme)

    @invariant()
    def everything_is_found_by_its_id(self) -> None:
        with StateFile(self.path, lambda: NOW).read() as tables:
            for id, (word, _) in self.things.items():
                found = tables.of(Thing).find(id)
                assert found is not None
                assert found.word == word
            assert tables.of(Thing).find("nothing") is None

    def _found(self, state: StateFile) -> tuple[Kept, str]:
        with state.read() as tables:
            history = [(record.id, (record.word, record.done)) for record in tables.of(Thing).history()]
            assert len(history) == len(dict(history)), "the same thing twice"
            return dict(history), tables.single(Preferences).theme

    def _count(self, some: list[tuple[str, str, bool]], theme: str) -> None:
        for id, word, done in some:
            if not self.things.get(id, ("", False))[1]:  # what is done stays as it is
                self.things[id] = word, done
        self.theme = theme

    def _put(self, state: StateFile, some: list[tuple[str, str, bool]], theme: str) -> None:
        with state.transaction() as tables:
            for id, word, done in some:
                present = tables.of(Thing).find(id)
                if present is None or not present.done:
                    tables.of(Thing).put(Thing(id=id, word=word, done=done))
            tables.put_single(Preferences(theme=theme))

    def teardown(self) -> None:
        self._undo.close()


TestStateFile = StateFileMachine.TestCase
TestStateFile.settings = settings(max_examples=EXAMPLES // 2, stateful_step_count=25)
