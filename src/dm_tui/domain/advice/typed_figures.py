"""The figures of a question as a person types them: volumes, a daily quota, percentages and months."""

import re
from decimal import Decimal
from itertools import pairwise

from dm_tui.domain.advice import wording
from dm_tui.domain.advice.advice_request import MAX_MONTHLY, MAX_MONTHS, QuotaChoice
from dm_tui.domain.errors import DirectMailError
from dm_tui.domain.purchase.expected_volume import parse_volume

_PERCENT = re.compile(r"[+-]?\d{1,4}(\.\d{1,3})?", re.ASCII)
_FIRST_GROUP, _GROUP = re.compile(r"\d{1,3}", re.ASCII), re.compile(r"\d{3}", re.ASCII)


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
