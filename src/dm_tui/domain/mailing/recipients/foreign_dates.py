"""Reads dates as other programs write them into their exports; one that may be two days is none."""

import re
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

CLOCKS_DIFFER = timedelta(days=1)
"""How far ahead a date may be: it may have been written in another zone (our own limit)."""

_DAYS = ("%Y/%m/%d", "%Y.%m.%d", "%d.%m.%Y", "%d %b %Y", "%d %B %Y", "%b %d, %Y", "%B %d, %Y")
_TIMES = ("", " %H:%M", " %H:%M:%S", " %I:%M %p", " %I:%M:%S %p")
_SLASHES = re.compile(r"(\d{1,2})[/-](\d{1,2})[/-](\d{4})(.*)", re.ASCII)
_EPOCH = re.compile(r"1\d{9}(\d{3})?", re.ASCII)
_CHINESE = re.compile(r"(\d{4})年(\d{1,2})月(\d{1,2})日")


def read_foreign_instant(text: str) -> datetime | None:
    """Return the instant that a text names, in UTC where it names no zone; None if that is not certain."""
    written = _CHINESE.sub(r"\1/\2/\3", " ".join(text.split()))
    written = re.sub(r" ?(?:UTC|GMT)$", "", written)
    if _EPOCH.fullmatch(written):
        return datetime.fromtimestamp(int(written) / (1000 if len(written) > 10 else 1), UTC)
    if match := _SLASHES.fullmatch(written):
        first, second = int(match[1]), int(match[2])
        if first != second and max(first, second) <= 12:
            return None
        day, month = (first, second) if first > 12 or first == second else (second, first)
        written = f"{match[3]}/{month:02}/{day:02}{match[4]}"
    for read in (datetime.fromisoformat, _by_format, parsedate_to_datetime):
        with suppress(ValueError, OverflowError, TypeError):
            instant = read(written)
            if instant is not None:
                aware = instant if instant.tzinfo is not None else instant.replace(tzinfo=UTC)
                return aware.astimezone(UTC)
    return None


def _by_format(text: str) -> datetime | None:
    for day in _DAYS:
        for time in _TIMES:
            with suppress(ValueError):
                return datetime.strptime(text, day + time)  # the caller gives it a zone
    return None
