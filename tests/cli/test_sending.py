"""Sending from the command line: what a script is told, and what a person is."""

import csv
import json
import os
import signal
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from email import message_from_bytes
from email.message import Message
from email.policy import default
from email.utils import parsedate_to_datetime
from html import escape
from pathlib import Path
from typing import Any

import pytest

from dm_tui.cli.mailing_progress import ProgressPrinter, bar_line, progress_words
from dm_tui.domain.mailing.progress import Progress
from dm_tui.providers.mail.outbox_transport import MaildirConnection
from dm_tui.providers.mail.transport import DeliveryOutcome
from dm_tui.services.mailing.delivery import delivery_workers as crew
from dm_tui.services.mailing.sending import Sending
from dm_tui.services.mailing.transport_choice import SMTP_VARIABLE
from tests.cli.conftest import Ran
from tests.providers.smtp_server import Drop, Say, Server

Command = Callable[..., Ran]
pytestmark = pytest.mark.usefixtures("waits")
NEWS = ("send", "--from", "news@mail.example.com", "--subject", "News", "--text", "Hello")


@pytest.fixture
def busy(dm_tui: Command) -> Command:
    """An account with sender addresses, templates, plans and pay-as-you-go."""
    dm_tui("sandbox", "load", "busy")
    return dm_tui


@pytest.fixture
def outbox(state_path: Path) -> Callable[[], list[Message]]:
    """Read what is in the outbox, by recipient."""

    def read() -> list[Message]:
        new = state_path.with_name("outbox") / "new"
        messages = [message_from_bytes(path.read_bytes()) for path in new.glob("*")]
        return sorted(messages, key=lambda one: str(one["To"]))

    return read


@pytest.fixture
def people(tmp_path: Path) -> Callable[..., str]:
    """Write a file of recipients and return its name."""

    def write(count: int, *more: str) -> str:
        rows = [f"r{n}@example.com,Person {n}" for n in range(count)]
        path = tmp_path / "people.csv"
        path.write_text("\n".join(["Email,UserName", *rows, *more]) + "\n")
        return str(path)

    return write


def answer(ran: Ran) -> Any:
    """Return the document of a command that ended in any way."""
    return json.loads(ran.out)


def told(ran: Ran) -> str:
    """Return the code of the error that stands beside an answer."""
    code: str = json.loads(ran.err.splitlines()[-1])["error"]["code"]
    return code


def test_a_letter_goes_to_several(busy: Command, outbox: Callable[[], list[Message]]) -> None:
    document = busy(*NEWS, "--to", "a@example.com", "b@example.com", "--json").document()
    assert (document["accepted"], document["refused"], document["unknown"]) == (2, [], [])
    assert (document["status"], document["held_back"], document["left"]) == ("done", 0, 0)
    assert sum(document["charged"]["plans"].values()) == 2
    assert [(letter["To"], letter["Subject"]) for letter in outbox()] == [
        ("a@example.com", "News"),
        ("b@example.com", "News"),
    ]


def test_what_is_said_of_the_sender_stands_in_the_letter(
    busy: Command, outbox: Callable[[], list[Message]]
) -> None:
    busy(*NEWS, "--to", "a@example.com")
    (own,) = outbox()
    assert own["From"] == "Example News <news@mail.example.com>"
    assert own["Reply-To"] == "hello@example.com"
    assert own["List-Unsubscribe"]
    other = ("--alias", "Others", "--reply-to", "b@example.com", "--tag", "spring")
    busy(*NEWS, "--to", "b@example.com", *other)
    _, second = outbox()
    assert second["From"] == "Others <news@mail.example.com>"
    assert second["Reply-To"] == "b@example.com"
    trigger = [word.replace("news@", "no-reply@") for word in NEWS]
    busy(*trigger, "--to", "c@example.com", "--reply-to", "")
    *_, third = outbox()
    assert third["List-Unsubscribe"] is None
    assert third["Reply-To"] is None


