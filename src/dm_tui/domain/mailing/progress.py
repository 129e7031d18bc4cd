"""How far a mailing is, and how fast: from the state file and from the run that is ahead of it."""

from collections import deque
from collections.abc import Sequence

from dm_tui.domain.mailing.log_entry import DeliveryStep
from dm_tui.domain.mailing.mailing import Mailing
from dm_tui.domain.model import Model

RATE_WINDOW_SECONDS = 10.0
"""How far back the rate looks: long enough to be steady, short enough to follow a server. Our own choice."""


class Progress(Model):
    """How far a mailing is. `rate` is recipients a second.

    `seconds_left` is None while it cannot be estimated. `seconds` is how long it has been sent without a
    break.
    """

    done: int
    total: int
    rate: float
    seconds_left: float | None
    accepted: int
    refused: int
    unknown: int
    deferred: int
    seconds: float = 0.0

    @classmethod
    def of(cls, mailing: Mailing, steps: Sequence[DeliveryStep] = ()) -> "Progress":
        """Return the progress of `mailing`, with the `steps` of its current chunk so far."""
        known_invalid = len(mailing.chunk.known_invalid) if mailing.chunk and steps else 0
        accepted = mailing.accepted + steps.count(DeliveryStep.ACCEPTED)
        refused = mailing.refused + steps.count(DeliveryStep.REFUSED) + known_invalid
        unknown = mailing.unknown + steps.count(DeliveryStep.UNKNOWN)
        return cls(
            done=accepted + refused + unknown,
            total=mailing.recipients,
            rate=0.0,
            seconds_left=None,
            accepted=accepted,
            refused=refused,
            unknown=unknown,
            deferred=mailing.deferred + steps.count(DeliveryStep.DEFERRED),
        )

    def at_rate(self, rate: float, seconds: float = 0.0) -> "Progress":
        """Return the progress with a rate, and the time left at that rate."""
        left = (self.total - self.done) / rate if rate else None
        return self.model_copy(update={"rate": rate, "seconds_left": left, "seconds": seconds})


class RateWindow:
    """Recipients a second over the last few seconds."""

    def __init__(self) -> None:
        self._samples: deque[tuple[float, int]] = deque()

    def add(self, at: float, done: int) -> float:
        """Add a sample and return the rate."""
        self._samples.append((at, done))
        while at - self._samples[0][0] > RATE_WINDOW_SECONDS and len(self._samples) > 2:
            self._samples.popleft()
        first_at, first_done = self._samples[0]
        return (done - first_done) / (at - first_at) if at > first_at else 0.0
