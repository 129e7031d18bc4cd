"""Telling how a mailing that this program sends came out, wherever the user is by then."""

from typing import Any

from textual.app import App

from dm_tui.domain.mailing.mailing import Mailing, MailingStatus
from dm_tui.domain.usage.metering import WHY_REFUSED
from dm_tui.services.mailing.background_runs import Running
from dm_tui.tui.toasts import tell

LOOK_EVERY = 0.1
"""Seconds between two looks whether it is over."""


def watch(app: App[Any], running: Running) -> None:
    """Say how a run came out, unless its dialog is before the user's eyes. Belongs to the program."""

    def look() -> None:
        if running.over:
            timer.stop()
            _tell(app, running)

    timer = app.set_interval(LOOK_EVERY, look)


def _tell(app: App[Any], running: Running) -> None:
    if running.problem:
        tell(app, running.problem, serious=True)
    elif running.mailing is not None and app.screen.id != "mailing":
        tell(app, outcome(running.mailing), serious=not running.mailing.ended)


def outcome(mailing: Mailing) -> str:
    """Return in one line how far a mailing came."""
    sent = f"{mailing.accepted:,} of {mailing.recipients:,} sent"
    match mailing.status:
        case MailingStatus.DONE:
            said = f"Mailing {mailing.id} is done: {sent}"
        case MailingStatus.HELD_BACK:
            why = WHY_REFUSED.get(mailing.reason, mailing.reason)
            said = f"Mailing {mailing.id} is held back, {why}: {sent}"
        case MailingStatus.PAUSED if mailing.words:
            said = f"Mailing {mailing.id} is paused, {mailing.words}: {sent}"
        case _:
            said = f"Mailing {mailing.id} is {mailing.status}: {sent}"
    refused = f", {mailing.refused:,} refused" if mailing.refused else ""
    unknown = f", {mailing.unknown:,} unknown" if mailing.unknown else ""
    return f"{said}{refused}{unknown}."
