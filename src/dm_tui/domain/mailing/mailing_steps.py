"""The steps of a mailing: each takes one and returns the next, as `mailing` draws them."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from dm_tui.domain.account.unknown_figures import UnknownFigure
from dm_tui.domain.mailing.chunk import Chunk, ChunkOutcomes
from dm_tui.domain.mailing.log_entry import LogEnd
from dm_tui.domain.mailing.mailing import BY_HAND, DEFERRED, PROGRAM_ENDED, Mailing
from dm_tui.domain.mailing.status import MailingStatus
from dm_tui.domain.mailing.suppressed import add_counts
from dm_tui.domain.mailing.unknown_charge import UnknownCharge, add_unknown_charge, split_last_charged
from dm_tui.domain.mailing.wording import MAILING_DONE
from dm_tui.domain.retry_pause import retry_pause
from dm_tui.domain.usage.paying_sources import Allocation


def resume_mailing(mailing: Mailing, *, by_itself: bool = False) -> Mailing:
    """Return the mailing sending again, resumed by hand or by itself; one that ended is unchanged."""
    if mailing.ended:
        return mailing
    return _with_status(mailing, MailingStatus.SENDING).model_copy(update={"by_itself": by_itself})


def pause_mailing(mailing: Mailing) -> Mailing:
    """Return the mailing paused by hand; one that ended is unchanged."""
    return mailing if mailing.ended else _with_status(mailing, MailingStatus.PAUSED, BY_HAND)


def stop_mailing(
    mailing: Mailing,
    reason: str,
    words: str,
    now: datetime,
    *,
    wait: timedelta | None = None,
    passes: bool = True,
) -> Mailing:
    """Return the mailing paused because nobody is served now, until the `wait` that the server names is over.

    Without one the pause grows with every time that no email was taken; what does not pass has no end.
    """
    if mailing.ended:
        return mailing
    until = now + (wait or retry_pause(mailing.pauses)) if passes else None
    stopped = _with_status(mailing, MailingStatus.PAUSED, reason, words, until)
    return stopped.model_copy(update={"pauses": mailing.pauses + 1})


def await_deferred(mailing: Mailing, words: str) -> Mailing:
    """Return the mailing paused until the first of the deferred recipients is due; nobody else is left."""
    until = min((recipient.due for recipient in mailing.postponed if recipient.due), default=None)
    return _with_status(mailing, MailingStatus.PAUSED, DEFERRED, words, until)


def leave_to_others(mailing: Mailing, now: datetime) -> Mailing:
    """Return a mailing whose program ends, which had gone on by itself: another program continues with it."""
    return mailing if mailing.ended else _with_status(mailing, MailingStatus.PAUSED, PROGRAM_ENDED, until=now)


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
            "pauses": 0 if outcomes.accepted else mailing.pauses,
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
