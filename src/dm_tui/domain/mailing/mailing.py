"""A mailing and its states. Nobody is sent to twice and nothing is charged twice because of what is written here.

sending ─ begin_chunk ─▶ sending, with a chunk in hand ─ conclude_chunk ─▶ sending
   ├─▶ paused ─ take_up ─▶ sending           by hand, or because the connection is lost again and again
   ├─▶ held-back ─ take_up ─▶ sending        nothing pays for the next email now
   ├─▶ cancelled
   └─▶ done

A chunk is charged in the transaction that records it; what did not leave is given back in the transaction
that concludes it. Each recipient before `position` has an outcome in the mailing's log or is postponed.
"""

from datetime import datetime
from enum import StrEnum
from typing import ClassVar

from dm_tui.domain.errors import DirectMailError, ErrorKind
from dm_tui.domain.model import Model
from dm_tui.domain.text import Line
from dm_tui.domain.usage.metering import Allocation

CHUNK_SIZE = 100
"""Recipients that are charged together: what the service takes in one call (limits)."""

RETRY_DELAYS = (1.0, 2.0, 4.0, 8.0, 16.0)
"""Seconds before each further try of what the server deferred; after the last it is refused."""


class MailingStatus(StrEnum):
    """Where a mailing stands; `cancelled` and `done` are for good."""

    SENDING = "sending"
    PAUSED = "paused"
    HELD_BACK = "held-back"
    CANCELLED = "cancelled"
    DONE = "done"


class DeliveryStep(StrEnum):
    """What the log of a mailing can say of a recipient; the last two are what was settled by hand."""

    BEGUN = "b"
    ACCEPTED = "a"
    REFUSED = "r"
    DEFERRED = "d"
    UNKNOWN = "u"
    DELIVERED = "y"
    NOT_DELIVERED = "n"


class LogEntry(Model):
    """One step of the recipient number `number`, counted from 0, with the server's code and words.

    The address is told where somebody will ask for it: of what was refused or is unknown.
    """

    number: int
    step: DeliveryStep
    code: int = 0
    words: Line = ""
    address: str = ""


class LogEnd(Model):
    """How far a log is accounted for: its bytes, and their checksum."""

    size: int = 0
    checksum: int = 0


class PostponedRecipient(Model):
    """A recipient to come back to: its number, where it stands in the file, and how often it was deferred."""

    number: int
    offset: int
    tries: int = 0


class Chunk(Model):
    """Recipients in hand: charged together and not concluded.

    They are those of `again` and the new ones up to `stop` (a number) and `end` (its place in the file), but
    for the `known_invalid` ones, which are refused without being sent to or charged.
    """

    again: tuple[PostponedRecipient, ...] = ()
    stop: int
    end: int
    known_invalid: tuple[int, ...] = ()
    charged: Allocation
    charged_at: datetime


class UnknownCharge(Model):
    """Emails charged at one time of which nobody knows whether they left."""

    charged: Allocation
    charged_at: datetime


class ChunkOutcomes(Model):
    """What became of a chunk, and how far the log says so. What was not begun is postponed as well."""

    accepted: int = 0
    refused: int = 0
    unknown: int = 0
    postponed: tuple[PostponedRecipient, ...] = ()
    log: LogEnd


