"""A command of the user gets each reminder once, says by its exit code whether it arrived, and has an end."""

import json
import os
import stat
import subprocess
import time
from pathlib import Path
from typing import Any

import pytest

from dm_tui.providers.hooks import command
from dm_tui.providers.hooks.command import ReminderCommand
from dm_tui.providers.mail.transport import Accepted, Deferred, DeliveryOutcome, Unknown
from tests.held import HELD
from tests.providers.test_web_hooks import NOTICE


def script(tmp_path: Path, body: str) -> str:
    path = tmp_path / "remind-me"
    path.write_text(f"#!/bin/sh\n{body}\n")
    path.chmod(path.stat().st_mode | stat.S_IXUSR)
    return str(path)


def run(*words: str, **environment: str) -> DeliveryOutcome:
    transport = ReminderCommand(words, {"PATH": os.environ["PATH"], **environment})
    return transport.connect().deliver("id-1", "", transport.name, NOTICE.model_dump_json().encode())


def test_it_reads_the_notice_from_its_input_and_its_words_from_the_environment(tmp_path: Path) -> None:
    program = script(tmp_path, f'cd "{tmp_path}"; cat >in; printf %s "$REMINDER_SUBJECT" >subject; '
                               'printf %s "$REMINDER_TEXT" >text; printf %s "$1 $MINE" >arguments')  # fmt: skip
    assert run(program, "two words", MINE="yes") == Accepted()
    assert json.loads((tmp_path / "in").read_text()) == json.loads(NOTICE.model_dump_json())
    assert (tmp_path / "subject").read_text() == NOTICE.subject
    assert (tmp_path / "text").read_text() == NOTICE.text
    assert (tmp_path / "arguments").read_text() == "two words yes"


def test_it_may_leave_its_input_unread(tmp_path: Path) -> None:
    assert run(script(tmp_path, "exec 0<&-; exit 0")) == Accepted()


def test_a_failure_is_a_no_and_what_it_printed_is_not_repeated(tmp_path: Path) -> None:
    told = run(script(tmp_path, "echo sesame1234; echo sesame1234 >&2; exit 3"))
    assert told == Deferred(words="remind-me ended with exit code 3")


def test_a_signal_leaves_it_unknown(tmp_path: Path) -> None:
    assert run(script(tmp_path, "kill -9 $$")) == Unknown(words="remind-me was killed by signal 9")


@pytest.mark.parametrize("there", ["nothing", "a file"])
def test_one_that_cannot_be_started_certainly_did_nothing(tmp_path: Path, there: str) -> None:
    path = tmp_path / "remind-me"
    if there == "a file":
        path.write_text("")
    told = run(str(path))
    assert isinstance(told, Deferred)
    assert "remind-me could not be started" in told.words


def test_one_that_hangs_is_ended_with_all_it_started(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(command, "SECONDS", 0.05)
    communicate = subprocess.Popen.communicate

    def communicate_while_it_hangs(running: Any, message: bytes, timeout: float) -> Any:
        end = time.monotonic() + HELD
        while not (tmp_path / "child").exists() or not (tmp_path / "child").read_text():
            assert time.monotonic() < end, "it does not start"
            time.sleep(0.005)
        return communicate(running, message, timeout)

    monkeypatch.setattr(subprocess.Popen, "communicate", communicate_while_it_hangs)
    told = run(
        script(tmp_path, f"(sleep 5; touch '{tmp_path}/late') & echo $! >'{tmp_path}/child'; sleep 60")
    )
    assert isinstance(told, Unknown)
    child = int((tmp_path / "child").read_text())
    for _ in range(100):
        if not _runs(child):
            break
        time.sleep(0.02)
    assert not _runs(child)


def _runs(process: int) -> bool:
    try:
        return Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


def test_one_that_leaves_something_running_is_not_waited_for(tmp_path: Path) -> None:
    begin = time.monotonic()
    assert run(script(tmp_path, "sleep 30 & exit 0")) == Accepted()
    assert time.monotonic() - begin < 20
