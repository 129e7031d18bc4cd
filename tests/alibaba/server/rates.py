"""How often a call may be made (quota page).

The stand-in enforces it, by a clock of its own that a test may replace.
"""

import time
from collections import defaultdict, deque
from collections.abc import Callable
from typing import NamedTuple

BILLING = "every billing call"


class Rate(NamedTuple):
    """So many calls in so many seconds."""

    calls: int
    seconds: float


RATES = {
    "DescAccountSummary": Rate(10, 60),
    "CheckDomain": Rate(10, 60),
    "CreateReceiver": Rate(10, 60),
    "BatchSendMail": Rate(10, 60),
    "QueryMailAddressByParam": Rate(5, 1),
    "SenderStatisticsDetailByParam": Rate(500, 60),
    "SingleSendMail": Rate(100, 1),
    BILLING: Rate(10, 1),
}
"""By action; BatchSendMail has 10 to 20 by page, and that of billing calls is roughly what is seen."""


class Rates:
    """Counts the calls of the last moments. `refused` are the actions that came too often."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self.clock = clock
        self.refused: list[str] = []
        self._enforced = True
        self._calls: defaultdict[str, deque[float]] = defaultdict(deque)

    def do_not_enforce(self) -> None:
        """Take any number of calls: for tests whose time stands still while they call."""
        self._enforced = False

    def enforce(self, clock: Callable[[], float] | None = None) -> None:
        """Refuse what comes too often from now on, by this clock if one is given."""
        self._enforced = True
        self.clock = clock or self.clock
        self._calls.clear()
        self.refused.clear()

    def takes(self, action: str, *, billing: bool) -> bool:
        """Count a call and say whether it is taken; one that is refused does not count."""
        name = BILLING if billing else action
        rate, now = RATES.get(name), self.clock()
        if rate is None or not self._enforced:
            return True
        calls = self._calls[name]
        while calls and calls[0] <= now - rate.seconds:
            calls.popleft()
        if len(calls) >= rate.calls:
            self.refused.append(action)
            return False
        calls.append(now)
        return True
