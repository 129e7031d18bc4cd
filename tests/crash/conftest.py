"""A program beside the one that is under test, and a state file that is soon full."""

import functools
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from dm_tui.services.direct_mail import DirectMail
from dm_tui.services.upkeep import doctor
from dm_tui.store import archive, journal
from dm_tui.store import state as state_module

NOW = datetime(2026, 1, 31, 9, tzinfo=UTC)


@pytest.fixture(autouse=True)
def settings_checked_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the doctor check the settings once a test: it is asked a thousand times here, and they stay."""
    monkeypatch.setattr(doctor, "_check_settings", functools.cache(doctor._check_settings))


@pytest.fixture
def cramped(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let a journal be long and a table be full at once, so that a short story folds and archives."""
    monkeypatch.setattr(journal, "FOLD_BYTES", 1_500)
    monkeypatch.setattr(state_module, "KEEP_LIVE", 1)
    monkeypatch.setattr(archive, "ARCHIVE_BATCH", 0)


@pytest.fixture
def start_program() -> Callable[[Path], DirectMail]:
    """Open an account as the next start of the program does."""
    return lambda path: DirectMail(path, clock=lambda: NOW, sleep=lambda seconds: None)
