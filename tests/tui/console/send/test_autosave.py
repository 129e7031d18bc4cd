"""A draft of a mailing is saved while it is written, until it is sent or discarded."""

import asyncio
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from textual.app import App
from textual.widgets import Checkbox, TextArea

from dm_tui.domain.draft_size import MAX_DRAFT_BYTES
from dm_tui.domain.errors import DirectMailError, ErrorKind
from dm_tui.domain.mailing.mailing_draft import MailingDraft
from dm_tui.domain.setup.template_draft import UnsavedTemplate
from dm_tui.services.direct_mail import DirectMail
from dm_tui.tui.app_messages import QuitRequested
from dm_tui.tui.console.shared.autosave import Autosave
from tests.post import PostOffice
from tests.tui.console.send.mailings import (
    body,
    composes,
    opens_send,
    reads_in_dialog,
    reviews,
    sends,
    spreadsheet,
)
from tests.tui.hostile import ALL_AT_ONCE, shows_nothing_hostile
from tests.tui.journey import User, sit_down


async def _goes_on(user: User) -> None:
    await opens_send(user)
    await user.presses("n")
    await user.sees("compose")


async def test_what_is_typed_is_there_after_the_program_was_killed(
    sender: DirectMail, tmp_path: Path
) -> None:
    file = spreadsheet(tmp_path, ["email,UserName", "ada@example.com,Ada"])
    async with sit_down(sender) as user:
        await composes(user, file=file, subject="News for {UserName}", text="Dear {UserName},")
        await user.presses("tab")
        await user.pastes("spring-sale")
        await user.presses("tab")
        await user.pastes("https://example.com/out?{EAddr}")
        await user.until(
            lambda: sender.mailing_drafts.load().unsubscribe_url and not user.screen.unsaved,  # type: ignore[attr-defined]
            "all of it kept",
        )  # and with that the program is gone, without a word
    async with sit_down(sender) as user:
        await user.hears("saved", "send")
        await opens_send(user)
        assert user.label("#new") == "Continue writing"
        assert "“News for {UserName}” is not sent yet." in user.reads("#send-today")
        await user.presses("n")
        await user.sees("compose")
        assert user.focused == "text"
        values = [user.value(f"#{field}") for field in ("recipients", "subject", "tag", "unsubscribe")]
        assert values == [file, "News for {UserName}", "spring-sale", "https://example.com/out?{EAddr}"]
        assert body(user) == "Dear {UserName},"
        await user.until(lambda: "1 recipient" in user.reads("#consequence-text"), "judged again")


async def test_leaving_keeps_it_and_says_so(sender: DirectMail) -> None:
    async with sit_down(sender) as user:
        await composes(user, to="ada@example.com", subject="Hi", text="Hello")
        await user.presses("escape")
        await user.sees("console")
        await user.hears("draft saved")
        await user.until(lambda: user.label("#new") == "Continue writing", "the way back")
        await user.presses("n")
        await user.sees("compose")
        assert (user.value("#to"), user.value("#subject"), body(user)) == ("ada@example.com", "Hi", "Hello")
        await user.presses("ctrl+q")
        await user.sees("leave-draft")
        await user.clicks("#leave-now")
        await user.until(lambda: user.app._exit, "the end")


async def test_a_signal_keeps_it_too(sender: DirectMail) -> None:
    async with sit_down(sender) as user:
        await composes(user, to="ada@example.com", subject="Hi", text="Hello")
        user.app.post_message(QuitRequested(143))
        await user.until(lambda: user.app._exit, "the end")
    assert sender.mailing_drafts.load().text == "Hello"
    assert not list(sender.state_path.parent.glob("unsaved-*"))


async def test_it_is_discarded_only_when_that_is_confirmed(sender: DirectMail) -> None:
    async with sit_down(sender) as user:
        await composes(user, to="ada@example.com", subject="Hi", text="Hello")
        await user.presses("f8")
        await user.sees("discard")
        assert user.focused == "keep-it"
        await user.presses("enter")
        await user.sees("compose")
        assert body(user) == "Hello"
        await user.clicks("#discard")
        await user.sees("discard")
        await user.clicks("#discard-it")
        await user.sees("console")
        await user.until(lambda: user.label("#new") == "New mailing", "no draft to continue")
        await user.presses("n")
        await user.sees("compose")
        assert (user.value("#to"), user.value("#subject"), body(user)) == ("", "", "")
        await user.presses("f8")
        await user.hears("nothing to discard")
        assert user.here == "compose"


