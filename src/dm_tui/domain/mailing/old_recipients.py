"""How long the recipients of a mailing are kept after its end: they are personal data."""

from datetime import datetime, timedelta

from dm_tui.domain.mailing.mailing import Mailing

KEEP_RECIPIENTS_FOR = timedelta(days=90)
"""How long the recipients of a mailing that ended are kept, to say who got it (our own choice)."""


def needs_recipients(mailing: Mailing, now: datetime) -> bool:
    """Say whether the file of its recipients must be there: after its end it is kept to say who got it."""
    return not mailing.detached and (not mailing.ended or mailing.created_at > now - KEEP_RECIPIENTS_FOR)
