"""Other programs: each waits for its turn, reads the newest state inside the lock, and loses nothing."""

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from filelock import FileLock

from dm_tui.domain.billing import PayAsYouGo
from dm_tui.domain.errors import DirectMailError, ErrorKind
from dm_tui.store.state import StateFile

INCREMENT = """
import sys
from datetime import UTC, datetime
from pathlib import Path
from dm_tui.domain.billing import PayAsYouGo
from dm_tui.store.state import StateFile

state = StateFile(Path(sys.argv[1]), lambda: datetime.now(UTC), lock_timeout=60)
for _ in range(int(sys.argv[2])):
    with state.transaction() as tables:
        one = tables.one(PayAsYouGo)
        tables.put_one(one.model_copy(update={"open_emails": one.open_emails + 1}))
"""

KILLED = """
import os, sys
from datetime import UTC, datetime
from pathlib import Path
from dm_tui.domain.billing import PayAsYouGo
from dm_tui.store import durable
from dm_tui.store.state import StateFile

setattr(durable.os, sys.argv[2], lambda *args, **named: os._exit(9))
with StateFile(Path(sys.argv[1]), lambda: datetime.now(UTC)).transaction() as tables:
    tables.put_one(PayAsYouGo(open_emails=99))
"""


def start(script: str, *arguments: object) -> "subprocess.Popen[bytes]":
    return subprocess.Popen([sys.executable, "-c", script, *map(str, arguments)])


def test_two_programs_that_count_lose_no_step(state: StateFile, state_path: Path) -> None:
    each, programs = 25, 3
    running = [start(INCREMENT, state_path, each) for _ in range(programs)]
    assert [program.wait(60) for program in running] == [0] * programs
    with state.read() as tables:
        assert tables.one(PayAsYouGo).open_emails == each * programs


@pytest.mark.parametrize("call", ["write", "fsync", "link", "replace"])
def test_a_program_killed_while_it_writes_loses_only_its_own_change(
    state: StateFile, state_path: Path, call: str
) -> None:
    for emails in (1, 2):
        with state.transaction() as tables:
            tables.put_one(PayAsYouGo(open_emails=emails))
    assert start(KILLED, state_path, call).wait(60) == 9
    with state.transaction() as tables:
        assert tables.one(PayAsYouGo).open_emails == 2
        tables.put_one(PayAsYouGo(open_emails=3))
    assert not list(state_path.parent.glob("*.tmp"))


def test_a_busy_file_is_told_after_the_time_out_and_unchanged(
    state: StateFile, state_path: Path, put: Callable[[StateFile, str, str], None]
) -> None:
    put(state, "a", "one")
    before = state_path.read_bytes()
    with FileLock(f"{state_path}.lock"):
        with pytest.raises(DirectMailError) as busy:
            put(state, "b", "two")
        assert (busy.value.kind, busy.value.code) == (ErrorKind.STATE_FILE, "state-busy")
        with state.read() as tables:
            assert not tables.is_empty("messages")
    assert state_path.read_bytes() == before
    put(state, "b", "two")
    assert state_path.read_bytes() != before
