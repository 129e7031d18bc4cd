"""A mailing and its states: the rules that let no one be sent to twice and nothing be charged twice.

sending ─ begin_chunk ─▶ sending, with a current chunk ─ conclude_chunk ─▶ sending
   ├─▶ paused ─ resume_mailing ─▶ sending      by hand, or because the connection is lost again and again
   ├─▶ held-back ─ resume_mailing ─▶ sending   nothing pays for the next email now
   ├─▶ cancelled
   └─▶ done

A chunk is charged in the transaction that records it; emails that did not leave are given back in the
transaction that concludes it. Every recipient before `position` has an outcome in the mailing's log or is
postponed.

Recipients are charged in chunks, not one by one, because each charge is a durable transaction; and before
they are sent to, not after, because a crash may then cost at most a chunk that recovery gives back, never a
free email.
"""

from collections.abc import Iterable
from datetime import datetime
from enum import StrEnum
from itertools import chain, repeat
from typing import ClassVar

from dm_tui.domain.account.unknown import UnknownFigure
from dm_tui.domain.mailing.status import MailingStatus
from dm_tui.domain.mailing.suppressed import SuppressionReason, add_counts
from dm_tui.domain.mailing.unknown_charge import UnknownCharge, add_unknown_charge, split_last_charged
from dm_tui.domain.mailing.wording import MAILING_DONE
from dm_tui.domain.model import Model
from dm_tui.domain.text import Line
from dm_tui.domain.usage.metering import Allocation

CHUNK_SIZE = 100
"""Recipients charged together: as many as the service takes in one call (limits)."""

RETRY_DELAYS = (1.0, 2.0, 4.0, 8.0, 16.0)
"""Seconds before each retry of a deferred recipient; after the last one it is refused (our own choice)."""


class DeliveryStep(StrEnum):
    """The steps of a recipient in the log of a mailing; the last two are settled by hand."""

    BEGUN = "b"
    ACCEPTED = "a"
    REFUSED = "r"
    DEFERRED = "d"
    UNKNOWN = "u"
    DELIVERED = "y"
    NOT_DELIVERED = "n"


class LogEntry(Model):
    """One step of recipient `number`, counted from 0, with the server's code and words.

    Only refused and unknown recipients carry their address: theirs is listed later. Unknown ones also have
    the time `at` which their delivery was begun. The words of a begun one name the list at the service, if it
    is on one.
    """

    number: int
    step: DeliveryStep
    code: int = 0
    words: Line = ""
    address: str = ""
    at: datetime | None = None


class LogEnd(Model):
    """How much of a log is accounted for: its bytes, and their checksum."""

    size: int = 0
    checksum: int = 0


class PostponedRecipient(Model):
    """A recipient to retry: its number, its offset in the file, and how often it was deferred."""

    number: int
    offset: int
    tries: int = 0


class Chunk(Model):
    """The current recipients: charged together, not concluded yet.

    They are those of `again` and the new ones before number `stop`, whose offset in the file is `end`. Those
    that are `known_invalid` get no mail: they are refused without being sent to or charged, each for the
    reason in its place of `reasons`; before there were reasons all were invalid.
    """

    again: tuple[PostponedRecipient, ...] = ()
    stop: int
    end: int
    known_invalid: tuple[int, ...] = ()
    reasons: tuple[SuppressionReason, ...] = ()
    charged: Allocation
    charged_at: datetime

    @property
    def left_out(self) -> dict[int, SuppressionReason]:
        """Why each recipient that is left out gets no mail, by its number."""
        reasons = chain(self.reasons, repeat(SuppressionReason.INVALID))
        return dict(zip(self.known_invalid, reasons, strict=False))


class ChunkOutcomes(Model):
    """The outcomes of a chunk, and how far the log has them.

    Recipients that were not begun are postponed, too.
    """

    accepted: int = 0
    refused: int = 0
    unknown: int = 0
    postponed: tuple[PostponedRecipient, ...] = ()
    log: LogEnd


