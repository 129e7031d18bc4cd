"""Reading the domains of a live account, each with the records to publish."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime

from dm_tui.domain.setup.mail_domain import DnsRecord, MailDomain, RecordKind, RecordState, RecordType
from dm_tui.providers.alibaba.api.client import Client, Service
from dm_tui.providers.alibaba.api.mail_answers import DomainDetail, VendorDomain
from dm_tui.providers.alibaba.api.paging import domain_rows

_VERIFIED = "0"
"""The service's status of a verified domain, and of a published record."""


def read_domains(client: Client, now: datetime) -> tuple[MailDomain, ...]:
    """Return all domains of the region, each with every record to publish."""
    return tuple(read_domain(client, row, now) for row in domain_rows(client, ""))


def read_domain(client: Client, row: VendorDomain, now: datetime) -> MailDomain:
    """Return a domain with every record to publish."""
    detail = client.read(Service.MAIL, "DescDomain", DomainDetail, domain_id=int(row.domain_id or 0))
    name = row.domain_name
    added = datetime.fromtimestamp(row.utc_create_time, UTC) if row.utc_create_time else None
    return MailDomain(
        id=name,
        region=client.region,
        added_at=added or detail.create_time or now,
        records=tuple(_records(name, detail)),
        verified_at=now if detail.domain_status == _VERIFIED else None,
    )


def _records(name: str, detail: DomainDetail) -> Iterator[DnsRecord]:
    """Yield the records in the order in which people publish them, without those the service does not name."""
    text, under = RecordType.TXT, f".{name}"
    rows = (
        (RecordKind.OWNERSHIP, text, detail.host_record, detail.domain_type, "", detail.dns_txt),
        (
            RecordKind.SPF,
            text,
            "",
            detail.spf_record_v2 or detail.spf_record,
            detail.spf_auth_status,
            detail.dns_spf,
        ),
        (RecordKind.DKIM, text, detail.dkim_rr, detail.dkim_public_key, detail.dkim_auth_status, ""),
        (
            RecordKind.DMARC,
            text,
            detail.dmarc_host_record,
            detail.dmarc_record,
            detail.dmarc_auth_status,
            detail.dns_dmarc,
        ),
        (RecordKind.MX, RecordType.MX, "", detail.mx_record, detail.mx_auth_status, detail.dns_mx),
        (
            RecordKind.TRACKING,
            RecordType.CNAME,
            detail.cname_record,
            detail.tracef_record,
            detail.cname_auth_status,
            "",
        ),
    )
    for kind, type, host, value, status, seen in rows:
        if not value:
            continue
        published = status == _VERIFIED or (not status and seen == value)
        state = RecordState.TO_PUBLISH
        if published:
            state = RecordState.PUBLISHED
        elif seen:
            state = RecordState.DIFFERENT
        full = host if not host or host.endswith(under) else f"{host}{under}"
        yield DnsRecord(
            kind=kind,
            type=type,
            name=full or name,
            value=f"10 {value}" if type is RecordType.MX and " " not in value else value,
            include=_include(value) if kind is RecordKind.SPF else "",
            state=state,
            found="" if published else seen,
        )


def _include(spf: str) -> str:
    match = re.search(r"include:(\S+)", spf)
    return match[1] if match else ""
