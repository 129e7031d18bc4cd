"""A spreadsheet is read as it was meant, or nothing is sent: what is guessed is shown and confirmed first."""

from collections.abc import Callable
from email import message_from_bytes
from email.header import decode_header, make_header
from email.message import Message
from pathlib import Path

import pytest

from tests.cli.conftest import Ran
from tests.workbooks import write_workbook

Command = Callable[..., Ran]

NEWS = ("send", "--from", "news@mail.example.com", "--subject", "Hi {UserName}", "--text", "Dear {UserName}.")
ROWS = "邮箱,姓名\r\nzhang@example.org,张三\r\nli@example.org,李四\r\n"


@pytest.fixture
def busy(dm_tui: Command) -> Command:
    dm_tui("sandbox", "load", "busy")
    return dm_tui


@pytest.fixture
def outbox(state_path: Path) -> Callable[[], list[Message]]:
    def read() -> list[Message]:
        new = state_path.with_name("outbox") / "new"
        return [message_from_bytes(path.read_bytes()) for path in new.glob("*")]

    return read


@pytest.fixture
def chinese(tmp_path: Path) -> str:
    path = tmp_path / "people.csv"
    path.write_bytes(ROWS.encode("gbk"))
    return str(path)


def test_without_a_terminal_a_guess_sends_nothing(
    busy: Command, outbox: Callable[[], list[Message]], chinese: str
) -> None:
    ran = busy(*NEWS, "--recipients", chinese, "--json")
    assert (ran.code, ran.error()["code"]) == (2, "encoding-uncertain")
    assert "zhang@example.org | 张三" in ran.error()["message"]
    assert "--encoding GB18030" in ran.error()["hint"]
    assert outbox() == []
    assert busy("mailings", "--json").document() == {"mailings": []}


@pytest.mark.parametrize("encoding", ["GB18030", "gbk", "gb2312", "GB 18030"])
def test_the_encoding_that_you_name_is_used(
    busy: Command, outbox: Callable[[], list[Message]], chinese: str, encoding: str
) -> None:
    document = busy(*NEWS, "--recipients", chinese, "--encoding", encoding, "--json").document()
    assert (document["accepted"], document["encoding"]) == (2, "GB18030")
    assert {str(make_header(decode_header(message["Subject"]))) for message in outbox()} == {
        "Hi 张三",
        "Hi 李四",
    }


def test_a_dry_run_shows_the_rows_and_ends_as_the_real_run_would(
    busy: Command, outbox: Callable[[], list[Message]], chinese: str
) -> None:
    ran = busy(*NEWS, "--recipients", chinese, "--dry-run")
    assert "is read as GB18030, which is a guess." in ran.out
    assert "  zhang@example.org | 张三" in ran.out.splitlines()
    assert "2 emails from" in ran.out
    assert ran.code == 2
    assert "encoding-uncertain" in busy(*NEWS, "--recipients", chinese, "--dry-run", "--json").err
    ran = busy(*NEWS, "--recipients", chinese, "--encoding", "gbk", "--dry-run", "--json")
    assert (ran.code, ran.document()["encoding"], ran.document()["recipients"]) == (0, "GB18030", 2)
    assert outbox() == []


