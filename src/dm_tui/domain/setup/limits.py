"""The one rule of every limit: an account that has as many as allowed gets no more."""

from dm_tui.domain.errors import ErrorText


def require_room(count: int, most: int, error: ErrorText) -> None:
    """Refuse one more than `most` with `error`, whose sentences name `count` and `most`."""
    if count >= most:
        raise error(count=count, most=most)
