"""`templates change` and `templates test` in the sandbox."""

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.cli.conftest import Ran

Command = Callable[..., Ran]

SENDER = "news@mail.example.com"


@pytest.fixture
def approved(dm_tui: Command, tmp_path: Path) -> str:
    """The name of an approved template; a sender address is there too."""
    dm_tui("sandbox", "load", "activated")
    dm_tui("domains", "add", "mail.example.com")
    dm_tui("domains", "verify", "mail.example.com")
    dm_tui("senders", "add", SENDER)
    text = tmp_path / "hello.txt"
    text.write_text("Hello {UserName}, {EAddr}")
    dm_tui("templates", "add", "welcome", "--subject", "Hello {UserName}", "--text", str(text))
    dm_tui("sandbox", "advance", "3h")
    assert dm_tui("templates", "show", "welcome", "--json").document()["template"]["status"] == "approved"
    return "welcome"


def test_a_changed_template_is_reviewed_again_and_says_so(dm_tui: Command, approved: str) -> None:
    ran = dm_tui("templates", "change", approved, "--subject", "Welcome {UserName}")
    assert "no mailing can use welcome until it is approved again" in ran.out
    template = dm_tui("templates", "show", approved, "--json").document()["template"]
    assert (template["status"], template["subject"]) == ("pending", "Welcome {UserName}")
    assert template["text"] == "Hello {UserName}, {EAddr}", "what is not given stays"
    again = dm_tui("templates", "change", approved, "--subject", "Once more")
    assert (again.code, "during its review" in again.err) == (7, True)


def test_an_approved_template_has_no_draft(dm_tui: Command, approved: str) -> None:
    ran = dm_tui("templates", "change", approved, "--subject", "Later", "--draft")
    assert (ran.code, "goes into review at once" in ran.err) == (7, True)


def test_nothing_changed_is_refused(dm_tui: Command, approved: str) -> None:
    assert dm_tui("templates", "change", approved).code == 7


def test_a_test_letter_is_sent_with_example_values(dm_tui: Command, approved: str, state_path: Path) -> None:
    answer = dm_tui(
        "templates", "test", approved, "--from", SENDER, "--to", "me@example.org", "--json"
    ).document()
    assert (answer["recipient"], answer["sender"], answer["template"]) == ("me@example.org", SENDER, approved)
    shown = dm_tui("mailings", "show", answer["mailing"], "--json").document()["mailing"]
    assert (shown["accepted"], shown["subject"]) == (1, "Hello {UserName}")
    letters = [path.read_bytes() for path in (state_path.parent / "outbox").rglob("*") if path.is_file()]
    (written,) = [letter for letter in letters if b"Ada Lovelace" in letter]
    assert b"Hello Ada Lovelace" in written
    assert b"me@example.org" in written


def test_a_draft_can_be_tested_before_its_review(dm_tui: Command, approved: str, tmp_path: Path) -> None:
    text = str(tmp_path / "hello.txt")
    dm_tui("templates", "add", "next", "--subject", "Next", "--text", text, "--draft")
    assert dm_tui("templates", "test", "next", "--from", SENDER, "--to", "me@example.org").code == 0


def test_a_bad_recipient_is_refused(dm_tui: Command, approved: str) -> None:
    assert dm_tui("templates", "test", approved, "--from", SENDER, "--to", "nobody").code == 2
