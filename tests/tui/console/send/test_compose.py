"""Composing: problems and costs are shown before anything is sent, and nothing typed is lost."""

import json
from base64 import b64decode
from datetime import timedelta
from email import message_from_bytes
from email.policy import default
from pathlib import Path
from threading import Event

import pytest
from pydantic import SecretStr
from textual.widgets import Input, Static

from dm_tui.domain.errors import DirectMailError, ErrorKind
from dm_tui.domain.mailing.letters.letter import Letter
from dm_tui.domain.mailing.mailing_draft import MailingDraft
from dm_tui.domain.mailing.smtp_wording import NO_PASSWORD
from dm_tui.services.direct_mail import DirectMail
from dm_tui.tui.console.send.reader_pane import ReaderPane
from dm_tui.tui.console.send.recipients_field import RecipientsField
from dm_tui.tui.console.shared.tab_names import tab_key
from dm_tui.tui.paint import MARKS
from tests.conftest import Wait
from tests.post import PostOffice
from tests.tui.console.looking import cells
from tests.tui.console.send.mailings import (
    TABLE,
    body,
    can_send,
    composes,
    opens_send,
    reads_in_dialog,
    reviews,
    said,
    sends,
    spreadsheet,
)
from tests.tui.hostile import ALL_AT_ONCE, HOSTILE, shows_nothing_hostile
from tests.tui.journey import User, sit_down
from tests.tui.monkey import packet


@pytest.fixture
def office() -> PostOffice:
    return PostOffice()


@pytest.fixture
def sender(direct_mail: DirectMail, office: PostOffice) -> DirectMail:
    return can_send(direct_mail, office)


def _ahead(user: User) -> str:
    return " ".join(user.reads("#consequence-text").split())


def _report(user: User) -> str:
    return " ".join(user.reads("#recipients-report").split())


def _outcome(user: User) -> str:
    return " ".join(user.reads("#review-outcome").split())


async def test_from_compose_to_the_outbox(direct_mail: DirectMail, tmp_path: Path) -> None:
    direct_mail.sandbox.load("busy")
    file = spreadsheet(tmp_path, ["email,UserName", "ada@example.com,Ada", "bob@example.com,Bob"])
    async with sit_down(direct_mail) as user:
        await composes(user, file=file, subject="News for {UserName}", text="Dear {UserName},")
        await user.until(lambda: "2 recipients" in _ahead(user), "the consequence")
        await reviews(user)
        assert "Send to 2 recipients?" in user.reads("#review-text")
        assert "News for Ada" in user.reads("#review-text")
        assert str(direct_mail.state_path.parent / "outbox") in user.reads("#review-text")
        assert direct_mail.sending.mailings() == ()
        await sends(user)
        await reads_in_dialog(user, "✓ Done.", "2 of 2", "100 %", "2 accepted")
        assert user.focused == "close"
        await user.presses("enter")
        await user.sees("console")
        await user.until(lambda: cells(user, TABLE)[0][2:4] == ["2/2", "✓ done"], "the row")
        assert cells(user, TABLE)[0][1].startswith("News for")
    messages = [path.read_text() for path in sorted((direct_mail.state_path.parent / "outbox/new").iterdir())]
    assert ["Dear Ada," in message for message in messages] == [True, False]
    assert "Subject: News for Bob" in messages[1]


async def test_the_review_comes_where_the_recipients_are_judged_anew_meanwhile(
    sender: DirectMail, monkeypatch: pytest.MonkeyPatch
) -> None:
    begun, judged, make = Event(), Event(), sender.mailing_drafts.letter

    def letter(written: MailingDraft) -> Letter:
        begun.set()
        judged.wait(5)
        return make(written)

    monkeypatch.setattr(sender.mailing_drafts, "letter", letter)
    async with sit_down(sender) as user:
        await composes(user, to="ada@example.com", subject="News", text="Hello")
        await user.until(lambda: "1 recipient" in _ahead(user), "the consequence")
        await user.presses("f9")
        await user.until(begun.is_set, "what is made ready")
        user.screen.query_one(RecipientsField).read_again()
        judged.set()
        await user.sees("review")


