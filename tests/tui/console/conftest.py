"""A console whose clocks go faster, and a clipboard of the system that takes what is copied."""

from types import ModuleType

import pytest

from dm_tui.tui import clipboard
from dm_tui.tui.console import screen
from dm_tui.tui.console.lists import preview_pane
from dm_tui.tui.console.send import recipients_field, schedule_dialog, send_tab
from dm_tui.tui.console.shared import editor_screen

SECONDS: tuple[tuple[ModuleType, str, float], ...] = (
    (screen, "LOOK_AGAIN_SECONDS", 0.2),
    (send_tab, "FOLLOW_EVERY", 0.2),
    (editor_screen, "SAVE_EVERY", 0.1),
    (schedule_dialog, "PLAN_EVERY", 0.1),
    (recipients_field, "CHECK_AFTER", 0.02),
    (preview_pane, "FOLLOW_AFTER", 0.02),
)
"""What is looked at, saved or read now and then, and how soon in a test: it is waited for."""


@pytest.fixture(autouse=True)
def clocks_that_go_faster(monkeypatch: pytest.MonkeyPatch) -> None:
    for module, name, seconds in SECONDS:
        monkeypatch.setattr(module, name, seconds)


@pytest.fixture(autouse=True)
def clipboard_of_the_system(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clipboard, "copy_by_command", lambda words: True)
