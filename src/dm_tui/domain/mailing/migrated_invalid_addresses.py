"""Addresses that servers rejected, as state files had them before there was a list of suppressed ones."""

from datetime import datetime
from typing import ClassVar
from zlib import crc32

from dm_tui.domain.mailing.suppressed import (
    FORGET_AFTER,
    SuppressedAddress,
    SuppressionSource,
    rejected_address,
)
from dm_tui.domain.model import Model

ADDRESS_BUCKETS = 64
"""How many buckets there were (our own choice)."""


class InvalidAddresses(Model):
    """One bucket: when each of its addresses was rejected, the newest last."""

    TABLE: ClassVar[str] = "invalid_addresses"

    id: str
    found: dict[str, datetime] = {}

    def entries(self, now: datetime) -> tuple[SuppressedAddress, ...]:
        """Return its addresses that still count at `now`, as the list of suppressed addresses has them."""
        return tuple(
            rejected_address(address, at, SuppressionSource.EARLIER_MAILING)
            for address, at in self.found.items()
            if now - at < FORGET_AFTER
        )


def bucket_of(address: str) -> str:
    """Return the id of the bucket of an address."""
    return f"{crc32(address.lower().encode(errors='replace')) % ADDRESS_BUCKETS:02x}"
