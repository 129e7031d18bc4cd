"""Mailings that may resume by themselves: what held them back is over, or a resumed one was interrupted."""

from collections.abc import Callable, Iterator
from threading import Event
from typing import NamedTuple

from dm_tui.domain.errors import DirectMailError
from dm_tui.domain.mailing.mailing import Mailing
from dm_tui.domain.mailing.progress import Progress
from dm_tui.domain.mailing.resuming import may_resume
from dm_tui.providers.protocol import AccountProvider
from dm_tui.services.mailing.sending import Sending
from dm_tui.store.state import StateFile, Tables


class ResumedMailing(NamedTuple):
    """A mailing after it resumed, and why it could not, if so."""

    mailing: Mailing
    problem: DirectMailError | None = None


class DueMailings:
    """Resumes them; several programs that do so at once agree by the lock of each mailing."""

    def __init__(self, state: StateFile, account: AccountProvider, sending: Sending) -> None:
        self._state, self._account, self._sending = state, account, sending

    def waiting(self) -> tuple[Mailing, ...]:
        """Return every mailing that is not over and that no hand paused, the oldest first."""
        with self._state.read() as tables:
            return tuple(mailing for mailing in _open(tables) if not mailing.is_paused_by_hand)

    def unfinished(self) -> tuple[Mailing, ...]:
        """Return every mailing that is not over, or has unknown deliveries to settle, the newest first."""
        with self._state.read() as tables:
            mailings = (mailing for mailing in tables.of(Mailing).open() if not mailing.closed)
            return tuple(sorted(mailings, key=lambda mailing: (mailing.created_at, mailing.id), reverse=True))

    def due(self) -> tuple[Mailing, ...]:
        """Return the mailings that may resume now and that no program is sending, the oldest first."""
        now = self._account.now()
        return tuple(
            mailing
            for mailing in self.waiting()
            if may_resume(mailing, now) and not self._sending.running(mailing.id)
        )

    def resume(
        self, progress: Callable[[Progress], None] = lambda progress: None, stop: Event | None = None
    ) -> Iterator[ResumedMailing]:
        """Resume one mailing after the other, and yield each afterwards. Blocks."""
        for mailing in self.due():
            if stop is not None and stop.is_set():
                return
            try:
                yield ResumedMailing(self._sending.run(mailing.id, progress, stop, by_hand=False))
            except DirectMailError as problem:
                yield ResumedMailing(self._sending.mailing(mailing.id), problem)


def _open(tables: Tables) -> list[Mailing]:
    mailings = (mailing for mailing in tables.of(Mailing).open() if not mailing.ended)
    return sorted(mailings, key=lambda mailing: (mailing.created_at, mailing.id))
