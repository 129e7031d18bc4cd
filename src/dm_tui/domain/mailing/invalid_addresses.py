"""Addresses that a server rejected as not existing: later mailings refuse them unsent, and are not billed for
them.

Buckets of bounded size hold them, so that neither the state file nor the cost of adding one more grows with
the number of mailings.
"""

from datetime import datetime, timedelta
from typing import ClassVar
from zlib import crc32

from dm_tui.domain.model import Model

ADDRESS_BUCKETS, MAX_PER_BUCKET = 64, 40
"""How many addresses are kept (our own limit)."""

FORGET_AFTER = timedelta(days=30)
"""How long one rejection (SMTP 5.1.1) counts, where the service waits for several: a mailbox may be opened,
or its server fixed, without notice (our own limit).
"""


class InvalidAddresses(Model):
    """One bucket: when each of its addresses was rejected, the newest last."""

    TABLE: ClassVar[str] = "invalid_addresses"

    id: str
    found: dict[str, datetime] = {}

    def knows(self, address: str, now: datetime) -> bool:
        """Say whether the address is known to be invalid at `now`."""
        at = self.found.get(address.lower())
        return at is not None and now - at < FORGET_AFTER

    def with_address(self, address: str, now: datetime) -> "InvalidAddresses":
        """Return the bucket with one more address; a full one drops its oldest."""
        others = [(known, at) for known, at in self.found.items() if known != address.lower()]
        newest = [*others, (address.lower(), now)][-MAX_PER_BUCKET:]
        return self.model_copy(update={"found": dict(newest)})


def bucket_of(address: str) -> str:
    """Return the id of the bucket of an address."""
    return f"{crc32(address.lower().encode(errors='replace')) % ADDRESS_BUCKETS:02x}"
