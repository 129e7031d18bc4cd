"""The work that falls due while the console is open, such as reminders."""

import asyncio
from typing import TYPE_CHECKING, Any

from textual.app import App

from dm_tui.services.direct_mail import DirectMail
from dm_tui.tui.console.tab_factory import preload_tabs
from dm_tui.tui.toasts import toast

if TYPE_CHECKING:
    from dm_tui.services.reminders.reminders import ReminderRunResult

DUE_SECONDS = 60.0
"""Seconds between two runs of the work that falls due, such as reminders."""


async def do_due_work(app: App[Any], direct_mail: DirectMail) -> None:
    """Do it in a thread, and show new messages, and reminders that did not arrive, as toasts.

    Mailings whose quota, time or pause is over resume.
    """

    def process() -> "ReminderRunResult":
        preload_tabs()
        return direct_mail.process_due()

    result = await asyncio.to_thread(process)
    for message in result.messages:
        toast(app, message.subject, serious=True, lasts=True)
    for report in result.failed:
        words = f"Not reminded by {report.channel}: {report.words}"
        toast(app, words, serious=True, lasts=True)
    await _resume_mailings(app, direct_mail)


async def _resume_mailings(app: App[Any], direct_mail: DirectMail) -> None:
    """Resume the mailings that may resume by themselves; other programs do so after this one."""
    if due := await asyncio.to_thread(lambda: direct_mail.due_mailings.due()):
        from dm_tui.tui.console.send.completion_toast import toast_when_done

        for running in direct_mail.background_mailings.resume_due(due):
            toast_when_done(app, running)
