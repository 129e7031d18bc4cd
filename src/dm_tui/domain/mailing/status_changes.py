"""The changes of a mailing's status, as `mailing` draws them: each takes one and returns the next."""

from datetime import datetime, timedelta

from dm_tui.domain.mailing.chunk import ChunkOutcomes
from dm_tui.domain.mailing.chunk_charges import conclude_chunk
from dm_tui.domain.mailing.mailing import BY_HAND, DEFERRED, PROGRAM_ENDED, Mailing
from dm_tui.domain.mailing.status import MailingStatus
from dm_tui.domain.mailing.wording import MAILING_DONE
from dm_tui.domain.retry_pause import retry_pause


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


def _with_status(
    mailing: Mailing, status: MailingStatus, reason: str = "", words: str = "", until: datetime | None = None
) -> Mailing:
    return mailing.model_copy(update={"status": status, "reason": reason, "words": words, "until": until})
