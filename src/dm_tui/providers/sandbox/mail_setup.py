"""Domains and templates as the sandbox has them: records that look real, and a reviewer who is quick."""

import hashlib
from datetime import datetime, timedelta

from dm_tui.content import read_content
from dm_tui.domain.model import Model
from dm_tui.domain.setup.mail_domain import (
    DnsRecord,
    MailDomain,
    RecordKind,
    RecordState,
    RecordType,
)
from dm_tui.domain.setup.spf import merge_spf
from dm_tui.domain.setup.template import Template, TemplateStatus, record_review, submit_for_review

REVIEW_TIME = timedelta(hours=2)
"""How long a review takes in the sandbox; the service says up to three working days (limits)."""

REJECTED_PREFIX = "reject"
"""A template whose name begins so is rejected, as a card of a certain number is declined."""

REJECTION_REASON = "The sandbox's reviewer rejects every template whose name begins with “reject”."


class _Hosts(Model):
    """The service's own names in one region."""

    spf: str
    mx: str
    tracking: str


class _ServiceRecords(Model):
    """What the service publishes about itself. Nobody has the private half of the key."""

    dmarc: str
    dkim_public_key: str
    regions: dict[str, _Hosts]


def new_domain(account_id: str, name: str, region: str, now: datetime) -> MailDomain:
    """Return a domain with its records.

    Their names are those the service uses (domain configuration); the tracking names are inferred from them.
    """
    service = _ServiceRecords.model_validate_json(read_content("mail-records.json"))
    hosts = service.regions[region]
    token = hashlib.sha256(f"{account_id} {region} {name}".encode()).hexdigest()[:20]
    text = RecordType.TXT
    records = (
        (RecordKind.OWNERSHIP, text, f"aliyundm.{name}", token),
        (RecordKind.SPF, text, name, merge_spf(None, hosts.spf)),
        (
            RecordKind.DKIM,
            text,
            f"aliyun-{region}._domainkey.{name}",
            f"v=DKIM1; k=rsa; p={service.dkim_public_key}",
        ),
        (RecordKind.DMARC, text, f"_dmarc.{name}", service.dmarc),
        (RecordKind.MX, RecordType.MX, name, f"10 {hosts.mx}"),
        (RecordKind.TRACKING, RecordType.CNAME, f"dmtrace.{name}", hosts.tracking),
    )
    return MailDomain(
        id=name,
        region=region,
        added_at=now,
        records=tuple(
            DnsRecord(
                kind=kind,
                type=type,
                name=host,
                value=value,
                include=hosts.spf if kind is RecordKind.SPF else "",
            )
            for kind, type, host, value in records
        ),
    )


def check_domain(domain: MailDomain, now: datetime) -> MailDomain:
    """Return the domain with every record published: in the sandbox that needs no DNS."""
    seen = {"state": RecordState.PUBLISHED, "found": "", "note": ""}
    records = tuple(record.model_copy(update=seen) for record in domain.records)
    return domain.model_copy(update={"records": records}).with_verification(now)


def submit_template(template: Template, now: datetime) -> Template:
    """Return the template under review."""
    return submit_for_review(template, now)


def review_due_at(template: Template) -> datetime | None:
    """Return when a pending template will be reviewed."""
    if template.status is not TemplateStatus.PENDING or template.submitted_at is None:
        return None
    return template.submitted_at + REVIEW_TIME


def check_template(template: Template, now: datetime) -> Template:
    """Return the template reviewed, once its time has come."""
    at = review_due_at(template)
    if at is None or at > now:
        return template
    return record_review(
        template, REJECTION_REASON if template.name.startswith(REJECTED_PREFIX) else "", at
    )
