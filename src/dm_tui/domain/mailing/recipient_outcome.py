"""What became of each recipient of a mailing, and what the service itself shows of an address."""

from datetime import datetime, timedelta
from enum import StrEnum

from dm_tui.domain.mailing.log_entry import DeliveryStep, LogEntry
from dm_tui.domain.mailing.mailing import Mailing
from dm_tui.domain.mailing.status import MailingStatus
from dm_tui.domain.model import Model
from dm_tui.domain.text import Line

SERVICE_MEMORY = timedelta(days=30)
"""How far back the service shows single emails (vendor's SDK)."""


class RecipientResult(StrEnum):
    """The outcome of one recipient; `not-sent` is that of a mailing which ended before its turn came."""

    ACCEPTED = "accepted"
    REFUSED = "refused"
    UNKNOWN = "unknown"
    WAITING = "waiting"
    HELD_BACK = "held-back"
    NOT_SENT = "not-sent"


class RecipientOutcome(Model):
    """One recipient of a mailing: `at` is when it had its outcome, None where that is not on record.

    `code` and `message` are the server's, 0 where no server was asked.
    """

    address: str
    at: datetime | None = None
    outcome: RecipientResult
    code: int = 0
    message: Line = ""


class ServiceTrace(Model):
    """One email as the service shows it. `delivered` is None where it says neither yes nor no."""

    at: datetime | None
    sender: str
    subject: Line
    delivered: bool | None
    message: Line


_RESULTS = {
    DeliveryStep.ACCEPTED: RecipientResult.ACCEPTED,
    DeliveryStep.DELIVERED: RecipientResult.ACCEPTED,
    DeliveryStep.REFUSED: RecipientResult.REFUSED,
    DeliveryStep.NOT_DELIVERED: RecipientResult.REFUSED,
    DeliveryStep.UNKNOWN: RecipientResult.UNKNOWN,
}


def recipient_outcome(mailing: Mailing, address: str, entry: LogEntry | None) -> RecipientOutcome:
    """Return what became of a recipient by its last log entry, None for nobody who was begun."""
    step = entry.step if entry is not None else None
    if entry is not None and step in _RESULTS:
        return RecipientOutcome(
            address=address, at=entry.at, outcome=_RESULTS[step], code=entry.code, message=entry.words
        )
    put_off = entry is not None and (entry.code or entry.at)
    code, words = (entry.code, entry.words) if entry is not None and put_off else (0, "")
    if mailing.ended:
        result = RecipientResult.NOT_SENT
    elif mailing.status is MailingStatus.HELD_BACK and not put_off:
        result = RecipientResult.HELD_BACK
    else:
        result = RecipientResult.WAITING
    return RecipientOutcome(address=address, outcome=result, code=code, message=words)
