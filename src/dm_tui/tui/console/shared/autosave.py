"""Saves text while you write it, so that no end of the program loses it."""

import asyncio
from collections.abc import Callable
from threading import Lock
from typing import Any, Generic, Protocol, TypeVar

from textual.app import App

from dm_tui.domain.errors import DirectMailError
from dm_tui.tui.toasts import toast_error

SAVE_EVERY = 1.0
"""Seconds between two checks for text that is not saved yet."""


class AutosavedDraft(Protocol):
    """A draft that can be empty."""

    @property
    def empty(self) -> bool:
        """Whether nothing would be lost without it."""


W = TypeVar("W", bound=AutosavedDraft)


class Autosave(Generic[W]):
    """Saves the draft that `read` returns, from any thread.

    The draft read last wins, in whatever order threads end. `kept` is the saved draft, `keep` makes
    another one durable or raises DirectMailError.
    """

    def __init__(self, kept: W, keep: Callable[[W], None], read: Callable[[], W]) -> None:
        self._keep = keep
        self._read = read
        self._guard = Lock()
        self._newest = self.kept = kept
        self._last_error = ""

    @property
    def has_changes(self) -> bool:
        """Whether the draft differs from the saved one."""
        return self._read() != self.kept

    @property
    def unsaved(self) -> bool:
        """Whether leaving now would lose something."""
        return self.has_changes and not self._read().empty

    @property
    def empty(self) -> bool:
        """Whether nothing is written."""
        return self._read().empty

    def save_now(self, app: App[Any]) -> None:
        """Save at once; an error is shown."""
        try:
            self.put(self._read())
        except DirectMailError as error:
            toast_error(app, error, lasts=True)

    async def save_in_thread(self, app: App[Any]) -> None:
        """Save in a thread; each error is shown once."""
        try:
            self._newest = self._read()
            await asyncio.to_thread(self._save_newest)
        except DirectMailError as error:
            if error.code != self._last_error:
                toast_error(app, error, lasts=True)
            self._last_error = error.code
        else:
            self._last_error = ""

    def put(self, draft: W) -> None:
        """Save a draft unless it is saved, or raise DirectMailError. Blocks as a transaction does."""
        self._newest = draft
        self._save_newest()

    def _save_newest(self) -> None:
        with self._guard:
            newest = self._newest
            if newest != self.kept:
                self._keep(newest)
                self.kept = newest
