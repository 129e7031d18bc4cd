"""Look-ups of one mailing, which recovering, charging and sending share."""

from dm_tui.domain.mailing.mailing import Mailing
from dm_tui.domain.mailing.wording import MAILING_CHANGED, UNKNOWN_MAILING
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