class Mailing(Model):
    """One letter to many recipients, sent chunk by chunk.

    `key` is the caller's own name for it, `digest` that of letter and recipients: the same key never sends
    something else. `position` and `offset` are those of the first recipient in no chunk yet. `left_out`
    counts, by reason, the refused ones that were on the list of suppressed addresses. `charged` covers
    delivered emails and `doubtful` ones; where there are `unread_sources`, nobody knows which source paid.
    `reason` (a word) and `words` say why it stopped, `until` when it may resume. A `detached` one was
    restored from a backup: its log may be that of another past.
    """

    TABLE: ClassVar[str] = "mailings"

    id: str
    key: Line | None = None
    digest: str
    created_at: datetime
    sender: str
    subject: Line
    batch: bool = False
    tag: Line = ""
    recipients: int
    status: MailingStatus = MailingStatus.SENDING
    reason: str = ""
    words: Line = ""
    until: datetime | None = None
    position: int = 0
    offset: int
    chunk: Chunk | None = None
    postponed: tuple[PostponedRecipient, ...] = ()
    accepted: int = 0
    refused: int = 0
    unknown: int = 0
    left_out: dict[str, int] = {}
    charged: Allocation = Allocation()
    unread_sources: tuple[UnknownFigure, ...] = ()
    doubtful: tuple[UnknownCharge, ...] = ()
    log: LogEnd
    detached: bool = False

    @property
    def unknown_payers(self) -> tuple[UnknownFigure, ...]:
        """Why it is not known which source paid; nothing where it is known, or nothing was charged."""
        charged = self.charged.emails + (self.chunk.charged.emails if self.chunk is not None else 0)
        return self.unread_sources if charged else ()

    @property
    def ended(self) -> bool:
        """Whether it will send no more."""
        return self.status in (MailingStatus.CANCELLED, MailingStatus.DONE)

    @property
    def closed(self) -> bool:
        """Whether nothing about it can change: it ended, and every outcome is known."""
        return self.ended and self.chunk is None and not self.unknown

    @property
    def concluded(self) -> int:
        """Recipients with an outcome, unknown ones included."""
        return self.accepted + self.refused + self.unknown

    @property
    def deferred(self) -> int:
        """Recipients the server deferred, which will be tried again."""
        return sum(recipient.tries > 0 for recipient in self.postponed)

    @property
    def all_recipients_attempted(self) -> bool:
        """Whether no one is left to send to."""
        return self.position >= self.recipients and not self.postponed and self.chunk is None


def resume_mailing(mailing: Mailing) -> Mailing:
    """Return the mailing sending again; one that ended is unchanged."""
    return mailing if mailing.ended else _with_status(mailing, MailingStatus.SENDING)


def pause_mailing(mailing: Mailing, reason: str = "by-hand", words: str = "") -> Mailing:
    """Return the mailing paused; one that ended is unchanged."""
    return mailing if mailing.ended else _with_status(mailing, MailingStatus.PAUSED, reason, words)


def hold_back_mailing(mailing: Mailing, reason: str, until: datetime | None) -> Mailing:
    """Return the mailing held back because nothing pays for the next email now."""
    return _with_status(mailing, MailingStatus.HELD_BACK, reason, until=until)


def finish_mailing(mailing: Mailing) -> Mailing:
    """Return the mailing done."""
    return _with_status(mailing, MailingStatus.DONE)


def cancel_mailing(mailing: Mailing) -> Mailing:
    """Return the mailing cancelled, its current chunk still to be concluded; refuses when it is done."""
    if mailing.status is MailingStatus.DONE:
        raise MAILING_DONE(mailing=mailing.id)
    return _with_status(mailing, MailingStatus.CANCELLED).model_copy(update={"postponed": ()})


def detach_mailing(mailing: Mailing) -> Mailing:
    """Return a mailing from a backup: cancelled, because its emails sent since then are not on record.

    The outcomes of its current chunk are unknown.
    """
    if mailing.closed:
        return mailing
    if mailing.chunk is not None:
        unknown = ChunkOutcomes(unknown=mailing.chunk.charged.emails, log=mailing.log)
        mailing, _ = conclude_chunk(mailing, unknown)
    if not mailing.ended:
        mailing = cancel_mailing(mailing)
    return mailing.model_copy(update={"detached": True})


