"""One payment of an account at a time: another program's payment is waited for, and known from one that broke
off.

The lock is the system's, so that a program that was killed holds none: a payment that is under way while
nobody holds it has an unknown outcome.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from dm_tui.domain.purchase import payment_wording
from dm_tui.domain.purchase.payment_waits import TURN_SECONDS
from dm_tui.store.named_lock import try_lock

PAYMENT_LOCK = "paying"
"""The lock a program holds while it pays or looks up an outcome."""


Notify = Callable[[str], None]
"""Takes the sentence that says what a payment waits for."""


def say_nothing(words: str) -> None:
    """Notify nobody."""


class PaymentTurn:
    """The turns of the programs that share a state file; `waiting` says that this one waits for its own."""

    def __init__(self, state: Path) -> None:
        self._path = state
        self.waiting = False

    @contextmanager
    def take(self, waits: Notify = say_nothing) -> Iterator[None]:
        """Hold the turn; `waits` is called once if another program has it."""
        with try_lock(self._path, PAYMENT_LOCK) as free:
            if free:
                yield
                return
        self.waiting = True
        try:
            waits(payment_wording.WAITS_FOR_ITS_TURN)
            with try_lock(self._path, PAYMENT_LOCK, TURN_SECONDS) as free:
                self.waiting = False
                if not free:
                    raise payment_wording.TURN_NEVER_CAME()
                yield
        finally:
            self.waiting = False

    @contextmanager
    def take_if_free(self) -> Iterator[bool]:
        """Hold the turn, or give False where another program has it."""
        with try_lock(self._path, PAYMENT_LOCK) as free:
            yield free

    def is_taken(self) -> bool:
        """Say whether any program is paying right now."""
        with try_lock(self._path, PAYMENT_LOCK) as free:
            return not free
