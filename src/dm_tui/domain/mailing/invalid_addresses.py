"""Addresses a server said do not exist: they are refused before they are sent to, and not billed (billing methods).

They are kept in drawers of bounded size, so that neither the state file nor the cost of remembering one more
grows with the number of mailings.
"""

from datetime import datetime, timedelta
from typing import ClassVar
from zlib import crc32

from dm_tui.domain.model import Model

ADDRESS_BUCKETS = 64
MAX_PER_BUCKET = 40

FORGET_AFTER = timedelta(days=30)
"""Our choice: a mailbox may be opened, or its server mended, and nobody would tell."""


class InvalidAddresses(Model):
    """One drawer: when each of its addresses was found to be invalid, the newest last."""

    TABLE: ClassVar[str] = "invalid_addresses"

    id: str
    found: dict[str, datetime] = {}

    def knows(self, address: str, now: datetime) -> bool:
        """Say whether the address is known to be invalid at `now`."""
        at = self.found.get(address.lower())
        return at is not None and now - at < FORGET_AFTER

    def with_address(self, address: str, now: datetime) -> "InvalidAddresses":
        """Return the drawer with one more address; the oldest gives way."""
        others = [(one, at) for one, at in self.found.items() if one != address.lower()]
        kept = [*others, (address.lower(), now)][-MAX_PER_BUCKET:]
        return self.model_copy(update={"found": dict(kept)})


def bucket_of(address: str) -> str:
    """Return the id of the drawer of an address."""
    return f"{crc32(address.lower().encode(errors='replace')) % ADDRESS_BUCKETS:02x}"
