"""The log of the program's work: what it says, and that no secret and no address can get into it."""

import os
import re
import stat
import threading
from base64 import b64encode
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import SecretStr

from dm_tui import work_log
from dm_tui.cli.main import run
from dm_tui.domain.errors import DirectMailError
from dm_tui.domain.mailing.smtp_settings import SmtpSecurity, SmtpSettings
from dm_tui.providers.mail.smtp_transport import SmtpTransport
from dm_tui.settings.places import settings_path
from dm_tui.work_log import FIELDS, KEPT, LogFile, event_words, note, open_sink
from tests.providers.smtp_server import Behaviour, Say, Server

PRIVATE = ("ann@example.org", "news@mail.example.com", "Secret-12-Words", "LTAI5tFakeKey42", "Hello Ada")


class Lines(list[str]):
    """Keeps the events."""

    def write(self, line: str) -> None:
        self.append(line)


@pytest.fixture
def lines() -> Iterator[Lines]:
    kept = Lines()
    open_sink(kept)
    yield kept
    work_log.close_sinks()


@pytest.mark.parametrize("field", FIELDS)
@pytest.mark.parametrize("text", PRIVATE)
def test_no_field_takes_an_address_or_a_secret(field: str, text: str) -> None:
    assert event_words("call", {field: text}) == f"call {field}=?"


@given(st.sampled_from(sorted(FIELDS)), st.text(max_size=80))
def test_whatever_is_noted_stays_on_its_line_and_holds_no_address(field: str, text: str) -> None:
    words = event_words("call", {field: text})
    assert words.isascii()
    assert words.isprintable()
    assert "@" not in words
    assert len(words) < 200


def test_only_known_kinds_and_fields_are_events() -> None:
    for kind, fields in (("rumour", {}), ("call", {"words": "x"})):
        with pytest.raises(KeyError):
            event_words(kind, dict(fields))


def test_without_a_sink_nothing_is_written() -> None:
    assert not work_log.is_open()
    note("rumour")  # not even looked at


def without_numbers(log: str) -> list[str]:
    """Return the lines with R for each number of a call and N for each duration, which differ every time."""
    request = re.sub(r"request=[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}\b", "request=R", log)
    return [line.strip() for line in re.sub(r"ms=\d+", "ms=N", request).splitlines()]


SANDBOX_CALLS = {
    "activate --accept-agreement": ["Activate"],
    "domains add mail.example.com": ["CreateDomain"],
    "domains verify mail.example.com": ["CheckDomain"],
    "senders add news@mail.example.com": ["CreateMailAddress"],
    "send --from news@mail.example.com --to ann@example.org --subject Hello --text Hi": ["WriteLetter"],
    "senders remove news@mail.example.com": ["DeleteMailAddress"],
    "domains remove mail.example.com": ["DeleteDomain"],
    "status": [],
}


