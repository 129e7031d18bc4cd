"""When a mailing that stopped resumes by itself."""

from datetime import datetime, timedelta

from dm_tui.domain.mailing.mailing import Mailing
from dm_tui.domain.mailing.schedule import AT_ONCE
from dm_tui.domain.mailing.status import MailingStatus

JUST_CREATED = timedelta(minutes=1)
"""So long the program that created a mailing is left to begin it (our own choice)."""


def resumes_by_itself(mailing: Mailing) -> bool:
    """Say whether a mailing that nobody sends now resumes by itself."""
    return mailing.status in (MailingStatus.HELD_BACK, MailingStatus.PAUSED) and mailing.until is not None


def may_resume(mailing: Mailing, now: datetime) -> bool:
    """Say whether what held a mailing back is over: it then resumes without being asked for.

    What ends at no known time, such as an overdue bill, may have ended. An interrupted mailing resumes that
    has a schedule or had gone on by itself; any other one, like what is paused by hand, waits for your hand.
    """
    match mailing.status:
        case MailingStatus.SENDING:
            alone = mailing.by_itself or mailing.schedule != AT_ONCE
            return alone and now - mailing.created_at > JUST_CREATED
        case MailingStatus.HELD_BACK:
            return mailing.until is None or mailing.until <= now
        case MailingStatus.PAUSED:
            return mailing.until is not None and mailing.until <= now
        case _:
            return False
