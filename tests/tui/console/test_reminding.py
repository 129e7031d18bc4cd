"""Reminders of an open console: a toast, a message, and a toast for a failed channel."""

from threading import Event

import pytest

from dm_tui.services.direct_mail import DirectMail
from dm_tui.services.reminders.reminders import ReminderRunResult
from dm_tui.tui.console import screen
from tests.held import HELD
from tests.tui.conftest import SitDown


async def test_a_reminder_is_a_toast_and_an_unread_message(
    user_at: SitDown, direct_mail: DirectMail, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(screen, "DUE_SECONDS", 0.05)
    direct_mail.sandbox.load("expiring")
    direct_mail.set_preferences(prompt_activation=False)
    before = direct_mail.overviews.overview().unread_messages
    async with user_at() as user:
        await user.sees("console")
        await user.hears("expires in 9 days")
        await user.until(lambda: f"7 Msgs ({before + 1})" in user.rows()[1], "the count")
        await user.settles()
        assert len(user.toasts) == 1
    assert direct_mail.reminders.run().sent == ()


async def test_what_another_program_reminds_of_is_said_here_at_once(
    user_at: SitDown, direct_mail: DirectMail
) -> None:
    direct_mail.sandbox.load("expiring")
    direct_mail.set_preferences(prompt_activation=False)
    before = direct_mail.overviews.overview().unread_messages
    async with user_at() as user:
        await user.sees("console")
        await user.hears("expires in 9 days")
        direct_mail.sandbox.advance("3d")
        await user.hears("expires in 7 days")
        await user.until(lambda: f"7 Msgs ({before + 2})" in user.rows()[1], "the count")
        await user.settles()
        assert len(user.toasts) == 2


async def test_what_another_program_reminds_of_while_this_one_looks_is_said_too(
    user_at: SitDown, direct_mail: DirectMail, monkeypatch: pytest.MonkeyPatch
) -> None:
    direct_mail.sandbox.load("expiring")
    direct_mail.set_preferences(prompt_activation=False)
    before = direct_mail.overviews.overview().unread_messages
    looked, go_on, process = Event(), Event(), DirectMail.process_due

    def slowly(opened: DirectMail) -> ReminderRunResult:
        result = process(opened)
        looked.set()
        go_on.wait(HELD)
        return result

    monkeypatch.setattr(DirectMail, "process_due", slowly)
    async with user_at() as user:
        await user.sees("console")
        await user.until(looked.is_set, "the look for what falls due")
        direct_mail.sandbox.advance("3d")
        await user.until(lambda: f"7 Msgs ({before + 2})" in user.rows()[1], "the count")
        go_on.set()
        await user.hears("expires in 7 days")


async def test_what_did_not_arrive_is_said_and_the_rest_goes_on(
    user_at: SitDown, direct_mail: DirectMail, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DM_TUI_SMTP", "smtp://127.0.0.1:1")
    direct_mail.sandbox.load("overdue")
    direct_mail.set_preferences(prompt_activation=False)
    direct_mail.reminders.choices.choose(emails=("ops@example.com",))
    async with user_at() as user:
        await user.sees("console")
        await user.hears("not reminded by email")
        await user.hears("could not be charged")
    assert [failure.channel for failure in direct_mail.reminders.failures()] == ["email"]


async def test_settings_that_cannot_be_read_do_not_keep_the_rest_from_happening(
    user_at: SitDown, direct_mail: DirectMail
) -> None:
    direct_mail.sandbox.load("expiring")
    direct_mail.set_preferences(prompt_activation=False)
    file = direct_mail.reminders.choices.file
    file.parent.mkdir(parents=True)
    file.write_text("[reminders")
    async with user_at() as user:
        await user.sees("console")
        await user.hears("settings file", "cannot be used")
        assert user.here == "console"
