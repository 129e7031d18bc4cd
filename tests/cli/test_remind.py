"""`remind` says what it sent and names what failed; the timer is shown before it is installed."""

import io
import json
import sys
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from dm_tui.cli import reminder_timer
from dm_tui.services.reminders.passed_variables import secret_variables
from dm_tui.services.reminders.systemd_timer import ReminderTimer

Command = Callable[..., Any]
ROW = {"plan", "about", "kind", "threshold", "channel", "at", "to"}


@pytest.mark.usefixtures("on_a_fixed_day")
def test_what_was_sent_is_said_once(dm_tui: Command) -> None:
    dm_tui("sandbox", "load", "expiring")
    answer = dm_tui("remind", "--json").document()
    assert set(answer) == {"sent", "failed"}
    assert [row["channel"] for row in answer["sent"]] == ["internal", "email", "sms"]
    for row in answer["sent"]:
        assert set(row) == ROW
        assert (row["kind"], row["threshold"]) == ("expiry", 15)
        assert row["plan"] == f"{row['about']}-P1"
        assert row["at"].endswith("Z")
    assert answer["failed"] == []
    assert dm_tui("remind", "--json").document() == {"sent": [], "failed": []}
    assert dm_tui("remind").out == "Nothing is due.\n"
    assert dm_tui("status", "--json").document()["unread_messages"] >= 1


def test_every_plan_of_an_order_has_its_row(dm_tui: Command) -> None:
    dm_tui("buy", "50k", "-q", "2", "--accept-terms", "--pay-with", "card-4242")
    dm_tui("sandbox", "advance", "155d")
    dm_tui("sandbox", "advance", "24h")  # what was due was delivered on the way
    assert dm_tui("remind", "--json").document()["sent"] == []
    messages = dm_tui("status", "--json").document()["unread_messages"]
    assert messages == 2  # the order is paid; both plans expire


