"""Instants and dates, and the one place that formats them.

All instants are aware, in UTC inside.
"""

from collections.abc import Callable
from datetime import datetime, timedelta, tzinfo

from dm_tui.domain.billing_zone import BILLING_ZONE

Clock = Callable[[], datetime]
"""Returns the present instant, aware. There is one per program; in the sandbox it can be moved."""


def show_date(instant: datetime) -> str:
    """Return the date in the reader's own zone: `31 May 2027`."""
    local = instant.astimezone()
    return f"{local.day} {local:%B %Y}"


def show_instant(instant: datetime, zone: tzinfo | None = None) -> str:
    """Return the instant in `zone`, or in the reader's own: `31 May 2027, 17:04 CEST`."""
    return f"{show_instant_of(instant, zone)} {instant.astimezone(zone).tzname()}"


def show_instant_of(instant: datetime, zone: tzinfo | None) -> str:
    """Return the instant in a zone that the sentence names: `31 May 2027, 17:04`."""
    local = instant.astimezone(zone)
    return f"{local.day} {local:%B %Y, %H:%M}"


def show_time(instant: datetime) -> str:
    """Return the time of a day that is known, in the reader's own zone: `10:00 UTC`."""
    return show_instant(instant).rpartition(", ")[2]


def show_known_instant(instant: datetime | None) -> str:
    """Return the instant in the reader's own zone, or that it is not known."""
    return show_instant(instant) if instant else "not known"


def show_span(start: datetime, span: str) -> str:
    """Return an hour in the reader's zone, or a day or a month in the billing zone."""
    local = start.astimezone() if span == "hour" else start.astimezone(BILLING_ZONE)
    return f"{local:%Y-%m-%d %H:%M}" if span == "hour" else f"{local:%Y-%m-%d}"[: 10 if span == "day" else 7]


def show_months(number: int) -> str:
    """Return a length of time in words: `1 month`, `6 months`."""
    return "1 month" if number == 1 else f"{number} months"


def whole_days(start: datetime, end: datetime) -> int:
    """Return the whole days from `start` to `end`: at least so many daily quotas."""
    return (end - start).days


def show_age(then: datetime, now: datetime) -> str:
    """Return the age of `then` in its largest unit: `3 minutes ago`."""
    seconds = max(0, int((now - then).total_seconds()))
    for unit, length in (("day", 86_400), ("hour", 3_600), ("minute", 60)):
        if seconds >= length:
            number = seconds // length
            return f"{number} {unit}{'' if number == 1 else 's'} ago"
    return "just now"


def days_until(instant: datetime, now: datetime, zone: tzinfo | None = None) -> int:
    """Return the midnights of `zone`, or of the reader's own, before `instant`; 0 when it has passed."""
    return max(0, (instant.astimezone(zone).date() - now.astimezone(zone).date()).days)


def show_days_until(instant: datetime, now: datetime, zone: tzinfo | None = None) -> str:
    """Return the days until `instant` in words: `today`, `tomorrow`, `in 8 days`."""
    days = days_until(instant, now, zone)
    return f"in {days} days" if days > 1 else ("today", "tomorrow")[days]


def show_day(instant: datetime, now: datetime) -> str:
    """Return a date, without the year where there is no doubt about it."""
    shown = show_date(instant)
    return shown if instant - now > timedelta(days=300) else shown.rsplit(" ", 1)[0]