async def test_a_guessed_encoding_is_shown_with_its_rows_and_can_be_said(
    sender: DirectMail, office: PostOffice, tmp_path: Path
) -> None:
    (tmp_path / "people.csv").write_bytes(
        "email,UserName,Work\r\nzhang@example.org,张三,x@y.example\r\n".encode("gbk")
    )
    async with sit_down(sender) as user:
        await composes(user, file=str(tmp_path / "people.csv"), subject="Hi", text="Hello {UserName}")
        await user.until(lambda: "GB18030 is a guess" in user.reads("#recipients-report"), "the guess")
        assert "zhang@example.org | 张三" in user.reads("#recipients-report")
        await reviews(user)
        assert "read as GB18030, which is a guess" in user.reads("#review-text")
        assert "zhang@example.org | 张三" in user.reads("#review-text")
        await user.presses("escape")
        await user.sees("compose")
        await user.presses("f5")
        await user.sees("reading")
        await user.writes("#reading-encoding", "rot13")
        await user.clicks("#submit")
        await user.until(lambda: "no encoding" in user.reads("#form-problem"), "the refusal")
        await user.writes("#reading-encoding", "gbk")
        await user.writes("#reading-column", "Work")
        await user.clicks("#submit")
        await user.sees("compose")
        await user.until(lambda: "“Work”" in user.reads("#recipients-report"), "read again")
        assert "guess" not in user.reads("#recipients-report")
        await user.until(lambda: sender.mailing_drafts.load().reading.column == "Work", "the draft")
        await reviews(user)
        await sends(user)
        await reads_in_dialog(user, "✓ Done.")
    assert office.received == ["x@y.example"]


async def test_a_file_is_kept_as_a_list_and_chosen_again(
    sender: DirectMail, office: PostOffice, tmp_path: Path
) -> None:
    file = spreadsheet(tmp_path, ["email,Town", "ada@example.com,Köln", "nobody,x"])
    async with sit_down(sender) as user:
        await composes(user, file=file, subject="Hi", text="Hello {Town}")
        await user.until(lambda: "1 recipient" in _ahead(user), "the recipients")
        await user.presses("f2")
        await user.sees("lists")
        await user.clicks("#keep")
        await user.sees("keep-list")
        await user.writes("#list-name", "towns")
        await user.clicks("#submit")
        await user.sees("compose")
        await user.hears("“towns” is saved: 1 recipient")
        (tmp_path / "people.csv").unlink()
        await user.presses("f2")
        await user.sees("lists")
        await user.presses("enter")
        await user.sees("compose")
        await user.until(lambda: user.value("#recipients").endswith("towns.csv"), "the list")
        await user.until(lambda: "1 recipient" in _ahead(user), "its recipients")
        await reviews(user)
        await sends(user)
        await reads_in_dialog(user, "✓ Done.")
    assert office.received == ["ada@example.com"]


@pytest.mark.parametrize("end", ["\r", "\n", "\r\n"], ids=["cr", "lf", "crlf"])
async def test_a_pasted_column_of_addresses_is_as_many_addresses(sender: DirectMail, end: str) -> None:
    async with sit_down(sender) as user:
        await opens_send(user)
        await user.presses("n")
        await user.sees("compose")
        await user.pastes("a1@example.org\na2@example.org\na3@example.org\n", end)
        await user.until(lambda: "3 recipients" in _ahead(user), "three recipients")
        await user.reaches("#text")
        await user.pastes("Dear reader,\n\nhello\n", end)
        assert body(user) == "Dear reader,\n\nhello\n"


@pytest.mark.parametrize("end", ["\r", "\n", "\r\n"], ids=["cr", "lf", "crlf"])
async def test_a_column_of_addresses_that_does_not_fit_is_not_cut(sender: DirectMail, end: str) -> None:
    async with sit_down(sender) as user:
        await opens_send(user)
        await user.presses("n")
        await user.sees("compose")
        await user.pastes("".join(f"u{number}@example.org\n" for number in range(10_000)), end)
        await user.hears("nothing was pasted: 1", "one address a line")
        assert user.value("#to") == ""
        await user.pastes("".join(f"u{number}@example.org\n" for number in range(550)), end)
        await user.until(lambda: "550 recipients" in _ahead(user), "those that fit")
        await user.pastes("".join(f"v{number}@example.org\n" for number in range(50)), end)
        await user.hears("nothing was pasted:")
        assert "v0" not in user.value("#to")


async def test_enter_after_the_first_mailing_opens_it_and_not_one_more(sender: DirectMail) -> None:
    async with sit_down(sender) as user:
        await composes(user, to="ada@example.com", subject="News", text="Hello")
        await reviews(user)
        await sends(user)
        await reads_in_dialog(user, "✓ Done.")
        await user.presses("escape")
        await user.until(lambda: user.focused == TABLE, "the list")
        await user.presses("enter")
        await user.sees("mailing")


async def test_without_a_sender_address_it_leads_to_where_there_will_be_one(direct_mail: DirectMail) -> None:
    direct_mail.sandbox.load("activated")
    direct_mail.set_preferences(prompt_activation=False)
    async with sit_down(direct_mail) as user:
        await opens_send(user)
        assert "Press n" in user.reads("#send .empty")
        assert user.focused == "new"
        await user.presses("n")
        await user.sees("no-sender")
        assert user.focused == "stay"
        await user.presses("enter")
        await user.sees("console")
        await user.presses("n")
        await user.sees("no-sender")
        await user.clicks("#go-there")
        await user.sees("console")
        await user.until(lambda: user.find("#senders").display, "the tab Senders")


