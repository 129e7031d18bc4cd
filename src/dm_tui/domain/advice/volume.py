"""The volumes somebody expects: as they are typed, and as metered usage suggests them."""

import re
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from decimal import Decimal
from itertools import pairwise
from math import sqrt

from dm_tui.domain.advice.demand import MAX_MONTHS, MAX_SPREAD
from dm_tui.domain.dates import add_months
from dm_tui.domain.errors import DirectMailError, ErrorKind
from dm_tui.domain.model import Model
from dm_tui.domain.purchase.catalogue import parse_volume
from dm_tui.domain.usage.metering import EmailCount

HISTORY_MONTHS = 6
"""How many months of usage a proposal looks back on."""
_MIN_DAYS = 7
"""Days of usage below which nothing is proposed."""
_TREND_MONTHS = 4
"""Whole months below which no growth is seen in a history."""
_MAX_TREND_PERCENT = Decimal(20)
"""Percent a month; a growth measured in a few months does not go on for ever, so no more is proposed."""
_PERCENT = re.compile(r"[+-]?\d{1,4}(\.\d{1,3})?", re.ASCII)
_GROUPED = re.compile(r"\d{1,3}", re.ASCII), re.compile(r"\d{3}", re.ASCII)


class VolumeProposal(Model):
    """What past usage suggests to expect, and on how many days it rests. Percentages as in `Question`."""

    monthly: int
    spread: Decimal
    growth: Decimal
    days: int


def parse_volumes(text: str) -> tuple[int, ...]:
    """Return emails a month, one number or one for each month: `20k`, `20,000`, `20k,25k,30k`.

    What can be read as one number is one; a list that could be groups of thousands is refused.
    """
    try:
        single = parse_volume(text)
    except DirectMailError:
        parts = text.split(",")
        if len(parts) < 2:
            raise
    else:
        if single is None:
            raise _volume_error("There is no volume.")
        return (single,)
    if len(parts) > MAX_MONTHS:
        raise _volume_error(
            f"There are {len(parts):,} volumes; a horizon has up to {MAX_MONTHS} months."
        )
    first, second = _GROUPED
    if any(first.fullmatch(a.strip()) and second.fullmatch(b.strip()) for a, b in pairwise(parts)):
        raise _volume_error("These may be groups of thousands or months.")
    volumes = [parse_volume(part) for part in parts]
    if None in volumes:
        raise _volume_error("A month has no volume.")
    return tuple(volume for volume in volumes if volume is not None)


def parse_percent(text: str, name: str) -> Decimal:
    """Return a percentage a person typed (`20`, `2.5%`, `-5`), or refuse it naming what it is for."""
    figure = text.strip().removesuffix("%").strip()
    if not _PERCENT.fullmatch(figure):
        raise DirectMailError(
            ErrorKind.USAGE,
            "bad-percentage",
            f"“{text.strip()[:20]}” is no percentage for the {name}.",
            "Type a number such as 20 or 2.5.",
        )
    return Decimal(figure)


def parse_months(text: str) -> int:
    """Return a number of months a person typed; which numbers can be answered is the question's to say."""
    digits = text.strip()
    if not (digits.isascii() and digits.isdigit() and len(digits) <= 4):
        raise DirectMailError(
            ErrorKind.USAGE,
            "bad-horizon",
            f"“{digits[:20]}” is not a number of months.",
            f"Type a whole number from 1 to {MAX_MONTHS}.",
        )
    return int(digits)


def propose_volume(usage: Iterable[EmailCount], now: datetime) -> VolumeProposal | None:
    """Return what to expect after `usage`, None where it is too short to say.

    Whole months before `now` are counted, as far back as usage reaches. From two on there is a spread; from four on a
    straight line is laid through them, its slope is the growth and what lies beside it the spread. Before a
    whole month has passed the days there are stand for it.
    """
    records = [one for one in usage if one.hour < now]
    if not records:
        return None
    oldest = min(one.hour for one in records)
    days = (now - oldest).days
    ends = [add_months(now, -back) for back in range(HISTORY_MONTHS + 1)]
    months = [
        sum(one.emails for one in records if start <= one.hour < end)
        for end, start in pairwise(ends)
        if oldest < start + timedelta(days=1)
    ][::-1]
    if not months:
        if days < _MIN_DAYS:
            return None
        monthly = round(sum(one.emails for one in records) * 30 / days)
        return VolumeProposal(monthly=monthly, spread=Decimal(0), growth=Decimal(0), days=days)
    return _project_next_month(months, (now - ends[len(months)]).days)


def _project_next_month(months: Sequence[int], days: int) -> VolumeProposal:
    """Return the next month on the line through `months`, how steep it is, and how far they lie from it."""
    number = len(months)
    average = sum(months) / number
    slope = 0.0
    if number >= _TREND_MONTHS:
        centre = (number - 1) / 2
        slope = sum((i - centre) * volume for i, volume in enumerate(months)) / sum(
            (i - centre) ** 2 for i in range(number)
        )
    following = max(0.0, average + slope * (number + 1) / 2)
    squares = sum(
        (volume - average - slope * (i - (number - 1) / 2)) ** 2 for i, volume in enumerate(months)
    )
    freedom = number - (2 if number >= _TREND_MONTHS else 1)
    spread = sqrt(squares / freedom) / average if freedom and average else 0.0
    growth = slope / following if following else 0.0
    return VolumeProposal(
        monthly=round(following),
        spread=min(MAX_SPREAD, _percent(spread)),
        growth=max(-_MAX_TREND_PERCENT, min(_MAX_TREND_PERCENT, _percent(growth))),
        days=days,
    )


def _percent(part: float) -> Decimal:
    return Decimal(round(part * 1000)) / 10


def _volume_error(message: str) -> DirectMailError:
    return DirectMailError(
        ErrorKind.USAGE,
        "not-a-volume",
        message,
        "Type one number such as 20k, or one for each month such as 20k,25k,30k.",
    )
