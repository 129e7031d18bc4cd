"""The pause before something is tried again: it grows fourfold, from minutes to a day (our own choice)."""

from datetime import datetime, timedelta

FIRST_RETRY_DELAY, MAX_RETRY_DELAY = timedelta(minutes=5), timedelta(days=1)  # our own choice


def retry_pause(tries: int) -> timedelta:
    """Return the pause after so many tries before the one that just failed."""
    pause: timedelta = min(MAX_RETRY_DELAY, FIRST_RETRY_DELAY * 4 ** min(tries, 10))
    return pause


def pause_is_over(end: datetime | None, now: datetime, longest: timedelta = MAX_RETRY_DELAY) -> bool:
    """Say whether a pause is over; one that is too long comes from a wrong clock."""
    return end is None or not timedelta(0) < end - now <= longest
