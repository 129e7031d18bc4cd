"""Reminders and their timer in the shapes that programs rely on."""

from collections.abc import Iterable
from datetime import datetime
from typing import Self

from dm_tui.domain.model import Model
from dm_tui.domain.reminders.settings import Channel, ReminderKind
from dm_tui.services.reminders.reports import HookTrial, ReminderReport
from dm_tui.services.reminders.systemd_timer import Arrangement


class SentRow(Model):
    """One reminder that was delivered. `about` is a plan's order, a plan, an order or a bill."""

    plan: str | None
    about: str
    kind: ReminderKind
    threshold: int
    channel: Channel
    at: datetime
    to: tuple[str, ...]

    @classmethod
    def rows_of(cls, reports: Iterable[ReminderReport]) -> tuple[Self, ...]:
        """Return a row for each plan a report is about, one where it is about something else."""
        return tuple(
            cls.take(report, plan=plan, message=report.words)
            for report in reports
            for plan in report.plans or (None,)
        )


class FailedRow(SentRow):
    """One that was not, and why. Without `next_try_at` it is not retried."""

    message: str
    next_try_at: datetime | None


class RemindAnswer(Model):
    """`remind`."""

    sent: tuple[SentRow, ...]
    failed: tuple[FailedRow, ...]


class HookTestAnswer(Model):
    """`remind --test`."""

    tried: tuple[HookTrial, ...]


class TimerAnswer(Model):
    """`remind --install`, `remind --uninstall`."""

    arrangement: Arrangement
    done: bool
