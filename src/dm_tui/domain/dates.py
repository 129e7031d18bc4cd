"""Instants and calendar months, and the one place that formats them.

All instants are aware, in UTC inside.
"""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta, timezone, tzinfo

Clock = Callable[[], datetime]
"""Returns the present instant, aware. There is one per program; in the sandbox it can be moved."""

BILLING_ZONE = timezone(timedelta(hours=8), "UTC+8")
"""The zone in which the vendor counts days and months (billing methods)."""


def add_months(instant: datetime, months: int) -> datetime:
    """Return `instant` moved by calendar months in the billing zone, the day clamped to the month's end.

    31 August + 6 months is 28 or 29 February. Always count from the same anchor: chaining loses days.
    """
    from calendar import monthrange

    local = instant.astimezone(BILLING_ZONE)
    year, month = divmod(local.year * 12 + local.month - 1 + months, 12)
    day = min(local.day, monthrange(year, month + 1)[1])
    return local.replace(year=year, month=month + 1, day=day).astimezone(UTC)


def billing_day(instant: datetime) -> datetime:
    """Return the midnight of the billing zone that began the day of `instant`, in UTC."""
    local = instant.astimezone(BILLING_ZONE)
    return local.replace(hour=0, minute=0, second=0, microsecond=0).astimezone(UTC)


def billing_month(instant: datetime) -> datetime:
    """Return the 1st, 00:00 in the billing zone, that began the month of `instant`, in UTC."""
    return billing_day(instant).astimezone(BILLING_ZONE).replace(day=1).astimezone(UTC)


def next_month(instant: datetime) -> datetime:
    """Return the next 1st of a month, 00:00 in the billing zone, strictly after `instant`, in UTC."""
    return add_months(billing_month(instant), 1)


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
