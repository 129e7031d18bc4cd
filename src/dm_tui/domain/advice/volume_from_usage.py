"""The volume that past usage suggests: how many months of it count, and from when on there is a trend."""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from decimal import Decimal
from itertools import pairwise
from math import sqrt
from operator import mul

from dm_tui.domain.advice.advice_request import MAX_SPREAD
from dm_tui.domain.billing_zone import add_months
from dm_tui.domain.model import Model
from dm_tui.domain.usage.usage_record import EmailCount

HISTORY_MONTHS = 6  # of usage that a proposal considers (our own choice)


_MIN_DAYS = 7  # the fewest days of usage that give a proposal (our own choice)


_TREND_MONTHS = 4  # the fewest whole months that give a growth (our own choice)


_MAX_TREND_PERCENT = Decimal(20)  # a month: no growth lasts for ever (our own choice)


class VolumeProposal(Model):
    """The volume that past usage suggests, and the days of usage behind it.

    Its percentages are those of `AdviceRequest`.
    """

    monthly: int
    spread: Decimal
    growth: Decimal
    days: int


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
