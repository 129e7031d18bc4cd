"""Telling how a mailing that this program sends came out, wherever the user is by then."""

from typing import Any

from textual.app import App

from dm_tui.domain.mailing.wording import outcome_sentences
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
        toast(app, outcome_sentences(running.mailing), serious=not running.mailing.ended)
