"""Finding mail of unknown outcome at the service.

Only a find concludes: the service shows mail minutes late.
"""

from datetime import UTC, datetime, timedelta

from dm_tui.domain.billing_zone import BILLING_ZONE
from dm_tui.domain.mailing.recipient_outcome import ServiceTrace
from dm_tui.domain.setup.variable_filling import may_be_filled
from dm_tui.domain.text import clean_line
from dm_tui.providers.alibaba.api.call_permissions import Service
from dm_tui.providers.alibaba.api.client import Client
from dm_tui.providers.alibaba.api.failure_wording import explain_failures
from dm_tui.providers.alibaba.api.mail_answers import SendTaskList, SentMail, SentMailList
from dm_tui.providers.mail.transport import MailTrace

_DELIVERED = 0
"""The status of an email that arrived (vendor's SDK)."""

MAX_ROWS = 100
"""Emails of one answer (vendor's SDK)."""

ASKED_AROUND = timedelta(days=1)
"""How much more than an email's hour is asked for: the page names no zone of its times. Our own choice."""

CLOCK_DIFFERENCE = timedelta(minutes=2)
TAKEN_WITHIN = timedelta(hours=1)
"""How long before and after its beginning an email is looked for: a later one may differ. Our own limit."""

MAX_SUBJECT = 200
"""Characters from which on a subject may have been cut where it is kept, and is not compared (estimate)."""


def has_sent(client: Client, trace: MailTrace) -> bool:
    """Say whether the service shows the mail that a trace describes."""
    with explain_failures():
        if trace.list:
            tasks = client.read_pages(Service.MAIL, "QueryTaskByParam", SendTaskList, page_size=50, most=10)
            return any(task.receivers_name == trace.list for task in tasks)
        begun = trace.begun_at.astimezone(BILLING_ZONE)
        rows = client.read(
            Service.MAIL,
            "SenderStatisticsDetailByParam",
            SentMailList,
            to_address=trace.recipient,
            start_time=f"{begun - ASKED_AROUND:%Y-%m-%d %H:%M}",
            end_time=f"{begun + TAKEN_WITHIN + ASKED_AROUND:%Y-%m-%d %H:%M}",
            length=MAX_ROWS,
        ).rows
        return any(_is_it(row, trace) for row in rows)


def sent_to(client: Client, address: str, since: datetime, until: datetime) -> tuple[ServiceTrace, ...]:
    """Return the emails to an address that the service shows, the newest first."""
    with explain_failures():
        rows = client.read(
            Service.MAIL,
            "SenderStatisticsDetailByParam",
            SentMailList,
            to_address=address,
            start_time=f"{since.astimezone(BILLING_ZONE) + ASKED_AROUND:%Y-%m-%d %H:%M}",
            end_time=f"{until.astimezone(BILLING_ZONE) + ASKED_AROUND:%Y-%m-%d %H:%M}",
            length=MAX_ROWS,
        ).rows
    traces = [_trace(row) for row in rows if row.to_address.lower() == address.lower()]
    return tuple(sorted(traces, key=lambda trace: trace.at.timestamp() if trace.at else 0.0, reverse=True))


def _trace(row: SentMail) -> ServiceTrace:
    seconds = row.utc_last_update_time
    return ServiceTrace(
        at=None if seconds is None else datetime.fromtimestamp(seconds, UTC),
        sender=row.account_name,
        subject=clean_line(row.subject),
        delivered=None if row.status is None else row.status == _DELIVERED,
        message=clean_line(row.message),
    )


def _is_it(row: SentMail, trace: MailTrace) -> bool:
    subject = clean_line(trace.subject)
    if row.utc_last_update_time is None or max(len(subject), len(row.subject)) >= MAX_SUBJECT:
        return False
    begun = trace.begun_at.timestamp()
    first, last = begun - CLOCK_DIFFERENCE.total_seconds(), begun + TAKEN_WITHIN.total_seconds()
    return (
        row.account_name.lower() == trace.sender.lower()
        and row.to_address.lower() == trace.recipient.lower()
        and first <= row.utc_last_update_time <= last
        and may_be_filled(subject, row.subject)
    )
