"""When to prepare what is not shown yet."""

from dm_tui.services.direct_mail import DirectMail

READING_FIRST = 1.0
"""Seconds in which the reading of a live account has the processor for itself (our own choice)."""


def delay_warm_up(seconds: float, direct_mail: DirectMail) -> float:
    """Return after how many seconds to prepare the rest: what is read of a live account is shown first."""
    return seconds + READING_FIRST if direct_mail.facts.is_remote else seconds
