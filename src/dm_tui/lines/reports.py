"""Reports by sender address and by tag in words, for the command line and the console."""

from datetime import datetime

from dm_tui.domain.dates import show_age, show_span
from dm_tui.domain.usage.report import Report, ReportKind, ReportLine
from dm_tui.lines.figures import show_figure

REPORT_COUNTS = ("sent", "delivered", "failed", "invalid", "opened", "clicked")

_TRACKING_NOTE = (
    "Opens and clicks count recipients, once a day, and only mail that was sent with tracking on."
)


def report_cells(line: ReportLine) -> tuple[str, ...]:
    """Return one line as cells."""
    return line.name, *(show_figure(getattr(line, name)) for name in REPORT_COUNTS)


def no_mail(kind: ReportKind, counted_by: str) -> str:
    """Return the sentence for a report without lines; `counted_by` is empty for our own counts."""
    if kind is ReportKind.TAG:
        return "No mail with a tag in the last thirty days. Add one with send --tag."
    sent = "No mail of any sender address" if counted_by else "No mailings"
    return f"{sent} in the last thirty days."


NO_MAIL_COUNTED = "No mail in this region."
"""What `counted_by_words` says the days of."""


def counted_by_words(vendor: str, since: datetime | None, age: str) -> str:
    """Return who counted, from which day on, and how old the reading is."""
    days = f" since {show_span(since, 'day')}" if since else ""
    return f"Counted by {vendor}{days}, whoever sent it; read {age}."


def report_notes(report: Report, now: datetime, *, counted_by: str) -> list[str]:
    """Return who counted and when, and what the counts of opens mean.

    `counted_by` is empty for our own counts.
    """
    since = show_span(report.since, "day")
    if not counted_by:
        return [f"Mailings sent from here since {since}. The outcome of handed-over mail is not known here."]
    return [
        counted_by_words(counted_by, report.since, show_age(report.at, now)),
        report.problem or _TRACKING_NOTE,
    ]
