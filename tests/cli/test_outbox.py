"""The outbox from the command line: the letters as they arrived, cleaned where they are shown."""

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.cli.conftest import Ran

Command = Callable[..., Ran]
NEWS = ("send", "--from", "news@mail.example.com", "--subject", "Grüße", "--text", "Hello\n{UserName|you}")


@pytest.fixture
def busy(dm_tui: Command) -> Command:
    dm_tui("sandbox", "load", "busy")
    return dm_tui


def test_letters_are_listed_and_shown_as_a_reader_sees_them(busy: Command) -> None:
    assert busy("outbox", "--json").document() == {"letters": [], "total": 0, "passed_over": []}
    busy(*NEWS, "--to", "a@example.com")
    busy(*NEWS, "--to", "b@example.com", "--alias", "Ann")
    listed = busy("outbox", "--json").document()
    assert [letter["to"] for letter in listed["letters"]] == ["b@example.com", "a@example.com"]
    newest = listed["letters"][0]
    assert (newest["subject"], newest["from"]) == ("Grüße", "Ann <news@mail.example.com>")
    assert newest["at"].endswith("Z")
    assert newest["id"] in busy("outbox").out
    shown = busy("outbox", "show", newest["id"])
    assert "Subject  Grüße" in shown.out
    assert "\nHello\nyou\n" in shown.out
    assert "Message-ID: <" in busy("outbox", "show", newest["id"], "--headers").out
    assert "Subject: =?utf-8?b?" in busy("outbox", "show", newest["id"], "--source").out
    letter = busy("outbox", "show", newest["id"], "--json").document()["letter"]
    assert letter["text"] == "Hello\nyou\n"
    assert {"name": "To", "value": "b@example.com"} in letter["headers"]
    assert busy("outbox", "show", "nobody", "--json").error()["code"] == "unknown-letter"


def test_a_hostile_letter_is_shown_harmless_and_kept_to_the_byte(busy: Command, state_path: Path) -> None:
    busy(*NEWS, "--to", "a@example.com")
    folder = state_path.with_name("outbox")
    raw = b"From: \x1b[31m\nDate: never\nSubject: =?x?q?y?= \xff\nContent-Type: text/html; charset=none\n\n<p>\x1b]0;x\x07\xff&#27;[2J"
    (folder / "cur" / "x.y:2,S").write_bytes(raw)
    (folder / "new" / "link").symlink_to("/etc/hostname")
    document = busy("outbox", "--json").document()
    assert document["total"] == 2
    (hostile,) = (letter for letter in document["letters"] if letter["id"] == "x.y")
    assert hostile["at"] is None
    for words in (("outbox",), ("outbox", "show", "x.y"), ("outbox", "show", "x.y", "--source")):
        ran = busy(*words)
        assert ran.code == 0
        assert "\x1b" not in ran.out
        assert "\x07" not in ran.out


def test_what_is_no_letter_is_named_and_not_read(busy: Command, state_path: Path) -> None:
    busy(*NEWS, "--to", "a@example.com")
    folder = state_path.with_name("outbox")
    (folder / "new" / "link").symlink_to("/dev/zero")
    os.mkfifo(folder / "cur" / "pipe\x1b[2J")
    (folder / "cur" / ".hidden").symlink_to("/dev/zero")
    document = busy("outbox", "--json").document()
    assert (document["total"], document["passed_over"]) == (1, ["link", "pipe[2J"])
    out = busy("outbox").out
    assert "Not a file, so not read: link." in out
    assert "\x1b" not in out
    assert busy("outbox", "show", "link", "--json").error()["code"] == "not-a-letter"
    assert busy("outbox", "show", ".hidden", "--json").error()["code"] == "unknown-letter"
