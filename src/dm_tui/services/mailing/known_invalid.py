"""Addresses that servers rejected, in the state file: asked before sending, remembered after."""

from collections.abc import Sequence
from datetime import datetime

from dm_tui.domain.mailing.invalid_addresses import InvalidAddresses, bucket_of
from dm_tui.store.state import Tables


def is_known_invalid(tables: Tables, address: str, now: datetime) -> bool:
    """Say whether an address is known to be invalid."""
    bucket = tables.of(InvalidAddresses).get(bucket_of(address))
    return bucket is not None and bucket.knows(address, now)


def known_invalid_addresses(tables: Tables, now: datetime) -> set[str]:
    """Return every address known to be invalid, in lower case."""
    buckets = tables.of(InvalidAddresses).all()
    return {address for bucket in buckets for address in bucket.found if bucket.knows(address, now)}


def remember_invalid(tables: Tables, addresses: Sequence[str], now: datetime) -> None:
    """Remember that these addresses are invalid."""
    buckets = tables.of(InvalidAddresses)
    for address in addresses:
        id = bucket_of(address)
        buckets.put((buckets.get(id) or InvalidAddresses(id=id)).with_address(address, now))
