"""Months are counted by the calendar in the vendor's zone, always from the same anchor."""

from datetime import UTC, datetime, timedelta, timezone

import pytest
from dateutil.relativedelta import relativedelta
from hypothesis import given
from hypothesis import strategies as st

from dm_tui.domain.billing_zone import BILLING_ZONE, add_months, billing_day, next_month

EAST = timezone(timedelta(hours=8))
instants = st.datetimes(
    datetime(2000, 1, 1), datetime(2100, 1, 1), timezones=st.just(UTC)
)  # fmt: skip


def east(year: int, month: int, day: int, hour: int = 0) -> datetime:
    return datetime(year, month, day, hour, tzinfo=EAST)


@pytest.mark.parametrize(
    ("start", "months", "end"),
    [
        (east(2026, 8, 31), 6, east(2027, 2, 28)),
        (east(2027, 8, 31), 6, east(2028, 2, 29)),
        (east(2026, 1, 31), 3, east(2026, 4, 30)),
        (east(2026, 1, 31), 6, east(2026, 7, 31)),
        (east(2026, 12, 31), 2, east(2027, 2, 28)),
        (east(2026, 1, 15), 12, east(2027, 1, 15)),
        (east(2026, 3, 31), -1, east(2026, 2, 28)),
        (east(2026, 1, 1), 0, east(2026, 1, 1)),
        (datetime(2026, 8, 30, 16, tzinfo=UTC), 6, datetime(2027, 2, 27, 16, tzinfo=UTC)),
        (datetime(2026, 8, 30, 15, 59, tzinfo=UTC), 6, datetime(2027, 2, 28, 15, 59, tzinfo=UTC)),
    ],
)
def test_months_are_calendar_months_clamped_to_the_end(start: datetime, months: int, end: datetime) -> None:
    assert add_months(start, months) == end
    assert add_months(start, months).tzinfo is UTC


@given(instants, st.integers(-600, 600))
def test_months_agree_with_dateutil_in_the_billing_zone(instant: datetime, months: int) -> None:
    expected = instant.astimezone(EAST) + relativedelta(months=months)
    assert add_months(instant, months) == expected


@given(instants)
def test_six_months_are_181_to_184_days(instant: datetime) -> None:
    days = (add_months(instant, 6) - instant).days
    assert 181 <= days <= 184


def test_chaining_would_lose_days() -> None:
    start = east(2026, 1, 31)
    assert add_months(add_months(start, 1), 2) != add_months(start, 3)


@pytest.mark.parametrize(
    ("instant", "day"),
    [
        (datetime(2026, 1, 31, 15, 59, 59, tzinfo=UTC), datetime(2026, 1, 30, 16, tzinfo=UTC)),
        (datetime(2026, 1, 31, 16, tzinfo=UTC), datetime(2026, 1, 31, 16, tzinfo=UTC)),
    ],
)
def test_a_day_begins_at_midnight_of_the_billing_zone(instant: datetime, day: datetime) -> None:
    assert billing_day(instant) == day


@given(instants)
def test_an_instant_lies_within_its_day(instant: datetime) -> None:
    day = billing_day(instant)
    assert day <= instant < day + timedelta(days=1)
    assert (day.astimezone(EAST).hour, day.astimezone(EAST).minute) == (0, 0)
    assert billing_day(day) == day


@pytest.mark.parametrize(
    ("instant", "first"),
    [
        (east(2026, 1, 31, 23), east(2026, 2, 1)),
        (east(2026, 2, 1), east(2026, 3, 1)),
        (east(2026, 12, 15), east(2027, 1, 1)),
        (datetime(2026, 1, 31, 16, tzinfo=UTC), east(2026, 3, 1)),
        (datetime(2026, 1, 31, 15, 59, tzinfo=UTC), east(2026, 2, 1)),
    ],
)
def test_the_next_month_begins_on_the_first(instant: datetime, first: datetime) -> None:
    assert next_month(instant) == first


@given(instants)
def test_the_next_month_is_strictly_later_and_within_31_days(instant: datetime) -> None:
    first = next_month(instant)
    assert timedelta(0) < first - instant <= timedelta(days=31)
    local = first.astimezone(BILLING_ZONE)
    assert (local.day, local.hour, local.minute, local.second, local.microsecond) == (1, 0, 0, 0, 0)
