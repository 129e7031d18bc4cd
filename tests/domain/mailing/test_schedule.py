"""When a mailing may be sent, how fast, and what goes out on which day."""

from collections.abc import Iterator
from contextlib import suppress
from datetime import UTC, datetime, time, timedelta
from time import tzset
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dm_tui.domain.errors import DirectMailError
from dm_tui.domain.mailing.schedule import AT_ONCE, Schedule, SendingWindow
from dm_tui.domain.mailing.schedule_parsing import parse_schedule
from dm_tui.domain.mailing.sending_forecast import forecast_sending, schedule_words

NOW = datetime(2026, 11, 29, 10, tzinfo=UTC)
ZONES = ("UTC", "Asia/Shanghai", "Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "Asia/Kathmandu")
INSTANTS = st.datetimes(datetime(2026, 1, 1), datetime(2027, 12, 31), timezones=st.just(UTC))
WINDOWS = st.builds(
    SendingWindow,
    start=st.times().map(lambda clock: clock.replace(second=0, microsecond=0)),
    end=st.times().map(lambda clock: clock.replace(second=0, microsecond=0)),
    zone=st.sampled_from(ZONES),
).filter(lambda window: window.start != window.end)


def is_inside(window: SendingWindow, at: datetime) -> bool:
    """Say whether a clock on a wall there shows a time within the window."""
    clock = at.astimezone(ZoneInfo(window.zone)).time()
    if window.start < window.end:
        return window.start <= clock < window.end
    return clock >= window.start or clock < window.end


@given(WINDOWS, INSTANTS)
def test_mail_leaves_within_the_hours_that_a_clock_on_the_wall_shows(
    window: SendingWindow, now: datetime
) -> None:
    opens = window.opens(now)
    assert opens >= now
    assert opens - now <= timedelta(days=2)
    assert window.opens(opens) == opens, "what is open is open"
    zone = ZoneInfo(window.zone)
    changes = {(now + timedelta(hours=hours)).astimezone(zone).utcoffset() for hours in range(-30, 60, 3)}
    if len(changes) == 1:  # on a day without a change of the clock
        assert is_inside(window, opens)
        assert (opens == now) is is_inside(window, now)
        assert not is_inside(window, window.closes(opens))


def test_a_window_past_midnight_is_one() -> None:
    night = SendingWindow(start=time(22), end=time(6), zone="Asia/Shanghai")
    assert night.opens(datetime(2026, 11, 29, 13, tzinfo=UTC)) == datetime(2026, 11, 29, 14, tzinfo=UTC)
    at = datetime(2026, 11, 29, 20, tzinfo=UTC)
    assert (night.opens(at), night.closes(at)) == (at, datetime(2026, 11, 29, 22, tzinfo=UTC))


def test_a_schedule_begins_at_its_time_within_its_hours() -> None:
    day = SendingWindow(start=time(9), end=time(18), zone="Europe/Berlin")
    schedule = Schedule(at=NOW + timedelta(hours=10), window=day)
    assert schedule.allowed_from(NOW) == datetime(2026, 11, 30, 8, tzinfo=UTC)
    assert not schedule.allows(NOW)
    assert schedule.allows(datetime(2026, 11, 30, 8, tzinfo=UTC))
    assert not schedule.allows(datetime(2026, 11, 30, 17, tzinfo=UTC))
    assert AT_ONCE.allows(NOW)


@given(
    emails=st.integers(1, 9_000),
    left=st.integers(0, 3_000),
    limit=st.integers(1, 3_000),
    per_minute=st.none() | st.integers(1, 500),
    window=st.none() | WINDOWS,
    now=INSTANTS,
)
def test_a_forecast_has_everybody_once_and_never_more_than_the_quota_a_day(
    emails: int, left: int, limit: int, per_minute: int | None, window: SendingWindow | None, now: datetime
) -> None:
    schedule = Schedule(window=window, per_minute=per_minute)
    forecast = forecast_sending(emails, schedule, now, left_today=min(left, limit), daily_limit=limit)
    total = sum(part.emails for part in forecast.parts)
    assert total == emails if forecast.complete else total < emails
    for part in forecast.parts:
        assert part.emails > 0
        assert part.at >= now
        assert schedule.allows(part.at)
        if per_minute is None:
            assert part.emails <= limit
    assert [part.at for part in forecast.parts] == sorted(part.at for part in forecast.parts)
    if forecast.complete and per_minute:
        assert forecast.done_at is not None
        assert forecast.done_at - now >= timedelta(seconds=(emails - 1) * 60 / per_minute)


def test_a_forecast_is_said_in_a_few_words() -> None:
    def words(schedule: Schedule, emails: int = 2_500, left: int | None = 2_000, limit: int = 2_000) -> str:
        forecast = forecast_sending(emails, schedule, NOW, left_today=left, daily_limit=limit)
        return forecast.words(NOW, UTC)

    assert words(AT_ONCE, 500) == "500 today"
    assert (
        words(AT_ONCE) == "2,000 today, 500 today from 16:00 on, the last from 29 November 2026, 16:00 UTC on"
    )
    office_hours = SendingWindow(start=time(8), end=time(16), zone="UTC")
    assert (
        words(Schedule(window=office_hours, per_minute=100))
        == "2,000 today, 500 tomorrow, done by 30 November 2026, 08:05 UTC"
    )
    assert words(Schedule(per_minute=1), 3_000).endswith("done by 1 December 2026, 12:00 UTC")
    assert words(AT_ONCE, left=0, limit=0) == "when the last ones go out is not known"
    assert "not known" in words(AT_ONCE, left=None)
    at_once = forecast_sending(5, AT_ONCE, NOW, left_today=9, daily_limit=9)
    assert schedule_words(AT_ONCE, at_once, NOW) == ""


def test_every_time_of_a_forecast_is_in_the_zone_of_the_window_which_is_named_once() -> None:
    night = SendingWindow(start=time(22), end=time(2), zone="Europe/Berlin")
    paced = Schedule(at=NOW + timedelta(hours=1), window=night, per_minute=1)
    forecast = forecast_sending(300, paced, NOW, left_today=None, daily_limit=None)
    assert schedule_words(paced, forecast, NOW) == (
        "from 29 November 2026, 12:00 on, between 22:00 and 02:00, Europe/Berlin, at most 1 a minute; "
        "240 today from 22:00 on, 60 tomorrow, done by 30 November 2026, 23:00"
    )
    unpaced = Schedule(window=night)
    forecast = forecast_sending(300, unpaced, NOW, left_today=400, daily_limit=400)
    assert schedule_words(unpaced, forecast, NOW) == (
        "between 22:00 and 02:00, Europe/Berlin; "
        "300 today from 22:00 on, the last from 29 November 2026, 22:00 on"
    )


def test_a_time_of_today_has_its_zone_where_nothing_else_names_it() -> None:
    forecast = forecast_sending(5, AT_ONCE, NOW, left_today=3, daily_limit=1)
    cut = forecast.model_copy(update={"complete": False, "parts": forecast.parts[:2]})
    assert cut.words(NOW, UTC) == "3 today, 1 today from 16:00 UTC on, when the last ones go out is not known"


def test_a_schedule_is_read_as_people_write_it() -> None:
    schedule = parse_schedule(NOW, "2026-12-01T09:00", "9:00-18:00", "Asia/Shanghai", 20)
    assert schedule.at == datetime(2026, 12, 1, 1, tzinfo=UTC)
    assert schedule.window == SendingWindow(start=time(9), end=time(18), zone="Asia/Shanghai")
    assert (schedule.per_minute, schedule.seconds_each) == (20, 3)
    assert parse_schedule(NOW, "9:00", zone="UTC").at == datetime(2026, 11, 30, 9, tzinfo=UTC)
    assert parse_schedule(NOW, "11:00", zone="UTC").at == datetime(2026, 11, 29, 11, tzinfo=UTC)
    assert parse_schedule(NOW, "2026-12-01 09:00+08:00").at == datetime(2026, 12, 1, 1, tzinfo=UTC)
    assert parse_schedule(NOW) == AT_ONCE


@pytest.mark.parametrize(
    "arguments",
    [
        {"at": "soon"},
        {"at": "2026-11-28T09:00", "zone": "UTC"},
        {"at": "25:00"},
        {"between": "9-18"},
        {"between": "9:00"},
        {"between": "9:00-9:00"},
        {"between": "9:00-24:01"},
        {"between": "9:00-18:00", "zone": "Mars/Olympus"},
        {"between": "9:00-18:00", "zone": "../../etc/passwd"},
        {"zone": "\x1b[31m"},
        {"per_minute": 0},
        {"per_minute": -1},
        {"per_minute": 10**9},
    ],
)
def test_what_is_no_schedule_is_refused(arguments: dict[str, object]) -> None:
    with pytest.raises(DirectMailError) as refused:
        parse_schedule(NOW, **arguments)  # type: ignore[arg-type]
    assert refused.value.code == "bad-schedule"


@pytest.fixture
def berlin(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Let this computer's clock be Berlin's."""
    with monkeypatch.context() as patched:
        patched.setenv("TZ", "Europe/Berlin")
        tzset()
        yield
    tzset()


@pytest.mark.usefixtures("berlin")
@pytest.mark.parametrize("zone", ["", "Europe/Berlin"])
@pytest.mark.parametrize(
    ("now", "at", "meant"),
    [
        ("2026-10-24T18:00", "9:00", "2026-10-25T08:00"),  # clocks go back in the night between
        ("2026-03-28T18:00", "9:00", "2026-03-29T07:00"),
        ("2026-10-25T00:10", "2:30", "2026-10-25T00:30"),
        ("2026-10-25T01:10", "2:30", "2026-10-25T01:30"),  # the same time comes once more that night
        ("2026-10-25T01:10", "2026-10-25T02:30", "2026-10-25T01:30"),
        ("2026-10-25T01:40", "2:30", "2026-10-26T01:30"),
        ("2026-10-24T18:00", "2026-10-25 09:00", "2026-10-25T08:00"),
        ("2026-10-24T18:00", "2026-10-25T09:00+00:00", "2026-10-25T09:00"),
    ],
)
def test_a_time_is_the_one_that_clocks_show_on_that_day(now: str, at: str, meant: str, zone: str) -> None:
    read = parse_schedule(datetime.fromisoformat(now).replace(tzinfo=UTC), at, zone=zone).at
    assert read == datetime.fromisoformat(meant).replace(tzinfo=UTC)


@pytest.mark.parametrize("at", ["9999-12-31T23:59", "0001-01-01T00:00", "9999-12-31T23:59-12:00"])
@pytest.mark.parametrize("zone", ["", "America/New_York", "Asia/Shanghai"])
def test_a_time_at_the_ends_of_the_calendar_is_refused_or_kept(at: str, zone: str) -> None:
    with suppress(DirectMailError):
        assert parse_schedule(NOW, at, zone=zone).at == datetime(9999, 12, 31, 15, 59, tzinfo=UTC)


def test_hours_may_end_with_the_day() -> None:
    window = parse_schedule(NOW, between="18:00-24:00", zone="UTC").window
    assert window is not None
    assert (window.start, window.end) == (time(18), time(0))
    with pytest.raises(DirectMailError, match="names no hours"):
        parse_schedule(NOW, between="24:00-18:00", zone="UTC")
