"""Mailings that are sent beside whatever else the program does, each in a thread of its own."""

import time
from threading import Event, Lock, Thread

from dm_tui.domain.errors import DirectMailError
from dm_tui.domain.mailing.mailing import Mailing
from dm_tui.domain.mailing.progress import Progress
from dm_tui.services.mailing.sending import Sending

STOP_PATIENCE = 15.0
"""Seconds to wait for servers that have not answered yet; whom they concern is asked about the next time."""


class BackgroundMailing:
    """One mailing that this program sends. Its attributes are set by its thread and read by any.

    `progress` is None until the first word of it. Once it is `over`, either `mailing` is how it stands then,
    or `problem` says why nobody knows.
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
        """Whether it is no longer sent by this program."""
        return self._over.is_set()

    @property
    def stopping(self) -> bool:
        """Whether it was told to stop."""
        return self._stop.is_set()

    @property
    def summary(self) -> str:
        """How it came out, for whoever reads it after the program."""
        if self.mailing is None:
            return self.problem or (
                f"Mailing {self.mailing_id} still waited for an answer: open it to go on with it."
            )
        sent = f"{self.mailing.accepted:,} of {self.mailing.recipients:,} sent"
        return f"Mailing {self.mailing_id} is {self.mailing.status}: {sent}."

    def stop(self) -> None:
        """Let it pause once what is on its way has its outcome; does not wait for that."""
        self._stop.set()

    def wait(self, seconds: float) -> None:
        """Wait until it is over, so long at most."""
        self._over.wait(seconds)

    def run(self, sending: Sending) -> None:
        """Send it; for the thread that does."""
        try:
            self.mailing = sending.run(self.mailing_id, self._set_progress, self._stop)
        except DirectMailError as error:
            self.problem = str(error)
        except Exception as error:  # a fault of ours must not leave everybody waiting for ever
            self.problem = f"Mailing {self.mailing_id} could not go on ({type(error).__name__})."
        finally:
            self._over.set()

    def _set_progress(self, progress: Progress) -> None:
        self.progress = progress


class BackgroundMailings:
    """What this program sends at present. The threads end with the program: what they leave is taken up again."""

    def __init__(self, sending: Sending) -> None:
        self._sending = sending
        self._known: dict[str, BackgroundMailing] = {}
        self._guard = Lock()

    def start(self, mailing_id: str) -> BackgroundMailing:
        """Send a mailing from where it stands; the same again while it is being sent."""
        with self._guard:
            known = self._known.get(mailing_id)
            if known is not None and not known.over:
                return known
            running = self._known[mailing_id] = BackgroundMailing(mailing_id)
        Thread(target=running.run, args=(self._sending,), daemon=True).start()
        return running

    def of(self, mailing_id: str) -> BackgroundMailing | None:
        """Return the run of a mailing while it goes on."""
        running = self._known.get(mailing_id)
        return running if running is not None and not running.over else None

    def active(self) -> tuple[BackgroundMailing, ...]:
        """Return all that go on."""
        return tuple(one for one in tuple(self._known.values()) if not one.over)

    def stop(self) -> tuple[BackgroundMailing, ...]:
        """Pause all that go on, wait until they are, as far as there is patience for it, and return them."""
        going = self.active()
        end = time.monotonic() + STOP_PATIENCE
        for one in going:
            one.stop()
        for one in going:
            one.wait(max(0.0, end - time.monotonic()))
        return going