@pytest.mark.parametrize("to", ["", "ada@example.com"])
async def test_nothing_of_a_discarded_draft_is_in_the_next_one(sender: DirectMail, to: str) -> None:
    async with sit_down(sender) as user:
        await composes(user, to=to, subject="", text="")
        await user.reaches("#unsubscribe")
        await user.pastes("notaurl")
        await user.reaches("#track")
        await user.presses("space")
        await user.presses("f8")
        await user.sees("discard")
        await user.clicks("#discard-it")
        await user.sees("console")
        await user.presses("n")
        await user.sees("compose")
        assert user.value("#unsubscribe") == ""
        assert not user.screen.query_one("#track", Checkbox).value
    assert (sender.mailing_drafts.begin().unsubscribe_url, sender.mailing_drafts.begin().track) == ("", False)


async def test_what_was_sent_is_kept_no_longer(sender: DirectMail, office: PostOffice) -> None:
    async with sit_down(sender) as user:
        await composes(user, to="ada@example.com", subject="Hi", text="Hello")
        await user.reaches("#unsubscribe")
        await user.pastes("https://example.com/out")
        await reviews(user)
        assert sender.mailing_drafts.load().text == "Hello"  # until it is made
        await sends(user)
        await reads_in_dialog(user, "✓ Done.")
        await user.presses("escape")
        await user.sees("console")
        await user.presses("n")
        await user.sees("compose")
        assert (user.value("#to"), user.value("#subject"), body(user)) == ("", "", "")
        assert user.value("#unsubscribe") == "https://example.com/out"  # for the next one too
    assert office.received == ["ada@example.com"]