async def test_a_file_says_how_it_was_understood_and_what_is_left_out(
    sender: DirectMail, office: PostOffice, tmp_path: Path
) -> None:
    rows = ["Name;E-Mail;UserName", "x;ada@example.com;Ada", "x;nobody;N", "x;ADA@example.com;A"]
    async with sit_down(sender) as user:
        await composes(
            user,
            file=spreadsheet(tmp_path, [*rows, "y;grace@example.com;Grace", "too;few"]),
            subject="Hi",
            text="Hello",
        )
        await user.until(lambda: "left out" in user.reads("#recipients-report"), "the report")
        report = user.reads("#recipients-report")
        for words in ("2 recipients", "UTF-8", "semicolon", "“E-Mail”", "{UserName}", "ignored: Name"):
            assert words in report
        assert "3 left out (F4): line 3" in report
        await user.presses("f4")
        await user.sees("notice-screen")
        shown = "\n".join(user.rows())
        assert "line 3: “nobody” is not an email" in shown
        assert "line 4: ADA@example.com is in line 2 already." in shown
        assert "line 6: “few” is not an email" in shown
        await user.presses("escape")
        await user.sees("compose")
        await reviews(user)
        assert "3 rows of the file are left out" in user.reads("#review-text")
        await sends(user)
        await reads_in_dialog(user, "✓ Done.")
    assert sorted(office.received) == ["ada@example.com", "grace@example.com"]


async def test_a_letter_with_other_variables_judges_the_file_anew(sender: DirectMail, tmp_path: Path) -> None:
    file = spreadsheet(tmp_path, ["email,UserName", "ada@example.com,", "bob@example.com,Bob"])
    async with sit_down(sender) as user:
        await composes(user, file=file, subject="Hi", text="Hello ")
        await user.until(lambda: "2 recipients" in _ahead(user), "both")
        await user.pastes("{UserName}")
        await user.until(lambda: "1 recipient ·" in _ahead(user), "who has a name")
        assert "UserName is empty" in user.reads("#recipients-report")
        await user.pastes(" {Mobile}")
        await user.until(lambda: "no column for {Mobile}" in user.reads("#recipients-report"), "the refusal")
        await user.presses("f9")
        await user.until(lambda: "Fix the recipients" in _ahead(user), "what to do")
        assert user.here == "compose"


@pytest.mark.parametrize(
    ("to", "subject", "text", "words", "focus"),
    [
        ("", "Hi", "Hello", "Add recipients.", "to"),
        ("ada", "Hi", "Hello", "Fix the recipients.", "to"),
        ("ada@example.com", "", "Hello", "Add a subject.", "subject"),
        ("ada@example.com", "Hi", "", "Write the text.", "text"),
        ("ada@example.com", "Hi", "a {Username} b", "no variable {Username}", "text"),
        ("ada@example.com", "x" * 300, "Hello", "256 are allowed", "subject"),
    ],
)
async def test_what_is_missing_is_said_and_nothing_typed_is_lost(
    sender: DirectMail, to: str, subject: str, text: str, words: str, focus: str
) -> None:
    async with sit_down(sender) as user:
        await composes(user, to=to, subject=subject, text=text)
        await user.presses("f9")
        await user.until(lambda: words in _ahead(user), words)
        assert (user.here, user.focused) == ("compose", focus)
        assert (user.value("#to"), user.value("#subject"), body(user)) == (to, subject, text)
    assert sender.sending.mailings() == ()


async def test_addresses_and_a_file_are_not_mixed(sender: DirectMail, tmp_path: Path) -> None:
    file = spreadsheet(tmp_path, ["email", "bob@example.com"])
    async with sit_down(sender) as user:
        await composes(user, to="ada@example.com", file=file, subject="Hi", text="Hello")
        await user.until(lambda: "not both" in user.reads("#recipients-report"), "the refusal")


async def test_what_the_daily_quota_holds_back_is_told_before(sender: DirectMail, tmp_path: Path) -> None:
    file = spreadsheet(tmp_path, ["email", *(f"r{n}@example.com" for n in range(2_100))])
    async with sit_down(sender, (120, 36)) as user:
        await composes(user, file=file, subject="Hi", text="Hello")
        await user.until(lambda: "held back" in _ahead(user), "the consequence")
        for words in (
            "2,100 recipients",
            "200 free quota",
            "1,800 pay-as-you-go",
            "100 held back",
            "Cost USD 0.522",
            "0 of the daily quota left",
            "The daily quota of 2,000 holds 100 emails back. They are sent after 31 January 2026, 16:00",
        ):
            assert words in _ahead(user)


