"""What comes, by date: plans that are used up or expire, their reminders, and the next bill."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import NamedTuple

from dm_tui.domain.dates import show_day
from dm_tui.domain.purchase.plan import PlanStatus
from dm_tui.services.overview.views import Overview
from dm_tui.tui.marks import MARKS
from dm_tui.tui.screen_text import Part, muted, text, wrap_words

LEAST_ROWS = 4
"""Rows below which it is left out."""

_DAY = 13
"""Cells of a day and the gap behind it."""


class Event(NamedTuple):
    """Something that comes: when, its mark with its style, and its words."""

    at: datetime
    mark: str
    style: str
    words: str


def events_to_come(view: Overview, reminder_days: Sequence[int]) -> list[Event]:
    """Return what comes after now, the next first; what rests on the pace says so.

    Plans that expire on one day are one event, and so are their reminders.
    """
    active = [plan for plan in view.plans or () if plan.status is PlanStatus.ACTIVE]
    ends = {forecast.id: forecast.runs_out_at for forecast in view.forecast.plans}
    events: list[Event] = []
    for number, plan in enumerate(active, 1):
        if (at := ends.get(plan.id)) is not None:
            events.append(Event(at, "◆", "$warning", f"{plan.spec} #{number} used up, at this pace"))
    first_of_day: dict[str, list[datetime]] = {}
    for expires_at in sorted(plan.expires_at for plan in active):
        first_of_day.setdefault(show_day(expires_at, view.now), []).append(expires_at)
    for expires_at, count in ((times[0], len(times)) for times in first_of_day.values()):
        words = "a plan expires" if count == 1 else f"{count} plans expire"
        events.append(Event(expires_at, "▌", "$attention", words))
        for days in reminder_days:
            before = "a day" if days == 1 else f"{days} days"
            at = expires_at - timedelta(days=days)
            events.append(Event(at, MARKS.ahead, "$primary", f"a reminder, {before} before"))
    if view.next_bill_at is not None:
        events.append(Event(view.next_bill_at, MARKS.next, "$muted", "the next bill"))
    return sorted(event for event in events if event.at > view.now)


def paint_coming(view: Overview, reminder_days: Sequence[int], width: int, room: int) -> list[Part]:
    """Return what comes in at most `room` rows; nothing where that is too few, or nothing comes."""
    events = events_to_come(view, reminder_days)
    if room < LEAST_ROWS or not events:
        return []
    rows: list[Part] = [muted("Coming up")]
    for event in events:
        first, *rest = wrap_words(event.words, max(12, width - _DAY - 2))
        day = f"{show_day(event.at, view.now):<{_DAY}}"
        more = [text(" " * (_DAY + 2), row) for row in rest]
        if len(rows) + 1 + len(more) > room:
            break
        rows += [text((f"{event.mark} ", event.style), (day, "$muted"), first), *more]
    return rows
