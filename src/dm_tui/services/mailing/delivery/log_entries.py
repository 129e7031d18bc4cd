"""Turns deliveries into entries of a mailing's log, and the entries of a chunk into its outcomes."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import NamedTuple

from dm_tui.domain.mailing.chunk import ChunkOutcomes, PostponedRecipient
from dm_tui.domain.mailing.log_entry import DeliveryStep, LogEnd, LogEntry
from dm_tui.domain.mailing.mailing import Mailing
from dm_tui.domain.mailing.recipients.recipient import Recipient
from dm_tui.domain.mailing.retries import MAX_TRIES, next_try
from dm_tui.providers.mail.transport import Accepted, Deferred, DeliveryOutcome, Refused, Unknown


class PendingRecipient(NamedTuple):
    """A recipient of the current chunk: its number, its offset in the file, and how often it was deferred."""

    number: int
    offset: int
    tries: int
    recipient: Recipient


def begun_entry(member: PendingRecipient, list: str = "") -> LogEntry:
    """Return the log entry that announces a delivery, alone or as one of a `list` at the service."""
    return LogEntry(number=member.number, step=DeliveryStep.BEGUN, words=list)


def entry_for(member: PendingRecipient, delivery: DeliveryOutcome, at: datetime | None = None) -> LogEntry:
    """Return the log entry of a delivery that ended `at` a time; of an unknown one, that began then.

    One deferred too often becomes refused, with the server's words. A deferral without a code says nothing
    about the recipient, unless it is its own fault: it does not count as a try.
    """
    number, address = member.number, member.recipient.address
    match delivery:
        case Accepted(words=words):
            return LogEntry(number=number, step=DeliveryStep.ACCEPTED, words=words, at=at)
        case Deferred(words=words) if is_connection_lost(delivery):
            return LogEntry(number=number, step=DeliveryStep.DEFERRED, words=words)
        case Deferred(code=code, words=words, fault=fault) if member.tries < MAX_TRIES:
            due = next_try(member.tries, at, fault.wait if fault else None) if at else None
            return LogEntry(number=number, step=DeliveryStep.DEFERRED, code=code, words=words, at=due)
        case Deferred(code=code, words=words) | Refused(code=code, words=words):
            step = DeliveryStep.REFUSED
            return LogEntry(number=number, step=step, code=code, words=words, address=address, at=at)
        case Unknown(words=words):
            step = DeliveryStep.UNKNOWN
            return LogEntry(number=number, step=step, words=words, address=address, at=at)


def is_connection_lost(delivery: DeliveryOutcome) -> bool:
    """Say whether the connection failed, rather than the message."""
    if isinstance(delivery, Deferred):
        of_recipient = delivery.fault is not None and delivery.fault.is_of_one
        return delivery.lost or not (delivery.code or of_recipient)
    return isinstance(delivery, Unknown)


def outcomes_from_log(
    mailing: Mailing, members: Sequence[PendingRecipient], entries: Mapping[int, LogEntry], log: LogEnd
) -> ChunkOutcomes:
    """Return the outcomes of the current chunk by the log entries of its members."""
    steps = {number: entry.step for number, entry in entries.items()}
    member_steps = [steps.get(member.number) for member in members]
    known_invalid = mailing.chunk.known_invalid if mailing.chunk else ()
    return ChunkOutcomes(
        accepted=member_steps.count(DeliveryStep.ACCEPTED),
        refused=member_steps.count(DeliveryStep.REFUSED) + len(known_invalid),
        unknown=member_steps.count(DeliveryStep.UNKNOWN),
        postponed=tuple(
            _postpone(member, entries.get(member.number))
            for member, step in zip(members, member_steps, strict=True)
            if step in (None, DeliveryStep.DEFERRED)
        ),
        log=log,
    )


def _postpone(member: PendingRecipient, entry: LogEntry | None) -> PostponedRecipient:
    """Return a member to retry. Only being put off counts as a try: it has a code, or the time until when."""
    number, offset, tries = member.number, member.offset, member.tries
    if entry is None or not (entry.code or entry.at):
        return PostponedRecipient(number=number, offset=offset, tries=tries)
    return PostponedRecipient(number=number, offset=offset, tries=tries + 1, due=entry.at)
