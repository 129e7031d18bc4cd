"""Domains, sender addresses and templates from the command line: from nothing to ready, and the way back."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from dm_tui.domain.setup.dns_record import RecordType
from tests.dns_server import NameServer, name_server

Command = Callable[..., Any]
NAME = "mail.example.com"
RECORD = {"kind", "type", "name", "relative", "value", "needed", "state", "found", "note"}
DOMAIN = {"name", "readable", "region", "verified", "verified_at", "added_at", "records"}
SENDER = {"address", "type", "alias", "reply_to", "domain", "region", "created_at"}
TEMPLATE = {"name", "subject", "text", "html", "status", "reason"} | {
    "created_at", "submitted_at", "reviewed_at"
}  # fmt: skip


@pytest.fixture(autouse=True)
def activated(dm_tui: Command) -> None:
    """An account that may set up and send."""
    dm_tui("sandbox", "load", "activated")


@pytest.fixture
def dns(monkeypatch: pytest.MonkeyPatch) -> Iterator[NameServer]:
    """A name server, and the program told to ask it."""
    with name_server() as server:
        monkeypatch.setenv("DM_TUI_DNS", "{}:{}".format(*server.address))
        yield server


@pytest.fixture
def file(tmp_path: Path) -> Callable[[bytes], str]:
    """Write a file and return its name."""

    def write(content: bytes) -> str:
        path = tmp_path / "body"
        path.write_bytes(content)
        return str(path)

    return write


def test_a_domain_is_added_shown_verified_and_removed(dm_tui: Command) -> None:
    added = dm_tui("domains", "add", "Bücher.example", "--json").document()["domain"]
    assert set(added) == DOMAIN
    assert (added["name"], added["readable"]) == ("xn--bcher-kva.example", "bücher.example")
    assert (added["verified"], added["verified_at"]) == (False, None)
    assert [set(record) for record in added["records"]] == [RECORD] * 6
    kinds = {record["kind"]: record["needed"] for record in added["records"]}
    assert kinds == {"ownership": True, "spf": True, "dkim": True, "dmarc": False, "mx": True,
                     "tracking": False}  # fmt: skip
    assert dm_tui("domains", "show", "bücher.example", "--json").document()["domain"] == added
    assert dm_tui("domains", "--json").document() == {"domains": [added], "unknown": []}
    verified = dm_tui("domains", "verify", added["name"], "--json").document()["domain"]
    assert verified["verified"] is True
    assert {record["state"] for record in verified["records"]} == {"published"}
    assert dm_tui("domains", "remove", added["name"], "--json").document()["domain"] == verified
    assert dm_tui("domains", "--json").document() == {"domains": [], "unknown": []}


def test_what_to_publish_is_told_to_a_person(dm_tui: Command) -> None:
    assert "No domains yet" in dm_tui("domains").out
    shown = dm_tui("domains", "add", NAME, "--spf", "v=spf1 mx ~all").out
    assert "v=spf1 mx include:" in shown
    assert shown.count("(needed)") == 4
    assert shown.count("(recommended)") == 2
    assert f"dm-tui domains verify {NAME}" in shown
    assert "not verified" in dm_tui("domains").out


def test_a_domain_is_verified_by_dns_once_its_zone_has_the_records(dm_tui: Command, dns: NameServer) -> None:
    dm_tui("domains", "add", NAME)
    ran = dm_tui("domains", "verify", NAME, "--dns", "--json")
    assert ran.code == 3
    assert ran.error()["code"] == "domain-not-verified"
    assert "dkim: nothing is published" in ran.error()["message"]
    for line in dm_tui("domains", "show", NAME, "--zone").out.splitlines():
        name, _, _, type, text = line.split(" ", 4)
        dns.zone.setdefault((name.rstrip("."), RecordType(type)), []).append(text)
    ran = dm_tui("domains", "verify", NAME, "--dns", "--json")
    assert ran.document()["domain"]["verified"] is True


def test_a_wrong_name_server_is_a_wrong_word(dm_tui: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    dm_tui("domains", "add", NAME)
    monkeypatch.setenv("DM_TUI_DNS", "dns.example.com")
    ran = dm_tui("domains", "verify", NAME, "--dns", "--json")
    assert (ran.code, ran.error()["code"]) == (2, "bad-dns-server")


def test_a_sender_is_added_shown_and_removed(dm_tui: Command) -> None:
    dm_tui("domains", "add", NAME)
    address = f"news@{NAME}"
    assert dm_tui("senders", "add", address, "--json").error()["code"] == "domain-not-verified"
    dm_tui("domains", "verify", NAME)
    options = ("--type", "trigger", "--reply-to", "a@example.org", "--alias", "Example News")
    document = dm_tui("senders", "add", address, *options, "--json").document()
    sender = document["sender"]
    assert set(sender) == SENDER
    assert (sender["type"], sender["alias"], sender["domain"]) == ("trigger", "Example News", NAME)
    assert document["deletions_left"] == 10
    assert dm_tui("senders", "show", address, "--json").document() == document
    assert dm_tui("senders", "--json").document() == {
        "senders": [sender],
        "deletions_left": 10,
        "unknown": [],
    }
    assert "Example News" in dm_tui("senders").out
    removed = dm_tui("senders", "remove", address, "--json").document()
    assert removed == {"sender": sender, "deletions_left": 9, "unknown": []}
    assert "No sender addresses" in dm_tui("senders").out


def test_a_template_is_added_reviewed_and_removed(dm_tui: Command, file: Callable[[bytes], str]) -> None:
    body = file("\ufeffHello {UserName},\r\nпривет".encode())
    arguments = ("templates", "add", "welcome", "--subject", "Hello", "--text", body)
    template = dm_tui(*arguments, "--draft", "--json").document()["template"]
    assert set(template) == TEMPLATE
    assert (template["status"], template["text"]) == ("draft", "Hello {UserName},\nпривет")
    assert dm_tui("templates", "--json").document() == {"templates": [template], "unknown": []}
    pending = dm_tui("templates", "submit", "welcome", "--json").document()["template"]
    assert pending["status"] == "pending"
    events = dm_tui("sandbox", "advance", "2h", "--json").document()["events"]
    assert [event["what"] for event in events] == ["template welcome approved"]
    shown = dm_tui("templates", "show", "welcome")
    assert "(approved" in shown.out
    assert "Hello {UserName},\nпривет" in shown.out
    assert "approved" in dm_tui("templates").out
    dm_tui("templates", "remove", "welcome")
    assert "No templates yet" in dm_tui("templates").out


def test_an_unknown_variable_is_told_by_its_place(dm_tui: Command, file: Callable[[bytes], str]) -> None:
    body = file(b"<style>p { margin: 0 }</style>\n<p>Hello {Last Name}</p>")
    ran = dm_tui("templates", "add", "a", "--subject", "s", "--html", body, "--json")
    assert (ran.code, ran.error()["code"]) == (2, "unknown-variable")
    assert "{Last Name} in the HTML, line 2, column 10" in ran.error()["message"]


@pytest.mark.parametrize(
    ("content", "exit_code", "code"),
    [
        (b"a\xff", 2, "not-utf-8"),
        (b"a\x00b", 2, "control-character"),
        (b"a" * 1_048_577, 7, "body-too-large"),
    ],
    ids=["latin", "nul", "large"],
)
def test_a_body_that_cannot_be_sent_is_refused(
    dm_tui: Command, file: Callable[[bytes], str], content: bytes, exit_code: int, code: str
) -> None:
    ran = dm_tui("templates", "add", "a", "--subject", "s", "--text", file(content), "--json")
    assert (ran.code, ran.error()["code"]) == (exit_code, code)


def test_a_text_in_place_of_its_file_is_told_from_a_wrong_name(dm_tui: Command) -> None:
    dm_tui("sandbox", "load", "activated")
    ran = dm_tui("templates", "add", "welcome", "--subject", "Hello", "--text", "Hi there")
    assert "This option takes the name of a file, not the text itself" in ran.err
