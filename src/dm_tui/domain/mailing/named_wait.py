"""The time after which a server says to try again, read from its words."""

import re
from datetime import timedelta

LONGEST_WAIT = timedelta(days=7)
"""A longer time is not what a server means (our own limit)."""

_NUMBERS = {"a": 1, "an": 1, "one": 1, "two": 2, "five": 5, "ten": 10, "fifteen": 15, "thirty": 30}
_UNITS = {"s": 1, "m": 60, "h": 3_600, "d": 86_400, "秒": 1, "分": 60, "小": 3_600, "時": 3_600, "天": 86_400}
"""How much a word for a number or a unit means (arithmetic)."""

_AMOUNT = (
    r"(?P<number>\d{1,7}|an?|one|two|five|ten|fifteen|thirty) ?-?"
    r"(?P<unit>seconds?|secs?|s|minutes?|mins?|m|hours?|hrs?|h|days?|d)\b"
)
_IN_WORDS = re.compile(
    rf"\b(?:in|after|for|wait|within|another|every|least|about|to|of|until)\b[ :~(]*{_AMOUNT}", re.I | re.A
)
_CLOCK = re.compile(
    r"\b(?:in|after|wait|for)\b[ :(]*(?P<hours>\d{1,3}):(?P<minutes>[0-5]\d):(?P<seconds>[0-5]\d)\b", re.I
)
_FIELD = re.compile(r"\bretry[-_ ]?after\b[ :=]*(?P<number>\d{1,7})\b(?! ?[a-z]*-)", re.I | re.A)
_CHINESE = re.compile(r"(?P<number>\d{1,7}) ?个?(?P<unit>秒|分|小时|小時|天)")


def named_wait(words: str) -> timedelta | None:
    """Return the time that a server names, None where it names none."""
    if (match := _CLOCK.search(words)) is not None:
        hours, minutes, seconds = (int(match[name]) for name in ("hours", "minutes", "seconds"))
        return _sane(timedelta(hours=hours, minutes=minutes, seconds=seconds))
    for pattern in (_IN_WORDS, _CHINESE):
        if (match := pattern.search(words)) is not None:
            number = _NUMBERS.get(match["number"].lower()) or int(match["number"])
            return _sane(timedelta(seconds=number * _UNITS[match["unit"][0].lower()]))
    if (match := _FIELD.search(words)) is not None:
        return _sane(timedelta(seconds=int(match["number"])))
    return None


def _sane(wait: timedelta) -> timedelta | None:
    return wait if timedelta(0) < wait <= LONGEST_WAIT else None
