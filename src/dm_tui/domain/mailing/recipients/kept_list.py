"""A list of recipients that is kept, to be sent to again."""

import re
from datetime import datetime

from dm_tui.domain.mailing.recipients import recipients_wording as wording
from dm_tui.domain.model import Model
from dm_tui.domain.text import Line, clean_line

MAX_LIST_NAME = 40
"""Characters in the name of a list: it is the name of a file, too (our own limit)."""

_NAME = re.compile(r"\w[\w .+()-]*")


class KeptList(Model):
    """How many recipients a list has, with which columns, when it was kept, and from which file."""

    name: Line
    count: int
    columns: tuple[Line, ...]
    kept_at: datetime
    source: Line


def parse_list_name(text: str) -> str:
    """Return the name of a list, or refuse one that could not be the name of a file everywhere."""
    name = text.strip()
    if len(name) > MAX_LIST_NAME or not _NAME.fullmatch(name) or name.endswith("."):
        raise wording.BAD_LIST_NAME(name=clean_line(text, 60), limit=MAX_LIST_NAME)
    return name