def begin_chunk(mailing: Mailing, chunk: Chunk, unread_sources: Iterable[UnknownFigure] = ()) -> Mailing:
    """Return the mailing with its next chunk, which is charged in the same transaction.

    `unread_sources` are those that may have paid and could not be read.
    """
    if mailing.chunk is not None or mailing.status is not MailingStatus.SENDING:
        raise ValueError(f"mailing {mailing.id} cannot begin a chunk")
    again = {recipient.number for recipient in chunk.again}
    postponed = tuple(recipient for recipient in mailing.postponed if recipient.number not in again)
    reasons = {figure.what: figure for figure in (*unread_sources, *mailing.unread_sources)}
    update = {"chunk": chunk, "postponed": postponed, "unread_sources": tuple(reasons.values())}
    return mailing.model_copy(update=update)


def conclude_chunk(mailing: Mailing, outcomes: ChunkOutcomes) -> tuple[Mailing, Allocation]:
    """Return the mailing without its chunk, and the part of the charge to give back.

    Accepted and unknown emails stay charged. A cancelled mailing postpones nothing. If no recipient of a new
    chunk has an outcome, all of them go back into the file, as if the chunk had never begun.
    """
    chunk = mailing.chunk
    if chunk is None:
        raise ValueError(f"mailing {mailing.id} has no current chunk")
    stays = outcomes.accepted + outcomes.unknown
    back = chunk.charged.last(chunk.charged.emails - stays)
    charged = chunk.charged - back
    doubtful = mailing.doubtful
    if outcomes.unknown:
        doubt = UnknownCharge(charged=charged.last(outcomes.unknown), charged_at=chunk.charged_at)
        doubtful = add_unknown_charge(doubtful, doubt)
    cancelled = mailing.status is MailingStatus.CANCELLED
    outcome = stays or outcomes.refused or any(recipient.tries for recipient in outcomes.postponed)
    put_back = bool(outcomes.postponed) and not (outcome or chunk.again or cancelled)
    postponed = mailing.postponed if put_back else (*mailing.postponed, *outcomes.postponed)
    concluded = mailing.model_copy(
        update={
            "chunk": None,
            "position": mailing.position if put_back else chunk.stop,
            "offset": mailing.offset if put_back else chunk.end,
            "postponed": () if cancelled else postponed,
            "accepted": mailing.accepted + outcomes.accepted,
            "refused": mailing.refused + outcomes.refused,
            "unknown": mailing.unknown + outcomes.unknown,
            "left_out": mailing.left_out
            if put_back
            else add_counts(mailing.left_out, chunk.left_out.values()),
            "charged": mailing.charged + charged,
            "doubtful": doubtful,
            "log": outcomes.log,
        }
    )
    return concluded, back


def settle_unknown(
    mailing: Mailing, delivered: int, not_delivered: int, log: LogEnd
) -> tuple[Mailing, tuple[UnknownCharge, ...]]:
    """Return the mailing with so many of its unknown recipients settled, and the charges to give back.

    The emails that were charged last are settled first.
    """
    _, doubtful = split_last_charged(mailing.doubtful, delivered)
    back, doubtful = split_last_charged(doubtful, not_delivered)
    charged = mailing.charged
    for doubt in back:
        charged = charged - doubt.charged
    settled = mailing.model_copy(
        update={
            "accepted": mailing.accepted + delivered,
            "refused": mailing.refused + not_delivered,
            "unknown": mailing.unknown - delivered - not_delivered,
            "charged": charged,
            "doubtful": doubtful,
            "log": log,
        }
    )
    return settled, back


def _with_status(
    mailing: Mailing, status: MailingStatus, reason: str = "", words: str = "", until: datetime | None = None
) -> Mailing:
    return mailing.model_copy(update={"status": status, "reason": reason, "words": words, "until": until})
