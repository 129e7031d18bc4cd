"""How deep a chain of calls is: calls that are under way together are answered together, as one round.

That counts what waits for what, whatever a loaded machine makes of it in seconds.
"""

import threading
from time import monotonic

QUIET_SECONDS = 0.15
"""How long no further call may come before a round is answered."""


class Rounds:
    """Counts rounds from `begin` on; until then every call is answered at once.

    `calls` are those of each round.
    """

    def __init__(self) -> None:
        self.calls: list[list[str]] = []
        self._counting = False
        self._newest = 0.0
        self._changed = threading.Condition()

    def begin(self) -> None:
        """Count from here."""
        self.calls, self._counting = [[]], True

    @property
    def number(self) -> int:
        """How many rounds there were."""
        return sum(bool(calls) for calls in self.calls)

    def wait(self, action: str) -> None:
        """Return when the round of this call is answered."""
        if not self._counting:
            return
        with self._changed:
            mine = self.calls[-1]
            mine.append(action)
            self._newest = monotonic()
            while self.calls[-1] is mine:
                left = self._newest + QUIET_SECONDS - monotonic()
                if left <= 0:
                    self.calls.append([])
                    self._changed.notify_all()
                else:
                    self._changed.wait(left)