async def test_what_is_too_long_to_be_kept_is_said_and_asked_about(sender: DirectMail) -> None:
    async with sit_down(sender) as user:
        await composes(user, to="ada@example.com", subject="Hi", text="Hello")
        await user.until(lambda: sender.mailing_drafts.load().text == "Hello", "the draft")
        user.screen.query_one("#text", TextArea).text = "word " * (MAX_DRAFT_BYTES // 5)
        await user.hears("a draft holds at most 131,072")
        await user.presses("escape")
        await user.sees("unsaved")
        await user.presses("enter")
        await user.sees("compose")
        await user.presses("ctrl+q")
        await user.sees("unsaved")
        await user.clicks("#leave-it")
        await user.until(lambda: user.app._exit, "the end")
    assert sender.mailing_drafts.load().text == "Hello"


@pytest.mark.parametrize("is_known", [False, True])
async def test_where_nothing_can_be_kept_leaving_asks(
    sender: DirectMail, monkeypatch: pytest.MonkeyPatch, is_known: bool
) -> None:
    """The reason stands over the question, also where the text could not be saved a second before."""

    def full(*given: object) -> None:
        raise DirectMailError(ErrorKind.STATE_FILE, "full", "The disk is [full].", "Free some.")

    async with sit_down(sender) as user:
        monkeypatch.setattr(sender.mailing_drafts, "save", full)
        await composes(user, to="ada@example.com", subject="Hi", text="Hello again")
        if is_known:
            await user.hears("the disk is [full]")
        await user.presses("escape")
        await user.sees("unsaved")
        await user.hears("the disk is [full]")
        await user.presses("enter")
        await user.sees("compose")
        assert "again" in body(user)


async def test_a_sender_or_template_that_is_gone_is_told(direct_mail: DirectMail) -> None:
    direct_mail.sandbox.load("busy")
    direct_mail.mailing_drafts.save(
        MailingDraft(sender="old@example.com", to="ada@example.com", template="no-more", text="Hi")
    )
    async with sit_down(direct_mail) as user:
        await _goes_on(user)
        await user.hears("old@example.com is no longer a sender address")
        await user.hears("“no-more” is no longer an approved template")
        assert body(user) == "Hi"


async def test_a_template_is_chosen_again(direct_mail: DirectMail) -> None:
    direct_mail.sandbox.load("busy")
    name = [template.name for template in direct_mail.templates.list() if template.status == "approved"][-1]
    direct_mail.mailing_drafts.save(MailingDraft(to="ada@example.com", template=name))
    async with sit_down(direct_mail) as user:
        await _goes_on(user)
        assert (user.focused, user.chosen("#templates")) == ("templates", name)


async def test_a_draft_from_a_hostile_file_is_shown_unharmed(sender: DirectMail) -> None:
    others = ("file", "reading", "track", "markdown", "schedule")
    fields = [field for field in MailingDraft.model_fields if field not in others]
    sender.mailing_drafts.save(MailingDraft(**dict.fromkeys(fields, ALL_AT_ONCE[:3_000])))
    async with sit_down(sender) as user:
        await opens_send(user)
        shows_nothing_hostile(user)
        await user.presses("n")
        await user.sees("compose")
        await user.settles()
        shows_nothing_hostile(user)
        await user.presses("f9")
        await user.settles()
        shows_nothing_hostile(user)


async def test_two_consoles_keep_both_letters(
    sender: DirectMail, open_direct_mail: Callable[[], DirectMail]
) -> None:
    other = open_direct_mail()
    async with sit_down(sender) as here:
        await _goes_on(here)
        async with sit_down(other) as there:
            await _goes_on(there)
            await here.pastes("c@example.org")
            await here.until(lambda: sender.mailing_drafts.load().to == "c@example.org", "the first kept")
            await there.pastes("d@example.org")
            await there.until(lambda: len(other.mailing_drafts.all()) == 2, "the second kept")
            await there.presses("escape")
            await there.sees("console")
        await here.presses("escape")
        await here.sees("console")
        await here.until(lambda: "2 mailings are not sent yet" in here.reads("#send-today"), "both")
        await here.presses("n")
        await here.sees("compose")
        assert here.value("#to") == "c@example.org"
        await here.presses("escape")
        await here.sees("console")
        await here.presses("d")
        await here.sees("drafts")
        await here.presses("enter")
        await here.sees("compose")
        assert here.value("#to") == "d@example.org"


async def test_a_draft_open_in_two_consoles_becomes_two(
    sender: DirectMail, open_direct_mail: Callable[[], DirectMail]
) -> None:
    sender.mailing_drafts.save(MailingDraft(to="ada@example.com", text="Hello"))
    other = open_direct_mail()
    async with sit_down(sender) as here:
        await _goes_on(here)
        await here.until(
            lambda: other.mailing_drafts.all()[0].sender, "saved with the address it is sent from"
        )
        (begun,) = other.mailing_drafts.all()
        other.mailing_drafts.save(begun.model_copy(update={"text": "Hello there"}), begun)
        await here.writes("#to", "grace@example.com")
        await here.hears("saved as a separate draft")  # it may have been kept while the address was typed
        await here.until(
            lambda: "grace@example.com" in [draft.to for draft in other.mailing_drafts.all()], "saved"
        )
    kept = {(draft.to, draft.text) for draft in sender.mailing_drafts.all()}
    assert kept == {("ada@example.com", "Hello there"), ("grace@example.com", "Hello")}


def test_two_consoles_keep_both_templates(
    sender: DirectMail, open_direct_mail: Callable[[], DirectMail]
) -> None:
    here, there = sender.templates, open_direct_mail().templates
    first, second = here.begin_unsaved(), there.begin_unsaved()
    mine = here.save_unsaved(first.model_copy(update={"text": "Mine"}))
    theirs = there.save_unsaved(second.model_copy(update={"text": "Theirs"}))
    assert here.read_unsaved() == theirs
    there.save_unsaved(UnsavedTemplate(id=theirs.id), theirs)  # saved, or left
    assert here.read_unsaved() == mine
    changed = there.save_unsaved(mine.model_copy(update={"text": "Changed"}), mine)
    again = here.save_unsaved(mine.model_copy(update={"text": "Mine too"}), mine)
    assert (changed.id, again.id == mine.id, here.read_unsaved()) == (mine.id, False, again)


async def test_what_was_read_last_wins_though_its_thread_is_not_the_last(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """A thread of the second before left would write again what you had just thrown away."""
    saved: list[MailingDraft] = []
    written, go_on = MailingDraft(text="Hello"), asyncio.Event()
    app: App[Any] = App()
    autosave = Autosave(MailingDraft(), saved.append, lambda: written)

    async def late(work: Callable[..., None], *given: object) -> None:
        await go_on.wait()
        work(*given)

    monkeypatch.setattr(asyncio, "to_thread", late)
    in_thread = asyncio.create_task(autosave.save_in_thread(app))
    await asyncio.sleep(0)
    autosave.put(MailingDraft(text="Hello again"))
    go_on.set()
    await in_thread
    assert [draft.text for draft in saved] == ["Hello again"]
