"""Streams that are closed, full, or read by nobody: the exit code is still the command's."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

FULL = Path("/dev/full")


def shell(command: str, **environment: str) -> "subprocess.CompletedProcess[str]":
    program = f"'{sys.executable}' -m dm_tui"
    return subprocess.run(
        ["bash", "-c", command.replace("dm-tui", program)],
        capture_output=True,
        text=True,
        env={**os.environ, **environment},
        check=False,
    )


@pytest.mark.parametrize(
    ("call", "code", "unbuffered"),
    [
        ("plans", 0, "1"),
        ("plans --json", 0, ""),
        ("schema", 0, ""),
        ("--help", 0, "1"),
        ("--version", 0, ""),
        ("quote 2m 2>&1", 2, "1"),
        ("quote 2m --json 2>&1", 2, ""),
    ],
)
def test_a_reader_that_goes_away_is_no_error(call: str, code: int, unbuffered: str) -> None:
    ran = shell(f"dm-tui {call} | true; echo ${{PIPESTATUS[0]}}", PYTHONUNBUFFERED=unbuffered)
    assert (ran.stdout, ran.stderr) == (f"{code}\n", "")


def test_a_reader_that_has_enough_is_no_error() -> None:
    ran = shell("dm-tui schema | head -1; echo ${PIPESTATUS[0]}")
    assert (ran.stdout, ran.stderr) == ("{\n0\n", "")


@pytest.mark.skipif(not FULL.exists(), reason="there is no /dev/full here")
@pytest.mark.parametrize(("call", "unbuffered"), [("plans", "1"), ("plans --json", ""), ("--version", "1")])
def test_an_answer_that_cannot_be_written_is_an_error(call: str, unbuffered: str) -> None:
    ran = shell(f"dm-tui {call} > /dev/full", PYTHONUNBUFFERED=unbuffered)
    assert ran.returncode == 1
    assert "no space left on device" in ran.stderr
    assert "Traceback" not in ran.stderr


@pytest.mark.parametrize(
    ("call", "code"),
    [
        ("plans >&-", 0),
        ("plans --json >&-", 0),
        ("--version >&-", 0),
        ("quote 2m 2>&-", 2),
        ("plans <&-", 0),
        ("activate --accept-agreement <&- >&- 2>&-", 0),
        ("<&-", 2),
        ("--plain <&- >&-", 0),
    ],
)
def test_a_closed_stream_is_no_fault(call: str, code: int, tmp_path: Path) -> None:
    ran = shell(f"dm-tui {call}", DM_TUI_STATE=str(tmp_path / "state.json"))
    assert ran.returncode == code, ran.stderr
    assert not list(tmp_path.glob("crash-*"))
    for file in tmp_path.glob("state*"):
        assert file.is_dir() or b"Pay-as-you-go is active since" not in file.read_bytes()


def test_in_a_pipe_a_table_has_tabs_and_nothing_but_text() -> None:
    ran = shell("dm-tui plans | cat")
    head, first, *_ = ran.stdout.splitlines()
    assert head.split("\t") == ["plan", "emails", "price", "per 1,000", "pays off above"]
    assert first.split("\t") == ["50k", "50,000", "USD 13.05", "0.261", "45,000"]
    assert "\x1b" not in ran.stdout


def test_in_a_pipe_buying_needs_the_option() -> None:
    ran = shell("echo yes | dm-tui buy 50k --json | cat; exit ${PIPESTATUS[1]}")
    assert (ran.returncode, ran.stdout) == (2, "")
    assert "terms-not-accepted" in ran.stderr
