"""Telling how a mailing that this program sends came out, wherever the user is by then."""

from typing import Any

from textual.app import App

from dm_tui.domain.mailing.mailing import Mailing, MailingStatus
from dm_tui.domain.usage.metering import REFUSAL_REASONS
from dm_tui.services.mailing.background_mailings import BackgroundMailing
from dm_tui.tui.toasts import toast

LOOK_EVERY = 0.1
"""Seconds between two looks whether it is over."""


def toast_when_done(app: App[Any], running: BackgroundMailing) -> None:
    """Say how a run came out, unless its dialog is before the user's eyes. Belongs to the program."""

    def look() -> None:
        if running.over:
            timer.stop()
            _toast_outcome(app, running)

    timer = app.set_interval(LOOK_EVERY, look)


def _toast_outcome(app: App[Any], running: BackgroundMailing) -> None:
    if running.problem:
        toast(app, running.problem, serious=True)
    elif running.mailing is not None and app.screen.id != "mailing":
        toast(app, outcome_text(running.mailing), serious=not running.mailing.ended)


def outcome_text(mailing: Mailing) -> str:
    """Return in one line how far a mailing came."""
    sent = f"{mailing.accepted:,} of {mailing.recipients:,} sent"
    match mailing.status:
        case MailingStatus.DONE:
            said = f"Mailing {mailing.id} is done: {sent}"
        case MailingStatus.HELD_BACK:
            why = REFUSAL_REASONS.get(mailing.reason, mailing.reason)
            said = f"Mailing {mailing.id} is held back, {why}: {sent}"
        case MailingStatus.PAUSED if mailing.words:
            said = f"Mailing {mailing.id} is paused, {mailing.words}: {sent}"
        case _:
            said = f"Mailing {mailing.id} is {mailing.status}: {sent}"
    refused = f", {mailing.refused:,} refused" if mailing.refused else ""
    unknown = f", {mailing.unknown:,} unknown" if mailing.unknown else ""
    return f"{said}{refused}{unknown}."
