"""The settings take what can be, name what cannot, and the quiet hours are those of the reader's clock."""

from datetime import UTC, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dm_tui.domain.errors import DirectMailError, ErrorKind
from dm_tui.domain.reminders.quiet_hours import is_quiet, quiet_end
from dm_tui.domain.reminders.settings import Channel, ReminderSettings, parse_reminder_settings

BERLIN = ZoneInfo("Europe/Berlin")
ZONES = ("UTC", "Europe/Berlin", "America/St_Johns", "Asia/Shanghai", "Australia/Lord_Howe")

times = st.times().map(lambda moment: moment.replace(second=0, microsecond=0))
instants = st.datetimes(datetime(2025, 1, 1), datetime(2029, 1, 1), timezones=st.just(UTC))


def settings(**named: Any) -> ReminderSettings:
    return parse_reminder_settings(named, "test")


def test_the_defaults_are_ours_where_the_guide_names_none() -> None:
    default = ReminderSettings()
    assert default.expiry_days == (30, 15, 7, 3, 1)
    assert default.low_quota == (20, 10, 5, 0)
    assert default.channels == (Channel.INTERNAL, Channel.EMAIL, Channel.SMS)
    assert not is_quiet(default, datetime(2026, 1, 31, 3, tzinfo=UTC))


def test_lists_are_kept_in_order_and_once() -> None:
    found = settings(expiry_days=[1, 30, 1], low_quota=[0, 50], emails=["a@X.com", "a@x.com"])
    assert (found.expiry_days, found.low_quota, found.emails) == ((30, 1), (50, 0), ("a@x.com",))


def test_the_internal_message_cannot_be_turned_off() -> None:
    assert settings(channels=[]).channels == (Channel.INTERNAL,)
    assert settings(channels=["sms"]).channels == (Channel.INTERNAL, Channel.SMS)


def test_numbers_are_kept_as_the_network_writes_them() -> None:
    assert settings(phones=["+65 (912) 345-67"]).phones == ("+6591234567",)


@pytest.mark.parametrize(
    ("named", "where"),
    [
        ({"expiry_days": [0]}, "expiry_days"),
        ({"expiry_days": [181]}, "expiry_days"),
        ({"expiry_days": "7"}, "expiry_days"),
        ({"low_quota": [100]}, "low_quota"),
        ({"low_quota": [-1]}, "low_quota"),
        ({"channels": ["pigeon"]}, "channels"),
        ({"silent": ["rain"]}, "silent"),
        ({"emails": ["nobody"]}, "emails"),
        ({"emails": ["a@x.com\r\nBcc: b@x.com"]}, "emails"),
        ({"emails": [f"a{n}@x.com" for n in range(11)]}, "emails"),
        ({"phones": ["6591234567"]}, "phones"),
        ({"phones": ["+0123456789"]}, "phones"),
        ({"phones": ["+1234567890123456"]}, "phones"),
        ({"phones": ["+٣٤٥٦٧٨٩٠"]}, "phones"),
        ({"quiet_from": time(22)}, "quiet hours"),
        ({"quiet_from": time(22, 0, 1), "quiet_until": time(7)}, "quiet_from"),
        ({"quiet_from": time(22, tzinfo=UTC), "quiet_until": time(7)}, "quiet_from"),
        ({"sms_endpoint": "https://x/y"}, "sms_endpoint"),
        ({"sms_sender": "much too long"}, "sms_sender"),
        ({"colour": "red"}, "colour"),
    ],
)
def test_what_cannot_be_is_refused_by_name(named: dict[str, Any], where: str) -> None:
    with pytest.raises(DirectMailError) as refused:
        settings(**named)
    assert (refused.value.kind, refused.value.code) == (ErrorKind.USAGE, "bad-setting")
    assert refused.value.message.startswith("test: ")
    assert where in refused.value.message
    assert "\n" not in refused.value.message


@pytest.mark.parametrize(
    ("hour", "quiet"), [(21, False), (22, True), (23, True), (0, True), (6, True), (7, False)]
)
def test_quiet_hours_may_cross_midnight(hour: int, quiet: bool) -> None:
    night = settings(quiet_from=time(22), quiet_until=time(7))
    assert is_quiet(night, datetime(2026, 6, 1, hour, tzinfo=BERLIN), BERLIN) is quiet


def test_quiet_hours_are_those_of_the_zone() -> None:
    night = settings(quiet_from=time(22), quiet_until=time(7))
    instant = datetime(2026, 6, 1, 20, 30, tzinfo=UTC)  # 22:30 in Berlin
    assert is_quiet(night, instant, BERLIN)
    assert not is_quiet(night, instant, UTC)
    assert quiet_end(night, instant, BERLIN) == datetime(2026, 6, 2, 5, tzinfo=UTC)


def test_quiet_hours_end_where_the_clock_leaps_over_their_end() -> None:
    night = settings(quiet_from=time(22), quiet_until=time(2, 30))
    # On 29 March 2026 Berlin has no time from 02:00 to 03:00.
    ends = quiet_end(night, datetime(2026, 3, 29, 0, 30, tzinfo=UTC), BERLIN)
    assert ends == datetime(2026, 3, 29, 1, tzinfo=UTC)


@given(begin=times, end=times, instant=instants, zone=st.sampled_from(ZONES).map(ZoneInfo))
def test_quiet_hours_end_at_the_first_minute_that_is_not_quiet(
    begin: time, end: time, instant: datetime, zone: ZoneInfo
) -> None:
    found = settings(quiet_from=begin, quiet_until=end)
    ends = quiet_end(found, instant, zone)
    assert (ends is None) is not is_quiet(found, instant, zone)
    if ends is not None:
        assert not is_quiet(found, ends, zone)
        assert instant < ends <= instant + timedelta(hours=50)
        assert is_quiet(found, ends - timedelta(microseconds=1), zone)
