"""The zone in which the vendor counts days and months, and when they begin there."""

from datetime import UTC, datetime, timedelta, timezone

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
