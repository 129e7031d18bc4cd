"""Letters from the command line: Markdown, attachments for all and for each row, a test letter to oneself."""

import json
import os
from collections.abc import Callable
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from pathlib import Path
from typing import Any

import pytest

from dm_tui.domain.mailing.letters.attachment import Attachment
from dm_tui.services.mailing import attachments
from tests.cli.conftest import Ran

Command = Callable[..., Ran]
SEND = ("send", "--from", "news@mail.example.com", "--subject", "News")
MARKDOWN = """# Hi {First Name|*you*}

See [out](https://x.example/u?e={EAddr}) <span style="color: red">now</span>

- one
"""


@pytest.fixture
def busy(dm_tui: Command, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Command:
    dm_tui("sandbox", "load", "busy")
    (tmp_path / "letter.md").write_text(MARKDOWN)
    (tmp_path / "people.csv").write_text("email,First Name,No\na+b@example.org,Ann,1\nc@example.org,,2\n")
    (tmp_path / "bills").mkdir()
    for number in (1, 2):
        (tmp_path / "bills" / f"{number}.pdf").write_bytes(b"%PDF\0\xff" + str(number).encode())
    monkeypatch.chdir(tmp_path)
    return dm_tui


@pytest.fixture
def arrived(state_path: Path) -> Callable[[], list[EmailMessage]]:
    def read() -> list[EmailMessage]:
        files = (state_path.with_name("outbox") / "new").glob("*")
        found: list[Any] = [message_from_bytes(file.read_bytes(), policy=default) for file in files]
        return sorted(found, key=lambda message: str(message["To"]))

    return read


def files_of(message: EmailMessage) -> list[tuple[str, str, bytes]]:
    return [
        (str(part.get_filename()), part.get_content_type(), part.get_payload(decode=True))  # type: ignore[misc]
        for part in message.iter_attachments()
    ]


@pytest.mark.parametrize(
    ("source", "code", "words"),
    [
        ("# Hi\n\nand {Nme}\n", "unknown-variable", "{Nme} in the text, line 3, column 5"),
        (
            'See {No}\n\n<b>x</b>\n\n<a title="{No}" href={No}>x</a>\n',
            "variable-misplaced",
            "{No} in the text, line 5, column 22",
        ),
        (
            "*a* {First Name|<b>x</b>}\n",
            "default-has-markup",
            "{First Name|<b>x</b>} in the text, line 1, column 5",
        ),
    ],
)
def test_a_variable_of_markdown_is_refused_where_it_was_written(
    busy: Command, tmp_path: Path, source: str, code: str, words: str
) -> None:
    (tmp_path / "wrong.md").write_text(source)
    error = busy(*SEND, "--markdown", "wrong.md", "--recipients", "people.csv", "--json").error()
    assert error["code"] == code
    assert words in error["message"]
    assert "in the HTML" not in error["message"]


def test_markdown_makes_text_and_html_and_inline_styles_survive(
    busy: Command, arrived: Callable[[], list[EmailMessage]]
) -> None:
    assert busy(*SEND, "--markdown", "letter.md", "--recipients", "people.csv").code == 0
    first, second = arrived()
    text, html = (first.get_body((kind,)).get_content() for kind in ("plain", "html"))  # type: ignore[union-attr]
    assert text == "Hi Ann\n\nSee out (https://x.example/u?e=a%2Bb%40example.org) now\n\n- one\n"
    assert (
        '<a href="https://x.example/u?e=a%2Bb%40example.org">out</a> <span style="color: red">now</span>'
        in html
    )
    assert "<h1>Hi *you*</h1>" in second.get_body(("html",)).get_content()  # type: ignore[union-attr]
    assert busy(*SEND, "--markdown", "letter.md", "--text", "x", "--to", "a@example.com").code == 2
    Path("letter.md").write_text("a\n{{ UserName }}")
    ran = busy(*SEND, "--markdown", "letter.md", "--to", "a@example.com")
    assert "{{ UserName }} in the text, line 2, column 1" in ran.err


def test_files_are_attached_for_all_and_for_each_row(
    busy: Command, arrived: Callable[[], list[EmailMessage]]
) -> None:
    Path('Plan für "alle".txt').write_bytes(b"a\r\nb\n")
    command = (*SEND, "--text", "Hi", "--recipients", "people.csv")
    ran = busy(*command, "--attach", 'Plan für "alle".txt', "--attach", "bills/{No}.pdf", "--json")
    assert ran.document()["accepted"] == 2
    for number, message in zip("12", arrived(), strict=True):
        assert files_of(message) == [
            ('Plan für "alle".txt', "text/plain", b"a\r\nb\n"),
            (f"{number}.pdf", "application/pdf", b"%PDF\0\xff" + number.encode()),
        ]
        assert message.get_body().get_content() == "Hi\n"  # type: ignore[union-attr]
    shown = busy("outbox", "--json").document()["letters"][0]["id"]
    assert "Attached: 2 files" in busy("outbox", "show", shown).out


@pytest.mark.parametrize("empty", [False, True])
def test_a_folder_that_is_gone_when_its_time_comes_refuses_nobody(
    busy: Command, arrived: Callable[[], list[EmailMessage]], empty: bool
) -> None:
    command = (*SEND, "--text", "Hi", "--recipients", "people.csv", "--attach", "bills/{No}.pdf", "--json")
    assert busy(*command, "--at", "9:00").document()["held_back"] == 2
    id = busy("mailings", "--json").document()["mailings"][0]["id"]
    Path("bills").rename("elsewhere")
    if empty:
        Path("bills").mkdir()
    busy("sandbox", "advance", "2d")
    ran = busy("mailings", "resume", id, "--json")
    paused = json.loads(ran.out)
    assert (ran.code, paused["waiting"], paused["refused_total"]) == (7, 2, 0)
    assert "whose files are attached, is not there" in paused["words"]
    if empty:
        Path("bills").rmdir()
    Path("elsewhere").rename("bills")
    assert busy("mailings", "resume", id, "--json").document()["accepted"] == 2
    assert len(arrived()) == 2


@pytest.mark.parametrize(
    ("row", "code"),
    [
        ("../secret", "attachment-outside"),
        ("/etc/hostname", "attachment-outside"),
        ("~/x", "attachment-outside"),
        ("link", "attachment-outside"),
        ("bills/../../secret", "attachment-outside"),
        ("gone.pdf", "attachment-unreadable"),
        ("bills", "attachment-unreadable"),
    ],
)
def test_a_row_names_files_of_its_folder_only_and_is_refused_before_sending(
    busy: Command, arrived: Callable[[], list[EmailMessage]], tmp_path: Path, row: str, code: str
) -> None:
    (tmp_path.parent / "secret").write_text("x")
    os.symlink("/etc/hostname", "link")
    Path("files.csv").write_text(f"email,File\na@example.com,bills/1.pdf\nb@example.com,{row}\n")
    command = (*SEND, "--text", "Hi", "--recipients", "files.csv", "--attach", "{File}")
    for more in ((), ("--dry-run",)):
        ran = busy(*command, *more, "--json")
        assert (ran.code, ran.error()["code"]) == (2, "rows-without-files")
        assert "The files of 1 recipient " in ran.error()["message"]
        assert "b@example.com: " in ran.error()["message"]
    assert arrived() == []


def test_what_is_too_large_or_missing_is_refused(
    busy: Command, arrived: Callable[[], list[EmailMessage]], monkeypatch: pytest.MonkeyPatch
) -> None:
    command = (*SEND, "--text", "Hi", "--to", "a@example.com", "--json", "--attach")
    assert busy(*command, "gone.pdf").error()["code"] == "attachment-unreadable"
    assert busy(*command, "bills/{No}.pdf").error()["code"] == "unknown-variable"
    with Path("huge").open("wb") as huge:
        huge.truncate(16_000_000)
    assert "it has more than 15 megabytes." in busy(*command, "huge").error()["message"]
    with monkeypatch.context() as patch:
        patch.setattr(attachments, "MAX_MESSAGE_BYTES", 300)
        Path("large").write_bytes(b"x" * 200)
        assert busy(*command, "large").error()["code"] == "attachments-too-large"
    monkeypatch.setattr(attachments, "MAX_ATTACHMENTS", 1)
    assert busy(*command, "large", "--attach", "large").error()["code"] == "too-many-attachments"
    assert arrived() == []


def test_a_test_letter_goes_to_oneself_alone_with_the_values_of_the_first_row(
    busy: Command, arrived: Callable[[], list[EmailMessage]]
) -> None:
    command = (
        *SEND,
        "--text",
        "Hi {First Name} {EAddr}",
        "--recipients",
        "people.csv",
        "--attach",
        "bills/{No}.pdf",
    )
    Path("people.csv").write_text("email,First Name,No\na@example.org,Ann,1\nb@example.org,Bea,2\n")
    assert busy(*command, "--key", "k1", "--test", "me@example.com", "--json").document()["accepted"] == 1
    (letter,) = arrived()
    assert letter["To"] == "me@example.com"
    assert letter.get_body().get_content() == "Hi Ann me@example.com\n"  # type: ignore[union-attr]
    assert busy(*command, "--key", "k1", "--json").document()["accepted"] == 2


def test_the_size_of_a_file_is_known_without_decoding_it() -> None:
    for size in range(5):
        attachment = Attachment.of("x.eml", b"x" * size)
        assert (attachment.size, attachment.content, attachment.type) == (
            size,
            b"x" * size,
            "application/octet-stream",
        )
