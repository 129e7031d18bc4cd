"""The reminders that plans will bring: when before they expire, and at how many emails left."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import NamedTuple

from dm_tui.domain.purchase.plan import PlanStatus, PlanView
from dm_tui.domain.reminders.settings import ReminderKind, ReminderSettings


class ComingReminder(NamedTuple):
    """A reminder to come: when, how many days before the plans expire, and when that is."""

    at: datetime
    days: int
    expires_at: datetime
    plans: int


def coming_reminders(
    plans: Iterable[PlanView], settings: ReminderSettings, now: datetime
) -> list[ComingReminder]:
    """Return the reminders of expiry after now, the next one first; none where they are muted."""
    if ReminderKind.EXPIRY in settings.silent:
        return []
    by_end: dict[datetime, list[PlanView]] = {}
    for plan in plans:
        if plan.status is PlanStatus.ACTIVE:
            by_end.setdefault(plan.expires_at, []).append(plan)
    reminders = [
        ComingReminder(end - timedelta(days=days), days, end, len(ending))
        for end, ending in by_end.items()
        for days in settings.expiry_days
    ]
    return sorted(reminder for reminder in reminders if reminder.at > now)


def next_low_quota(plan: PlanView, settings: ReminderSettings) -> int | None:
    """Return at how many emails left of a plan you are reminded next; None where you were each time."""
    below = [percent for percent in settings.low_quota if percent * plan.emails < plan.left * 100]
    return max(below) * plan.emails // 100 if below else None