async def test_the_consequence_follows_the_account(sender: DirectMail) -> None:
    async with sit_down(sender) as user:
        await composes(user, to="ada@example.com", subject="Hi", text="Hello")
        await user.until(lambda: "1,999 of today's quota left" in _ahead(user), "the consequence")
        sender.metering.record(1_000)
        await user.until(lambda: "999 of today's quota left" in _ahead(user), "the new one")


async def test_sending_is_refused_where_the_consequence_is_another_one_now(
    sender: DirectMail, office: PostOffice
) -> None:
    async with sit_down(sender) as user:
        await composes(user, to="ada@example.com", subject="Hi", text="Hello")
        await reviews(user)
        sender.metering.record(300)
        await user.reaches("#send")
        await user.presses("enter")
        await user.until(lambda: "changed since" in user.reads("#review-outcome"), "the refusal")
        assert user.focused == "back"
        assert "pay-as-you-go" in user.reads("#review-text")
        await sends(user)
        await reads_in_dialog(user, "✓ Done.")
    assert office.received == ["ada@example.com"]


async def test_a_file_that_changed_since_the_review_is_not_sent_to(
    sender: DirectMail, office: PostOffice, tmp_path: Path
) -> None:
    rows = ["email", "ada@example.com"]
    file = spreadsheet(tmp_path, rows)
    async with sit_down(sender) as user:
        await composes(user, file=file, subject="Hi", text="Hello")
        await reviews(user)
        spreadsheet(tmp_path, ["email", "eve@example.com"])
        await user.reaches("#send")
        await user.presses("enter")
        await user.until(lambda: "since it was read" in _outcome(user), "the refusal")
        await user.presses("escape")
        await user.sees("compose")
        assert body(user) == "Hello"
        await reviews(user)
        assert "eve@example.com" in user.reads("#review-text")
    assert (office.received, sender.sending.mailings()) == ([], ())


async def test_pressing_send_many_times_sends_once(sender: DirectMail, office: PostOffice) -> None:
    async with sit_down(sender) as user:
        await composes(user, to="ada@example.com", subject="Hi", text="Hello")
        await reviews(user)
        await user.reaches("#send")
        await user.hammers(*["enter"] * 5)
        await user.until(lambda: len(office.received), "a message")
        await user.settles()
    assert office.received == ["ada@example.com"]
    assert len(sender.sending.mailings()) == 1


