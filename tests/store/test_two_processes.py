"""Other programs: each waits for its turn, reads the newest state inside the lock, and loses nothing."""

import os
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from dm_tui.domain.errors import DirectMailError, ErrorKind
from dm_tui.domain.usage.billing import PayAsYouGo
from dm_tui.store import journal
from dm_tui.store.state import StateFile
from tests.forked import start, wait
from tests.held_lock import held_by_another


def count(path: Path, steps: int) -> None:
    """Be a program that counts."""
    state = StateFile(path, lambda: datetime.now(UTC), lock_timeout=60)
    for _ in range(steps):
        with state.transaction() as tables:
            one = tables.single(PayAsYouGo)
            tables.put_single(one.model_copy(update={"open_emails": one.open_emails + 1}))


def change_and_end(path: Path, call: str) -> None:
    """Be a program that ends at this call of a change."""
    journal.FOLD_BYTES = 0  # fold at once
    setattr(os, call, lambda *args, **named: os._exit(9))
    with StateFile(path, lambda: datetime.now(UTC)).transaction() as tables:
        tables.put_single(PayAsYouGo(open_emails=99))


def look(path: Path, last: int, reading: int) -> None:
    """Be a program that looks until it sees the last step, and says when it begins."""
    state, before = StateFile(path, lambda: datetime.now(UTC)), 0
    os.write(reading, b"reading")
    while before < last:
        with state.read() as tables:
            now = tables.single(PayAsYouGo).open_emails
        assert now >= before, (now, before)
        before = now


def test_two_programs_that_count_lose_no_step(state: StateFile, state_path: Path) -> None:
    each, programs = 60, 3
    running = [start(lambda: count(state_path, each)) for _ in range(programs)]
    assert wait(*running) == [0] * programs
    with state.read() as tables:
        assert tables.single(PayAsYouGo).open_emails == each * programs


@pytest.mark.parametrize("call", ["write", "fsync", "link", "replace"])
def test_a_program_killed_while_it_writes_loses_only_its_own_change(
    state: StateFile, state_path: Path, call: str
) -> None:
    """It is killed before that call; once its line is durable the change is there, told or not."""
    for emails in (1, 2):
        with state.transaction() as tables:
            tables.put_single(PayAsYouGo(open_emails=emails))
    assert wait(start(lambda: change_and_end(state_path, call))) == [9]
    with state.transaction() as tables:
        assert tables.single(PayAsYouGo).open_emails == (2 if call in ("write", "fsync") else 99)
        tables.put_single(PayAsYouGo(open_emails=3))
    state.close()
    assert not list(state_path.parent.glob("*.tmp"))


def test_a_reader_that_takes_no_lock_never_sees_a_step_back(
    state: StateFile, state_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(journal, "FOLD_BYTES", 400)
    steps = 300
    ready, reading = os.pipe()
    reader = start(lambda: look(state_path, steps, reading))
    os.close(reading)
    assert os.read(ready, 7) == b"reading"
    os.close(ready)
    for emails in range(1, steps + 1):
        with state.transaction() as tables:
            tables.put_single(PayAsYouGo(open_emails=emails))
    assert wait(reader) == [0]


def test_a_busy_file_is_told_after_the_time_out_and_unchanged(
    state: StateFile,
    state_path: Path,
    put: Callable[[StateFile, str, str], None],
    files: Callable[[], dict[str, bytes]],
) -> None:
    put(state, "a", "one")
    before = files()
    with held_by_another(state_path):
        with pytest.raises(DirectMailError) as busy:
            put(state, "b", "two")
        assert (busy.value.kind, busy.value.code) == (ErrorKind.STATE_FILE, "state-busy")
        with state.read() as tables:
            assert not tables.is_empty("messages")
    assert files() == before
    put(state, "b", "two")
    assert files() != before
