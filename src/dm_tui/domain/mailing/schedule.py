"""When a mailing may be sent, and how fast: from a time on, within hours of the day, at a pace."""

from datetime import UTC, date, datetime, time, timedelta, tzinfo
from zoneinfo import ZoneInfo

from dm_tui.domain.dates import show_instant, show_instant_of
from dm_tui.domain.mailing.schedule_wording import AT_THE_PACE, FROM_INSTANT, TIME_HAS_PASSED, WITHIN_HOURS
from dm_tui.domain.model import Model

MOST_PER_MINUTE = 60_000
"""The fastest pace: a faster one limits nothing (our own limit)."""


class SendingWindow(Model):
    """The hours of every day in which mail may leave, in a `zone`; they may go past midnight."""

    start: time
    end: time
    zone: str

    def opens(self, now: datetime) -> datetime:
        """Return when the window is open next; `now` while it is open."""
        return next((max(start, now) for start, end in self._spans(now) if now < end), now)

    def closes(self, now: datetime) -> datetime:
        """Return when the window that is open, or opens next, closes."""
        return next((end for _, end in self._spans(now) if now < end), now)

    @property
    def words(self) -> str:
        """The hours in words."""
        return WITHIN_HOURS.format(start=self.start, end=self.end, zone=self.zone)

    def _spans(self, now: datetime) -> list[tuple[datetime, datetime]]:
        """Return the windows around an instant. An hour that a change of the clock skips has no window."""
        zone = ZoneInfo(self.zone)
        today = now.astimezone(zone).date()
        spans = []
        for days in range(-1, 8):
            day = today + timedelta(days=days)
            last = day if self.end > self.start else day + timedelta(days=1)
            start, end = (_instant(at, clock, zone) for at, clock in ((day, self.start), (last, self.end)))
            if start < end:
                spans.append((start, end))
        return spans


class Schedule(Model):
    """From when on a mailing is sent (`at`), within which hours, and how many recipients a minute at most."""

    at: datetime | None = None
    window: SendingWindow | None = None
    per_minute: int | None = None

    def allowed_from(self, now: datetime) -> datetime:
        """Return the first instant from `now` on at which mail may leave."""
        start = max(now, self.at) if self.at is not None else now
        return self.window.opens(start) if self.window is not None else start

    def allows(self, now: datetime) -> bool:
        """Say whether mail may leave now."""
        return self.allowed_from(now) <= now

    def allowed_until(self, now: datetime) -> datetime | None:
        """Return until when mail may leave that may leave now; None for any time."""
        return self.window.closes(now) if self.window is not None else None

    @property
    def seconds_each(self) -> float:
        """How many seconds lie between two recipients at least."""
        return 60 / self.per_minute if self.per_minute else 0.0

    def most_at_once(self, size: int) -> int:
        """Return how many recipients are charged together: not more than a minute's."""
        return min(size, self.per_minute or size)

    @property
    def zone(self) -> tzinfo | None:
        """The zone of the window, which names it for every time beside it; None for the reader's own."""
        return ZoneInfo(self.window.zone) if self.window is not None else None

    def words(self) -> str:
        """Return the schedule in words, an empty text for none."""
        parts = []
        if self.at is not None:
            at = show_instant_of(self.at, self.zone) if self.window is not None else show_instant(self.at)
            parts.append(FROM_INSTANT.format(at=at))
        if self.window is not None:
            parts.append(self.window.words)
        if self.per_minute:
            parts.append(AT_THE_PACE.format(number=self.per_minute))
        return ", ".join(parts)


AT_ONCE = Schedule()
"""The schedule of a mailing that has none."""


def require_time_to_come(schedule: Schedule, now: datetime) -> None:
    """Refuse a schedule whose time was still to come when it was written, and has passed since."""
    if schedule.at is not None and schedule.at <= now:
        raise TIME_HAS_PASSED(at=show_instant(schedule.at))


def _instant(day: date, clock: time, zone: ZoneInfo) -> datetime:
    return datetime.combine(day, clock, zone).astimezone(UTC)
