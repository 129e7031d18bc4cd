"""Who receives a message, and its id; `mime` turns a letter and a recipient into bytes for the wire."""

import re

from dm_tui.domain.model import Model

_ID = re.compile(r"[A-Za-z0-9_-]+(\.[A-Za-z0-9_-]+)*", re.ASCII)


class Recipient(Model):
    """One email address with the values of its template variables, by name."""

    address: str
    variables: dict[str, str] = {}


def require_message_id(id: str) -> str:
    """Return the id of a message, or raise ValueError: it goes into a header and into the name of a file.

    At most 128 of `[A-Za-z0-9_-]`, single dots between them.
    """
    if len(id) > 128 or not _ID.fullmatch(id):
        raise ValueError(f"not the id of a message: {id!r}")
    return id
