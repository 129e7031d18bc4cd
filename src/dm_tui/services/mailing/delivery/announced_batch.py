"""How many recipients a connection announces in one write of the delivery log.

Just enough that waiting for the disk costs little time, and one at a time where the disk costs none: whoever
is announced when the machine loses power is of unknown outcome. Announcing a whole chunk at once was rejected
for that. Announcing always one was rejected because a slow disk would then decide how fast mail leaves.
"""

from math import ceil

MAX_ANNOUNCED = 8
"""How many recipients a connection may announce at once (our own choice)."""

NEGLIGIBLE_DISK_SHARE = 0.05
"""The share of a delivery's time that may be spent waiting for the disk (our own choice)."""


class AnnouncedBatch:
    """Learns from the last writes and deliveries; `is_paced` is a mailing with a pace of its own."""

    def __init__(self, *, is_paced: bool) -> None:
        self._is_paced = is_paced
        self._disk, self._delivery = _MovingAverage(), _MovingAverage()

    def note_disk(self, seconds: float) -> None:
        """Note how long an announcement waited for the disk."""
        self._disk.add_sample(seconds)

    def note_delivery(self, seconds: float) -> None:
        """Note how long a delivery took."""
        self._delivery.add_sample(seconds)

    def size(self, connections: int) -> int:
        """Return how many to announce at once: one where waiting for the disk costs next to nothing."""
        if self._is_paced:
            return 1
        disk, delivery = self._disk.seconds, self._delivery.seconds / max(connections, 1)
        if not disk > NEGLIGIBLE_DISK_SHARE * delivery > 0:
            return 1
        return min(MAX_ANNOUNCED, ceil(disk / (NEGLIGIBLE_DISK_SHARE * delivery)))


class _MovingAverage:
    """How long something has taken lately; the last few samples count most."""

    def __init__(self) -> None:
        self.seconds = 0.0

    def add_sample(self, seconds: float) -> None:
        self.seconds += (seconds - self.seconds) / (4 if self.seconds else 1)
