"""How many domains, sender addresses and templates an account may have; with as many it gets no more."""

from dm_tui.domain.errors import ErrorText

MAX_DOMAINS = 5
"""Domains of an account (limits)."""

MAX_SENDERS = 100
"""Sender addresses of an account (limits)."""

MAX_TEMPLATES = 100
"""Templates of an account (limits)."""


def require_room(count: int, most: int, error: ErrorText) -> None:
    """Refuse one more than `most` with `error`, whose sentences name `count` and `most`."""
    if count >= most:
        raise error(count=count, most=most)
