"""When a recipient that a server put off is tried again, who waits for it, and when it is given up."""

from datetime import datetime, timedelta

from dm_tui.domain.retry_pause import retry_pause

RETRY_DELAYS = (1.0, 2.0, 4.0, 8.0, 16.0)
"""Seconds before the first retries of a deferred recipient; later ones have `retry_pause` (our choice)."""

MAX_TRIES = len(RETRY_DELAYS) + 9
"""After so many tries a deferred recipient is refused: about five days (RFC 5321, 4.5.4.1)."""

RUN_PATIENCE = 90.0
"""Seconds that a run waits for a recipient who was put off; later ones wait for another run (our limit)."""

GATHER_SECONDS = 0.25
"""Extra seconds to wait for a retry, so that who is due soon after shares the next chunk (our own choice)."""

MAX_WAITING = 1_000
"""No new recipients are begun while so many wait for a retry: the state file has them (our own limit)."""


def next_try(tries: int, now: datetime, wait: timedelta | None) -> datetime | None:
    """Return when a recipient is due who was deferred after so many `tries` before; None for soon.

    The server's own `wait` counts; without one the first retries follow within the run.
    """
    if wait is not None:
        return now + wait
    later = tries - len(RETRY_DELAYS)
    return None if later < 0 else now + retry_pause(later)
