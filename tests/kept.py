"""What is kept in a state file, however it lies on the disk, and a disk that keeps nothing more."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from dm_tui.store.state import StateFile


def kept(path: Path) -> dict[str, dict[str, Any]]:
    """Return every live table as plain dictionaries; none while there is no file."""
    with StateFile(path, lambda: datetime.now(UTC)).read() as tables:
        found = dict(tables.view.read() or {})
    found.pop("meta", None)
    return found


def fill_the_disk(monkeypatch: pytest.MonkeyPatch) -> None:
    """Refuse every commit from now on, as a full disk does."""

    def full(*_: object, **__: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("dm_tui.store.state.replace_file", full)
    monkeypatch.setattr("dm_tui.store.journal.append", full)
