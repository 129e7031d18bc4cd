"""How many messages a server takes in a time: a limit of its own, which a run keeps to."""

from collections import deque
from typing import NamedTuple


class SendingLimit(NamedTuple):
    """So many messages in so many seconds."""

    messages: int
    seconds: float


SERVICE_LIMIT = SendingLimit(5_000, 180.0)
"""What the service takes by SMTP (its support's answer; it refuses more for a while)."""


class LimitedTurns:
    """The turns of one run: in no span of the limit are there more than it allows. Not thread-safe."""

    def __init__(self, limit: SendingLimit) -> None:
        self._limit = limit
        self._turns: deque[float] = deque(maxlen=limit.messages)

    def take(self, now: float) -> float:
        """Take the next turn, and return when it comes: `now`, or when an earlier one is long enough ago."""
        is_full = len(self._turns) == self._limit.messages
        turn = max(now, self._turns[0] + self._limit.seconds) if is_full else now
        self._turns.append(turn)
        return turn
