"""Whatever is done to the state file, it holds what a plain dictionary would, on disk after each step."""

import tempfile
from datetime import UTC, datetime
from pathlib import Path
from unittest import mock

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from dm_tui.domain.errors import DirectMailError
from dm_tui.domain.message import InternalMessage
from dm_tui.settings import Preferences
from dm_tui.store import durable
from dm_tui.store.state import StateFile

NOW = datetime(2026, 1, 31, 9, tzinfo=UTC)
ids = st.sampled_from("abcd")
words = st.text(st.characters(categories=("L", "N", "P")), max_size=8)


class StateFileMachine(RuleBasedStateMachine):
    """Puts, whole and failed transactions, a disk that refuses, a damaged file, and new starts."""

    def __init__(self) -> None:
        super().__init__()
        self._directory = tempfile.TemporaryDirectory()
        self.path = Path(self._directory.name) / "state" / "state.json"
        self.messages: dict[str, str] = {}
        self.theme = Preferences().theme
        self.before = (dict(self.messages), self.theme)
        self.start_again()

    @rule()
    def start_again(self) -> None:
        self.state = StateFile(self.path, lambda: NOW)

    @rule(changes=st.lists(st.tuples(ids, words), min_size=1, max_size=4), theme=words)
    def change(self, changes: list[tuple[str, str]], theme: str) -> None:
        before = (dict(self.messages), self.theme)
        self._put(changes, theme)
        self.before = before
        self.messages |= {
            id: InternalMessage(id=id, at=NOW, subject=s).subject for id, s in changes
        }
        self.theme = theme

    @rule(changes=st.lists(st.tuples(ids, words), max_size=4), theme=words)
    def change_and_fail(self, changes: list[tuple[str, str]], theme: str) -> None:
        try:
            with self.state.transaction():
                self._put(changes, theme)
                raise ZeroDivisionError
        except ZeroDivisionError:
            pass

    @rule(call=st.sampled_from(["open", "write", "fsync"]), theme=words)
    def change_on_a_full_disk(self, call: str, theme: str) -> None:
        with mock.patch.object(durable.os, call, side_effect=OSError(28, "No space")):  # type: ignore[attr-defined]  # the module's own os
            try:
                self._put([("a", "lost")], theme)
            except DirectMailError:
                return
        raise AssertionError("the disk was full")

    @rule()
    def tear(self) -> None:
        """A torn file is the state before the last change again, once there was one before."""
        if not durable.backup_path(self.path).exists():
            return
        self.path.write_bytes(self.path.read_bytes()[:-3])
        self.messages, self.theme = dict(self.before[0]), self.before[1]
        with self.state.transaction():
            pass  # mends

    @invariant()
    def a_new_start_reads_what_was_kept(self) -> None:
        for state in (self.state, StateFile(self.path, lambda: NOW)):
            with state.read() as tables:
                kept = {one.id: one.subject for one in tables.of(InternalMessage).all()}
                assert kept == self.messages
                assert tables.one(Preferences).theme == self.theme

    @invariant()
    def no_temporary_file_is_left(self) -> None:
        assert not list(self.path.parent.glob("*.tmp"))

    def _put(self, changes: list[tuple[str, str]], theme: str) -> None:
        with self.state.transaction() as tables:
            for id, subject in changes:
                tables.of(InternalMessage).put(InternalMessage(id=id, at=NOW, subject=subject))
            tables.put_one(Preferences(theme=theme))

    def teardown(self) -> None:
        self._directory.cleanup()


TestStateFile = StateFileMachine.TestCase
TestStateFile.settings = settings(max_examples=25, stateful_step_count=20)
