"""Other programs: each waits for its turn, reads the newest state inside the lock, and loses nothing."""

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from dm_tui.domain.errors import DirectMailError, ErrorKind
from dm_tui.domain.usage.billing import PayAsYouGo
from dm_tui.store import state as state_module
from dm_tui.store.state import StateFile
from tests.held_lock import held_by_another

INCREMENT = """
import sys
from datetime import UTC, datetime
from pathlib import Path
from dm_tui.domain.usage.billing import PayAsYouGo
from dm_tui.store.state import StateFile

state = StateFile(Path(sys.argv[1]), lambda: datetime.now(UTC), lock_timeout=60)
for _ in range(int(sys.argv[2])):
    with state.transaction() as tables:
        one = tables.single(PayAsYouGo)
        tables.put_single(one.model_copy(update={"open_emails": one.open_emails + 1}))
"""

KILLED = """
import os, sys
from datetime import UTC, datetime
from pathlib import Path
from dm_tui.domain.usage.billing import PayAsYouGo
from dm_tui.store import state
from dm_tui.store.state import StateFile

state.FOLD_BYTES = 0  # fold at once
setattr(os, sys.argv[2], lambda *args, **named: os._exit(9))
with StateFile(Path(sys.argv[1]), lambda: datetime.now(UTC)).transaction() as tables:
    tables.put_single(PayAsYouGo(open_emails=99))
"""


def start(script: str, *arguments: object) -> "subprocess.Popen[bytes]":
    command = [sys.executable, "-c", script, *map(str, arguments)]
    return subprocess.Popen(command, stdout=subprocess.PIPE)


def test_two_programs_that_count_lose_no_step(state: StateFile, state_path: Path) -> None:
    each, programs = 25, 3
    running = [start(INCREMENT, state_path, each) for _ in range(programs)]
    for program in running:
        program.communicate(timeout=60)
    assert [program.returncode for program in running] == [0] * programs
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
    killed = start(KILLED, state_path, call)
    killed.communicate(timeout=60)
    assert killed.returncode == 9
    with state.transaction() as tables:
        assert tables.single(PayAsYouGo).open_emails == (2 if call in ("write", "fsync") else 99)
        tables.put_single(PayAsYouGo(open_emails=3))
    state.close()
    assert not list(state_path.parent.glob("*.tmp"))


READ = """
import sys
from datetime import UTC, datetime
from pathlib import Path
from dm_tui.domain.usage.billing import PayAsYouGo
from dm_tui.store.state import StateFile

state, before = StateFile(Path(sys.argv[1]), lambda: datetime.now(UTC)), 0
print("reading", flush=True)
while before < int(sys.argv[2]):
    with state.read() as tables:
        now = tables.single(PayAsYouGo).open_emails
    assert now >= before, (now, before)
    before = now
"""


def test_a_reader_that_takes_no_lock_never_sees_a_step_back(
    state: StateFile, state_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(state_module, "FOLD_BYTES", 400)
    steps = 300
    reader = start(READ, state_path, steps)
    assert reader.stdout is not None
    assert reader.stdout.readline() == b"reading\n"
    for emails in range(1, steps + 1):
        with state.transaction() as tables:
            tables.put_single(PayAsYouGo(open_emails=emails))
    reader.communicate(timeout=60)
    assert reader.returncode == 0


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
