"""The quiet hours: when they are, and when they end. Until then only internal messages arrive."""

from datetime import datetime, time, timedelta, tzinfo

from dm_tui.domain.reminders.settings import ReminderSettings

HOW_TO_TYPE = "Type two local times such as 22:00-07:00, or nothing."


def parse_quiet_hours(typed: str) -> tuple[time, time] | None:
    """Parse `22:00-07:00`; empty means none. Raises ValueError for anything else."""
    if not typed.strip():
        return None
    begin, _, end = typed.replace("–", "-").partition("-")
    return time.fromisoformat(begin.strip()), time.fromisoformat(end.strip())


def show_quiet_hours(settings: ReminderSettings) -> str:
    """Return the quiet hours as they are typed."""
    if settings.quiet_from is None or settings.quiet_until is None:
        return ""
    return f"{settings.quiet_from:%H:%M}-{settings.quiet_until:%H:%M}"


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