def test_what_failed_is_named_and_the_others_are_sent(
    dm_tui: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DM_TUI_SMTP", "smtp://127.0.0.1:1")
    settings = reminders_file("emails = ['ops@example.com']")
    dm_tui("sandbox", "load", "expiring")
    ran = dm_tui("remind", "--json")
    assert ran.code == 1
    found = json.loads(ran.out)
    assert [reminder["channel"] for reminder in found["sent"]] == ["internal", "sms"]
    (failed,) = found["failed"]
    assert set(failed) == ROW | {"message", "next_try_at"}
    assert failed["channel"] == "email"
    assert failed["message"]
    assert "not reminded by email" in ran.err
    assert settings.exists()
    waiting = dm_tui("remind")
    assert waiting.code == 0  # its time has not come again
    assert "not reminded by email" in waiting.out
    assert "dm-tui remind --retry" in waiting.out
    assert dm_tui("remind", "--retry").code == 1
    doctor = dm_tui("doctor", "--json")
    assert doctor.code == 1
    checks = {check["name"]: check for check in json.loads(doctor.out)["checks"]}
    assert not checks["reminders"]["ok"]


@pytest.mark.usefixtures("on_a_fixed_day")
def test_what_failed_is_sent_at_once_when_it_is_tried_again_by_hand(
    dm_tui: Command, monkeypatch: pytest.MonkeyPatch, state_path: Path
) -> None:
    monkeypatch.setenv("DM_TUI_SMTP", "smtp://127.0.0.1:1")
    reminders_file("emails = ['ops@example.com']")
    dm_tui("sandbox", "load", "expiring")
    assert dm_tui("remind").code == 1
    monkeypatch.delenv("DM_TUI_SMTP")
    ran = dm_tui("remind", "--retry")
    assert ran.code == 0
    outbox = state_path.parent / "outbox"
    assert ran.out.startswith("email: 15-day expiry reminder, ")
    assert ran.out.endswith(f" to ops@example.com by {outbox}\n")
    assert dm_tui("remind", "--retry").out == "Nothing is due.\n"
    assert len(list((outbox / "new").iterdir())) == 1


def test_moving_the_clock_names_what_did_not_arrive(dm_tui: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DM_TUI_SMTP", "smtp://127.0.0.1:1")
    dm_tui("sandbox", "load", "expiring")
    ran = dm_tui("sandbox", "advance", "2d")
    assert ran.code == 0
    assert "reminder (internal, email, sms)" in ran.out
    assert ran.err.count("not reminded by email") == 1
    assert "no one to remind" in ran.err


def test_with_a_server_and_nobody_to_remind_that_is_said(
    dm_tui: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DM_TUI_SMTP", "smtp://127.0.0.1:1")
    dm_tui("sandbox", "load", "expiring")
    ran = dm_tui("remind")
    assert ran.code == 1
    assert "no one to remind" in ran.err


def test_a_settings_file_that_is_wrong_is_a_usage_error(dm_tui: Command) -> None:
    path = reminders_file("expiry_days = [400]")
    ran = dm_tui("remind", "--json")
    assert (ran.code, ran.error()["code"]) == (2, "bad-setting")
    assert str(path) in ran.error()["message"]
    assert dm_tui("paths", "--json").document()["settings"] == str(path)
    assert dm_tui("status", "--json").code == 0


def reminders_file(line: str) -> Path:
    from dm_tui.settings.places import settings_path

    path = settings_path()
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f"[reminders]\n{line}\n")
    return path


# Running by itself


class Machine:
    """A machine with or without systemd, and what systemctl was asked."""

    def __init__(self, tmp_path: Path) -> None:
        self.units = tmp_path / "xdg" / "config" / "systemd" / "user"
        self.booted = tmp_path / "booted"
        self.asked: list[Sequence[str]] = []

    def run(self, words: Sequence[str]) -> int:
        self.asked.append(words)
        return 0


@pytest.fixture
def machine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Machine:
    """A machine that systemd runs, as far as the program can see."""
    for name in secret_variables():  # the tests of the live provider set some
        monkeypatch.delenv(name, raising=False)
    machine = Machine(tmp_path)
    machine.booted.mkdir()
    timer = partial(
        ReminderTimer, run=machine.run, booted=machine.booted, find_program=lambda name: f"/usr/bin/{name}"
    )
    monkeypatch.setattr(reminder_timer, "ReminderTimer", timer)
    return machine


def test_installing_needs_a_word_and_shows_what_it_does(
    dm_tui: Command, machine: Machine, state_path: Path
) -> None:
    ran = dm_tui("remind", "--install")
    assert (ran.code, ran.out) == (2, "")
    assert "ExecStart=" in ran.err
    assert str(state_path) in ran.err
    assert "Add --yes" in ran.err
    assert not machine.units.exists()


@pytest.mark.parametrize(("answer", "installed"), [("y\n", True), ("\n", False), ("", False)])
def test_on_a_terminal_it_asks(
    dm_tui: Command, machine: Machine, monkeypatch: pytest.MonkeyPatch, answer: str, installed: bool
) -> None:
    class Terminal(io.StringIO):
        def isatty(self) -> bool:
            return True

    monkeypatch.setattr(sys, "stdin", Terminal(answer))
    assert (dm_tui("remind", "--install").code == 0) is installed
    assert machine.units.exists() is installed


def test_installed_and_uninstalled(dm_tui: Command, machine: Machine, state_path: Path) -> None:
    found = dm_tui("remind", "--install", "--yes", "--json").document()
    assert found["done"]
    service = (machine.units / "dm-tui-remind.service").read_text()
    assert found["arrangement"]["files"][0]["content"] == service
    assert f'"--state" "{state_path}" "--provider" "sandbox" "remind"' in service
    program = service.split("ExecStart=:")[1].split('"')[1]
    assert Path(program).is_absolute()
    assert dm_tui("remind", "--uninstall", "--yes", "--json").document()["done"]
    assert list(machine.units.iterdir()) == []
    assert dm_tui("remind", "--uninstall").out == "No timer is installed.\n"


def test_without_systemd_the_crontab_line_is_printed(dm_tui: Command, machine: Machine) -> None:
    machine.booted.rmdir()
    ran = dm_tui("remind", "--install")
    assert ran.code == 0
    assert ran.out.splitlines()[-1].startswith("*/5 * * * * ")
    assert ran.out.splitlines()[-1].endswith("remind 2>&1 | /usr/bin/logger -t dm-tui-remind")
    assert "journalctl -t dm-tui-remind" in ran.out
    assert not dm_tui("remind", "--install", "--json").document()["done"]


def test_what_decides_the_way_goes_along_and_no_secret_does(
    dm_tui: Command, machine: Machine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DM_TUI_SMTP", "smtps://me%40example.com@smtp.example.com:465")
    monkeypatch.setenv("DM_TUI_SMTP_PASSWORD", "Sesame-1234-AB")
    monkeypatch.setenv("TZ", "Asia/Singapore")
    ran = dm_tui("remind", "--install", "--yes")
    service = (machine.units / "dm-tui-remind.service").read_text()
    assert 'Environment="DM_TUI_SMTP=smtps://me%%40example.com@smtp.example.com:465"\n' in service
    assert 'Environment="TZ=Asia/Singapore"\n' in service
    assert "because they hold a secret: DM_TUI_SMTP_PASSWORD." in ran.err
    assert "journalctl --user -u dm-tui-remind" in ran.out
    assert "Sesame" not in f"{service}{ran.out}{ran.err}"
    assert "replaces" in dm_tui("remind", "--install").err
    machine.booted.rmdir()
    line = dm_tui("remind", "--install").out
    assert "DM_TUI_SMTP=smtps" in line
    assert "TZ=Asia/Singapore" in line
    assert "DM_TUI_SMTP_PASSWORD." in line
    assert "Sesame" not in line


def test_a_setting_with_a_password_in_it_is_not_installed(
    dm_tui: Command, machine: Machine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DM_TUI_SMTP", "smtps://me:Sesame-1234-AB@smtp.example.com:465")
    ran = dm_tui("remind", "--install", "--yes")
    assert (ran.code, "Sesame" in ran.err) == (2, False)
    assert not machine.units.exists()


def test_installing_and_uninstalling_at_once_is_refused(dm_tui: Command) -> None:
    assert dm_tui("remind", "--install", "--uninstall").code == 2


@pytest.mark.parametrize("name", ["dm-tui", "__main__.py"])
def test_what_is_installed_is_the_program_that_runs(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    program = tmp_path / name
    program.write_text("#!/bin/sh\n")
    program.chmod(0o755)
    monkeypatch.setattr(sys, "argv", [str(program)])
    expected = (str(program),) if name == "dm-tui" else (sys.executable, "-m", "dm_tui")
    assert reminder_timer._program() == expected


# Trying hooks out


def test_a_test_says_what_became_of_it(dm_tui: Command, tmp_path: Path) -> None:
    refused = dm_tui("remind", "--test", "--json")
    assert (refused.code, refused.error()["code"]) == (7, "no-hooks")
    reminders_file('command = ["/bin/true"]')
    assert dm_tui("remind", "--test").out == "command true: arrived\n"
    reminders_file('command = ["/bin/false"]')
    ran = dm_tui("remind", "--test", "--json")
    assert ran.code == 1
    (tried,) = json.loads(ran.out)["tried"]
    assert tried["arrived"] is False
    assert tried["words"] == "false ended with exit code 1"
    reminders_file("command = [\"/bin/true\"]\n[reminders.hooks.team]\nkind = 'slack'")
    ran = dm_tui("remind", "--test")
    assert ran.code == 1
    assert "hook team: did not arrive (The hook “team” has no address." in ran.out
    assert "DM_TUI_HOOK_URL_TEAM" in ran.out
