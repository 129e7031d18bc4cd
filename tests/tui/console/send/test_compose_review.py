"""The review of a mailing: it shows what will be sent, and nothing is sent twice or by a stray key."""

from pathlib import Path
from threading import Event

import pytest
from pydantic import SecretStr
from textual.widgets import Static, TextArea

from dm_tui.domain.errors import DirectMailError, ErrorKind
from dm_tui.domain.mailing.letters.letter import Letter
from dm_tui.domain.mailing.mailing_draft import MailingDraft
from dm_tui.domain.mailing.smtp_wording import NO_PASSWORD
from dm_tui.services.direct_mail import DirectMail
from dm_tui.tui.console.send.attach_field import AttachField
from dm_tui.tui.console.send.recipients_field import RecipientsField
from tests.held import HELD
from tests.post import PostOffice
from tests.tui.console.send.mailings import (
    ahead,
    body,
    can_send,
    composes,
    outcome,
    reads_in_dialog,
    reviews,
    says_when,
    sends,
    spreadsheet,
)
from tests.tui.journey import sit_down


async def test_the_review_comes_where_the_recipients_are_judged_anew_meanwhile(
    sender: DirectMail, monkeypatch: pytest.MonkeyPatch
) -> None:
    begun, judged, make = Event(), Event(), sender.mailing_drafts.letter

    def letter(written: MailingDraft) -> Letter:
        begun.set()
        judged.wait(HELD)
        return make(written)

    monkeypatch.setattr(sender.mailing_drafts, "letter", letter)
    async with sit_down(sender) as user:
        await composes(user, to="ada@example.com", subject="News", text="Hello")
        await user.until(lambda: "1 recipient" in ahead(user), "the consequence")
        await user.presses("f9")
        await user.until(begun.is_set, "what is made ready")
        user.screen.query_one(RecipientsField).read_again()
        judged.set()
        await user.sees("review")


async def test_a_letter_mended_in_the_last_moment_is_judged_as_it_is_now(sender: DirectMail) -> None:
    """The event of the last keys may arrive after F9; the refusal of what stood there before stayed."""
    async with sit_down(sender) as user:
        await composes(user, to="ada@example.com", subject="Hi", text="a {Username} b")
        await user.presses("f9")
        await user.until(lambda: "Fix the text." in ahead(user), "the refusal")
        assert "no variable {Username}" in user.reads("#letter-problem")
        user.screen.query_one("#text", TextArea).load_text("a {UserName} b")
        await user.screen.run_action("review")
        await user.until(lambda: not user.find("#letter-problem").display, "what is so now")
        assert "Fix the text." not in ahead(user)


async def test_a_problem_of_the_subject_is_said_once_and_at_the_subject(sender: DirectMail) -> None:
    async with sit_down(sender, (120, 36)) as user:
        await composes(user, to="ada@example.com", subject="Hello {Nobody}", text="Hi")
        await user.until(lambda: "no variable {Nobody}" in user.reads("#letter-problem"), "the problem")
        await user.presses("f9")
        await user.until(lambda: user.focused == "subject", "the field at fault")
        assert "Fix the subject." in ahead(user)
        shown = "\n".join(user.rows())
        assert shown.count("no variable") == 1
        assert shown.index("Subject") < shown.index("no variable") < shown.index("Template")
        await user.writes("#subject", "Hello {UserName|friend}")
        await user.until(lambda: not user.find("#letter-problem").display, "no problem")


async def test_what_was_checked_before_a_refusal_leaves_it_there_if_it_comes_late(sender: DirectMail) -> None:
    """It arrived after F9 on a busy machine, and the refusal was gone before it was read."""
    async with sit_down(sender) as user:
        await composes(user, to="ada@example.com", subject="", text="Hello")
        await user.until(lambda: "1 recipient" in ahead(user), "the consequence")
        await user.presses("f9")
        await user.until(lambda: "Add a subject." in ahead(user), "the refusal")
        late = {"#addressees": RecipientsField.RecipientsChecked(), "#attached": AttachField.FilesChanged()}
        for field, message in late.items():
            user.find(field).post_message(message)
            await user.settles()
            assert "Add a subject." in ahead(user), message
        await user.writes("#to", "ada@example.com, grace@example.com")
        await user.until(lambda: "2 recipients" in ahead(user), "the new consequence")
        assert "Add a subject." not in ahead(user)


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
        await user.until(lambda: "since it was read" in outcome(user), "the refusal")
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


async def test_a_way_out_that_is_not_ready_is_told_before_there_is_a_mailing(
    direct_mail: DirectMail, monkeypatch: pytest.MonkeyPatch
) -> None:
    direct_mail.sandbox.load("busy")
    direct_mail.set_smtp_server("smtps://me@mail.example.org:465")
    monkeypatch.setattr("dm_tui.services.mailing.transport_choice.read_password", _no_password)
    async with sit_down(direct_mail) as user:
        await composes(user, to="ada@example.com", subject="Hi", text="Hello")
        await reviews(user)
        assert "mail.example.org, port 465" in user.reads("#review-text")
        await user.reaches("#send")
        await user.presses("enter")
        await user.until(lambda: "There is no SMTP password" in outcome(user), "the refusal")
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


async def test_no_value_of_the_review_wraps_under_its_label(sender: DirectMail) -> None:
    async with sit_down(sender, (70, 24)) as user:
        await composes(user, to="ada@example.com", subject="Hi", text="Hello")
        await reviews(user)
        text = str(user.screen.query_one("#review-text", Static).content).split("\n")
        [month] = [number for number, row in enumerate(text) if row.startswith("Month ")]
        assert text[month + 1].startswith(" " * 9)
        assert not text[month + 2].startswith(" ")


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


async def test_the_buttons_of_a_long_review_are_seen_and_its_text_is_turned_over(
    sender: DirectMail, tmp_path: Path
) -> None:
    file = spreadsheet(tmp_path, ["email", *(f"r{n}@example.com" for n in range(2_500))])
    async with sit_down(sender) as user:
        await composes(user, file=file, subject="Hi", text="Hello")
        await says_when(user, "", "9:00-20:00", "Europe/Berlin", "20")
        await user.presses("enter")
        await user.sees("compose")
        await reviews(user)
        await user.until(lambda: any("Send to 2,500" in row and "Back" in row for row in user.rows()), "them")
        assert any("Send to 2,500 recipients?" in row for row in user.rows())
        await user.presses("pagedown")
        await user.until(lambda: not any("recipients?" in row for row in user.rows()), "the end")
        await user.presses("pageup")
        await user.until(lambda: any("recipients?" in row for row in user.rows()), "the beginning")
