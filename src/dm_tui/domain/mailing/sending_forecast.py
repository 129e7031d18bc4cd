"""How many emails go out on which day, and when the last one does: quota, window and pace together."""

from collections.abc import Iterator
from datetime import datetime, timedelta, tzinfo
from itertools import count

from dm_tui.domain.billing_zone import billing_day
from dm_tui.domain.dates import show_instant, show_instant_of
from dm_tui.domain.mailing import schedule_wording as wording
from dm_tui.domain.mailing.schedule import AT_ONCE, Schedule
from dm_tui.domain.model import Model

_MOST_PARTS, _SHOWN_PARTS = 400, 4  # our own limit


class ForecastPart(Model):
    """So many emails that go out in one stretch from an instant on."""

    at: datetime
    emails: int


class SendingForecast(Model):
    """What goes out when. `done_at` is None where the pace, or the quota of later days, is not known."""

    parts: tuple[ForecastPart, ...] = ()
    done_at: datetime | None = None
    complete: bool = True

    @property
    def is_at_once(self) -> bool:
        """Whether all of it may go out now."""
        return self.complete and len(self.parts) <= 1 and self.done_at is None

    def words(
        self,
        now: datetime,
        zone: tzinfo | None = None,
        *,
        zone_is_named: bool = False,
        others_after: datetime | None = None,
    ) -> str:
        """Return it as a few words: `2,000 today, 500 tomorrow, done by 30 November 2026, 10:40 UTC`.

        The zone is named at the end unless the sentence did. Those that something else than quota, window and
        pace holds back go out after `others_after`, where that is known.
        """
        show = show_instant_of if zone_is_named else show_instant
        end = ""
        if self.done_at is not None:
            end = wording.DONE_BY.format(at=show(self.done_at, zone))
        elif not self.complete and others_after is not None:
            end = wording.REST_AFTER.format(at=show(others_after, zone))
        elif not self.complete:
            end = wording.NO_END
        elif self.parts and self.parts[-1].at > now:
            end = wording.LAST_FROM.format(at=show(self.parts[-1].at, zone))
        names_zone = not zone_is_named and end == wording.NO_END
        said = [self._part_words(part, now, zone, names_zone=names_zone) for part in self.parts]
        if len(said) > _SHOWN_PARTS:
            said = [*said[: _SHOWN_PARTS - 1], wording.MORE_DAYS]
        return ", ".join(filter(None, (*said, end)))

    def _part_words(self, part: ForecastPart, now: datetime, zone: tzinfo | None, *, names_zone: bool) -> str:
        local, today = part.at.astimezone(zone), now.astimezone(zone)
        number = (local.date() - today.date()).days
        if number == 0 and part.at > now:
            sentence = wording.PART_LATER_TODAY
        else:
            sentence = {0: wording.PART_TODAY, 1: wording.PART_TOMORROW}.get(number, wording.PART_ON)
        return sentence.format(
            emails=part.emails,
            day=f"{local.day} {local:%B}",
            at=f"{local:%H:%M %Z}" if names_zone else f"{local:%H:%M}",
        )


def forecast_sending(
    emails: int, schedule: Schedule, now: datetime, *, left_today: int | None, daily_limit: int | None
) -> SendingForecast:
    """Return what goes out when, from `now` on, as far as nothing else holds it back.

    `left_today` is what the daily quota leaves now, None where that is not known; then no later day is known
    either.
    """
    parts: list[ForecastPart] = []
    at, quota, rest = now, left_today, emails
    for _ in count():
        if rest <= 0 or len(parts) == _MOST_PARTS:
            break
        start = schedule.allowed_from(at)
        if billing_day(start) != billing_day(at):
            quota = daily_limit
        midnight = billing_day(start) + timedelta(days=1)
        ends = [midnight, *filter(None, (schedule.allowed_until(start),))]
        room = _room(start, min(ends), schedule)
        taken = min(part for part in (rest, quota, room) if part is not None)
        if taken <= 0 and not daily_limit:
            return SendingForecast(parts=tuple(parts), complete=False)
        if taken > 0:
            parts.append(ForecastPart(at=start, emails=taken))
            rest -= taken
            quota = None if quota is None else quota - taken
        if rest > 0:
            at = midnight if quota is not None and quota <= 0 else min(ends)
            quota = daily_limit if at == midnight else quota
    if rest > 0:
        return SendingForecast(parts=tuple(parts), complete=False)
    return SendingForecast(
        parts=tuple(_join_parts(parts, schedule)),
        done_at=_end(parts, schedule),
        complete=left_today is not None,
    )


def _end(parts: list[ForecastPart], schedule: Schedule) -> datetime | None:
    """Return when the last of these is out, None where no pace says it."""
    if not parts or not schedule.per_minute:
        return None
    return parts[-1].at + timedelta(seconds=parts[-1].emails * schedule.seconds_each)


def _join_parts(parts: list[ForecastPart], schedule: Schedule) -> Iterator[ForecastPart]:
    """Yield the parts, those that only a midnight of the quota divides as one."""
    present: list[ForecastPart] = []
    for part in parts:
        end = _end(present, schedule)
        if end is not None and part.at - end < timedelta(seconds=2 * schedule.seconds_each):
            part = ForecastPart(at=present[0].at, emails=present[0].emails + part.emails)
        else:
            yield from present
        present = [part]
    yield from present


def schedule_words(
    schedule: Schedule, forecast: SendingForecast, now: datetime, others_after: datetime | None = None
) -> str:
    """Return what goes out when, in a sentence; empty where all of it goes out at once.

    Every time is in the zone of the window, which the sentence names once, or in the reader's own.
    """
    if forecast.is_at_once and schedule == AT_ONCE:
        return ""
    said = forecast.words(
        now, schedule.zone, zone_is_named=schedule.window is not None, others_after=others_after
    )
    return "; ".join(filter(None, (schedule.words(), said)))


def _room(start: datetime, end: datetime, schedule: Schedule) -> int | None:
    """Return how many fit between two instants at the pace of a schedule, None for any number."""
    if not schedule.per_minute:
        return None
    return int((end - start).total_seconds() * schedule.per_minute // 60)
