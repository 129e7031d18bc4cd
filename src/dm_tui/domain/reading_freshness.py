"""How old a reading of the account may be before it is read again."""

from datetime import datetime, timedelta

FRESH_FOR = timedelta(seconds=30)
"""How long a reading serves what only shows, which spares the vendor calls (our own limit)."""

BILLS_READ_AGAIN_AFTER = timedelta(minutes=30)
"""When a mailing with a budget has the service's bills read again (our own choice)."""

BILLS_COUNT_FOR = timedelta(hours=1)
"""How long a reading of the service's bills counts, with what was sent since (our own choice)."""

JUST_READ = timedelta(seconds=5)
"""How young a reading is that is not repeated before a command is refused (our own limit)."""

READ_AGAIN_SECONDS = 300
"""Seconds between two readings of a live account in an open console (our own choice)."""


def is_fresh(read_at: datetime, now: datetime, within: timedelta = FRESH_FOR) -> bool:
    """Return whether a reading serves without another.

    One from the future, after a changed clock, does not.
    """
    return timedelta(0) <= now - read_at < within
