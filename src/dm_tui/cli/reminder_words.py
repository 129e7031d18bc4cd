"""Which reminder was sent, to whom, and why one did not arrive, as words of a line."""

from dm_tui.domain.dates import show_instant
from dm_tui.domain.reminders.settings import ReminderKind
from dm_tui.services.reminders.reports import ReminderReport


def reminder_words(report: ReminderReport) -> str:
    """Return which reminder it is, and what it is about.

    Its threshold is none of the figures of today: eight days before an expiry the 15-day reminder is due.
    """
    threshold = {
        ReminderKind.EXPIRY: f"{report.threshold}-day ",
        ReminderKind.LOW_QUOTA: f"{report.threshold} % ",
    }.get(report.kind, "")
    return f"{threshold}{report.kind} reminder, {', '.join(report.plans) or report.about}"


def to_words(report: ReminderReport) -> str:
    """Return to whom a reminder goes."""
    return f" to {', '.join(report.to)}" if report.to else ""


def failed_reminder_words(report: ReminderReport) -> str:
    """Return which reminder did not arrive, why, and when the next attempt is."""
    again = "It will not be retried."
    if report.next_try_at:
        again = f"The next attempt is after {show_instant(report.next_try_at)}."
    why = report.words.rstrip(".") or "it is unknown whether it arrived"
    return f"not reminded by {report.channel}{to_words(report)} ({reminder_words(report)}): {why}. {again}"
