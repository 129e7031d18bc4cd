"""Which mailing repeats another: the one of a used key, and the same one that may have been sent."""

from datetime import datetime, timedelta

from dm_tui.domain.counts import show_count
from dm_tui.domain.errors import DirectMailError
from dm_tui.domain.mailing.mailing import Mailing
from dm_tui.domain.mailing.schedule import Schedule
from dm_tui.domain.mailing.schedule_wording import KEY_HAS_OTHER_SCHEDULE, WITHOUT_SCHEDULE
from dm_tui.domain.mailing.wording import ALREADY_SENT, KEY_REUSED, SAME_IS_OPEN, SAME_IS_UNKNOWN
from dm_tui.domain.upkeep.used_key import KeyUse
from dm_tui.services.ledger.used_keys import refuse_used_key
from dm_tui.store.state import Tables

REPEATED_WITHIN = timedelta(days=7)
"""How long after it was made a mailing whose end was not shown counts as the one you repeat.

Our own limit: one that is held back takes days.
"""


def mailing_of_key(tables: Tables, key: str | None) -> Mailing | None:
    """Return the mailing that was made under a key; refuse a key whose mailing a restore took away."""
    if key is None:
        return None
    refuse_used_key(tables, KeyUse.MAILING, key)
    return next(iter(tables.of(Mailing).where("key", key)), None)


def require_same_content(made: Mailing, digest: str) -> None:
    """Refuse a used key with other content."""
    if made.digest != digest:
        raise KEY_REUSED(key=made.key, mailing=made.id)


def require_same_schedule(made: Mailing, schedule: Schedule) -> None:
    """Refuse a used key with another schedule: its mailing keeps the one that it has."""
    if made.schedule != schedule:
        raise KEY_HAS_OTHER_SCHEDULE(
            key=made.key, mailing=made.id, schedule=made.schedule.words() or WITHOUT_SCHEDULE
        )


def refuse_same(tables: Tables, digest: str, now: datetime, *, again: bool = False) -> None:
    """Refuse to send what a mailing of the same content still sends, or may have sent, or sent unseen.

    A command whose program was killed, or that ended with an unknown outcome, is given again as it was: that
    resumes or settles its mailing, and makes no second one.
    """
    for mailing in tables.of(Mailing).where("digest", digest, expected=0):  # an open one is never archived
        if refusal := _refusal_of_same(mailing, now, again):
            raise refusal


def may_be_refused_as_same(tables: Tables, recipients: int, now: datetime, *, again: bool) -> bool:
    """Say whether there is a mailing to so many for which one of the same content is refused.

    Only then are the recipients of a dry run read once more for their digest: that is half of its time.
    """
    mailings = tables.of(Mailing).all()
    return any(
        mailing.recipients == recipients and _refusal_of_same(mailing, now, again) for mailing in mailings
    )


def _refusal_of_same(mailing: Mailing, now: datetime, again: bool) -> DirectMailError | None:
    if not mailing.ended or mailing.chunk is not None:
        return SAME_IS_OPEN(mailing=mailing.id)
    if mailing.unknown:
        return SAME_IS_UNKNOWN(mailing=mailing.id, emails=show_count(mailing.unknown, "email"))
    if not again and _was_sent_unseen(mailing, now):
        return ALREADY_SENT(mailing=mailing.id)
    return None


def report_same(tables: Tables, digest: str) -> None:
    """Save that you know of the mailings of the same content: you send it once more all the same."""
    for mailing in tables.of(Mailing).where("digest", digest, expected=0):
        if mailing.unreported:
            tables.of(Mailing).put(mailing.model_copy(update={"unreported": False}))


def _was_sent_unseen(mailing: Mailing, now: datetime) -> bool:
    lately = now - mailing.created_at < REPEATED_WITHIN
    return mailing.unreported and lately and mailing.accepted > 0
