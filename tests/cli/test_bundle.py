"""`doctor --bundle`: what is attached to a report, shown before it is written, without anything private."""

import stat
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from dm_tui.settings.places import settings_path
from dm_tui.work_log import is_event
from tests.cli.conftest import Ran

Command = Callable[..., Ran]

PRIVATE = (
    "news@mail.example.com",
    "ops@example.com",
    "Secret-12-Words",
    "LTAI-key",
    "smtp.example.com",
    "Ada",
    "ADAS",
    "hooks.example.com",
    "/home/",
)


@pytest.fixture
def used(dm_tui: Command, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, state_path: Path) -> Path:
    """An account that was used, with settings, a log and a crash report; returns where the bundle goes."""
    monkeypatch.setenv("HOME", "/home/ada")
    monkeypatch.setenv("DM_TUI_SMTP_PASSWORD", "Secret-12-Words")
    monkeypatch.setenv("ALIBABA_CLOUD_ACCESS_KEY_ID", "LTAI-key")
    monkeypatch.setenv("DM_TUI_HOOK_URL_ADAS", "https://hooks.example.com/secret")
    monkeypatch.setenv("DM_TUI_LOG", str(tmp_path / "log"))
    settings = settings_path()
    settings.parent.mkdir(parents=True)
    settings.write_text(
        "[mail]\nserver = 'smtps://me%40example.com@smtp.example.com:465'\n"
        "[reminders]\nemails = ['ops@example.com']\n[profiles.ada]\n",
        encoding="utf-8",
    )
    assert dm_tui("sandbox", "load", "busy").code == 0
    assert dm_tui("buy", "50k", "--accept-terms").code == 0
    log = tmp_path / "log"
    log.write_text(log.read_text() + "Dear Ada, news@mail.example.com\n2026 1 call action=ann@example.org\n")
    (state_path.parent / "crash-0.txt").write_text("ValueError\n  /home/ada/x.py:3 ann@example.org\n")
    return tmp_path / "report.txt"


def test_it_has_what_helps_and_nothing_private(dm_tui: Command, used: Path) -> None:
    ran = dm_tui("doctor", "--bundle", str(used), "--yes")
    assert ran.code == 0
    written = used.read_text()
    assert stat.S_IMODE(used.stat().st_mode) == 0o600
    assert (
        ran.out
        == f"{written}Written to {used}. It has no secret, no address and nothing that you typed: attach it to your report.\n"
    )
    for part in (
        "Python 3",
        "ok   state-file",
        "DM_TUI_SMTP_PASSWORD",
        "DM_TUI_HOOK_URL_\n",
        "[mail] server",
        "[reminders] emails",
        "1 profiles",
    ):
        assert part in written
    assert "  ValueError" in written
    assert "~/x.py:3 …" in written
    assert "step=payment-outcome" in written
    assert [text for text in PRIVATE if text in written] == []


def test_the_same_as_json(dm_tui: Command, used: Path) -> None:
    answer = dm_tui("doctor", "--bundle", str(used), "--yes", "--json").document()
    assert answer["file"] == str(used)
    assert "\n".join(answer["lines"]) + "\n" == used.read_text()


def test_nothing_is_written_unseen(dm_tui: Command, used: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert "Add --yes" in dm_tui("doctor", "--bundle", str(used)).err
    assert not used.exists()
    monkeypatch.setattr(sys.stdin, "isatty", lambda: True, raising=False)
    for typed, code in (("n\n", 2), ("y\n", 0)):
        monkeypatch.setattr(sys.stdin, "readline", lambda typed=typed: typed, raising=False)
        ran = dm_tui("doctor", "--bundle", str(used))
        assert ran.code == code
        assert "step=payment-outcome" in ran.err
        assert used.exists() is (code == 0)


def test_a_file_that_is_there_stays(dm_tui: Command, used: Path) -> None:
    used.write_text("mine")
    error = dm_tui("doctor", "--bundle", str(used), "--yes", "--json").error()
    assert error["code"] == "bundle-exists"
    assert used.read_text() == "mine"
    assert dm_tui("doctor", "--bundle", str(used / "x"), "--yes").code == 2


@pytest.mark.parametrize(
    ("line", "event"),
    [
        ("2026-01-31T09:00:00.1Z 7 end code=0", True),
        ('2026-01-31T09:00:00.1Z 7 money step=ordered amount="USD 1.00"', True),
        ("2026-01-31T09:00:00.1Z 7 call action=?", True),
        ("2026-01-31T09:00:00.1Z 7 call action=ann@example.org", False),
        ("2026-01-31T09:00:00.1Z 7 call words=hello", False),
        ("2026-01-31T09:00:00.1Z 7 call action=Pay and more", False),
        ("Dear Ada,", False),
        ("", False),
    ],
)
def test_a_line_of_the_log_is_known_by_its_fields(line: str, event: bool) -> None:
    assert is_event(line) is event
