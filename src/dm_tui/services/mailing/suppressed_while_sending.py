"""The list of addresses that get no mail, as a mailing uses it: asked before sending, added to after.

State files had the addresses that servers rejected in a table of their own. What is there still counts, and
moves to the list with the next change of it.
"""

from collections.abc import Iterable, Mapping
from datetime import datetime

from dm_tui.domain.mailing.migrated_invalid_addresses import InvalidAddresses, bucket_of
from dm_tui.domain.mailing.suppressed import SuppressedAddress, address_key, rejected_address
from dm_tui.store.state import Tables
from dm_tui.store.suppression_file import SuppressionFile


def find_suppressed(
    tables: Tables, file: SuppressionFile, address: str, now: datetime
) -> SuppressedAddress | None:
    """Return why an address gets no mail at `now`, None if it does."""
    entry = file.find(address_key(address)) or _find_old(tables, address, now)
    return entry if entry is not None and entry.counts_at(now) else None


def suppressed_keys(tables: Tables, file: SuppressionFile, now: datetime) -> set[str]:
    """Return the keys of all addresses for which `find_suppressed` may have an answer."""
    return file.keys() | {entry.key for entry in old_entries(tables, now)}


def old_entries(tables: Tables, now: datetime) -> tuple[SuppressedAddress, ...]:
    """Return the addresses that the state file still has itself."""
    if tables.is_empty(InvalidAddresses.TABLE):
        return ()
    buckets = tables.of(InvalidAddresses).all()
    return tuple(entry for bucket in buckets for entry in bucket.entries(now))


def move_old_entries(tables: Tables, file: SuppressionFile, now: datetime) -> None:
    """Move what the state file has itself to the list; this runs in the caller's transaction."""
    if tables.is_empty(InvalidAddresses.TABLE):
        return
    old = old_entries(tables, now)
    file.change(entry for entry in old if file.find(entry.key) is None)
    for bucket in tables.of(InvalidAddresses).all():
        tables.of(InvalidAddresses).remove(bucket.id)


def remember_rejected(
    tables: Tables, file: SuppressionFile, mailing: str, rejected: Mapping[str, str], now: datetime
) -> int:
    """Put addresses on the list that servers rejected as not existing, with the server's words; say how many.

    An address that is on it already stays as it is.
    """
    if not rejected:
        return 0
    move_old_entries(tables, file, now)
    added = [
        rejected_address(address, now, mailing, words)
        for address, words in rejected.items()
        if find_suppressed(tables, file, address, now) is None
    ]
    file.change(added)
    return len(added)


def _find_old(tables: Tables, address: str, now: datetime) -> SuppressedAddress | None:
    if tables.is_empty(InvalidAddresses.TABLE):
        return None
    bucket = tables.of(InvalidAddresses).get(bucket_of(address))
    entries: Iterable[SuppressedAddress] = bucket.entries(now) if bucket is not None else ()
    return next((entry for entry in entries if entry.address == address_key(address)), None)
