"""Reading the domains of a live account, each with the records to publish."""

import re
from collections.abc import Iterator
from datetime import datetime
from functools import partial

from dm_tui.domain.setup.mail_domain import DnsRecord, MailDomain, RecordKind, RecordState
from dm_tui.domain.setup.record_name import RecordName, whole_record_name
from dm_tui.providers.alibaba.api.client import Client, Service
from dm_tui.providers.alibaba.api.errors import OutcomeUnknownError
from dm_tui.providers.alibaba.api.field_types import number_of
from dm_tui.providers.alibaba.api.mail_answers import DomainDetail, DomainList, VendorDomain
from dm_tui.providers.alibaba.api.parallel_reads import ParallelReads

_PASSED = "0"
"""The service's status of a published record (vendor's SDK)."""

_USABLE = ("0", "2", "3", "4")
"""The service's statuses of a domain that sends: verified, or verified and not filed, or without the tracking
record.

Newer pages name 0 and 1 only, the typings and the Terraform provider all five.
"""


_NOT_VERIFIED = "1"
"""The service's status of a domain that does not send (vendor's SDK)."""


def domain_rows(client: Client, word: str = "") -> list[VendorDomain]:
    """Return the domains of the region whose names contain `word`."""
    return client.read_named("QueryDomainByParam", DomainList, word)


def read_domains(client: Client, now: datetime, at_once: ParallelReads) -> tuple[MailDomain, ...]:
    """Return all domains of the region, each with every record to publish."""
    waits = [at_once.begin(partial(read_domain, client, row, now)) for row in domain_rows(client)]
    return tuple(wait() for wait in waits)


def read_domain(client: Client, row: VendorDomain, now: datetime, *, look_up: bool = False) -> MailDomain:
    """Return a domain with every record to publish.

    The service asks DNS about them only to `look_up`: it is slow.
    """
    detail = client.read(
        Service.MAIL,
        "DescDomain",
        DomainDetail,
        domain_id=number_of(row.domain_id),
        require_real_time_dns_records=str(look_up).lower(),  # the SDK would write a capital
    )
    if detail.domain_status not in (*_USABLE, _NOT_VERIFIED):
        raise OutcomeUnknownError(
            "Alibaba Cloud's answer does not tell whether a domain is verified.", "unreadable"
        )
    name = row.domain_name.lower()
    usable = detail.domain_status in _USABLE
    return MailDomain(
        id=name,
        region=client.region,
        added_at=row.utc_create_time or detail.create_time or now,
        records=tuple(_records(name, detail, usable=usable)),
        verified_at=now if usable else None,
    )


def _records(domain: str, raw: DomainDetail, *, usable: bool) -> Iterator[DnsRecord]:
    """Yield the records in the order in which people publish them, where the service describes them."""
    spf, ownership = raw.spf_record_v2 or raw.spf_record, _PASSED if usable else ""
    whole = RecordName(domain)
    registered = partial(whole_record_name, domain=domain, registered=raw.tl_domain_name)
    custom = whole_record_name(raw.cname_record, domain, domain)
    rows = (
        (RecordKind.OWNERSHIP, registered(raw.host_record), raw.domain_type, ownership, raw.dns_txt),
        (RecordKind.SPF, whole, spf, raw.spf_auth_status, raw.dns_spf),
        (RecordKind.DKIM, registered(raw.dkim_rr), raw.dkim_public_key, raw.dkim_auth_status, ""),
        (
            RecordKind.DMARC,
            registered(raw.dmarc_host_record),
            raw.dmarc_record,
            raw.dmarc_auth_status,
            raw.dns_dmarc,
        ),
        (RecordKind.MX, whole, raw.mx_record, raw.mx_auth_status, raw.dns_mx),
        (RecordKind.TRACKING, custom, raw.tracef_record, raw.cname_auth_status, ""),
    )
    for kind, name, value, status, seen in rows:
        if not value:
            continue
        published = status == _PASSED or (not status and seen == value)
        different = RecordState.DIFFERENT if seen else RecordState.TO_PUBLISH
        include = re.search(r"include:(\S+)", value) if kind is RecordKind.SPF else None
        yield DnsRecord(
            kind=kind,
            type=kind.type,
            name=name.name,
            relative=name.relative,
            value=f"10 {value}" if kind is RecordKind.MX and " " not in value else value,
            include=include[1] if include else "",
            state=RecordState.PUBLISHED if published else different,
            found="" if published else seen,
        )
