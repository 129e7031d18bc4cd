"""Toasts without markup and without control characters."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Any

from textual.app import App

from dm_tui.domain.errors import DirectMailError
from dm_tui.domain.text import show_control_characters
from dm_tui.tui.keys_for_commands import with_keys


def toast(app: App[Any], message: str, *, serious: bool = False) -> None:
    """Show a short message above the screen; one that is shown already is not shown twice."""
    words = show_control_characters(message)
    if not any(note.message == words and not note.has_expired for note in app._notifications):
        app.notify(words, severity="warning" if serious else "information", markup=False)


def toast_new_notices(app: App[Any], notices: Iterable[str], shown: set[str]) -> None:
    """Show each notice once while the program runs: what is wrong with the state file, or was."""
    for notice in notices:
        if notice not in shown:
            shown.add(notice)
            toast(app, notice, serious=True)


def toast_error(app: App[Any], error: DirectMailError) -> None:
    """Show the error's message and hint, with the keys of the screen in place of commands."""
    toast(app, with_keys(app.screen, str(error)), serious=True)


@contextmanager
def toast_errors(app: App[Any]) -> Iterator[None]:
    """Show an error raised inside as a toast and continue: any read or write may fail."""
    try:
        yield
    except DirectMailError as error:
        toast_error(app, error)
