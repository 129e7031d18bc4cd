"""The pace that the service's own SMTP hosts take mail at, shared by all mailings of this program."""

import time
from collections.abc import Callable
from functools import cache
from threading import Lock

from dm_tui.domain.mailing.pace import EvenPace, RecipientPace, SendingRate

HOST_RATE = SendingRate(5_000, 180.0)
RECIPIENT_RATE = SendingRate(50, 300.0)
"""What a host takes in all, and what for one recipient (official answer)."""

AT_ONCE = 1_000
"""Emails that leave without a wait, until the host had a pause (our own choice)."""


class ServicePace:
    """Holds threads to the rates of one host; `clock` is in seconds, as `sleep` is."""

    def __init__(
        self, *, clock: Callable[[], float] = time.monotonic, sleep: Callable[[float], None] = time.sleep
    ) -> None:
        self._clock, self._sleep = clock, sleep
        self._all = EvenPace(HOST_RATE, AT_ONCE)
        self._of_each = RecipientPace(RECIPIENT_RATE)
        self._guard = Lock()

    def take_turn(self, recipient: str) -> float:
        """Wait until an email may leave, a moment at most, and return 0.

        Where the recipient had as many as the host takes, return the seconds until one more may leave.
        """
        with self._guard:
            now = self._clock()
            if later := self._of_each.reserve(recipient.lower(), now):
                return later
            wait = self._all.reserve(now)
        if wait > 0:
            self._sleep(wait)
        return 0.0


@cache
def pace_of_host(host: str) -> ServicePace:
    """Return the pace of one of the service's hosts."""
    return ServicePace()
