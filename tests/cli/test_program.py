"""The program as a whole: its version, its help, and how it is started."""

import os
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import dm_tui as package

Command = Callable[..., Any]


def program(*arguments: str, **environment: str) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        [sys.executable, "-m", "dm_tui", *arguments],
        capture_output=True,
        text=True,
        env={**os.environ, **environment},
        check=False,
    )


def test_the_version_is_one_line(dm_tui: Command) -> None:
    ran = dm_tui("--version")
    assert (ran.code, ran.err) == (0, "")
    assert ran.out == f"dm-tui {package.__version__}\n"
    assert re.fullmatch(r"\d+\.\d+\.\d+", package.__version__)


def test_the_help_names_every_command_and_exit_code(capsys: pytest.CaptureFixture[str]) -> None:
    from dm_tui.cli.main import run

    with pytest.raises(SystemExit) as left:
        run(["--help"])
    assert left.value.code == 0
    printed = capsys.readouterr().out
    for word in ("plans", "quote", "buy", "activate", "verify", "status", "orders", "access"):
        assert word in printed
    for number in ("0", "1", "2", "3", "4", "5", "6", "7", "130"):
        assert re.search(rf"\b{number} [a-z]", " ".join(printed.split()))


def test_help_is_a_command_as_well(capsys: pytest.CaptureFixture[str]) -> None:
    from dm_tui.cli.main import run

    for words, same in (["help"], ["--help"]), (["help", "buy"], ["buy", "--help"]):
        pages = []
        for arguments in (words, same):
            with pytest.raises(SystemExit) as left:
                run(arguments)
            assert left.value.code == 0
            pages.append(capsys.readouterr().out)
        assert pages[0] == pages[1]


def test_windows_is_told_where_the_program_runs() -> None:
    script = "import os; os.name = 'nt'; from dm_tui.__main__ import main; main()"
    ran = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=False)
    assert (ran.returncode, ran.stdout) == (1, "")
    assert "WSL" in ran.stderr
    assert "Traceback" not in ran.stderr


def test_the_exit_code_reaches_the_shell(tmp_path: Path) -> None:
    ran = program("quote", "2m", "--json")
    assert (ran.returncode, ran.stdout) == (2, "")
    assert ran.stderr.startswith('{"error"')


def test_the_environment_stands_for_the_options(tmp_path: Path) -> None:
    named = tmp_path / "elsewhere" / "account.json"
    ran = program("activate", "--accept-agreement", DM_TUI_STATE=str(named))
    assert ran.returncode == 0, ran.stderr
    assert named.exists()
    assert program("plans", DM_TUI_PROVIDER="postmark").returncode == 2


def test_an_option_wins_over_the_environment(dm_tui: Command, state_path: Path) -> None:
    os.environ["DM_TUI_STATE"] = str(state_path.with_name("other.json"))
    try:
        dm_tui("activate", "--accept-agreement")
    finally:
        del os.environ["DM_TUI_STATE"]
    assert state_path.exists()
    assert not state_path.with_name("other.json").exists()


def test_without_a_name_the_state_lies_in_the_users_own_directory(tmp_path: Path) -> None:
    ran = program("activate", "--accept-agreement")
    assert ran.returncode == 0, ran.stderr
    (state,) = tmp_path.rglob("state.json")
    assert state.parent.name == "dm-tui"
    assert state.stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize("arguments", [(), ("--json",)])
def test_without_a_command_and_without_a_terminal_it_says_so(arguments: tuple[str, ...]) -> None:
    ran = program(*arguments)
    assert (ran.returncode, ran.stdout) == (2, "")
    assert ran.stderr
