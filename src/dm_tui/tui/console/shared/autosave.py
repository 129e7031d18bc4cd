"""Keeping what is being written while it is written, so that no end of the program loses it."""

import asyncio
from collections.abc import Callable
from threading import Lock
from typing import Any, Generic, Protocol, TypeVar

from textual.app import App

from dm_tui.domain.errors import DirectMailError
from dm_tui.tui.toasts import toast_error


class AutosavedDraft(Protocol):
    """What is kept."""

    @property
    def empty(self) -> bool:
        """Whether nothing would be lost with it."""


W = TypeVar("W", bound=AutosavedDraft)


class Autosave(Generic[W]):
    """Keeps what `read` says is written, from any thread: what was read last is what stays, whoever comes last.

    `kept` is what is kept already, `keep` makes something else durable or raises DirectMailError.
    """

    def __init__(self, kept: W, keep: Callable[[W], None], read: Callable[[], W]) -> None:
        self._keep = keep
        self._read = read
        self._guard = Lock()
        self._newest = self.kept = kept
        self._told = ""

    @property
    def has_changes(self) -> bool:
        """Whether something else is written than is kept."""
        return self._read() != self.kept

    @property
    def unsaved(self) -> bool:
        """Whether something is written that is kept nowhere."""
        return self.has_changes and not self._read().empty

    def keep(self, app: App[Any]) -> None:
        """Keep what is written before anything else happens; why it cannot be is told."""
        try:
            self.put(self._read())
        except DirectMailError as error:
            toast_error(app, error)

    async def save_in_thread(self, app: App[Any]) -> None:
        """Keep what is written in a thread; why it cannot be is told once."""
        try:
            await asyncio.to_thread(self.put, self._read())
        except DirectMailError as error:
            if error.code != self._told:
                toast_error(app, error)
            self._told = error.code
        else:
            self._told = ""

    def put(self, written: W) -> None:
        """Make it durable unless it is, or raise DirectMailError. Blocks as a transaction does."""
        self._newest = written
        with self._guard:
            newest = self._newest
            if newest != self.kept:
                self._keep(newest)
                self.kept = newest