class Mailing(Model):
    """One letter to many recipients, sent chunk by chunk.

    `key` is the caller's own name for it, `digest` that of letter and recipients: the same key never sends
    something else. `position` and `offset` are the first recipient not taken in hand yet. `charged` is what
    was delivered and what is `doubtful`. `reason` (a word) and `words` say why it does not go on, `until`
    when it may. One that is `detached` was restored from a backup: its log may be of another past.
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
    charged: Allocation = Allocation()
    doubtful: tuple[UnknownCharge, ...] = ()
    log: LogEnd
    detached: bool = False

    @property
    def ended(self) -> bool:
        """Whether nothing of it will be sent any more."""
        return self.status in (MailingStatus.CANCELLED, MailingStatus.DONE)

    @property
    def closed(self) -> bool:
        """Whether nothing can happen to it any more: it ended, and all that was begun is known."""
        return self.ended and self.chunk is None and not self.unknown

    @property
    def concluded(self) -> int:
        """Recipients with an outcome, unknown ones included."""
        return self.accepted + self.refused + self.unknown

    @property
    def deferred(self) -> int:
        """Recipients the server deferred, which will be tried again."""
        return sum(one.tries > 0 for one in self.postponed)

    @property
    def all_recipients_attempted(self) -> bool:
        """Whether nobody is left to send to."""
        return self.position >= self.recipients and not self.postponed and self.chunk is None


def resume_mailing(mailing: Mailing) -> Mailing:
    """Return the mailing going on; one that ended stays as it is."""
    return mailing if mailing.ended else _with_status(mailing, MailingStatus.SENDING)


def pause_mailing(mailing: Mailing, reason: str = "by-hand", words: str = "") -> Mailing:
    """Return the mailing paused; one that ended stays as it is."""
    return mailing if mailing.ended else _with_status(mailing, MailingStatus.PAUSED, reason, words)


def hold_back_mailing(mailing: Mailing, reason: str, until: datetime | None) -> Mailing:
    """Return the mailing held back because nothing pays for the next email now."""
    return _with_status(mailing, MailingStatus.HELD_BACK, reason, until=until)


def finish_mailing(mailing: Mailing) -> Mailing:
    """Return the mailing done."""
    return _with_status(mailing, MailingStatus.DONE)


def cancel_mailing(mailing: Mailing) -> Mailing:
    """Return the mailing cancelled; refuses when it is done. What is in hand is still to be concluded."""
    if mailing.status is MailingStatus.DONE:
        raise DirectMailError(
            ErrorKind.REFUSED,
            "mailing-done",
            f"Mailing {mailing.id} is done: there is nothing to cancel.",
            f"See it with dm-tui mailings show {mailing.id}.",
        )
    cancelled = _with_status(mailing, MailingStatus.CANCELLED)
    return cancelled.model_copy(update={"postponed": ()})


def detach_mailing(mailing: Mailing) -> Mailing:
    """Return a mailing from a backup: cancelled, for nobody knows what was sent of it since.

    What it had in hand is unknown.
    """
    if mailing.closed:
        return mailing
    if mailing.chunk is not None:
        emails = mailing.chunk.charged.emails
        mailing, _ = conclude_chunk(mailing, ChunkOutcomes(unknown=emails, log=mailing.log))
    if not mailing.ended:
        mailing = cancel_mailing(mailing)
    return mailing.model_copy(update={"detached": True})


def begin_chunk(mailing: Mailing, chunk: Chunk) -> Mailing:
    """Return the mailing with a chunk in hand. It was charged in the same transaction."""
    if mailing.chunk is not None or mailing.status is not MailingStatus.SENDING:
        raise ValueError(f"mailing {mailing.id} can take no chunk in hand")
    again = {one.number for one in chunk.again}
    postponed = tuple(one for one in mailing.postponed if one.number not in again)
    return mailing.model_copy(update={"chunk": chunk, "postponed": postponed})


def conclude_chunk(mailing: Mailing, outcomes: ChunkOutcomes) -> tuple[Mailing, Allocation]:
    """Return the mailing without its chunk, and what of the charge is to be given back.

    What is unknown stays charged, and so does what was accepted. One that was cancelled postpones nothing, and
    where nothing came of any new recipient, all are as if they had never been looked at.
    """
    chunk = mailing.chunk
    if chunk is None:
        raise ValueError(f"mailing {mailing.id} has nothing in hand")
    stays = outcomes.accepted + outcomes.unknown
    back = chunk.charged.last(chunk.charged.emails - stays)
    kept = chunk.charged - back
    doubtful = mailing.doubtful
    if outcomes.unknown:
        doubt = UnknownCharge(charged=kept.last(outcomes.unknown), charged_at=chunk.charged_at)
        doubtful = _with_unknown_charge(doubtful, doubt)
    cancelled = mailing.status is MailingStatus.CANCELLED
    nothing_came = not (stays or outcomes.refused or chunk.again or cancelled)
    put_back = (
        nothing_came
        and any(outcomes.postponed)
        and not any(one.tries for one in outcomes.postponed)
    )
    concluded = mailing.model_copy(
        update={
            "chunk": None,
            "position": mailing.position if put_back else chunk.stop,
            "offset": mailing.offset if put_back else chunk.end,
            "postponed": ()
            if cancelled
            else mailing.postponed
            if put_back
            else (*mailing.postponed, *outcomes.postponed),
            "accepted": mailing.accepted + outcomes.accepted,
            "refused": mailing.refused + outcomes.refused,
            "unknown": mailing.unknown + outcomes.unknown,
            "charged": mailing.charged + kept,
            "doubtful": doubtful,
            "log": outcomes.log,
        }
    )
    return concluded, back


def settle_unknown(
    mailing: Mailing, delivered: int, not_delivered: int, log: LogEnd
) -> tuple[Mailing, tuple[UnknownCharge, ...]]:
    """Return the mailing with so many of its unknown recipients settled, and what is to be given back.

    Of what is in doubt, what was charged last is settled first.
    """
    _, doubtful = _split_last(mailing.doubtful, delivered)
    back, doubtful = _split_last(doubtful, not_delivered)
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
    mailing: Mailing,
    status: MailingStatus,
    reason: str = "",
    words: str = "",
    until: datetime | None = None,
) -> Mailing:
    return mailing.model_copy(
        update={"status": status, "reason": reason, "words": words, "until": until}
    )


def _with_unknown_charge(
    doubtful: tuple[UnknownCharge, ...], doubt: UnknownCharge
) -> tuple[UnknownCharge, ...]:
    """Return all doubts, those of one hour as one: there are as many as there were hours, not recipients."""
    if doubtful and _same_hour(doubtful[-1].charged_at, doubt.charged_at):
        both = doubtful[-1].charged + doubt.charged
        return (*doubtful[:-1], doubtful[-1].model_copy(update={"charged": both}))
    return (*doubtful, doubt)


def _same_hour(one: datetime, other: datetime) -> bool:
    return one.replace(minute=0, second=0, microsecond=0) == other.replace(
        minute=0, second=0, microsecond=0
    )


def _split_last(
    doubtful: tuple[UnknownCharge, ...], emails: int
) -> tuple[tuple[UnknownCharge, ...], tuple[UnknownCharge, ...]]:
    """Part `emails` that were charged last from the rest."""
    parted: list[UnknownCharge] = []
    while emails:
        last = doubtful[-1]
        part = last.charged.last(min(emails, last.charged.emails))
        rest = last.charged - part
        parted.append(last.model_copy(update={"charged": part}))
        doubtful = doubtful[:-1]
        if rest.emails:
            doubtful = (*doubtful, last.model_copy(update={"charged": rest}))
        emails -= part.emails
    return tuple(parted), doubtful