async def test_a_tag_and_an_address_to_unsubscribe_at_go_with_it(direct_mail: DirectMail) -> None:
    direct_mail.sandbox.load("busy")
    async with sit_down(direct_mail) as user:
        await composes(user, to="ada@example.com", subject="Hi", text="Hello")
        await user.reaches("#tag")
        await user.types("spring sale")
        await user.presses("f9")
        await user.until(lambda: "letters, digits" in _ahead(user), "the refusal")
        assert (user.here, user.focused) == ("compose", "tag")
        await user.writes("#tag", "")
        await user.reaches("#track")
        await user.presses("space", "f9")
        await user.until(lambda: "under a tag" in _ahead(user), "the refusal")
        assert (user.here, user.focused) == ("compose", "tag")
        await user.writes("#tag", "spring-sale")
        await user.reaches("#unsubscribe")
        await user.pastes("http://example.com/out")
        await user.presses("f9")
        await user.until(lambda: "Give an https address" in _ahead(user), "the refusal")
        assert (user.here, user.focused) == ("compose", "unsubscribe")
        await user.writes("#unsubscribe", "https://example.com/out?{EAddr}")
        await reviews(user)
        for words in ("spring-sale, counts opens and clicks", "one click: https://example.com/out?{EAddr}"):
            assert words in user.reads("#review-text")
        await sends(user)
        await reads_in_dialog(user, "✓ Done.")
    (message,) = (direct_mail.state_path.parent / "outbox/new").iterdir()
    parsed = message_from_bytes(message.read_bytes(), policy=default)
    assert "<https://example.com/out?ada%40example.com>" in parsed["List-Unsubscribe"]
    assert parsed["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    trace = json.loads(b64decode(parsed["X-AliDM-Trace"]))
    assert trace == {"TagName": "spring-sale", "OpenTrace": "1", "LinkTrace": "1"}


async def test_nobody_unsubscribes_from_what_an_event_triggers(direct_mail: DirectMail) -> None:
    direct_mail.sandbox.load("busy")
    async with sit_down(direct_mail) as user:
        await composes(user, to="ada@example.com", subject="Hi", text="Hello")
        await user.reaches("#unsubscribe")
        await user.pastes("https://example.com/out")
        await user.chooses("no-reply@mail.example.com")
        await user.until(lambda: not user.find("#unsubscribe").display, "no such field")
        await reviews(user)
        assert "Unsubscribe" not in user.reads("#review-text")


async def test_a_way_out_that_is_not_ready_is_told_before_there_is_a_mailing(
    direct_mail: DirectMail, monkeypatch: pytest.MonkeyPatch
) -> None:
    direct_mail.sandbox.load("busy")
    direct_mail.set_smtp_server("smtps://me@mail.example.org:465")
    monkeypatch.setattr("dm_tui.services.mailing.transports.read_password", _no_password)
    async with sit_down(direct_mail) as user:
        await composes(user, to="ada@example.com", subject="Hi", text="Hello")
        await reviews(user)
        assert "mail.example.org, port 465" in user.reads("#review-text")
        await user.reaches("#send")
        await user.presses("enter")
        await user.until(lambda: "There is no SMTP password" in _outcome(user), "the refusal")
    assert direct_mail.sending.mailings() == ()
    assert direct_mail.mailing_drafts.load().text == "Hello"


def _no_password(user: str) -> SecretStr:
    raise NO_PASSWORD(user=user)


async def test_no_stray_enter_sends(sender: DirectMail, office: PostOffice) -> None:
    async with sit_down(sender) as user:
        await composes(user, to="ada@example.com", subject="Hi", text="Hello")
        await user.reaches("#review")
        await user.hammers(*["enter"] * 6)
        await user.presses(*["enter"] * 5)
        await user.settles()
    assert (office.received, sender.sending.mailings()) == ([], ())


async def test_a_refusal_by_the_engine_is_shown_and_nothing_is_lost(
    sender: DirectMail, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*given: object, **named: object) -> None:
        raise DirectMailError(ErrorKind.STATE_FILE, "full", "The disk is [full].", "Free some.")

    async with sit_down(sender) as user:
        await composes(user, to="ada@example.com", subject="Hi", text="Hello")
        await reviews(user)
        monkeypatch.setattr(sender.sending, "create", refuse)
        await user.reaches("#send")
        await user.presses("enter")
        await user.until(lambda: "The disk is [full]." in user.reads("#review-outcome"), "why")
        await user.presses("enter")
        await user.sees("compose")
        assert (user.value("#to"), body(user)) == ("ada@example.com", "Hello")


async def test_without_anything_that_pays_it_cannot_be_sent(
    direct_mail: DirectMail, office: PostOffice
) -> None:
    can_send(direct_mail, office)
    direct_mail.metering.record(2_000)
    async with sit_down(direct_mail) as user:
        await composes(user, to="ada@example.com", subject="Hi", text="Hello")
        await reviews(user)
        assert "held back" in user.reads("#review-text")
        assert user.find("#send").disabled


async def test_a_template_is_read_as_its_first_reader_will_see_it(
    direct_mail: DirectMail, tmp_path: Path
) -> None:
    direct_mail.sandbox.load("busy")
    file = spreadsheet(tmp_path, ["email,UserName", "ada@example.com,Ada [red]", "b@x.example,Bo"])
    async with sit_down(direct_mail) as user:
        await composes(user, file=file, subject="Kept", text="Kept too")
        await user.presses("f3")
        assert user.focused == "templates"
        assert user.chosen("#templates") == "welcome"
        await user.until(lambda: "Hello Ada [red]," in user.reads("#reading-text"), "it filled in")
        assert "As ada@example.com will read it" in user.reads("#reading-text")
        await reviews(user)
        assert "Welcome, Ada [red]" in user.reads("#review-text")
        await user.presses("escape")
        await user.sees("compose")
        await user.presses("f3")
        assert (user.value("#subject"), body(user)) == ("Kept", "Kept too")


async def test_without_an_approved_template_it_says_so(sender: DirectMail) -> None:
    async with sit_down(sender) as user:
        await composes(user, to="ada@example.com", subject="Hi", text="Hello")
        await user.presses("f3")
        assert "No template is approved yet" in user.reads("#reading-text")
        await user.presses("f9")
        await user.until(lambda: "No template is chosen" in _ahead(user), "what to do")


@pytest.mark.parametrize("field", ["to", "recipients", "subject", "text", "tag", "unsubscribe"])
async def test_hostile_text_in_every_field(sender: DirectMail, field: str) -> None:
    async with sit_down(sender) as user:
        await opens_send(user)
        await user.presses("n")
        await user.sees("compose")
        for text in HOSTILE:
            await user.reaches(f"#{field}")
            await user.presses("ctrl+u")
            await user.pastes(text)
            shows_nothing_hostile(user)
        await user.presses("f9")
        await user.settles()
        shows_nothing_hostile(user)
        assert user.here == "compose"


async def test_hostile_text_in_every_row_of_a_file(
    sender: DirectMail, office: PostOffice, tmp_path: Path
) -> None:
    quoted = [text.replace('"', '""') for text in HOSTILE]
    rows = [
        "email,UserName,[red]Company",
        *(f'"{name}",x,y' for name in quoted),
        *(f'r{n}@example.com,"{name}",y' for n, name in enumerate(quoted)),
        f"last@example.com,ok,{ALL_AT_ONCE}",
    ]
    file = spreadsheet(tmp_path, [row.replace("\ud800", "") for row in rows])
    async with sit_down(sender) as user:
        await composes(user, file=file, subject="For {UserName}", text="Hello {UserName}")
        await user.until(lambda: "left out" in user.reads("#recipients-report"), "the report")
        shows_nothing_hostile(user)
        await user.presses("f4")
        await user.sees("notice-screen")
        shows_nothing_hostile(user)
        await user.presses("escape")
        await user.sees("compose")
        await reviews(user)
        shows_nothing_hostile(user)
        await sends(user)
        await reads_in_dialog(user, "✓ Done.")
        shows_nothing_hostile(user)
        assert "[red]x[/red]" not in said(user)
    assert "last@example.com" in office.received


@pytest.mark.parametrize("size", [(60, 20), (40, 12), (120, 36), (39, 11), (1, 1)])
async def test_nothing_is_lost_at_any_size(sender: DirectMail, size: tuple[int, int]) -> None:
    async with sit_down(sender) as user:
        await composes(user, to="ada@example.com", subject="Hi", text="Hello")
        await user.resizes(*size)
        assert len(user.rows()) == size[1]
        await user.resizes(80, 24)
        assert (user.value("#to"), user.value("#subject"), body(user)) == ("ada@example.com", "Hi", "Hello")
        await reviews(user)
        await user.resizes(*size)
        assert len(user.rows()) == size[1]


async def test_no_value_of_the_review_wraps_under_its_label(sender: DirectMail) -> None:
    async with sit_down(sender) as user:
        await composes(user, to="ada@example.com", subject="Hi", text="Hello")
        await reviews(user)
        text = str(user.screen.query_one("#review-text", Static).content).split("\n")
        [month] = [number for number, row in enumerate(text) if row.startswith("Month ")]
        assert text[month + 1].startswith(" " * 9)
        assert not text[month + 2].startswith(" ")


async def test_it_fits_80_by_24_without_scrolling(sender: DirectMail, tmp_path: Path) -> None:
    file = spreadsheet(tmp_path, ["email,UserName", "ada@example.com,Ada", "x,y"])
    async with sit_down(sender) as user:
        await composes(user, file=file, subject="Hi", text="Hello")
        await user.until(lambda: "1 recipient" in _ahead(user), "the consequence")
        assert user.find("#sheet").max_scroll_y == 0
        for id in ("from", "to", "recipients", "subject", "text", "review"):
            assert user.screen.region.contains_region(user.find(f"#{id}").region), id
        assert user.find("#text").region.height >= 5


async def test_help_and_palette_know_the_screen(sender: DirectMail) -> None:
    async with sit_down(sender) as user:
        await opens_send(user)
        await user.presses("n")
        await user.sees("compose")
        offered = {command.title for command in user.app.get_system_commands(user.screen)}
        assert {f"Review {MARKS.next}", "Text/template", "Left out", "Back"} <= offered
        await user.presses("f1")
        await user.sees("notice-screen")
        assert any("file of recipients" in row for row in user.rows())


def test_the_tab_has_the_key_of_its_place() -> None:
    assert tab_key("send") == "6"


async def _says_when(user: User, *typed: str) -> None:
    """Open the form of the schedule, paste into its fields, and use it."""
    await user.presses("f6")
    await user.sees("schedule-form")
    for at, words in enumerate(typed):
        await user.pastes(words)
        if at < len(typed) - 1:
            await user.presses("tab")
    await user.reaches("#submit")


async def test_when_and_how_fast_is_asked_and_the_plan_is_said_before_it_is_sent(
    sender: DirectMail, office: PostOffice, tmp_path: Path
) -> None:
    file = spreadsheet(tmp_path, ["email", *(f"r{n}@example.com" for n in range(2_500))])
    async with sit_down(sender, size=(100, 40)) as user:
        await composes(user, file=file, subject="Hi", text="Hello")
        await user.until(lambda: "2,500 recipients" in _ahead(user), "the file")
        await _says_when(user, "", "9:00-20:00", "Europe/Berlin", "100")
        plan = " ".join(user.reads("#schedule-plan").split())
        assert "between 09:00 and 20:00, Europe/Berlin, at most 100 a minute; 2,000 today, 500" in plan
        assert "done by" in plan
        await user.presses("enter")
        await user.sees("compose")
        await user.until(lambda: "2,000 today, 500" in _ahead(user), "the plan beside the letter")
        await user.presses("escape")
        await user.sees("console")
        await user.presses("n")
        await user.sees("compose")
        await user.until(lambda: "2,000 today, 500" in _ahead(user), "the schedule of the draft")
        await reviews(user)
        assert "at most 100 a minute; 2,000 today, 500" in " ".join(user.reads("#review-text").split())


async def test_a_mailing_waits_for_the_time_that_was_typed(sender: DirectMail, office: PostOffice) -> None:
    async with sit_down(sender) as user:
        await composes(user, to="ada@example.com", subject="Hi", text="Hello")
        await _says_when(user, "2026-02-01T09:00", "", "UTC")
        await user.presses("enter")
        await user.sees("compose")
        await reviews(user)
        assert "from 1 February 2026, 09:00 UTC on" in " ".join(user.reads("#review-text").split())
        await sends(user)
        await reads_in_dialog(user, "It resumes after 1 February 2026, 09:00 UTC")
    assert office.received == []


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        (("99:00",), "is no time"),
        (("", "from nine to five"), "names no hours"),
        (("", "", "Mars/Olympus"), "no time zone"),
        (("", "", "", "many"), "A pace of many"),
        (("", "", "", "0"), "A pace of 0"),
    ],
)
async def test_a_schedule_that_is_none_is_refused_where_it_is_typed(
    sender: DirectMail, typed: tuple[str, ...], words: str
) -> None:
    async with sit_down(sender) as user:
        await composes(user, to="ada@example.com", subject="Hi", text="Hello")
        await _says_when(user, *typed)
        assert words in user.reads("#schedule-plan")
        await user.presses("enter")
        await user.until(lambda: words in user.reads("#form-problem"), "the refusal")
        await user.presses("escape")
        await user.sees("compose")


