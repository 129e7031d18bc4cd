"""Reading the domains of a live account, each with the records to publish."""

import re
from collections.abc import Iterator
from datetime import datetime
from functools import partial
from typing import NamedTuple

from dm_tui.domain.errors import DirectMailError
from dm_tui.domain.setup.dns_record import DnsRecord, RecordKind, RecordState
from dm_tui.domain.setup.domain_name import parse_domain
from dm_tui.domain.setup.mail_domain import MailDomain
from dm_tui.domain.setup.record_name import RecordName, whole_record_name
from dm_tui.domain.setup.spf import is_spf, merge_spf
from dm_tui.providers.alibaba.api.call_permissions import Service
from dm_tui.providers.alibaba.api.client import Client
from dm_tui.providers.alibaba.api.errors import CallFailedError, OutcomeUnknownError
from dm_tui.providers.alibaba.api.field_types import number_of
from dm_tui.providers.alibaba.api.mail_answers import DomainDetail, DomainList, VendorDomain
from dm_tui.providers.alibaba.api.parallel_reads import ParallelReads
from dm_tui.providers.alibaba.reading.missing_details import MissingDetails

_PASSED = "0"
"""The service's status of a published record (vendor's SDK)."""

_USABLE = ("0", "2", "3", "4")
"""The service's statuses of a domain that sends: verified, or verified and not filed, or without the tracking
record.

Newer pages name 0 and 1 only, the typings and the Terraform provider all five.
"""


STATUS_NOT_REPORTED = "Alibaba Cloud's answer does not say whether it verified {domains}."

_SAYS_NOTHING = "Alibaba Cloud's answer says nothing about {domain}."

_NOT_PUBLISHABLE = "Alibaba Cloud's {record} record of {domain} cannot be published as it is."

_NOT_VERIFIED = "1"
"""The service's status of a domain that does not send (vendor's SDK)."""


def domain_rows(client: Client, word: str = "") -> list[VendorDomain]:
    """Return the domains of the region whose names contain `word`."""
    return client.read_named("QueryDomainByParam", DomainList, word)


class DomainReading(NamedTuple):
    """The domains of the region, and why some of them have no records: these could not be read."""

    domains: tuple[MailDomain, ...]
    failures: tuple[CallFailedError, ...] = ()

    @property
    def doubtful(self) -> tuple[str, ...]:
        """The names of those whose status no page explains."""
        return tuple(domain.name for domain in self.domains if domain.doubtful)


def read_domains(
    client: Client, now: datetime, at_once: ParallelReads, missing_details: MissingDetails
) -> DomainReading:
    """Return all domains of the region, each with every record to publish, or with its status alone.

    What an answer does not say is noted in `missing_details`.
    """
    rows = missing_details.named(domain_rows(client), lambda row: row.domain_name, _is_domain)
    waits = [(row, at_once.begin(partial(_describe, client, row, now))) for row in rows]
    domains: list[MailDomain] = []
    failures: list[CallFailedError] = []
    for row, wait in waits:
        try:
            domains.append(wait())
        except CallFailedError as failure:
            domains.append(_domain(client, row, None, row.domain_status, now))
            failures.append(failure)
        domain = domains[-1]
        missing_details.note_missing(domain.name, {"the date": domain.added_at is not None})
        missing_details.note(domain.name, *_missing_records(domain))
    return DomainReading(tuple(domains), tuple(failures))


def _missing_records(domain: MailDomain) -> Iterator[str]:
    """Yield which records of a domain that was described are needed and missing, or lack their name."""
    if not domain.records:
        return
    kinds = {record.kind for record in domain.records}
    yield from (f"the {kind} record" for kind in RecordKind if kind.needed and kind not in kinds)
    yield from (f"the name of the {record.kind} record" for record in domain.records if not record.name)


def _is_domain(text: str) -> bool:
    try:
        parse_domain(text)
    except DirectMailError:
        return False
    return True


def read_domain(client: Client, row: VendorDomain, now: datetime, *, look_up: bool = False) -> MailDomain:
    """Return a domain with every record to publish, or refuse one whose status no page explains.

    The service asks DNS about them only to `look_up`: it is slow.
    """
    domain = _describe(client, row, now, look_up=look_up)
    if domain.doubtful:
        raise OutcomeUnknownError(STATUS_NOT_REPORTED.format(domains=domain.name), "unreadable")
    return domain


def _describe(client: Client, row: VendorDomain, now: datetime, *, look_up: bool = False) -> MailDomain:
    detail = client.read(
        Service.MAIL,
        "DescDomain",
        DomainDetail,
        domain_id=number_of(row.domain_id),
        require_real_time_dns_records=str(look_up).lower(),  # the SDK would write a capital
    )
    status = detail.domain_status or row.domain_status
    domain = _domain(client, row, detail.create_time, status, now)
    records = tuple(_records(domain.name, detail, usable=domain.verified is True))
    if not records and not detail.domain_status:
        raise OutcomeUnknownError(_SAYS_NOTHING.format(domain=domain.name), "unreadable")
    return domain.model_copy(update={"records": records})


def _domain(
    client: Client, row: VendorDomain, added_at: datetime | None, status: str, now: datetime
) -> MailDomain:
    """Return a domain of which the records are not read."""
    return MailDomain(
        id=row.domain_name.lower(),
        region=client.region,
        added_at=row.utc_create_time or added_at,
        records=(),
        verified_at=now if status in _USABLE else None,
        since_told=False,
        doubtful=status not in (*_USABLE, _NOT_VERIFIED),
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
        if include and not is_spf(value):  # the older of the two fields has the include alone
            value = merge_spf(None, include[1])
        record = DnsRecord(
            kind=kind,
            type=kind.type,
            name=name.name,
            relative=name.relative,
            value=f"10 {value}" if kind is RecordKind.MX and " " not in value else value,
            include=include[1] if include else "",
            state=RecordState.PUBLISHED if published else different,
            found="" if published else seen,
        )
        if not record.publishable:
            raise OutcomeUnknownError(_NOT_PUBLISHABLE.format(record=kind, domain=domain), "unreadable")
        yield record
