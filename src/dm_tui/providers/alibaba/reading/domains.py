"""Reading the domains of a live account, each with the records to publish."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime

from dm_tui.domain.setup.mail_domain import DnsRecord, MailDomain, RecordKind, RecordState
from dm_tui.providers.alibaba.api.client import Client, Service
from dm_tui.providers.alibaba.api.mail_answers import DomainDetail, DomainList, VendorDomain

_VERIFIED = "0"
"""The service's status of a verified domain, and of a published record."""


def domain_rows(client: Client, word: str = "") -> list[VendorDomain]:
    """Return the domains of the region whose names contain `word`."""
    return client.read_named("QueryDomainByParam", DomainList, word)


def read_domains(client: Client, now: datetime) -> tuple[MailDomain, ...]:
    """Return all domains of the region, each with every record to publish."""
    return tuple(read_domain(client, row, now) for row in domain_rows(client))


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


def _records(name: str, raw: DomainDetail) -> Iterator[DnsRecord]:
    """Yield the records in the order in which people publish them, without those the service does not name."""
    spf = raw.spf_record_v2 or raw.spf_record
    rows = (
        (RecordKind.OWNERSHIP, raw.host_record, raw.domain_type, "", raw.dns_txt),
        (RecordKind.SPF, "", spf, raw.spf_auth_status, raw.dns_spf),
        (RecordKind.DKIM, raw.dkim_rr, raw.dkim_public_key, raw.dkim_auth_status, ""),
        (RecordKind.DMARC, raw.dmarc_host_record, raw.dmarc_record, raw.dmarc_auth_status, raw.dns_dmarc),
        (RecordKind.MX, "", raw.mx_record, raw.mx_auth_status, raw.dns_mx),
        (RecordKind.TRACKING, raw.cname_record, raw.tracef_record, raw.cname_auth_status, ""),
    )
    for kind, host, value, status, seen in rows:
        if not value:
            continue
        published = status == _VERIFIED or (not status and seen == value)
        different = RecordState.DIFFERENT if seen else RecordState.TO_PUBLISH
        full = host if not host or host.endswith(f".{name}") else f"{host}.{name}"
        include = re.search(r"include:(\S+)", value) if kind is RecordKind.SPF else None
        yield DnsRecord(
            kind=kind,
            type=kind.type,
            name=full or name,
            value=f"10 {value}" if kind is RecordKind.MX and " " not in value else value,
            include=include[1] if include else "",
            state=RecordState.PUBLISHED if published else different,
            found="" if published else seen,
        )