async def test_a_time_that_passed_while_the_draft_lay_is_said(
    sender: DirectMail, office: PostOffice, wait: Wait
) -> None:
    async with sit_down(sender) as user:
        await composes(user, to="ada@example.com", subject="Hi", text="Hello")
        await _says_when(user, "2026-02-01T09:00", "", "UTC")
        await user.presses("enter")
        await user.sees("compose")
        wait(timedelta(days=2))
        await user.presses("f9")
        await user.until(lambda: "1 February 2026, 09:00 UTC has passed" in _ahead(user), "the refusal")
        assert user.focused == "schedule"
    assert (office.received, sender.sending.mailings()) == ([], ())


async def test_the_review_shows_the_letter_as_the_first_recipient_reads_it(
    sender: DirectMail, office: PostOffice, tmp_path: Path
) -> None:
    file = spreadsheet(tmp_path, ["email,Name", "ada@example.com,Ada", "bob@example.com,Bob"])
    async with sit_down(sender) as user:
        await composes(user, file=file, subject="News for {Name}", text="Dear {Name},\nhello")
        await reviews(user)
        await user.presses("l")
        await user.sees("received-letter")
        assert "News for Ada" in user.reads("#item-facts")
        assert user.reads("#letter-text").startswith("Dear Ada,\nhello")
        await user.presses("escape")
        await user.sees("review")
    assert office.received == []


