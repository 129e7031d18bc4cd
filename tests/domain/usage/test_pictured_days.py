"""Days without gaps, the weeks of a month, steps of heat."""

from datetime import datetime, timedelta
from itertools import pairwise
from typing import NamedTuple

from hypothesis import given
from hypothesis import strategies as st

from dm_tui.domain.billing_zone import BILLING_ZONE
from dm_tui.domain.usage.pictured_days import by_month, fill_days, step_of, weeks_of

TODAY = datetime(2026, 1, 31, tzinfo=BILLING_ZONE)


class Sent(NamedTuple):
    hour: datetime


def _sent(*ago: int) -> list[Sent]:
    return [Sent(TODAY - timedelta(days=days)) for days in sorted(ago)]


def test_days_without_mail_are_there_and_today_is_the_last() -> None:
    days = fill_days(_sent(1, 4), TODAY, 100)
    assert [day.number for day in days] == [27, 28, 29, 30, 31]
    assert [day.record is not None for day in days] == [True, False, False, True, False]


def test_without_mail_there_is_today() -> None:
    nothing: list[Sent] = []
    assert [day.number for day in fill_days(nothing, TODAY, 100)] == [31]


@given(st.sets(st.integers(0, 400)), st.integers(1, 300))
def test_days_follow_one_another_and_none_is_older_than_asked_for(ago: set[int], most: int) -> None:
    days = fill_days(_sent(*ago), TODAY, most)
    assert days[-1].begins == TODAY
    assert len(days) <= most
    assert all(b.begins - a.begins == timedelta(days=1) for a, b in pairwise(days))
    assert sum(day.record is not None for day in days) == sum(age < most for age in ago)


def test_months_are_whole_and_in_order() -> None:
    months = by_month(fill_days(_sent(40), TODAY, 100))
    assert [(days[0].month, len(days)) for days in months] == [((2025, 12), 10), ((2026, 1), 31)]


def test_weeks_begin_on_monday() -> None:
    assert weeks_of(2026, 1)[0] == [0, 0, 0, 1, 2, 3, 4]
    assert weeks_of(2026, 1)[-1] == [26, 27, 28, 29, 30, 31, 0]


@given(st.integers(2000, 2100), st.integers(1, 12))
def test_every_day_of_a_month_is_in_its_weeks_once(year: int, month: int) -> None:
    weeks = weeks_of(year, month)
    numbers = [number for week in weeks for number in week if number]
    assert numbers == list(range(1, len(numbers) + 1))
    assert len(weeks) <= 6


def test_nothing_is_no_step_and_a_little_is_the_first() -> None:
    assert [step_of(value, 1_000, 4) for value in (0, 1, 250, 251, 1_000)] == [0, 1, 1, 2, 4]
    assert step_of(5, 0, 4) == 0


@given(st.integers(0, 9_999), st.integers(0, 9_999), st.integers(1, 9))
def test_more_is_never_a_lower_step(less: int, more: int, steps: int) -> None:
    less, more = sorted((less, more))
    assert step_of(less, more, steps) <= step_of(more, more, steps) <= steps
