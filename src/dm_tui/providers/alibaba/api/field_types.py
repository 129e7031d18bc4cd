"""What a field of an answer may be. A value that is none of these is missing: it is never a guess.

The vendor writes numbers as numbers or as text, with or without thousands separators, and instants in several
forms.
"""

import re
from datetime import UTC, datetime, tzinfo
from decimal import Decimal, InvalidOperation
from typing import Annotated

from pydantic import BeforeValidator

from dm_tui.domain.billing_zone import BILLING_ZONE
from dm_tui.domain.money import Money
from dm_tui.domain.text import Line
from dm_tui.providers.alibaba.api.errors import OutcomeUnknownError

LARGEST = Decimal(10) ** 15
"""No amount, count or time in milliseconds of an account is larger (our own limit)."""

FIRST_YEAR, LAST_YEAR = 2009, 2200
"""The years of instants: from the vendor's first to one that no plan outlives (our own limit)."""

_SEPARATED = re.compile(r"-?\d{1,3}(,\d{3})+(\.\d+)?", re.ASCII)
_PLAIN = re.compile(r"-?\d+(\.\d+)?([eE][+-]?\d{1,2})?", re.ASCII)


def parse_amount(value: object) -> Decimal | None:
    """Return a finite amount, given as a number or as text; None if it is neither, or larger than any."""
    if isinstance(value, bool) or not isinstance(value, int | float | str | Decimal):
        return None
    text = str(value).strip()[:40]
    if _SEPARATED.fullmatch(text):
        text = text.replace(",", "")
    elif not _PLAIN.fullmatch(text):
        return None
    try:
        amount = Decimal(text)
    except InvalidOperation:
        return None
    return amount if abs(amount) <= LARGEST else None


_CURRENCY = re.compile("[A-Z]{3}", re.ASCII)


def reported_money(amount: Decimal | None, currency: str) -> Money | None:
    """Return an amount in its currency, None where the vendor reports only one of them or neither."""
    return Money(amount=amount, currency=currency) if amount is not None and currency else None


def reported_price(amount: Decimal | None, currency: str) -> Money | None:
    """Return the amount of a price or an order in whole cents, None where the vendor does not report it."""
    money = reported_money(amount, currency)
    return None if money is None else money.rounded()


def number_of(id: str) -> int:
    """Return the number that a call wants of an id.

    The id of a thing whose answer has no number names nothing.
    """
    if not (id.isascii() and id.isdigit() and len(id) <= 18):
        raise OutcomeUnknownError("Alibaba Cloud's answer has an id that is no number.", "unreadable")
    return int(id)


def _text(value: object) -> object:
    if isinstance(value, int) and not isinstance(value, bool):
        return str(value)
    return value if isinstance(value, str) else ""


def _currency(value: object) -> object:
    return value if isinstance(value, str) and _CURRENCY.fullmatch(value) else ""


def _figure(value: object) -> object:
    """Return a figure as it is written; its unit may stand in it."""
    if isinstance(value, float | Decimal):
        amount = parse_amount(value)
        return "" if amount is None else f"{amount:f}"
    return _text(value)


def _whole(value: object) -> object:
    amount = parse_amount(value)
    return None if amount is None else int(amount)


def _count(value: object) -> object:
    amount = parse_amount(value)
    return None if amount is None or amount < 0 else int(amount)


def _parse_instant(value: object) -> datetime | None:
    """Return an instant in any form: ISO 8601 with or without a zone, (milli)seconds since 1970."""
    since_1970 = parse_amount(value)
    try:
        if since_1970 is not None:
            seconds = since_1970 / 1000 if since_1970 > 10**11 else since_1970
            return datetime.fromtimestamp(float(seconds), UTC)
        return datetime.fromisoformat(value.strip()) if isinstance(value, str) else None
    except (ValueError, OverflowError, OSError):
        return None


def in_utc(instant: datetime | None, zone: tzinfo = UTC) -> datetime | None:
    """Return an instant in UTC, one without a zone as of `zone`; None beyond the years of instants."""
    if instant is None or not FIRST_YEAR <= instant.year <= LAST_YEAR:
        return None
    return (instant if instant.tzinfo else instant.replace(tzinfo=zone)).astimezone(UTC)


def _instant(value: object) -> object:
    return in_utc(_parse_instant(value))


def _beijing_instant(value: object) -> object:
    instant = _parse_instant(value)
    return in_utc(instant and instant.replace(tzinfo=BILLING_ZONE))


Id = Annotated[Line, BeforeValidator(_text)]
"""A name, a code or a number that nobody calculates with."""

Currency = Annotated[Line, BeforeValidator(_currency)]
"""A code of ISO 4217, empty where there is none: an amount without it is no money."""

FigureText = Annotated[Line, BeforeValidator(_figure)]
"""An amount as it is written, perhaps with its unit."""

Amount = Annotated[Decimal | None, BeforeValidator(parse_amount)]
Whole = Annotated[int | None, BeforeValidator(_whole)]
"""A number without its fraction."""

Count = Annotated[int | None, BeforeValidator(_count)]
"""A number of things, which is never negative."""

Instant = Annotated[datetime | None, BeforeValidator(_instant)]
BeijingInstant = Annotated[datetime | None, BeforeValidator(_beijing_instant)]
"""Direct Mail's `CreateTime` is Beijing time despite its Z (its page: 13:28Z beside UtcCreateTime 05:28)."""
