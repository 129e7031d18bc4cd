"""Keeping what is being written while it is written, so that no end of the program loses it."""

import asyncio
from collections.abc import Callable
from threading import Lock
from typing import Any

from textual.app import App

from dm_tui.domain.composition import Composition
from dm_tui.domain.errors import DirectMailError
from dm_tui.services.direct_mail import DirectMail
from dm_tui.tui.notice import tell_error


class Keeping:
    """Keeps what `read` says is written, from any thread: what was read last is what stays, whoever comes last."""

    def __init__(self, mail: DirectMail, read: Callable[[], Composition]) -> None:
        self._mail = mail
        self._read = read
        self._guard = Lock()
        self._newest = self.kept = mail.compositions.kept()
        self._told = ""

    @property
    def behind(self) -> bool:
        """Whether something else is written than is kept."""
        return self._read() != self.kept

    @property
    def unsaved(self) -> bool:
        """Whether something is written that is kept nowhere."""
        return self.behind and not self._read().empty

    def keep(self, app: App[Any]) -> None:
        """Keep what is written before anything else happens; why it cannot be is told."""
        try:
            self.put(self._read())
        except DirectMailError as error:
            tell_error(app, error)

    async def keep_beside(self, app: App[Any]) -> None:
        """Keep what is written in a thread; why it cannot be is told once."""
        try:
            await asyncio.to_thread(self.put, self._read())
        except DirectMailError as error:
            if error.code != self._told:
                tell_error(app, error)
            self._told = error.code
        else:
            self._told = ""

    def put(self, composition: Composition) -> None:
        """Make it durable unless it is, or raise DirectMailError. Blocks as a transaction does."""
        self._newest = composition
        with self._guard:
            newest = self._newest
            if newest != self.kept:
                self._mail.compositions.keep(newest)
                self.kept = newest
