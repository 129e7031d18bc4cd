"""What the log of a mailing says of a delivery, and what is said of a way out that fails."""

from typing import NamedTuple

from dm_tui.domain.errors import DirectMailError, ErrorKind
from dm_tui.domain.mailing.mailing import RETRY_DELAYS, DeliveryStep, LogEntry
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
