"""Domains of a live account, each with the records to publish. What is there already is not made again."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime

from dm_tui.domain.setup.mail_domain import (
    DnsRecord,
    MailDomain,
    RecordKind,
    RecordState,
    RecordType,
)
from dm_tui.providers.alibaba.api.client import Client, Service
from dm_tui.providers.alibaba.api.errors import RefusedError
from dm_tui.providers.alibaba.api.mail_answers import (
    CreatedDomain,
    DomainDetail,
    EmptyAnswer,
    VendorDomain,
)
from dm_tui.providers.alibaba.api.paging import domain_rows

_VERIFIED = "0"
"""What the service says of a domain that is verified, and of a record that is published."""


def read_domains(client: Client, now: datetime) -> tuple[MailDomain, ...]:
    """Return all domains of the region, each with every record to publish."""
    return tuple(_read_domain(client, one, now) for one in domain_rows(client, ""))


def new_domain(client: Client, name: str, now: datetime) -> MailDomain:
    """Add a domain, unless it is there, and return it with its records."""
    found = _find_by_name(domain_rows(client, name), name)
    if found is None:
        made = client.write(Service.MAIL, "CreateDomain", CreatedDomain, domain_name=name)
        found = VendorDomain(domain_id=made.domain_id, domain_name=name)
    return _read_domain(client, found, now)


def check_domain(client: Client, domain: MailDomain, now: datetime) -> MailDomain:
    """Have the service look for the records, and return the domain as the service sees it then."""
    found = _find_by_name(domain_rows(client, domain.name), domain.name)
    if found is None:
        raise RefusedError(f"There is no domain {domain.name} in this region.", "Domain.NotFound")
    client.write(Service.MAIL, "CheckDomain", EmptyAnswer, domain_id=int(found.domain_id))
    return _read_domain(client, found, now)


def remove_domain(client: Client, domain: MailDomain) -> None:
    """Give a domain up, unless it is gone."""
    found = _find_by_name(domain_rows(client, domain.name), domain.name)
    if found is not None:
        client.write(Service.MAIL, "DeleteDomain", EmptyAnswer, domain_id=int(found.domain_id))


def _read_domain(client: Client, row: VendorDomain, now: datetime) -> MailDomain:
    found = client.read(Service.MAIL, "DescDomain", DomainDetail, domain_id=int(row.domain_id or 0))
    name = row.domain_name
    added = datetime.fromtimestamp(row.utc_create_time, UTC) if row.utc_create_time else None
    return MailDomain(
        id=name,
        region=client.region,
        added_at=added or found.create_time or now,
        records=tuple(_records(name, found)),
        verified_at=now if found.domain_status == _VERIFIED else None,
    )


def _records(name: str, found: DomainDetail) -> Iterator[DnsRecord]:
    """Yield the records in the order in which people publish them; one that the service names none of is left out."""
    text, under = RecordType.TXT, f".{name}"
    rows = (
        (RecordKind.OWNERSHIP, text, found.host_record, found.domain_type, "", found.dns_txt),
        (
            RecordKind.SPF,
            text,
            "",
            found.spf_record_v2 or found.spf_record,
            found.spf_auth_status,
            found.dns_spf,
        ),
        (RecordKind.DKIM, text, found.dkim_rr, found.dkim_public_key, found.dkim_auth_status, ""),
        (
            RecordKind.DMARC,
            text,
            found.dmarc_host_record,
            found.dmarc_record,
            found.dmarc_auth_status,
            found.dns_dmarc,
        ),
        (RecordKind.MX, RecordType.MX, "", found.mx_record, found.mx_auth_status, found.dns_mx),
        (
            RecordKind.TRACKING,
            RecordType.CNAME,
            found.cname_record,
            found.tracef_record,
            found.cname_auth_status,
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
    found = re.search(r"include:(\S+)", spf)
    return found[1] if found else ""


def _find_by_name(rows: list[VendorDomain], name: str) -> VendorDomain | None:
    return next((one for one in rows if one.domain_name.lower() == name), None)
