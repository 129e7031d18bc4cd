"""How old a reading of the account may be before it is read again."""

from datetime import datetime, timedelta

FRESH_FOR = timedelta(seconds=30)
"""How long a reading serves what only shows, which spares the vendor calls (our own limit)."""


def is_fresh(read_at: datetime, now: datetime, within: timedelta = FRESH_FOR) -> bool:
    """Return whether a reading serves without another.

    One from the future, after a changed clock, does not.
    """
    return timedelta(0) <= now - read_at < within
