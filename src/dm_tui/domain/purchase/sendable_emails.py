"""What the daily quota lets you send in months to come: the one rule behind quotes and advice."""

from collections.abc import Iterable
from datetime import datetime
from decimal import ROUND_HALF_UP, Decimal
from itertools import pairwise
from operator import mul
from typing import TYPE_CHECKING

from dm_tui.domain.billing_zone import add_months
from dm_tui.domain.dates import whole_days

if TYPE_CHECKING:
    from dm_tui.domain.purchase.coming_mail import ComingMail


def sendable_by_month(
    start: datetime, months: int, daily_quota: int, quota_growth: Decimal = Decimal(0)
) -> tuple[int, ...]:
    """Return how many emails can be sent in each month from `start`: its whole days times the quota.

    The quota grows by `quota_growth` percent a month.
    """
    starts = (add_months(start, month) for month in range(months + 1))
    days = (whole_days(begin, end) for begin, end in pairwise(starts))
    return tuple(map(mul, days, extend_with_growth((daily_quota,), quota_growth, months)))


def usable_emails(emails: int, mail: "ComingMail") -> int | None:
    """Return how many of the `emails` of new plans you can send, at your volume if you gave one.

    It is None where the daily quota is not known, or what you own, or a free quota that decides it.
    """
    return None if mail.allowed is None or mail.ahead is None else mail.ahead.paid_of(emails)


def extend_with_growth(figures: Iterable[int], growth: Decimal, months: int) -> tuple[int, ...]:
    """Return `figures` extended to this many months, each the one before plus its growth, in whole emails."""
    known = list(figures)
    factor, exact = 1 + growth / 100, Decimal(known[-1])
    while len(known) < months:
        exact *= factor
        known.append(int(exact.to_integral_value(rounding=ROUND_HALF_UP)))
    return tuple(known)