def test_the_sandbox_names_its_calls_as_a_real_account_would(
    state_path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    log = tmp_path / "log"
    monkeypatch.setenv("DM_TUI_LOG", str(log))
    for words, calls in SANDBOX_CALLS.items():
        log.unlink(missing_ok=True)
        assert run(["--state", str(state_path), *words.split()]) == 0, words
        text = log.read_text()
        made = [line.partition(" call ")[2] for line in without_numbers(text) if " call " in line]
        assert [line.split()[1] for line in made] == [f"action={call}" for call in calls], words
        assert all("ms=N" in line for line in made)
        assert all("status=200 request=R" in line or "service=outbox" in line for line in made)
        assert not [private for private in PRIVATE if private in text]


@pytest.mark.parametrize(
    ("method", "code", "said"),
    [("card-0002", 4, "outcome=refused status=400 request=R"), ("card-lost", 5, "outcome=unknown request=R")],
)
def test_a_payment_of_the_sandbox_that_is_no_yes_is_told_as_what_it_is(
    state_path: Path, capsys: pytest.CaptureFixture[str], method: str, code: int, said: str
) -> None:
    words = ["--state", str(state_path), "--verbose", "buy", "50k", "--accept-terms", "--pay-with", method]
    assert run(words) == code
    call = "call service=sandbox action=CreateResourcePackage"
    assert f"{call} {said} ms=N" in without_numbers(capsys.readouterr().err)


def test_a_purchase_is_told_step_by_step(
    state_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    assert run(["--state", str(state_path), "--verbose", "buy", "50k", "--accept-terms"]) == 0
    told = without_numbers(capsys.readouterr().err)
    assert told[0].startswith("start version=")
    assert told[0].endswith("command=buy")
    order = told[1].partition("id=")[2].split()[0]
    assert told[1:] == [
        f'money step=ordered id={order} spec=50k quantity=1 amount="USD 13.05"',
        f'money step=paying id={order} spec=50k amount="USD 13.05"',
        "call service=sandbox action=CreateResourcePackage outcome=answered status=200 request=R ms=N",
        f'money step=payment-outcome id={order} outcome=charged amount="USD 13.05"',
        "end code=0",
    ]
    assert not work_log.is_open()


def test_a_reminder_is_told_without_whom_it_reached(
    state_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = settings_path()
    path.parent.mkdir(parents=True)
    path.write_text("[reminders]\nemails = ['ann@example.org']\n")
    assert run(["--state", str(state_path), "sandbox", "load", "expiring"]) == 0
    capsys.readouterr()
    assert run(["--state", str(state_path), "--verbose", "remind"]) == 0
    told = capsys.readouterr().err
    assert "  reminder about=expiry channel=email outcome=accepted\n" in told
    assert not [text for text in PRIVATE if text in told]


def test_the_file_is_private_and_has_the_exit_code(
    state_path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    log = tmp_path / "dm-tui.log"
    log.write_text("before\n")
    log.chmod(0o644)
    monkeypatch.setenv("DM_TUI_LOG", str(log))
    assert run(["--state", str(state_path), "orders", "show", "DM260131-9999"]) == 2
    assert stat.S_IMODE(log.stat().st_mode) == 0o600
    first, start, end = log.read_text().splitlines()
    assert first == "before"
    assert f" {os.getpid()} start version=" in start
    assert end.endswith(" end code=2")


def test_the_settings_file_names_it_too(state_path: Path) -> None:
    path = settings_path()
    path.parent.mkdir(parents=True)
    path.write_text("[log]\nfile = 'dm-tui.log'\n")
    assert run(["--state", str(state_path), "status"]) == 0
    assert "command=status" in (path.parent / "dm-tui.log").read_text()


@pytest.mark.parametrize("name", ["gone/dm-tui.log", "link", "pipe"])
def test_a_file_that_cannot_be_written_is_refused(
    state_path: Path,
    tmp_path: Path,
    name: str,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    (tmp_path / "link").symlink_to(tmp_path / "elsewhere")
    os.mkfifo(tmp_path / "pipe")
    monkeypatch.setenv("DM_TUI_LOG", str(tmp_path / name))
    assert run(["--state", str(state_path), "status"]) == 2
    assert "cannot be written" in capsys.readouterr().err
    assert not (tmp_path / "elsewhere").exists()


def test_the_interface_takes_no_verbose(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["--verbose"]) == 2
    assert "DM_TUI_LOG=FILE" in capsys.readouterr().err


def test_a_large_file_is_put_aside_and_few_are_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(work_log, "MAX_BYTES", 2_000)
    path = tmp_path / "log"
    files = [LogFile(path, lambda: "now") for _ in range(2)]  # two programs

    def work(file: LogFile, name: str) -> None:
        for _ in range(200):
            file.write(name * 40)

    threads = [threading.Thread(target=work, args=pair) for pair in zip(files, "ab", strict=True)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    kept = sorted(path.name for path in tmp_path.iterdir())
    assert kept == ["log", *(f"log.{number}" for number in range(1, KEPT + 1))]
    for log_file in tmp_path.iterdir():
        assert log_file.stat().st_size <= 2_000 + 60
        assert stat.S_IMODE(log_file.stat().st_mode) == 0o600
        assert {line.split()[-1] for line in log_file.read_text().splitlines()} <= {"a" * 40, "b" * 40}


def test_a_file_that_is_full_stops_nobody(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = LogFile(tmp_path / "log", lambda: "now")

    def full(descriptor: int, data: bytes) -> int:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "write", full)
    file.write("lost")


@pytest.mark.parametrize("method", ["PLAIN", "LOGIN"])
@pytest.mark.parametrize("typed", ["Secret-12-Words", "Wrong-34-Words"])
def test_a_sign_in_is_told_without_its_words(lines: Lines, method: str, typed: str) -> None:
    user = "me@example.com"
    with Server(Behaviour(password="Secret-12-Words", auth_methods=(method,))) as server:
        settings = SmtpSettings(host="127.0.0.1", port=server.port, security=SmtpSecurity.PLAIN, user=user)
        with suppress(DirectMailError):
            SmtpTransport(settings, SecretStr(typed)).connect().close()
    told = "\n".join(lines)
    assert "smtp verb=AUTH" in told
    assert ("code=235" in told) is (typed == "Secret-12-Words")
    forms = [typed, user, f"\0{user}\0{typed}"]
    forms += [b64encode(form.encode()).decode().rstrip("=") for form in forms]
    assert not [form for form in forms if form in told]


def test_a_conversation_with_a_mail_server_is_told_without_what_was_said(lines: Lines) -> None:
    no_such_user = Say(b"550 5.1.1 <ann@example.org>: no such user, Hello Ada\r\n")
    with Server(Behaviour(pipelining=True)) as server:
        server.plant("RCPT", no_such_user)
        settings = SmtpSettings(host="127.0.0.1", port=server.port, security=SmtpSecurity.PLAIN)
        connection = SmtpTransport(settings, SecretStr("Secret-12-Words")).connect()
        for _ in range(2):
            connection.deliver(
                "1", "news@mail.example.com", "ann@example.org", b"Subject: Hello Ada\r\n\r\nHi\r\n"
            )
        connection.close()
    told = [line.partition(" ms=")[0] for line in lines]
    assert told[:2] == ["smtp verb=CONNECT", "smtp outcome=reply code=220"]
    assert "smtp outcome=reply code=550 status=5.1.1" in told
    assert {"smtp verb=EHLO", "smtp verb=MAIL", "smtp verb=RCPT", "smtp verb=DATA", "smtp verb=QUIT"} <= set(
        told
    )
    assert any(line.startswith("smtp verb=MESSAGE bytes=") for line in told)
    assert not [text for text in PRIVATE if text in "\n".join(lines)]
    assert "127.0.0.1" not in "\n".join(lines)
