"""“Copied” is said only where it is certain."""

from pathlib import Path

import pytest

from dm_tui.domain.purchase.wizard import Step
from dm_tui.tui.clipboard import copy_by_command
from tests.tui.conftest import LeftAt, SitDown


@pytest.fixture
def commands(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A PATH with nothing in it but what a test puts there."""
    folder = tmp_path / "bin"
    folder.mkdir()
    monkeypatch.setenv("PATH", str(folder))
    monkeypatch.setenv("WAYLAND_DISPLAY", "wayland-0")
    monkeypatch.delenv("DISPLAY", raising=False)
    return folder


def _command(folder: Path, script: str) -> None:
    command = folder / "wl-copy"
    command.write_text(f"#!/bin/sh\n{script}\n")
    command.chmod(0o755)


def test_a_command_of_the_system_takes_the_text(commands: Path, tmp_path: Path) -> None:
    _command(commands, f"/bin/cat > {tmp_path}/taken")
    assert copy_by_command("Order ä")
    assert (tmp_path / "taken").read_text() == "Order ä"


@pytest.mark.parametrize("script", ["exit 1", ""], ids=["refuses", "missing"])
async def test_what_is_not_certain_is_not_called_copied(
    user_at: SitDown, left_at: LeftAt, commands: Path, script: str
) -> None:
    if script:
        _command(commands, script)
    left_at(Step.RECEIPT)
    async with user_at() as user:
        await user.sees("receipt")
        await user.presses("c")
        await user.hears("sent to the terminal's clipboard", "s saves it")
        assert not any("copied" in toast for toast in user.toasts)
