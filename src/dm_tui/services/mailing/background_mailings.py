"""Mailings that this program sends in the background, each in a thread of its own."""

import time
from collections.abc import Iterable
from threading import Event, Lock, Thread

from dm_tui.domain.errors import DirectMailError
from dm_tui.domain.mailing.mailing import Mailing
from dm_tui.domain.mailing.patience import STOP_PATIENCE
from dm_tui.domain.mailing.progress import Progress
from dm_tui.domain.mailing.status import MailingStatus, RunningProgram
from dm_tui.domain.mailing.wording import SENDING_FAILED, STILL_WAITING, outcome_sentences
from dm_tui.services.mailing.sending import Sending


class BackgroundMailing:
    """One mailing that this program sends. Its thread sets the attributes, any thread may read them.

    `progress` is None until it is first reported. Once it is `over`, either `mailing` has its final state or
    `problem` says why there is none.
    """

    def __init__(self, mailing_id: str) -> None:
        self.mailing_id = mailing_id
        self.progress: Progress | None = None
        self.mailing: Mailing | None = None
        self.problem = ""
        self._stop = Event()
        self._over = Event()

    @property
    def over(self) -> bool:
        """Whether this program no longer sends it."""
        return self._over.is_set()

    @property
    def stopping(self) -> bool:
        """Whether it was asked to stop."""
        return self._stop.is_set()

    @property
    def summary(self) -> str:
        """How it came out, to print after the program ends."""
        if self.mailing is None:
            return self.problem or STILL_WAITING.format(mailing=self.mailing_id)
        return outcome_sentences(self.mailing)

    def stop(self) -> None:
        """Pause it once the emails under way have an outcome, without waiting for that."""
        self._stop.set()

    def wait(self, seconds: float) -> None:
        """Wait until it is over, at most `seconds`."""
        self._over.wait(seconds)

    def run(self, sending: Sending, by_hand: bool = True) -> None:
        """Send it, in the calling thread."""
        try:
            self.mailing = sending.run(self.mailing_id, self._set_progress, self._stop, by_hand=by_hand)
        except DirectMailError as error:
            self.problem = str(error)
        except Exception as error:  # a fault of ours must not leave everyone waiting forever
            self.problem = SENDING_FAILED.format(mailing=self.mailing_id, fault=type(error).__name__)
        finally:
            self._over.set()

    def _set_progress(self, progress: Progress) -> None:
        self.progress = progress


class BackgroundMailings:
    """The mailings that this program is sending; crash recovery resumes what their threads leave behind."""

    def __init__(self, sending: Sending) -> None:
        self._sending = sending
        self._known: dict[str, BackgroundMailing] = {}
        self._guard = Lock()

    def start(self, mailing_id: str, *, by_hand: bool = True) -> BackgroundMailing:
        """Send a mailing from where it stopped; while it is being sent, return the running one.

        What resumes by itself, not `by_hand`, is left to other programs when this one ends.
        """
        with self._guard:
            if (known := self.of(mailing_id)) is not None:
                return known
            running = self._known[mailing_id] = BackgroundMailing(mailing_id)
        Thread(target=running.run, args=(self._sending, by_hand), daemon=True).start()
        return running

    def resume_due(self, due: Iterable[Mailing]) -> tuple[BackgroundMailing, ...]:
        """Resume mailings that may resume by themselves, those that nobody sends."""
        return tuple(self.start(mailing.id, by_hand=False) for mailing in due)

    def of(self, mailing_id: str) -> BackgroundMailing | None:
        """Return a mailing that is being sent, None for any other."""
        running = self._known.get(mailing_id)
        return running if running is not None and not running.over else None

    def active(self) -> tuple[BackgroundMailing, ...]:
        """Return all that are being sent."""
        return tuple(running for running in tuple(self._known.values()) if not running.over)

    def stop(self) -> tuple[BackgroundMailing, ...]:
        """Pause all that are being sent, wait for them up to `STOP_PATIENCE`, and return them."""
        active = self.active()
        end = time.monotonic() + STOP_PATIENCE
        for running in active:
            running.stop()
        for running in active:
            running.wait(max(0.0, end - time.monotonic()))
        return active

    def running_program(self, mailing: Mailing) -> RunningProgram:
        """Return the program that is sending a mailing."""
        if self.of(mailing.id) is not None:
            return RunningProgram.THIS_PROGRAM
        may_run = mailing.status is MailingStatus.SENDING or mailing.chunk is not None
        if may_run and self._sending.running(mailing.id):
            return RunningProgram.ANOTHER_PROGRAM
        return RunningProgram.NO_PROGRAM

    def progress(self, mailing: Mailing) -> Progress:
        """Return how far a mailing is: from our own run, which is ahead, else from the state file."""
        running = self.of(mailing.id)
        return (running.progress if running is not None else None) or Progress.of(mailing)
