"""A state file with a fixed clock, and one message: the smallest thing that can be kept."""

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from dm_tui.domain.account.inbox_message import InternalMessage
from dm_tui.store import archive, journal
from dm_tui.store import state as state_module
from dm_tui.store.state import StateFile

NOW = datetime(2026, 1, 31, 9, tzinfo=UTC)


@pytest.fixture
def open_state(state_path: Path) -> Callable[[], StateFile]:
    """Open the file once more, as another process or the next start would; it waits briefly for a lock."""
    return lambda: StateFile(state_path, lambda: NOW, lock_timeout=0.2)


@pytest.fixture
def state(open_state: Callable[[], StateFile]) -> StateFile:
    """A state file that does not exist yet."""
    return open_state()


@pytest.fixture
def files(state_path: Path) -> Callable[[], dict[str, bytes]]:
    """Read every file there is, the lock aside, to see that nothing was touched."""

    def read() -> dict[str, bytes]:
        there = state_path.parent.rglob("*")
        return {
            str(file.relative_to(state_path.parent)): file.read_bytes()
            for file in there
            if file.is_file() and file.suffix != ".lock"
        }

    return read


@pytest.fixture
def cramped(monkeypatch: pytest.MonkeyPatch) -> None:
    """Fold at every change, and archive what is closed but the newest three."""
    monkeypatch.setattr(journal, "FOLD_BYTES", 0)
    monkeypatch.setattr(state_module, "KEEP_LIVE", 3)
    monkeypatch.setattr(archive, "ARCHIVE_BATCH", 0)


@pytest.fixture
def put() -> Callable[[StateFile, str, str], None]:
    """Keep one message in a transaction of its own."""

    def change(state: StateFile, id: str, subject: str) -> None:
        with state.transaction() as tables:
            tables.of(InternalMessage).put(InternalMessage(id=id, at=NOW, subject=subject))

    return change


@pytest.fixture
def other_account(tmp_path: Path, put: Callable[[StateFile, str, str], None]) -> StateFile:
    """A state file of somebody else, with one message in its snapshot and one in its journal."""
    other = StateFile(tmp_path / "other" / "state.json", lambda: NOW)
    for id in ("theirs", "stranger"):
        put(other, id, id)
    return other


@pytest.fixture
def subjects() -> Callable[[StateFile], list[str]]:
    """Read back what was kept."""

    def read(state: StateFile) -> list[str]:
        with state.read() as tables:
            return [message.subject for message in tables.of(InternalMessage).all()]

    return read
