"""A key whose order or mailing is not in the backup that was restored: it buys or sends nothing again."""

from datetime import datetime
from enum import StrEnum
from typing import ClassVar

from dm_tui.domain.model import Model
from dm_tui.domain.text import Line


class KeyUse(StrEnum):
    """What a key can be for: the same one may be used once for each."""

    ORDER = "order"
    MAILING = "mailing"


class UsedKey(Model):
    """A `key` that was used `at` an instant for the order or mailing `of`, of which `content` is a summary.

    A record of its own, and not the order or mailing: those belong to books that the restore takes back.
    """

    TABLE: ClassVar[str] = "used_keys"

    id: str
    key: Line
    use: KeyUse
    of: str
    content: Line
    at: datetime

    @property
    def closed(self) -> bool:
        """Whether it may be archived: nothing about it ever changes."""
        return True


def used_key(use: KeyUse, key: str, of: str, content: str, at: datetime) -> UsedKey:
    """Return the record of a key that was used."""
    return UsedKey(id=f"{use} {key}", key=key, use=use, of=of, content=content, at=at)
