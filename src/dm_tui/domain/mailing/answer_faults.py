"""Whose fault an SMTP server's refusal is: only what may be a recipient's own counts against a recipient.

In answer to MAIL and DATA a server speaks of the sender, the session, the account or itself, whatever its
code: no recipient is judged yet, or this one was just taken. What it says there of the size of a message is
said of that message.
"""

import re
from enum import StrEnum


class SmtpVerb(StrEnum):
    """What a server answered; `MESSAGE` is the end of the message."""

    MAIL = "MAIL"
    RCPT = "RCPT"
    DATA = "DATA"
    MESSAGE = "MESSAGE"


_TOO_LARGE = re.compile(r"[45]\.(2\.3|3\.4)(?!\S)", re.ASCII)
"""The statuses of a message that is too large (RFC 3463)."""

_SIZE = re.compile(r"\bsize|too (big|large)", re.IGNORECASE | re.ASCII)
_SIZE_CODES = (452, 552)
"""The codes of a message that is too large (RFC 1870, 6.1), which servers use for quotas, too."""


def concerns_everybody(verb: SmtpVerb, code: int, words: str) -> bool:
    """Say whether a refusal would meet every recipient of the session in the same way."""
    if verb not in (SmtpVerb.MAIL, SmtpVerb.DATA):
        return False
    return not (_TOO_LARGE.match(words) or (code in _SIZE_CODES and _SIZE.search(words)))
