"""The id of a message: which ones may stand in a header field and in the name of a file."""

import re

_ID = re.compile(r"[A-Za-z0-9_-]+(\.[A-Za-z0-9_-]+)*", re.ASCII)


def require_message_id(id: str) -> str:
    """Return the id of a message, or raise ValueError: it goes into a header and into the name of a file.

    At most 128 of `[A-Za-z0-9_-]`, single dots between them.
    """
    if len(id) > 128 or not _ID.fullmatch(id):
        raise ValueError(f"not the id of a message: {id!r}")
    return id
