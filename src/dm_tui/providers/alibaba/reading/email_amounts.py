"""Amounts of a plan as numbers of emails: the vendor writes units and fractions, such as 4.98 万封."""

import re
from decimal import ROUND_FLOOR, Decimal

from dm_tui.providers.alibaba.api.field_types import LARGEST, parse_amount

MULTIPLES = {
    "": 1,
    "千": 1_000,
    "k": 1_000,
    "万": 10_000,
    "百万": 1_000_000,
    "m": 1_000_000,
    "亿": 100_000_000,
}
"""How many one of a multiple is (arithmetic)."""

_EMAIL = r"封|封邮件|邮件|emails?|mails?|pieces?|counts?|次|个|件"
"""Words for emails; in what a plan of Direct Mail counts, the general ones mean emails too (estimate)."""

_WRITTEN = re.compile(r"\s*(-?[\d.,]+(?:[eE][+-]?\d{1,2})?)\s*(.*?)\s*", re.ASCII)
_UNIT = re.compile(rf"(?P<multiple>百万|[千万亿km])?\s*(?:{_EMAIL})?", re.IGNORECASE)


def emails_in(amount: str, unit: str) -> int | None:
    """Return an amount in emails, rounded down: what is left is never more.

    None where it is not a number of emails.
    """
    match = _WRITTEN.fullmatch(amount)
    if match is None:
        return None
    number, factor = parse_amount(match[1]), _factor(match[2] or unit)
    if number is None or factor is None or number < 0:
        return None
    emails = (number * factor).to_integral_value(rounding=ROUND_FLOOR)
    return int(emails) if emails <= LARGEST else None


def _factor(unit: str) -> Decimal | None:
    match = _UNIT.fullmatch(unit.strip())
    if match is None:
        return None
    multiple = match["multiple"] or ""
    return Decimal(MULTIPLES[multiple.lower()])
