"""The same question put to HiGHS, from the billing methods alone, without any idea of the adviser's."""

from datetime import datetime, timedelta, timezone
from fractions import Fraction
from itertools import pairwise
from typing import NamedTuple

from dateutil.relativedelta import relativedelta

ZONE = timezone(timedelta(hours=8))


class Size(NamedTuple):
    """A specification and its price in USD."""

    emails: int
    price: float


class Owned(NamedTuple):
    """What is left of an owned plan, and until when."""

    left: int
    expires_at: datetime


class Case(NamedTuple):
    """One account's future, in the words of the billing methods."""

    start: datetime
    volumes: tuple[int, ...]
    sizes: tuple[Size, ...]
    per_thousand: float = 0.29
    validity: int = 6
    daily_quota: int | None = None
    free: int = 0
    free_a_day: int = 200
    owned: tuple[Owned, ...] = ()


class Proved(NamedTuple):
    """The least cost lies between these; they are the same where the solver ended in time."""

    lower_bound: float
    at_most: float


def month_starts(start: datetime, months: int) -> list[datetime]:
    """Return the beginnings of months, counted from the start in the billing zone."""
    return [start.astimezone(ZONE) + relativedelta(months=month) for month in range(months + 1)]


class Month(NamedTuple):
    """What is sent in a month, how much of it may be free by the day, and how much is free."""

    sent: int
    may_be_free: int
    free: int

    def to_pay(self, part: Fraction) -> int:
        """Return the emails sent in a first part of the month that are not free: a day begins with those."""
        return max(0, int(self.sent * part) - min(self.free, int(self.may_be_free * part)))


def months_to_pay(case: Case) -> list[Month]:
    """Return what is sent in each month, and free of it."""
    found, left = [], case.free
    for volume, (begin, end) in zip(
        case.volumes, pairwise(month_starts(case.start, len(case.volumes))), strict=True
    ):
        days = (end - begin).days
        sent = volume if case.daily_quota is None else min(volume, days * case.daily_quota)
        may_be_free = min(sent, days * case.free_a_day)
        free = min(may_be_free, left)
        left -= free
        found.append(Month(sent, may_be_free, free))
    return found


def least_cost(case: Case, seconds: float = 30) -> Proved:
    """Return what the emails cost at least, over all purchases and all ways to use them."""
    import numpy as np  # every process that runs tests imports this module, and one of them this
    from scipy.optimize import Bounds, LinearConstraint, milp
    from scipy.sparse import lil_array

    months, needs = len(case.volumes), months_to_pay(case)
    starts = month_starts(case.start, months)
    pieces: list[tuple[int, datetime, int]] = []
    """Parts of months between the expiries of owned plans: month, end, emails in thousands."""
    for month, (begin, end) in enumerate(pairwise(starts)):
        cuts = sorted({plan.expires_at for plan in case.owned if begin < plan.expires_at < end})
        shares = [needs[month].to_pay(Fraction(_ratio(cut, begin, end))) for cut in [*cuts, end]]
        for cut, (before, until) in zip([*cuts, end], pairwise([0, *shares]), strict=True):
            pieces.append((month, cut, until - before))
    buys = [(month, size) for month in range(months) for size in range(len(case.sizes))]
    uses = [
        (source, piece)
        for source, (month, _) in enumerate(buys)
        for piece, (at, _, _) in enumerate(pieces)
        if month <= at < month + case.validity
    ]
    own = [
        (source, piece)
        for source, plan in enumerate(case.owned)
        for piece, (_, end, _) in enumerate(pieces)
        if end <= plan.expires_at
    ]
    columns = len(buys) + len(uses) + len(own)
    cost = np.zeros(columns)
    cost[: len(buys)] = [case.sizes[size].price for _, size in buys]
    cost[len(buys) :] = -case.per_thousand
    rows = len(pieces) + len(buys) + len(case.owned)
    matrix, limit = lil_array((rows, columns)), np.zeros(rows)
    limit[: len(pieces)] = [emails / 1000 for _, _, emails in pieces]
    for column, (source, piece) in enumerate(uses, len(buys)):
        matrix[piece, column] = matrix[len(pieces) + source, column] = 1
    for column, (source, piece) in enumerate(own, len(buys) + len(uses)):
        matrix[piece, column] = matrix[len(pieces) + len(buys) + source, column] = 1
    for source, (_, size) in enumerate(buys):
        matrix[len(pieces) + source, source] = -case.sizes[size].emails / 1000
    limit[len(pieces) + len(buys) :] = [plan.left / 1000 for plan in case.owned]
    whole = np.zeros(columns, dtype=np.int64)
    whole[: len(buys)] = 1
    found = milp(
        cost,
        integrality=whole,
        bounds=Bounds(0, np.inf),
        constraints=LinearConstraint(matrix.tocsr(), -np.inf, limit),
        options={"mip_rel_gap": 0, "time_limit": seconds},
    )
    all_by_usage = case.per_thousand * sum(month.to_pay(Fraction(1)) for month in needs) / 1000
    assert found.mip_dual_bound is not None
    at_most = all_by_usage if found.x is None else all_by_usage + found.fun
    return Proved(all_by_usage + found.mip_dual_bound, at_most)


def _ratio(cut: datetime, begin: datetime, end: datetime) -> Fraction:
    return Fraction(int((cut - begin).total_seconds()), int((end - begin).total_seconds()))
