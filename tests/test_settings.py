"""Where the state lies and which provider is meant, when no option says so."""

from pathlib import Path

import pytest

from dm_tui.settings import default_state_path, provider_name


def test_the_state_lies_in_the_users_state_directory(tmp_path: Path) -> None:
    assert default_state_path() == tmp_path / "xdg" / "state" / "dm-tui" / "state.json"


def test_a_named_state_file_wins(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("DM_TUI_STATE", "~/mail.json")
    assert default_state_path() == tmp_path / "home" / "mail.json"
    monkeypatch.setenv("DM_TUI_STATE", "")
    assert default_state_path().name == "state.json"


def test_the_sandbox_is_the_provider_unless_another_is_named(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    assert provider_name() == "sandbox"
    monkeypatch.setenv("DM_TUI_PROVIDER", "alibaba")
    assert provider_name() == "alibaba"
