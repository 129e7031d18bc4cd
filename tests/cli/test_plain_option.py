"""Which face opens without a command, and that the lines do without Textual."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests import preloaded


@pytest.mark.parametrize("option", [("--plain",), ("--ascii", "--plain")])
def test_lines_may_come_from_a_pipe_and_load_no_textual(option: tuple[str, ...], tmp_path: Path) -> None:
    code = (
        "import sys; from dm_tui.cli.main import run; code = run(sys.argv[1:]); "
        "print('textual' in sys.modules, 'rich' in sys.modules, code)"
    )
    ran = subprocess.run(
        [sys.executable, "-c", code, "--state", str(tmp_path / "state.json"), *option],
        input=b"1\n20k\n",
        capture_output=True,
        check=True,
    )
    assert ran.stdout.splitlines()[-1] == b"False False 0"
    assert b"Step 2 of 6" in ran.stdout
    assert ran.stdout.isascii() is ("--ascii" in option)


def test_without_a_terminal_the_lines_are_named(tmp_path: Path) -> None:
    ran = subprocess.run(
        [sys.executable, "-m", "dm_tui", "--state", str(tmp_path / "state.json")],
        stdin=subprocess.DEVNULL,
        capture_output=True,
        check=False,
    )
    assert (ran.returncode, ran.stdout) == (2, b"")
    assert b"dm-tui --plain" in ran.stderr


def test_commands_keep_to_ascii_as_well(tmp_path: Path) -> None:
    for arguments, environment in ((["--ascii"], {}), ([], {"DM_TUI_ASCII": "1"})):
        for command in (["quote", "50k", "-q", "3"], ["quote", "2m"], ["quote", "2m", "--json"]):
            ran = preloaded.run(*arguments, *command, env={**os.environ, **environment})
            assert (ran.stdout + ran.stderr).isascii()


def test_a_stream_that_knows_no_unicode_is_no_fault() -> None:
    for command in (["quote", "50k", "-q", "3"], ["quote", "2m"], ["quote", "50k", "--json"]):
        ran = subprocess.run(
            [sys.executable, "-m", "dm_tui", *command],
            env={**os.environ, "PYTHONIOENCODING": "ascii"},
            capture_output=True,
            check=False,
        )
        assert ran.returncode == (2 if "2m" in command else 0), ran.stderr
