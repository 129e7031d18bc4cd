"""What the log of a mailing says of a delivery, and what is said of a way out that fails."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from dm_tui.domain.errors import DirectMailError, ErrorKind
from dm_tui.domain.mailing.mailing import (
    RETRY_DELAYS,
    ChunkOutcomes,
    DeliveryStep,
    LogEnd,
    LogEntry,
    Mailing,
    PostponedRecipient,
)
from dm_tui.domain.mailing.message import Recipient
from dm_tui.providers.mail.transport import Accepted, Deferred, DeliveryOutcome, Refused, Unknown


class PendingRecipient(NamedTuple):
    """A recipient in hand, with its number, its place in the file and how often it was deferred."""

    number: int
    offset: int
    tries: int
    recipient: Recipient


def entry_for(member: PendingRecipient, delivery: DeliveryOutcome) -> LogEntry:
    """Return what the log says of a delivery. What was deferred too often is refused, with the server's words.

    A deferral without a code is no word of a server on the recipient: it does not count as a try.
    """
    number, address = member.number, member.recipient.address
    match delivery:
        case Accepted():
            return LogEntry(number=number, step=DeliveryStep.ACCEPTED)
        case Refused(code=code, words=words):
            return LogEntry(
                number=number, step=DeliveryStep.REFUSED, code=code, words=words, address=address
            )
        case Deferred(words=words) if is_connection_lost(delivery):
            return LogEntry(number=number, step=DeliveryStep.DEFERRED, words=words)
        case Deferred(code=code, words=words):
            final = member.tries >= len(RETRY_DELAYS)
            return LogEntry(
                number=number,
                step=DeliveryStep.REFUSED if final else DeliveryStep.DEFERRED,
                code=code,
                words=words,
                address=address if final else "",
            )
        case Unknown(words=words):
            return LogEntry(number=number, step=DeliveryStep.UNKNOWN, words=words, address=address)


def is_connection_lost(delivery: DeliveryOutcome) -> bool:
    """Say whether the way out failed, rather than the message."""
    match delivery:
        case Unknown():
            return True
        case Deferred(lost=lost, code=code):
            return lost or not code
        case _:
            return False


def outcomes_from_log(
    mailing: Mailing,
    members: Sequence[PendingRecipient],
    entries: Mapping[int, LogEntry],
    log: LogEnd,
) -> ChunkOutcomes:
    """Return what became of the chunk in hand by what the log says of its members."""
    steps = {number: entry.step for number, entry in entries.items()}
    found = [steps.get(member.number) for member in members]
    known_invalid = mailing.chunk.known_invalid if mailing.chunk else ()
    return ChunkOutcomes(
        accepted=found.count(DeliveryStep.ACCEPTED),
        refused=found.count(DeliveryStep.REFUSED) + len(known_invalid),
        unknown=found.count(DeliveryStep.UNKNOWN),
        postponed=tuple(
            _postpone(member, entries.get(member.number))
            for member, step in zip(members, found, strict=True)
            if step in (None, DeliveryStep.DEFERRED)
        ),
        log=log,
    )


def _postpone(member: PendingRecipient, entry: LogEntry | None) -> PostponedRecipient:
    """Return a member to come back to. It counts as a try where a server deferred it, which gives a code."""
    tried = entry is not None and entry.code > 0
    return PostponedRecipient(
        number=member.number, offset=member.offset, tries=member.tries + tried
    )


def sending_refused_error(name: str, words: str) -> DirectMailError:
    """Return what to say of a way out that takes nothing of ours for a reason that somebody must mend."""
    return DirectMailError(
        ErrorKind.REFUSED,
        "sending-refused",
        f"{name} takes no mail now: {words}",
        "Mend that, then let the mailing go on.",
    )


def connection_lost_error(name: str, words: str) -> DirectMailError:
    """Return what to say of a way out that ends every connection."""
    return DirectMailError(
        ErrorKind.REFUSED,
        "connection-lost",
        f"{name} ends every connection before it takes a message: {words}",
        "Find out why, then let the mailing go on.",
    )
