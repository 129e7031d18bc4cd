"""Look-ups of one mailing, which recovering, charging and sending share."""

from dm_tui.domain.counts import show_count
from dm_tui.domain.mailing.mailing import Mailing
from dm_tui.domain.mailing.wording import MAILING_CHANGED, SAME_IS_OPEN, SAME_IS_UNKNOWN, UNKNOWN_MAILING
from dm_tui.store.state import Tables


def require_mailing(tables: Tables, mailing_id: str) -> Mailing:
    """Return a mailing, or refuse when there is none."""
    return tables.of(Mailing).require(mailing_id, UNKNOWN_MAILING(mailing=mailing_id))


def require_unchanged(tables: Tables, known: Mailing) -> Mailing:
    """Return the mailing as it is now, or refuse if another program concluded its current chunk.

    Pausing or cancelling it meanwhile is allowed.
    """
    present = require_mailing(tables, known.id)
    if (present.chunk, present.log, present.detached) != (known.chunk, known.log, known.detached):
        raise MAILING_CHANGED(mailing=known.id)
    return present


def refuse_same_open(tables: Tables, digest: str) -> None:
    """Refuse to send what a mailing of the same content still sends, or may have sent.

    A command whose program was killed, or that ended with an unknown outcome, is given again as it was: that
    resumes or settles its mailing, and makes no second one.
    """
    for mailing in tables.of(Mailing).where("digest", digest, expected=0):  # an open one is never archived
        if not mailing.ended or mailing.chunk is not None:
            raise SAME_IS_OPEN(mailing=mailing.id)
        if mailing.unknown:
            raise SAME_IS_UNKNOWN(mailing=mailing.id, emails=show_count(mailing.unknown, "email"))
