"""How fast the vendor may be asked, so that no command is throttled in ordinary use."""

from collections import deque
from collections.abc import Callable
from threading import Lock
from time import monotonic
from typing import NamedTuple

from dm_tui.providers.alibaba.api.actions import Action, Service


class Rate(NamedTuple):
    """At most `calls` in any `seconds`."""

    calls: int
    seconds: float


RATES = {
    Service.BILLING: Rate(9, 1.0),  # about 10 a second (billing API)
    "QueryMailAddressByParam": Rate(5, 1.0),
    "DescAccountSummary": Rate(10, 60.0),
    "CheckDomain": Rate(10, 60.0),
    "CreateReceiver": Rate(10, 60.0),
}
"""The limits of a service or of one of its calls (quota page, but the first)."""


class Pace:
    """Waits before a call that would exceed a rate. Threads share it; `sleep` takes seconds."""

    def __init__(self, sleep: Callable[[float], None], clock: Callable[[], float] = monotonic) -> None:
        self._sleep, self._clock = sleep, clock
        self._made: dict[str, deque[float]] = {}
        self._lock = Lock()

    def wait(self, action: Action) -> None:
        """Return when the call may be made."""
        for name in (action.service, action.call):
            if name in RATES:
                self._sleep_for(self._reserve(name, RATES[name]))

    def _reserve(self, name: str, rate: Rate) -> float:
        """Return how many seconds the next call has to wait, and count it."""
        with self._lock:
            made = self._made.setdefault(name, deque(maxlen=rate.calls))
            now = self._clock()
            start = now if len(made) < rate.calls else max(now, made[0] + rate.seconds)
            made.append(start)
            return start - now

    def _sleep_for(self, seconds: float) -> None:
        if seconds > 0:
            self._sleep(seconds)