def test_what_some_pages_of_the_service_do_not_allow_is_a_warning(busy: Command) -> None:
    long = ("--subject", "S" * 101, "--tag", "spring-sale", "--track", "--alias", "A" * 15)
    command = ("send", *NEWS[1:3], "--to", "a@example.com", "--text", "x" * 82_000, *long)
    for shown in (busy(*command, "--dry-run", "--json"), busy(*command, "--json")):
        warnings = [(warning["code"], warning["message"]) for warning in shown.document()["warnings"]]
        for words in ("101 characters", "82,000 bytes", "15 characters", "letters and digits in a tag"):
            assert any(code == "doubtful-limit" and words in message for code, message in warnings), words
        assert "nothing-to-track" in dict(warnings)
    assert "! The subject has 101 characters; some pages" in busy(*command).out


def test_one_click_unsubscribes_where_an_address_for_it_is_given(
    busy: Command, outbox: Callable[[], list[Message]]
) -> None:
    out = ("--unsubscribe", "https://example.com/out?{EAddr}")
    assert busy(*NEWS, "--to", "a+b@example.com", *out).code == 0
    (message,) = outbox()
    assert "<https://example.com/out?a%2Bb%40example.com>" in message["List-Unsubscribe"]
    assert message["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"


def test_a_file_fills_a_template(
    busy: Command, outbox: Callable[[], list[Message]], people: Callable[..., str]
) -> None:
    ran = busy("send", "--from", "news@mail.example.com", "--recipients", people(12),
               "--template", "welcome", "--json")  # fmt: skip
    assert ran.document()["accepted"] == 12
    assert {str(letter["Subject"]) for letter in outbox()} == {f"Welcome, Person {n}" for n in range(12)}


def test_html_comes_from_a_file(busy: Command, outbox: Callable[[], list[Message]], tmp_path: Path) -> None:
    (tmp_path / "a.html").write_text("<p>Hello</p>")
    ran = busy(*NEWS[:5], "--html", str(tmp_path / "a.html"), "--to", "a@example.com")
    assert ran.code == 0, ran.err
    (one,) = outbox()
    assert [part.get_content_type() for part in one.walk()][1:] == ["text/plain", "text/html"]


def test_a_dry_run_says_what_would_happen_and_does_nothing(
    busy: Command, outbox: Callable[[], list[Message]], people: Callable[..., str]
) -> None:
    ran = busy(*NEWS, "--recipients", people(2_500), "--dry-run", "--json")
    document = ran.document()
    assert (document["recipients"], document["held_back"]) == (2_500, 500)
    assert sum(document["charged"]["plans"].values()) == 2_000
    assert document["left"]["daily_quota"] == 0
    assert [warning["code"] for warning in document["warnings"]] == ["daily-quota"]
    assert document["until"].endswith("T16:00:00Z")
    assert set(document["cost"]) == {"amount", "currency"}
    assert "Nothing was sent." in busy(*NEWS, "--to", "a@example.com", "--dry-run").out
    assert outbox() == []
    assert busy("mailings", "--json").document() == {"mailings": []}


def test_a_key_sends_once(busy: Command, outbox: Callable[[], list[Message]]) -> None:
    once = (*NEWS, "--key", "spring", "--to", "a@example.com", "--json")
    first = busy(*once).document()
    assert busy(*once).document() == first
    assert len(outbox()) == 1
    other = busy(*once[:-1], "b@example.com", "--json")
    assert (other.code, other.error()["code"]) == (7, "key-reused")


def test_a_key_is_refused_with_another_schedule(busy: Command, outbox: Callable[[], list[Message]]) -> None:
    later = ("--at", "2099-01-01T09:00", "--zone", "UTC")
    once = (*NEWS, "--key", "spring", "--to", "a@example.com", "--json")
    made = busy(*once, *later).document()
    for other in ((), ("--at", "2099-01-02T09:00", "--zone", "UTC"), (*later, "--per-minute", "5")):
        for dry in ((), ("--dry-run",)):
            ran = busy(*once, *other, *dry)
            assert (ran.code, ran.error()["code"]) == (7, "key-reused"), (other, dry)
            assert "from 1 January 2099, 09:00 UTC on" in ran.error()["message"]
    assert busy(*once, *later).document() == made
    assert outbox() == []


def test_a_dry_run_shows_the_letter_of_the_first_recipient_filled_in(
    busy: Command, tmp_path: Path, people: Callable[..., str]
) -> None:
    (tmp_path / "a.html").write_text(
        "<p>Dear <b>{Name|friend}</b>,</p>\n<p>\u202ehello</p>", encoding="utf-8"
    )
    file = people(0, "zoe@example.com,Zoë & Co", "bob@example.com,Bob")
    command = ("send", "--from", "news@mail.example.com", "--recipients", file, "--map", "Name=UserName")
    page = (*command, "--subject", "For {Name}", "--html", str(tmp_path / "a.html"), "--dry-run")
    shown = busy(*page).out
    assert "The letter, as the first recipient reads it:\n  To       zoe@example.com\n" in shown
    assert "  Subject  For Zoë & Co\n\n  Dear Zoë & Co,\n" in shown
    assert "The text is made from the HTML" in shown
    assert "\u202e" not in shown
    letter = busy(*page, "--json").document()["letter"]
    assert (letter["to"], letter["subject"], letter["text_from_html"]) == (
        "zoe@example.com", "For Zoë & Co", True,
    )  # fmt: skip
    assert letter["text"].startswith("Dear Zoë & Co,\n")
    assert "<b>Zoë &amp; Co</b>" in letter["html"]


def test_a_letter_that_cannot_be_made_for_the_first_recipient_is_said(
    busy: Command, people: Callable[..., str]
) -> None:
    file = people(0, f"zoe@example.com,{'x' * 150}", "bob@example.com,Bob")
    command = (
        *NEWS[:3],
        "--recipients",
        file,
        "--subject",
        "x" * 150 + "{UserName}",
        "--text",
        "Hi",
        "--dry-run",
    )
    ran = busy(*command)
    assert ran.code == 0
    assert "The letter of the first recipient cannot be made: " in ran.out
    assert busy(*command, "--json").document()["letter"] is None


def test_rows_nothing_can_be_sent_to_are_refused_or_left_out(
    busy: Command, outbox: Callable[[], list[Message]], people: Callable[..., str]
) -> None:
    file = people(3, "nobody,Nobody", "R1@example.com,Twice")
    ran = busy(*NEWS, "--recipients", file, "--json")
    assert (ran.code, ran.error()["code"]) == (2, "bad-rows")
    assert "Line 5" in ran.error()["message"]
    assert outbox() == []
    document = busy(*NEWS, "--recipients", file, "--skip-bad-rows", "--json").document()
    assert document["accepted"] == 3
    assert [(row["line"], row["code"]) for row in document["skipped"]] == [
        (5, "bad-address"),
        (6, "duplicate"),
    ]
    assert document["skipped_total"] == 2
    assert len(outbox()) == 3


def test_rows_that_are_left_out_are_named_by_their_lines(busy: Command, people: Callable[..., str]) -> None:
    file = people(3, "nobody,Nobody", "R1@example.com,Twice", "you,You", "me,Me")
    ran = busy(*NEWS, "--recipients", file, "--skip-bad-rows", "--dry-run")
    (said,) = [line for line in ran.out.splitlines() if line.startswith("! 3 rows")]
    assert said.startswith(
        "! 3 rows of the file cannot be sent to: they get no email. "
        "1 row of the file repeats an address: each address gets one email. "
        "Line 5: “nobody” is not an email address."
    )
    assert "Line 6: R1@example.com is in line" in said
    assert said.endswith("And 1 more: see --json.")
    assert "! In all: 3 without a valid address, 1 with an address that came before." in ran.out
    document = busy(*NEWS, "--recipients", file, "--skip-bad-rows", "--dry-run", "--json").document()
    assert document["skipped_causes"] == {"bad-address": 3, "duplicate": 1}


def test_rows_beyond_the_listed_ones_are_counted(
    busy: Command, people: Callable[..., str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("dm_tui.cli.requested_recipients.MOST_LISTED", 1)
    call = (*NEWS, "--recipients", people(3, "nobody,Nobody", "you,You"), "--skip-bad-rows", "--dry-run")
    document = busy(*call, "--json").document()
    assert (len(document["skipped"]), document["skipped_total"]) == (1, 2)
    assert "2 rows of the file cannot be sent to: they get no email." in busy(*call).out


def test_an_address_given_twice_is_sent_to_once(busy: Command, outbox: Callable[[], list[Message]]) -> None:
    ran = busy(*NEWS, "--to", "a@example.com", "--to", "A@example.com")
    assert (ran.code, len(outbox())) == (0, 1)
    again = "! 1 address is listed again: each address gets one email. Address 2: A@example.com is listed already."
    assert again in ran.out
    document = busy(
        *NEWS, "--again", "--to", "a@example.com, A@example.com", "--dry-run", "--json"
    ).document()
    assert document["skipped_causes"] == {"duplicate": 1}


@pytest.mark.parametrize(
    ("scenario", "arguments", "exit_code", "code"),
    [
        ("busy", ("--to", "nobody"), 2, "bad-address"),
        ("busy", ("--recipients", "/nowhere.csv"), 2, "unusable-file"),
        ("busy", (), 2, "usage"),
        ("busy", ("--to", "a@example.com", "--recipients", "x"), 2, "usage"),
        ("busy", ("--to", "a@example.com", "--template", "reject-lottery"), 3, "template-not-approved"),
        ("busy", ("--to", "a@example.com", "--template", "welcome"), 2, "missing-column"),
        ("busy", ("--to", "a@example.com", "--tag", "a b"), 2, "bad-tag"),
        ("busy", ("--to", "a@example.com", "--unsubscribe", "http://a.example"), 2, "bad-unsubscribe-url"),
        ("busy", ("--to", "a@example.com", "--alias", "W" * 16), 7, "alias-too-long"),
        ("fresh", ("--to", "a@example.com"), 3, "missing-activation"),
        ("activated", ("--to", "a@example.com"), 2, "unknown-sender"),
        ("overdue", ("--to", "a@example.com"), 7, "overdue"),
    ],
    ids=lambda one: " ".join(one) if isinstance(one, tuple) else str(one),
)  # fmt: skip
def test_what_cannot_be_sent_is_refused_before_anything_is_made(
    dm_tui: Command, scenario: str, arguments: tuple[str, ...], exit_code: int, code: str
) -> None:
    dm_tui("sandbox", "load", scenario)
    ran = dm_tui(*NEWS, *arguments, "--json")
    assert (ran.code, ran.error()["code"]) == (exit_code, code)
    assert dm_tui("mailings", "--json").document() == {"mailings": []}


def test_more_than_a_days_quota_goes_out_on_several_days(busy: Command, people: Callable[..., str]) -> None:
    ran = busy(*NEWS, "--recipients", people(2_600), "--json")
    first = ran.document()
    assert (first["status"], first["accepted"], first["held_back"]) == ("held-back", 2_000, 600)
    assert first["until"].endswith("T16:00:00Z")
    assert "mailings resume" in ran.err
    again = busy("mailings", "resume", first["mailing"], "--json")
    assert (again.document()["accepted"], again.document()["held_back"]) == (2_000, 600)
    refused = busy(*NEWS, "--to", "a@example.com", "--json")
    assert (refused.code, refused.error()["code"]) == (7, "daily-quota")
    busy("sandbox", "advance", "1d")
    done = busy("mailings", "resume", first["mailing"], "--json").document()
    assert (done["status"], done["accepted"], done["held_back"]) == ("done", 2_600, 0)
    assert all(check["ok"] for check in busy("doctor", "--json").document()["checks"])


def test_ctrl_c_pauses_and_says_how_to_go_on(
    busy: Command,
    people: Callable[..., str],
    outbox: Callable[[], list[Message]],
    monkeypatch: pytest.MonkeyPatch,
    request: pytest.FixtureRequest,
) -> None:
    # who starts the tests beside others may have told them to ignore interrupts
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    request.addfinalizer(lambda: signal.signal(signal.SIGINT, before))
    deliver = MaildirConnection.deliver
    count = 0

    def interrupted(self: MaildirConnection, *args: Any) -> DeliveryOutcome:
        nonlocal count
        count += 1
        if count == 150:
            os.kill(os.getpid(), signal.SIGINT)
        return deliver(self, *args)

    monkeypatch.setattr(MaildirConnection, "deliver", interrupted)
    ran = busy(*NEWS, "--recipients", people(1_500), "--json")
    assert ran.code == 130
    document = answer(ran)
    assert (document["status"], document["reason"]) == ("paused", "by-hand")
    assert 150 <= document["accepted"] < 1_500
    assert len(outbox()) == document["accepted"] == sum(document["charged"]["plans"].values())
    assert told(ran) == "interrupted"
    assert f"dm-tui mailings resume {document['mailing']}" in ran.err
    done = busy("mailings", "resume", document["mailing"], "--json").document()
    assert (done["status"], done["accepted"], len(outbox())) == ("done", 1_500, 1_500)
    assert signal.getsignal(signal.SIGINT) is signal.default_int_handler


def test_the_timer_names_a_mailing_whose_program_ended(
    busy: Command, people: Callable[..., str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def ends(*_: object, **__: object) -> None:
        raise RuntimeError

    with monkeypatch.context() as patch:
        patch.setattr(Sending, "run", ends)
        assert busy(*NEWS, "--recipients", people(2)).code == 1
    id = busy("mailings", "--json").document()["mailings"][0]["id"]
    out = busy("mailings", "resume", "--due").out
    assert f"Mailing {id} was interrupted and waits for you. Resume it: dm-tui mailings resume {id}" in out


# By a server


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Any:
    with Server() as one:
        monkeypatch.setenv(SMTP_VARIABLE, f"smtp://127.0.0.1:{one.port}?connections=1")
        yield one


def test_who_is_refused_is_listed_with_the_servers_words(busy: Command, server: Server) -> None:
    server.plant("RCPT", Say(b"550 5.1.1 nobody \x1b[31mhere\r\n"))
    ran = busy(*NEWS, "--to", "a@example.com", "b@example.com", "--json")
    document = ran.document()
    assert (document["accepted"], document["refused_total"]) == (1, 1)
    (refused,) = document["refused"]
    assert (refused["address"], refused["code"]) == ("a@example.com", 550)
    assert "nobody" in refused["message"]
    assert "\x1b" not in ran.out
    assert sum(document["charged"]["plans"].values()) == 1
    again = busy(*NEWS, "--to", "a@example.com", "--json")
    assert (again.code, answer(again)["accepted"], told(again)) == (7, 0, "nothing-accepted")
    shown = busy("mailings", "show", document["mailing"])
    assert "refused  a@example.com: 550" in shown.out


EVE = "\r\n.\r\nRCPT TO:<eve@example.org>\r\nBcc: eve@example.org\r\n\r\n"


def test_hostile_text_in_every_field_arrives_as_text_and_nothing_else(
    busy: Command, server: Server, tmp_path: Path
) -> None:
    subject = 'Re: {UserName} "q", <b>; =?utf-8?q?Bcc=3A?= [red]\U0001f468\u200d\U0001f469 Grüße'
    text = f"From here\n.\n..\n{EVE}{{UserName}} [/]\u202ee\u0301{{Mobile}}\n"
    (tmp_path / "a.html").write_text("<p title='{NickName}'>{UserName}</p>\n.\n{Gender}")
    rows = (
        ["email", "UserName", "NickName", "Gender", "Mobile", "Other"],
        [" Ann@example.com ", '"Ann" <eve@example.org>,', "' onload='x", "<script>", "=1+1", "."],
        ["r2@example.com", "=?utf-8?q?Eve?=", "{UserName}", "&amp;", "\u202e[@click=x('", ""],
        ["r3@example.com", EVE, "", "", "", ""],
        ["r4@example.com\r\nBcc: eve@example.org", "", "", "", "", ""],
    )
    with (tmp_path / "people.csv").open("w", encoding="utf-16", newline="") as file:
        csv.writer(file, delimiter="\t").writerows(rows)
    ran = busy(
        *("send", "--from", "news@mail.example.com", "--alias", "=?utf-8?q?Eve?="),
        *("--reply-to", "a'b|c@example.com", "--tag", "_-_"),
        *("--unsubscribe", "https://example.com/?a=%0D%0A&b={EAddr}", "--subject", subject),
        *("--text", text, "--html", str(tmp_path / "a.html")),
        *("--recipients", str(tmp_path / "people.csv"), "--skip-bad-rows"),
        "--json",
    )
    assert ran.code == 0, ran.err
    assert {to for _, to, _ in server.messages} == {("Ann@example.com",), ("r2@example.com",)}
    for (_, _, sent), row in zip(server.messages, rows[1:3], strict=True):
        message = message_from_bytes(sent, policy=default)
        defects = [part.defects for part in message.walk()]
        defects += [value.defects for part in message.walk() for value in part.values()]
        assert not any(defects)
        assert message["Bcc"] is None
        assert message["Subject"] == subject.format(UserName=row[1])
        (sender,), (reply_to,) = message["From"].addresses, message["Reply-To"].addresses
        assert sender.addr_spec == "news@mail.example.com"
        assert sender.display_name == "=?utf-8?q?Eve?="
        assert reply_to.addr_spec == "a'b|c@example.com"
        plain, html = message.iter_parts()
        said = text.format(UserName=row[1], Mobile=row[4])
        assert plain.get_content().splitlines() == said.splitlines()
        assert f"<p title='{escape(row[2])}'>{escape(row[1])}</p>" in html.get_content()


def test_an_outcome_nobody_knows_is_told_and_settled_by_hand(busy: Command, server: Server) -> None:
    server.plant("DOT", Drop(kept=True))
    ran = busy(*NEWS, "--to", "a@example.com", "b@example.com", "--json")
    document = answer(ran)
    assert (ran.code, told(ran)) == (5, "delivery-unknown")
    assert [recipient["address"] for recipient in document["unknown"]] == ["a@example.com"]
    assert (document["accepted"], sum(document["charged"]["plans"].values())) == (1, 1)
    assert [part["what"] for part in document["charged_unknown"]] == ["outcomes"]
    id = document["mailing"]
    assert busy("mailings", "settle", id, "--delivered", "--json").error()["code"] == ("nothing-to-settle")
    assert busy("mailings", "settle", id, "a@example.com").code == 2
    settled = busy("mailings", "settle", id, "a@example.com", "--delivered", "--json").document()
    assert (settled["mailing"]["accepted"], settled["unknown"]) == (2, [])
    assert len(server.messages) == 2


def test_all_who_are_unknown_are_settled_at_once(busy: Command, server: Server) -> None:
    server.plant("DOT", Drop(), Drop())
    ran = busy(*NEWS, "--to", "a@example.com", "b@example.com", "c@example.com", "--json")
    id = answer(ran)["mailing"]
    settled = busy("mailings", "settle", id, "--all", "--not-delivered", "--json").document()
    assert (settled["mailing"]["accepted"], settled["mailing"]["unknown"]) == (1, 0)
    assert settled["mailing"]["plans"] == 1


def test_a_server_that_is_not_there_pauses_and_nothing_is_lost(
    busy: Command, server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patch:
        patch.setenv(SMTP_VARIABLE, "smtp://127.0.0.1:9")
        ran = busy(*NEWS, "--to", "a@example.com", "--json")
    document = answer(ran)
    assert (ran.code, told(ran), document["status"]) == (7, "connection", "paused")
    assert (document["accepted"], document["left"]) == (0, 1)
    done = busy("mailings", "resume", document["mailing"], "--json").document()
    assert (done["accepted"], len(server.messages)) == (1, 1)


def test_what_leaves_for_a_server_is_dated_by_the_world(
    busy: Command, server: Server, outbox: Callable[[], list[Message]], monkeypatch: pytest.MonkeyPatch
) -> None:
    busy("sandbox", "advance", "3mo")
    assert busy(*NEWS, "--to", "a@example.com").code == 0
    dates = [parsedate_to_datetime(str(message_from_bytes(raw)["Date"])) for _, _, raw in server.messages]
    assert dates
    assert all(abs(datetime.now(UTC) - date) < timedelta(minutes=5) for date in dates)
    monkeypatch.delenv(SMTP_VARIABLE)
    busy(*NEWS, "--to", "b@example.com")
    (kept,) = (message for message in outbox() if message["To"] == "b@example.com")
    assert parsedate_to_datetime(str(kept["Date"])) - datetime.now(UTC) > timedelta(days=80)


def test_any_column_is_a_variable_encoded_for_its_place(
    busy: Command, outbox: Callable[[], list[Message]], tmp_path: Path
) -> None:
    file, page = tmp_path / "people.csv", tmp_path / "page.html"
    file.write_text("email,First Name,Stadt\na+b@example.org,O'Brien <x>,Köln\nc@example.org,,Ulm\n")
    page.write_text('<a href="https://x.example/u?e={EAddr}&amp;s={Stadt}">{First Name|friend}</a>')
    command = ("send", "--from", "news@mail.example.com", "--recipients", str(file), "--html", str(page))
    assert busy(*command, "--subject", "Hi {First Name|friend}").code == 0
    first, second = outbox()
    assert (first["Subject"], second["Subject"]) == ("Hi O'Brien <x>", "Hi friend")
    body = list(first.walk())[-1].get_payload(decode=True)
    assert isinstance(body, bytes)
    link = "https://x.example/u?e=a%2Bb%40example.org&amp;s=K%C3%B6ln"
    assert body.decode().strip() == f'<a href="{link}">O&#x27;Brien &lt;x&gt;</a>'


@pytest.mark.parametrize(
    "typed", ["{ UserName }", "{User_Name}", "{{UserName}}", "{UserName1}", "{Username|x}"]
)
def test_a_near_miss_of_a_variable_is_refused_before_anything_is_sent(
    busy: Command, outbox: Callable[[], list[Message]], people: Callable[..., str], typed: str
) -> None:
    command = ("send", "--from", "news@mail.example.com", "--subject", "Hi", "--text", f"x {typed}")
    for recipients in (("--recipients", people(1)), ("--to", "a@example.com")):
        ran = busy(*command, *recipients, "--json")
        assert (ran.code, ran.error()["code"], outbox()) == (2, "unknown-variable", [])
        assert f"{typed} in the text, line 1, column 3 (write {{UserName}})" in ran.error()["message"]


def test_all_near_misses_of_a_letter_are_refused_at_once(busy: Command, people: Callable[..., str]) -> None:
    text = "x {User_Name} {UserName1} {UserName|there} {{UserName}} ${UserName}"
    command = ("send", "--from", "news@mail.example.com", "--subject", "Hi { UserName }", "--text", text)
    for recipients in (("--recipients", people(1)), ("--to", "a@example.com")):
        message = busy(*command, *recipients, "--json").error()["message"]
        for typed, column in (
            ("{User_Name}", 3),
            ("{UserName1}", 15),
            ("{{UserName}}", 44),
            ("${UserName}", 57),
        ):
            assert f"{typed} in the text, line 1, column {column} (write {{UserName}})" in message
        assert message.startswith("There is no variable { UserName } in the subject, line 1, column 4")


def test_a_word_that_is_not_utf_8_is_refused_by_its_byte(
    busy: Command, outbox: Callable[[], list[Message]]
) -> None:
    latin = b"Gr\xfc\xdfe an alle".decode("utf-8", "surrogateescape")
    ran = busy(
        "send", "--from", "news@mail.example.com", "--to", "a@example.com", "--subject", latin, "--text", "x"
    )
    assert (ran.code, outbox()) == (2, [])
    assert "--subject is not UTF-8: byte 3 of it is 0xFC." in ran.err
    for words in (("quote", latin), ("buy", "50k", "--key", latin), ("send", "--to", "a@example.com", latin)):
        assert busy(*words).code == 2


def test_what_is_deferred_is_tried_again(
    busy: Command, server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(crew, "RETRY_DELAYS", (0.01,) * 5)
    monkeypatch.setattr("dm_tui.services.mailing.delivery.mailing_run.RETRY_DELAYS", (0.01,) * 5)
    server.plant("RCPT", Say(b"450 4.7.1 later\r\n"), Say(b"451 4.3.0 later\r\n"))
    assert busy(*NEWS, "--to", "a@example.com", "--json").document()["accepted"] == 1


# Mailings


def test_mailings_are_listed_shown_paused_and_cancelled(busy: Command, people: Callable[..., str]) -> None:
    id = busy(*NEWS, "--recipients", people(2_300), "--json").document()["mailing"]
    (listed,) = busy("mailings", "--json").document()["mailings"]
    assert (listed["id"], listed["status"], listed["accepted"]) == (id, "held-back", 2_000)
    assert id in busy("mailings").out
    assert "held back until" in busy("mailings", "show", id).out
    assert busy("mailings", "pause", id, "--json").document()["mailing"]["reason"] == "by-hand"
    cancelled = busy("mailings", "cancel", id, "--json").document()
    assert (cancelled["mailing"]["status"], cancelled["running"]) == ("cancelled", False)
    again = busy("mailings", "resume", id, "--json").document()
    assert (again["status"], again["accepted"], again["left"]) == ("cancelled", 2_000, 0)


def test_no_mailings_yet_says_how_to_send(dm_tui: Command) -> None:
    assert "dm-tui send" in dm_tui("mailings").out


@pytest.mark.parametrize("action", ["show", "resume", "pause", "cancel"])
@pytest.mark.parametrize("id", ["M0", "../../M0", "\x00", ""])
def test_a_mailing_that_is_none_is_refused(dm_tui: Command, state_path: Path, action: str, id: str) -> None:
    dm_tui("sandbox", "load", "activated")
    ran = dm_tui("mailings", action, id, "--json")
    assert (ran.code, ran.error()["code"]) == (2, "unknown-mailing")
    assert not list(state_path.parent.parent.rglob("M0*"))


# Progress


def progress(done: int, **fields: Any) -> Progress:
    values = {"total": 1_000, "rate": 0.0, "seconds_left": None, "accepted": done,
              "refused": 0, "unknown": 0, "deferred": 0}  # fmt: skip
    return Progress.model_validate({"done": done, **values, **fields})


def test_progress_is_told_in_words() -> None:
    assert progress_words(progress(0)) == "0 of 1,000"
    some = progress(450, rate=311.7, seconds_left=62.4, refused=3, unknown=1, deferred=2)
    assert progress_words(some) == (
        "450 of 1,000, 312/s, 1 min 02 s left, 3 refused, 1 unknown, 2 to be tried again"
    )
    assert "2 h 05 min left" in progress_words(progress(1, rate=1.0, seconds_left=7_500.0))
    assert "left" not in progress_words(progress(1_000, rate=1.0, seconds_left=0.0))


@pytest.mark.parametrize("columns", [10, 40, 79, 99])
@pytest.mark.parametrize("done", [0, 500, 1_000])
def test_the_bar_fits_its_columns(columns: int, done: int) -> None:
    line = bar_line(progress(done, rate=300.0, seconds_left=2.0), columns)
    assert len(line) <= columns
    if columns == 99:
        assert line.count("#") / (line.count("#") + line.count("-")) == pytest.approx(done / 1_000, abs=0.01)


class Tty:
    """A terminal that remembers."""

    def __init__(self, terminal: bool) -> None:
        self.written = ""
        self._terminal = terminal

    def isatty(self) -> bool:
        return self._terminal

    def write(self, text: str) -> int:
        self.written += text
        return len(text)

    def flush(self) -> None:
        """Nothing waits."""


def test_a_terminal_has_a_bar_that_is_taken_away() -> None:
    stream = Tty(terminal=True)
    printer = ProgressPrinter(stream)  # type: ignore[arg-type]  # as much of a stream as is used
    printer(progress(10))
    printer(progress(1_000))
    printer.close()
    assert stream.written.count("\r") == 4
    assert "\n" not in stream.written
    assert stream.written.rstrip("\r").rpartition("\r")[2].strip() == ""


@pytest.mark.parametrize(("terminal", "silent"), [(False, False), (True, True), (False, True)])
def test_elsewhere_there_is_a_line_now_and_then(
    monkeypatch: pytest.MonkeyPatch, terminal: bool, silent: bool
) -> None:
    now = 100.0
    monkeypatch.setattr("dm_tui.cli.mailing_progress.time.monotonic", lambda: now)
    stream = Tty(terminal=terminal)
    printer = ProgressPrinter(stream, silent=silent)  # type: ignore[arg-type]  # as above
    for now in (101.0, 105.0, 111.0, 112.0, 122.0):  # what the clock says
        printer(progress(int(now)))
    printer.close()
    expected = "" if silent else "111 of 1,000\n122 of 1,000\n"
    assert stream.written == expected


@pytest.mark.parametrize(("smtp", "code"), [("", 7), ("not a server", 2)], ids=["overdue", "no server"])
def test_a_dry_run_ends_as_the_real_one_would(
    dm_tui: Command, monkeypatch: pytest.MonkeyPatch, smtp: str, code: int
) -> None:
    dm_tui("sandbox", "load", "busy" if smtp else "overdue")
    if smtp:
        monkeypatch.setenv(SMTP_VARIABLE, smtp)
    if not dm_tui("senders", "--json").document()["senders"]:
        dm_tui("domains", "add", "mail.example.com")
        dm_tui("domains", "verify", "mail.example.com")
        dm_tui("senders", "add", "news@mail.example.com")
    command = (*NEWS, "--to", "a@example.com", "--json")
    real, dry = how_it_ended(dm_tui(*command)), dm_tui(*command, "--dry-run")
    assert (dry.code, how_it_ended(dry)) == (code, real)
    assert answer(dry)["recipients"] == 1, "what it would cost is shown all the same"


def how_it_ended(ran: Ran) -> tuple[int, str]:
    return ran.code, told(ran)