@pytest.mark.parametrize(
    ("rows", "body", "words"),
    [
        (["Name,Town", "Ada,Ulm"], "Hi", "or name it with F5"),
        (["a,b", "ada@example.com,bob@example.com"], "Hi", "Say which: F5, Column of addresses"),
        (["email", "ada@example.com"], "Hi {UserName}", "write UserName=COLUMN under Variables (F5)"),
    ],
)
async def test_a_hint_names_the_fields_of_the_composer_and_no_option_of_a_command(
    sender: DirectMail, tmp_path: Path, rows: list[str], body: str, words: str
) -> None:
    file = spreadsheet(tmp_path, rows)
    async with sit_down(sender, size=(100, 40)) as user:
        await composes(user, file=file, subject="Hi", text=body)
        await user.until(lambda: words in _report(user), words)
        assert "--" not in _report(user)


async def test_beside_the_form_is_the_letter_as_its_first_reader_sees_it(
    sender: DirectMail, tmp_path: Path
) -> None:
    file = spreadsheet(tmp_path, ["email,UserName", "ada@example.com,Ada", "bob@example.com,Bob"])
    async with sit_down(sender, (100, 30)) as user:
        await composes(user, file=file, subject="News for {UserName}", text="Dear {UserName},")
        await user.until(lambda: "Dear Ada," in _letter(user), "the letter")
        assert _letter(user).splitlines()[0] == "News for Ada"
        assert str(user.screen.query_one("#as-read").border_title) == "As Ada reads it"
        assert "news@mail.example.com" in _letter(user)
        await user.types(" well")
        await user.until(lambda: "Dear Ada, well" in _letter(user), "what was typed")
        await user.presses("f3", "f3")
        await user.until(lambda: "Dear Ada, well" in _letter(user), "the same as Markdown")
        await user.resizes(99, 30)
        assert not user.find("#as-read").display
        assert "cost" in _ahead(user)


