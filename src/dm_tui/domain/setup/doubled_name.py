"""A record that was published under a doubled name: its own, and the zone's once more behind it.

Editors of zones append the zone to what is typed, which is then there twice.
"""

from collections.abc import Callable

from dm_tui.domain.setup import wording
from dm_tui.domain.setup.dns_check import DnsAnswer, is_published
from dm_tui.domain.setup.dns_record import DnsRecord, RecordType
from dm_tui.domain.text import clean_line


def note_if_doubled(
    record: DnsRecord, domain: str, look_up: Callable[[str, RecordType], DnsAnswer]
) -> DnsRecord:
    """Return a record that is not published, with a note where it is under a doubled name."""
    for zone in _zones_of(domain):
        doubled = f"{record.name}.{zone}"
        if is_published(record.kind, look_up(doubled, record.type)):
            return _note(record, doubled, zone)
    return record


def _zones_of(domain: str) -> tuple[str, ...]:
    """Return the zones that a domain may be in: itself, and those above it down to two labels."""
    labels = domain.rstrip(".").lower().split(".")
    return tuple(".".join(labels[start:]) for start in range(len(labels) - 1))


def _note(record: DnsRecord, doubled: str, zone: str) -> DnsRecord:
    """Return a record with the note that it is published under a name that ends in the zone twice."""
    host = record.name.removesuffix(zone).rstrip(".") or "@"
    return record.model_copy(
        update={"note": clean_line(wording.DOUBLED_NAME.format(name=doubled, zone=zone, host=host))}
    )
