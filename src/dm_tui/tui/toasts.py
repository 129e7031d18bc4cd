"""Toasts, through one helper: never markup, never a control character."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from textual.app import App

from dm_tui.domain.errors import DirectMailError
from dm_tui.domain.text import visible


def tell(app: App[Any], message: str, *, serious: bool = False) -> None:
    """Show a short message over the screen."""
    app.notify(visible(message), severity="warning" if serious else "information", markup=False)


def tell_error(app: App[Any], error: DirectMailError) -> None:
    """Show what happened and what to do."""
    tell(app, str(error), serious=True)


@contextmanager
def told(app: App[Any]) -> Iterator[None]:
    """Show whatever the services refuse inside as a toast, and go on: any read or write may fail."""
    try:
        yield
    except DirectMailError as error:
        tell_error(app, error)
