"""What is printed when the program ends with several faults: each of ours once, and no note of Textual's."""

from pathlib import Path

import pytest

from dm_tui.tui.app import DirectMailApp
from tests.conftest import START


async def test_every_message_is_printed_once_and_without_a_note_for_developers(
    state_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    app = DirectMailApp.for_state(state_path, START)
    app._exit_renderables += ["dm-tui: one [b]fault[/b]", "dm-tui: another", "dm-tui: another"]
    app._print_error_renderables()
    said = capsys.readouterr().err
    assert said == "dm-tui: one [b]fault[/b]\ndm-tui: another\n"
    app._print_error_renderables()
    assert capsys.readouterr().err == ""
