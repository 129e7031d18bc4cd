"""A toast for the end of a mailing that this program sends, wherever you are by then."""

from typing import Any

from textual.app import App

from dm_tui.domain.mailing.wording import outcome_sentences
from dm_tui.services.mailing.background_mailings import BackgroundMailing
from dm_tui.tui.toasts import toast

LOOK_EVERY = 0.1
"""Seconds between two checks whether it has ended."""


def toast_when_done(app: App[Any], running: BackgroundMailing) -> None:
    """Show the outcome of a run when it ends, unless its dialog is open; the program owns the timer."""

    def look() -> None:
        if running.over:
            timer.stop()
            _toast_outcome(app, running)

    timer = app.set_interval(LOOK_EVERY, look)


def _toast_outcome(app: App[Any], running: BackgroundMailing) -> None:
    if running.problem:
        toast(app, running.problem, serious=True, lasts=True)
    elif running.mailing is not None and app.screen.id != "mailing":
        toast(app, outcome_sentences(running.mailing), serious=not running.mailing.ended, lasts=True)