async def test_without_recipients_the_letter_keeps_its_variables(sender: DirectMail) -> None:
    async with sit_down(sender, (120, 36)) as user:
        await composes(user, subject="News for {UserName}", text="Dear {UserName},")
        await user.until(lambda: "Dear {UserName}," in _letter(user), "the letter")
        assert "Add recipients" in _letter(user)


async def test_what_it_uses_has_a_gauge_for_each_source(direct_mail: DirectMail) -> None:
    direct_mail.sandbox.load("busy")
    async with sit_down(direct_mail, (120, 36)) as user:
        await composes(user, to="ada@example.com", subject="News", text="Hello")
        await user.until(lambda: "of the daily quota left" in _ahead(user), "the consequence")
        lines = user.reads("#consequence-text").splitlines()
        plan = next(at for at, line in enumerate(lines) if "plan DM" in line)
        assert "left" in lines[plan]
        assert set(lines[plan + 1]) <= set("█▏▎▍▌▋▊▉ ")
        quota = next(at for at, line in enumerate(lines) if "daily quota" in line)
        assert lines[quota + 1].startswith("████")


async def test_enter_in_to_skips_the_file_that_has_to_stay_empty(sender: DirectMail) -> None:
    async with sit_down(sender) as user:
        await opens_send(user)
        await user.presses("n")
        await user.sees("compose")
        await user.types("ada@example.com")
        await user.presses("enter")
        assert user.focused == "subject"
        await user.presses("shift+tab", "shift+tab")
        await user.presses("end", "ctrl+u", "enter")
        assert user.focused == "recipients"


def _letter(user: User) -> str:
    return user.screen.query_one("#as-read", ReaderPane).shown


async def test_what_begins_tomorrow_counts_with_the_quota_of_that_day(
    sender: DirectMail, office: PostOffice
) -> None:
    sender.metering.record(2_000)
    async with sit_down(sender, size=(100, 40)) as user:
        await composes(user, to="ada@example.com", subject="Hi", text="Hello")
        await _says_when(user, "2026-02-01T09:00", "", "UTC")
        await user.presses("enter")
        await user.sees("compose")
        await reviews(user)
        assert "held back" not in user.reads("#review-text")
        assert "Then     1,999 of the daily quota left" in user.reads("#review-text")
        await sends(user)
        await reads_in_dialog(user, "It resumes after 1 February 2026, 09:00 UTC")
    assert office.received == []


async def test_the_buttons_of_a_long_review_are_seen_and_its_text_is_turned_over(
    sender: DirectMail, tmp_path: Path
) -> None:
    file = spreadsheet(tmp_path, ["email", *(f"r{n}@example.com" for n in range(2_500))])
    async with sit_down(sender) as user:
        await composes(user, file=file, subject="Hi", text="Hello")
        await _says_when(user, "", "9:00-20:00", "Europe/Berlin", "20")
        await user.presses("enter")
        await user.sees("compose")
        await reviews(user)
        await user.until(lambda: any("Send to 2,500" in row and "Back" in row for row in user.rows()), "them")
        assert any("Send to 2,500 recipients?" in row for row in user.rows())
        await user.presses("pagedown")
        await user.until(lambda: not any("recipients?" in row for row in user.rows()), "the end")
        await user.presses("pageup")
        await user.until(lambda: any("recipients?" in row for row in user.rows()), "the beginning")


async def test_what_is_typed_ahead_of_tab_is_in_the_field_after_it(sender: DirectMail) -> None:
    """On a slow line several keys arrive together: the subject stood in the field before it."""
    async with sit_down(sender) as user:
        await opens_send(user)
        await user.presses("n")
        await user.sees("compose")
        packet(user, "ann@example.org", "\t", "\t", "Hello", "\x1b[Z", "b.csv")
        await user.settles()
        typed = [user.screen.query_one(f"#{id}", Input).value for id in ("to", "recipients", "subject")]
        assert typed == ["ann@example.org", "b.csv", "Hello"]
