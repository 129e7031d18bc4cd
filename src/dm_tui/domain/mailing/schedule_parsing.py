"""Reads when a mailing is to be sent, as people write it."""

import re
from contextlib import suppress
from datetime import UTC, datetime, time, timedelta, tzinfo
from zoneinfo import ZoneInfo

from dm_tui.domain.mailing import schedule_wording as wording
from dm_tui.domain.mailing.schedule import MOST_PER_MINUTE, Schedule, SendingWindow
from dm_tui.domain.text import clean_line

_MOST_DIGITS = 12  # of a pace that is worth reading (our own limit)
_END_OF_DAY = "24:00"
_CLOCK = re.compile(r"(\d{1,2}):(\d{2})", re.ASCII)
_ZONE = re.compile(r"[A-Za-z0-9_+-]{1,30}(/[A-Za-z0-9_+-]{1,30}){0,2}", re.ASCII)


def parse_schedule(
    now: datetime, at: str = "", between: str = "", zone: str = "", per_minute: int | None = None
) -> Schedule:
    """Return the schedule that a command names, or refuse it; without a zone it is the reader's own."""
    used = _parse_zone(zone) if zone else None
    if per_minute is not None and not 0 < per_minute <= MOST_PER_MINUTE:
        raise wording.BAD_PACE(number=per_minute, limit=MOST_PER_MINUTE)
    return Schedule(
        at=_parse_at(at, now, used) if at else None,
        window=_parse_window(between, zone or local_zone_name()) if between else None,
        per_minute=per_minute,
    )


def parse_pace(text: str) -> int | None:
    """Return how many recipients a minute were typed, None for an empty text; refuses what is no number."""
    digits = text.replace(",", "").strip()
    if digits and not (digits.isascii() and digits.isdecimal() and len(digits) <= _MOST_DIGITS):
        raise wording.BAD_PACE(number=clean_line(text, 20), limit=MOST_PER_MINUTE)
    return int(digits) if digits else None


def local_zone_name() -> str:
    """Return the name of the reader's own time zone; UTC where the system does not say it."""
    import os

    for name in (os.environ.get("TZ", "").lstrip(":"), _linked_zone()):
        with suppress(Exception):
            _parse_zone(name)
            return name
    return "UTC"


def _linked_zone() -> str:
    import os

    with suppress(OSError):
        return os.path.realpath("/etc/localtime").partition("/zoneinfo/")[2]
    return ""


def _parse_zone(name: str) -> ZoneInfo:
    with suppress(Exception):  # whatever is wrong with a name or its file
        if _ZONE.fullmatch(name):
            return ZoneInfo(name)
    raise wording.BAD_ZONE(zone=clean_line(name, 40))


def _parse_window(text: str, zone: str) -> SendingWindow:
    start, _, end = text.partition("-")
    end = "0:00" if end.strip() == _END_OF_DAY else end
    clocks = [_parse_clock(part.strip()) for part in (start, end)]
    if None in clocks or clocks[0] == clocks[1]:
        raise wording.BAD_WINDOW(text=clean_line(text, 40))
    first, last = (clock for clock in clocks if clock is not None)
    return SendingWindow(start=first, end=last, zone=zone)


def _parse_clock(text: str) -> time | None:
    match = _CLOCK.fullmatch(text)
    with suppress(ValueError):
        return time(int(match[1]), int(match[2])) if match else None
    return None


def _parse_at(text: str, now: datetime, zone: tzinfo | None) -> datetime:
    """Return an instant: a time of the day alone is the next such time, as the clocks there show it then."""
    today = now.astimezone(zone).date()
    if (clock := _parse_clock(text.strip())) is not None:
        days = (today, today + timedelta(days=1))
        twice = (datetime.combine(day, clock.replace(fold=fold)) for day in days for fold in (0, 1))
        return next(at for at in (_instant(local, zone) for local in twice) if at > now)
    try:
        read = datetime.fromisoformat(text.strip())
        instants = [_instant(read.replace(fold=fold), zone) for fold in (0, 1)]
    except (ValueError, OverflowError):
        raise wording.BAD_TIME(text=clean_line(text, 40)) from None
    if (at := next((instant for instant in instants if instant > now), None)) is None:
        raise wording.TIME_HAS_PASSED(at=clean_line(text, 40))
    return at


def _instant(local: datetime, zone: tzinfo | None) -> datetime:
    """Return when clocks of a zone show a time, None for this computer's, whose offset changes too."""
    here = local.replace(tzinfo=zone) if zone is not None and local.tzinfo is None else local
    return here.astimezone(UTC)
