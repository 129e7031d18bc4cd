"""Dates are shown, and days counted, in the zone of the reader."""

import time
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from dm_tui.domain.dates import days_until, show_date, show_days_until, show_instant


@pytest.mark.parametrize(
    ("zone", "left", "days"),
    [
        ("UTC", timedelta(days=3), 3),
        ("UTC", timedelta(days=3, seconds=-1), 3),
        ("UTC", timedelta(days=2, hours=5), 2),
        ("UTC", timedelta(days=2, hours=8), 3),  # midnight is seven hours away
        ("UTC", timedelta(0), 0),
        ("Asia/Singapore", timedelta(hours=23), 1),
        ("Asia/Singapore", timedelta(hours=22), 0),
        ("Europe/Berlin", timedelta(hours=6), 1),
        ("UTC", timedelta(seconds=-1), 0),
        ("UTC", timedelta(days=-9), 0),
    ],
)
def test_days_left_are_the_calendars_and_never_negative(zone: str, left: timedelta, days: int) -> None:
    now = datetime(2026, 1, 31, 17, tzinfo=UTC)
    where = ZoneInfo(zone)
    assert days_until(now + left, now, where) == days
    said = {0: "today", 1: "tomorrow"}.get(days, f"in {days} days")
    assert show_days_until(now + left, now, where) == said


@pytest.mark.parametrize(
    ("zone", "date", "instant"),
    [
        ("UTC", "31 May 2027", "31 May 2027, 20:04 UTC"),
        ("CST-8", "1 June 2027", "1 June 2027, 04:04 CST"),
        ("EST5", "31 May 2027", "31 May 2027, 15:04 EST"),
    ],
)
def test_a_date_is_shown_in_the_readers_zone(
    monkeypatch: pytest.MonkeyPatch, zone: str, date: str, instant: str
) -> None:
    monkeypatch.setenv("TZ", zone)
    time.tzset()
    at = datetime(2027, 5, 31, 20, 4, 59, tzinfo=UTC)
    assert show_date(at) == date
    assert show_instant(at) == instant
