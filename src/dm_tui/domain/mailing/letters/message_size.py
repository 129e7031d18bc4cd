"""How large a message may be, and about how much of it a file takes."""

from dm_tui.domain.mailing.letters import letter_wording as wording

MAX_MESSAGE_BYTES = 15 * 1024 * 1024
"""Bytes of a message sent by SMTP (limits)."""


def require_size(size: int) -> None:
    """Refuse a message that is larger than the service takes by SMTP."""
    if size > MAX_MESSAGE_BYTES:
        raise wording.MESSAGE_TOO_LARGE(size=size, limit=MAX_MESSAGE_BYTES)


def sent_size(size: int) -> int:
    """Return about how many bytes a file of this size takes in a message."""
    return -(-size // 3) * 4 * 78 // 76 + 200
