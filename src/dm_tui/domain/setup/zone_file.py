"""The DNS records of a domain as lines of a zone file."""

from dm_tui.domain.setup import wording
from dm_tui.domain.setup.dns_record import DnsRecord, RecordType
from dm_tui.domain.setup.mail_domain import MailDomain

_MAX_STRING_LENGTH = 255
"""Bytes of one string of a text record (RFC 1035); a longer value is written as several."""


def zone_lines(domain: MailDomain) -> list[str]:
    """Return the records as lines to paste into a zone file; long texts are split as DNS requires.

    A name without a dot at its end is relative to the zone (RFC 1035), as the service's own names are.
    """
    relative = any(record.relative for record in domain.records)
    lines = [
        f"{record.name}{'' if record.relative else '.'} 3600 IN {record.type} {_zone_value(record)}"
        for record in domain.records
        if record.name and record.publishable
    ]
    return [f"; {wording.RELATIVE_ZONE}", *lines] if relative else lines


def _zone_value(record: DnsRecord) -> str:
    text, size = record.value, _MAX_STRING_LENGTH
    if record.type is not RecordType.TXT:
        return f"{text}."
    parts = (text[start : start + size] for start in range(0, len(text), size))
    escaped = (part.replace("\\", "\\\\").replace('"', '\\"') for part in parts)
    return " ".join(f'"{part}"' for part in escaped)