def test_on_a_terminal_the_rows_are_shown_and_you_are_asked(
    busy: Command, outbox: Callable[[], list[Message]], chinese: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[list[str]] = []
    answers = iter([False, True])

    def ask(lines: list[str]) -> bool:
        asked.append(lines)
        return next(answers)

    monkeypatch.setattr("dm_tui.cli.requested_recipients.can_ask", lambda: True)
    monkeypatch.setattr("dm_tui.cli.requested_recipients._ask_about_rows", ask)
    ran = busy(*NEWS, "--recipients", chinese, "--json")
    assert (ran.code, ran.error()["code"], outbox()) == (2, "encoding-refused", [])
    assert busy(*NEWS, "--recipients", chinese).code == 0
    assert len(outbox()) == 2
    assert asked[0][1:] == ["  邮箱 | 姓名", "  zhang@example.org | 张三", "  li@example.org | 李四"]


def test_unicode_is_sent_without_a_question(busy: Command, tmp_path: Path) -> None:
    (tmp_path / "people.csv").write_text(ROWS, encoding="utf-16-le")
    document = busy(*NEWS, "--recipients", str(tmp_path / "people.csv"), "--json").document()
    assert (document["accepted"], document["encoding"]) == (2, "UTF-16 LE")
    document = busy(
        *NEWS[:-2], "--text", "x", "--subject", "Hi", "--to", "a@example.org", "--json"
    ).document()
    assert document["encoding"] is None


def test_you_name_the_columns(busy: Command, outbox: Callable[[], list[Message]], tmp_path: Path) -> None:
    (tmp_path / "people.csv").write_text("Office,Private,First Name\na@example.org,b@example.org,Ann\n")
    file = ("--recipients", str(tmp_path / "people.csv"))
    assert busy(*NEWS, *file, "--json").error()["code"] == "no-address-column"
    ran = busy(*NEWS, *file, "--column", "Private", "--map", "UserName=First Name", "--json")
    assert ran.document()["accepted"] == 1
    (message,) = outbox()
    assert (message["To"], str(message["Subject"])) == ("b@example.org", "Hi Ann")


@pytest.mark.parametrize(
    ("options", "code"),
    [
        (("--column", "Nobody"), "unknown-column"),
        (("--map", "UserName"), "bad-mapping"),
        (("--encoding", "rot13"), "unknown-encoding"),
        (("--encoding", "ascii"), "unusable-file"),
    ],
)
def test_what_does_not_fit_the_file_is_refused(
    busy: Command, tmp_path: Path, options: tuple[str, str], code: str
) -> None:
    (tmp_path / "people.csv").write_text("email,UserName\nann@example.org,Zoë\n", encoding="utf-8")
    ran = busy(*NEWS, "--recipients", str(tmp_path / "people.csv"), *options, "--json")
    assert (ran.code, ran.error()["code"]) == (2, code)
    assert busy(*NEWS, "--to", "a@example.org", "--column", "1", "--json").error()["code"] == "no-spreadsheet"


def test_a_workbook_is_a_spreadsheet_too(
    busy: Command, outbox: Callable[[], list[Message]], tmp_path: Path
) -> None:
    people = [["邮箱", "姓名"], ["zhang@example.org", "张三"], ["nobody", "x"]]
    file = str(write_workbook(tmp_path / "people.xlsx", {"A": people, "B": people}))
    assert "--sheet" in busy(*NEWS, "--recipients", file, "--json").error()["hint"]
    ran = busy(*NEWS, "--recipients", file, "--sheet", "B", "--skip-bad-rows", "--json")
    assert (ran.document()["accepted"], ran.document()["encoding"]) == (1, "Excel, sheet “B”")
    (message,) = outbox()
    assert str(make_header(decode_header(message["Subject"]))) == "Hi 张三"


def test_a_body_is_utf_8_or_in_the_encoding_named(
    busy: Command, outbox: Callable[[], list[Message]], tmp_path: Path
) -> None:
    body = ("send", "--from", "news@mail.example.com", "--subject", "Hi", "--to", "a@example.org", "--html")
    (tmp_path / "gbk.html").write_bytes("<p>你好</p>".encode("gbk"))
    (tmp_path / "wide.html").write_text("<p>你好</p>", encoding="utf-16")
    ran = busy(*body, str(tmp_path / "gbk.html"), "--json")
    assert (ran.code, ran.error()["code"]) == (2, "not-utf-8")
    assert "byte 4 of it is 0xC4" in ran.error()["message"]
    assert "--encoding" in ran.error()["hint"]
    assert (
        busy(*body, str(tmp_path / "gbk.html"), "--encoding", "ascii", "--json").error()["code"]
        == "not-utf-8"
    )
    assert outbox() == []
    assert busy(*body, str(tmp_path / "gbk.html"), "--encoding", "gbk").code == 0
    assert busy(*body, str(tmp_path / "wide.html")).code == 0
    bodies = [list(message.walk())[-1].get_payload(decode=True) for message in outbox()]
    assert bodies == ["<p>你好</p>\r\n".encode(), "<p>你好</p>\r\n".encode()]
