"""How deep a chain of calls is: calls that are under way together are answered together, as one round.

That counts what waits for what, whatever a loaded machine makes of it in seconds.
"""

import threading

QUIET_LOOKS, LOOK_SECONDS = 15, 0.01
"""How many looks in a row find no further call before a round is answered, and how long each takes at least.

A machine that stands still takes longer for a look, not more of them.
"""


class Rounds:
    """Counts rounds from `begin` on; until then every call is answered at once.

    `calls` are those of each round.
    """

    def __init__(self) -> None:
        self.calls: list[list[str]] = []
        self._counting = False
        self._newest: object = None
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
            call = self._newest = object()
            looks = 0
            while self.calls[-1] is mine:
                if self._newest is not call:
                    self._changed.wait()  # the newest one says when
                elif looks < QUIET_LOOKS:
                    looks += 1
                    self._changed.wait(LOOK_SECONDS)
                else:
                    self.calls.append([])
                    self._changed.notify_all()
