"""How fast mail may leave: rules that say how long the next email has to wait. They read no clock."""

from collections import Counter, deque
from typing import NamedTuple


class SendingRate(NamedTuple):
    """At most so many `emails` in any so many `seconds`."""

    emails: int
    seconds: float


class EvenPace:
    """Keeps to a rate: the first emails leave `at_once`, all others evenly after them.

    So nobody waits long: a burst of as many as the rate allows would be followed by a wait of its whole time.
    After a pause as many leave at once again as the pause has room for.
    """

    def __init__(self, rate: SendingRate, at_once: int = 1) -> None:
        at_once = min(at_once, rate.emails)
        self._seconds_each = rate.seconds / max(1, rate.emails - at_once)
        self._slack = (at_once - 1) * self._seconds_each
        self._due = float("-inf")

    def reserve(self, now: float) -> float:
        """Return the seconds that the next email has to wait, and count it."""
        start = max(now, self._due - self._slack)
        self._due = max(self._due, start) + self._seconds_each
        return start - now


class RecipientPace:
    """Counts the emails to each recipient within the time of a rate."""

    def __init__(self, rate: SendingRate) -> None:
        self._rate = rate
        self._counted: deque[tuple[float, str]] = deque()
        """Until when each email counts. This is the instant that is waited for: a sum of floats, made in two
        ways, has two last digits, and a wait of 0 that nobody counted is one email too many.
        """
        self._counts: Counter[str] = Counter()

    def reserve(self, recipient: str, now: float) -> float:
        """Return the seconds until another email may leave to a recipient; 0 counts it."""
        self._forget_until(now)
        if self._counts[recipient] < self._rate.emails:
            self._counted.append((now + self._rate.seconds, recipient))
            self._counts[recipient] += 1
            return 0.0
        until = next(until for until, counted in self._counted if counted == recipient)
        return min(until - now, self._rate.seconds)

    def _forget_until(self, now: float) -> None:
        while self._counted and self._counted[0][0] <= now:
            _, recipient = self._counted.popleft()
            self._counts[recipient] -= 1
            if not self._counts[recipient]:
                del self._counts[recipient]
