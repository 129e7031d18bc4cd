"""The expected volumes: parsed as a person types them, or proposed from metered usage."""

import re
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from decimal import Decimal
from itertools import pairwise
from math import sqrt
from operator import mul

from dm_tui.domain.advice import wording
from dm_tui.domain.advice.demand import MAX_MONTHLY, MAX_MONTHS, MAX_SPREAD, QuotaChoice
from dm_tui.domain.dates import add_months
from dm_tui.domain.errors import DirectMailError
from dm_tui.domain.model import Model
from dm_tui.domain.purchase.expected_volume import parse_volume
from dm_tui.domain.usage.usage_record import EmailCount

HISTORY_MONTHS = 6  # of usage that a proposal considers (our own choice)
_MIN_DAYS = 7  # the fewest days of usage that give a proposal (our own choice)
_TREND_MONTHS = 4  # the fewest whole months that give a growth (our own choice)
_MAX_TREND_PERCENT = Decimal(20)  # a month: no growth lasts for ever (our own choice)
_PERCENT = re.compile(r"[+-]?\d{1,4}(\.\d{1,3})?", re.ASCII)
_FIRST_GROUP, _GROUP = re.compile(r"\d{1,3}", re.ASCII), re.compile(r"\d{3}", re.ASCII)


class VolumeProposal(Model):
    """The volume that past usage suggests, and the days of usage behind it.

    Its percentages are those of `AdviceRequest`.
    """

    monthly: int
    spread: Decimal
    growth: Decimal
    days: int


def parse_volumes(text: str) -> tuple[int, ...]:
    """Return emails a month, one number or one for each month: `20k`, `20,000`, `20k,25k,30k`.

    A text that can be one number is one number; a list that could be groups of thousands is refused.
    """
    try:
        single = parse_volume(text)
    except DirectMailError:
        parts = text.split(",")
        if len(parts) < 2:
            raise
    else:
        if single is None:
            raise wording.EMPTY_VOLUME()
        return (single,)
    if len(parts) > MAX_MONTHS:
        raise wording.TOO_MANY_VOLUMES(count=len(parts), most=MAX_MONTHS)
    if any(_FIRST_GROUP.fullmatch(a.strip()) and _GROUP.fullmatch(b.strip()) for a, b in pairwise(parts)):
        raise wording.AMBIGUOUS_VOLUMES()
    volumes = [parse_volume(part) for part in parts]
    if None in volumes:
        raise wording.EMPTY_MONTH()
    return tuple(volume for volume in volumes if volume is not None)


def parse_daily_quota(text: str) -> int | QuotaChoice:
    """Return the emails a day a person typed, or `none`; only the service can say that it is 0.

    The question itself refuses a number that is too large.
    """
    if text.strip().lower() == QuotaChoice.NONE:
        return QuotaChoice.NONE
    quota = parse_volume(text) or 0
    if not quota:
        raise wording.BAD_DAILY_QUOTA(quota=quota, most=MAX_MONTHLY)
    return quota


def parse_percent(text: str, figure: str) -> Decimal:
    """Return a percentage a person typed (`20`, `2.5%`, `-5`), or refuse it, naming its `figure`."""
    number = text.strip().removesuffix("%").strip()
    if not _PERCENT.fullmatch(number):
        raise wording.NOT_A_PERCENTAGE(text=text.strip()[:20], figure=figure)
    return Decimal(number)


def parse_months(text: str) -> int:
    """Return a number of months a person typed; the question itself refuses one that is out of range."""
    digits = text.strip()
    if not (digits.isascii() and digits.isdigit() and len(digits) <= 4):
        raise wording.NOT_A_HORIZON(text=digits[:20], most=MAX_MONTHS)
    return int(digits)


def propose_volume(usage: Iterable[EmailCount], now: datetime) -> VolumeProposal | None:
    """Return the volume that `usage` suggests, None where it is too short, or has stopped.

    Whole months count: two give a spread; four give a trend line, whose slope is the growth and whose
    residuals are the spread. Before a whole month has passed, the days so far are scaled to a month.
    """
    records = [count for count in usage if count.hour < now]
    if not records:
        return None
    oldest = min(count.hour for count in records)
    days = (now - oldest).days
    ends = [add_months(now, -back) for back in range(HISTORY_MONTHS + 1)]
    months = [
        sum(count.emails for count in records if start <= count.hour < end)
        for end, start in pairwise(ends)
        if oldest < start + timedelta(days=1)
    ][::-1]
    if not months:
        if days < _MIN_DAYS or not any(count.emails for count in records):
            return None
        monthly = round(sum(count.emails for count in records) * 30 / days)
        return VolumeProposal(monthly=monthly, spread=Decimal(0), growth=Decimal(0), days=days)
    if not months[-1]:
        return None
    return _project_next_month(months, (now - ends[len(months)]).days)


def _project_next_month(months: Sequence[int], days: int) -> VolumeProposal:
    """Return the next month on the trend line through `months`, its slope, and their distance from it."""
    number, average, has_trend = len(months), sum(months) / len(months), len(months) >= _TREND_MONTHS
    offsets = [month - (number - 1) / 2 for month in range(number)]
    slope = sum(map(mul, offsets, months)) / sum(offset**2 for offset in offsets) if has_trend else 0.0
    following = max(0.0, average + slope * (number + 1) / 2)
    squares = sum(
        (volume - average - slope * offset) ** 2 for offset, volume in zip(offsets, months, strict=True)
    )
    freedom = number - (2 if has_trend else 1)
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
