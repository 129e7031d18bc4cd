"""The quiet hours: when they are, and when they end. Until then only internal messages arrive."""

from datetime import datetime, timedelta, tzinfo

from dm_tui.domain.reminders.settings import ReminderSettings


def is_quiet(settings: ReminderSettings, instant: datetime, zone: tzinfo | None = None) -> bool:
    """Say whether `instant` lies in the quiet hours of `zone`, None being this machine's own."""
    if settings.quiet_from is None or settings.quiet_until is None:
        return False
    now, begin, end = instant.astimezone(zone).time(), settings.quiet_from, settings.quiet_until
    return begin <= now < end if begin <= end else now >= begin or now < end


def quiet_end(settings: ReminderSettings, instant: datetime, zone: tzinfo | None = None) -> datetime | None:
    """Return the first whole minute after `instant` that is not quiet, None if `instant` is not quiet."""
    if not is_quiet(settings, instant, zone):
        return None
    minute = instant.replace(second=0, microsecond=0) + timedelta(minutes=1)
    while is_quiet(settings, minute, zone):  # stepped, not computed: the clocks may change meanwhile
        minute += timedelta(minutes=1)
    return minute
