"""Domains, sender addresses and templates of a live account. What is there already is not made again."""

import re
from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, datetime
from html import escape
from typing import TypeVar

from dm_tui.domain.mail_domain import DnsRecord, MailDomain, RecordKind, RecordState, RecordType
from dm_tui.domain.model import Model
from dm_tui.domain.sender import SenderAddress, SenderKind
from dm_tui.domain.template import Template, TemplateStatus
from dm_tui.providers.alibaba.client import Client, Service
from dm_tui.providers.alibaba.errors import RefusedError
from dm_tui.providers.alibaba.mail_answers import (
    CreatedDomain,
    DomainDetail,
    DomainList,
    Done,
    SenderList,
    TemplateDetail,
    TemplateList,
    VendorDomain,
    VendorSender,
    VendorTemplate,
)

PAGE = 50
PAGES = 10

_YES = "0"
"""What the service says of a domain that is verified, and of a record that is published."""

_STATUS = {
    "0": TemplateStatus.DRAFT,
    "1": TemplateStatus.PENDING,
    "2": TemplateStatus.APPROVED,
    "3": TemplateStatus.REJECTED,
}

_THERE_ALREADY = re.compile(r"(Exist|Duplicate|Repeat)", re.IGNORECASE)

R = TypeVar("R", bound=Model)


def read_domains(client: Client, now: datetime) -> tuple[MailDomain, ...]:
    """Return all domains of the region, each with every record to publish."""
    return tuple(_domain(client, one, now) for one in _domain_rows(client, ""))


def new_domain(client: Client, name: str, now: datetime) -> MailDomain:
    """Add a domain, unless it is there, and return it with its records."""
    found = _named(_domain_rows(client, name), name)
    if found is None:
        made = client.write(Service.MAIL, "CreateDomain", CreatedDomain, domain_name=name)
        found = VendorDomain(domain_id=made.domain_id, domain_name=name)
    return _domain(client, found, now)


def check_domain(client: Client, domain: MailDomain, now: datetime) -> MailDomain:
    """Have the service look for the records, and return the domain as the service sees it then."""
    found = _named(_domain_rows(client, domain.name), domain.name)
    if found is None:
        raise RefusedError(f"There is no domain {domain.name} in this region.", "Domain.NotFound")
    client.write(Service.MAIL, "CheckDomain", Done, domain_id=int(found.domain_id))
    return _domain(client, found, now)


def remove_domain(client: Client, domain: MailDomain) -> None:
    """Give a domain up, unless it is gone."""
    found = _named(_domain_rows(client, domain.name), domain.name)
    if found is not None:
        client.write(Service.MAIL, "DeleteDomain", Done, domain_id=int(found.domain_id))


def read_senders(client: Client, now: datetime) -> tuple[SenderAddress, ...]:
    """Return all sender addresses of the region."""
    return tuple(
        SenderAddress(
            id=one.account_name,
            kind=SenderKind.TRIGGER if one.sendtype == "trigger" else SenderKind.BATCH,
            reply_to=one.reply_address,
            region=client.region,
            created_at=one.create_time or now,
        )
        for one in _sender_rows(client, "")
        if "@" in one.account_name
    )


def add_sender(client: Client, sender: SenderAddress) -> None:
    """Add a sender address, unless it is there."""
    try:
        client.write(
            Service.MAIL,
            "CreateMailAddress",
            Done,
            account_name=sender.address,
            sendtype=str(sender.kind),
            reply_address=sender.reply_to or None,
        )
    except RefusedError as refused:
        if not _THERE_ALREADY.search(refused.code):
            raise


def remove_sender(client: Client, sender: SenderAddress) -> None:
    """Delete a sender address, unless it is gone."""
    for one in _sender_rows(client, sender.address):
        if one.account_name == sender.address:
            id = int(one.mail_address_id)
            client.write(Service.MAIL, "DeleteMailAddress", Done, mail_address_id=id)


def read_templates(
    client: Client, now: datetime, known: Mapping[str, Template]
) -> tuple[Template, ...]:
    """Return all templates; what one says is read where it is not `known`: it cannot be changed afterwards."""
    found = []
    for row in _template_rows(client, ""):
        present = known.get(row.template_name)
        if present is None or present.status is TemplateStatus.DRAFT:
            found.append(_template(client, row, now))
        else:
            found.append(present.model_copy(update=_standing(row)))
    return tuple(found)


def submit_template(client: Client, template: Template, name: str, now: datetime) -> Template:
    """Hand a template in; the service takes HTML only, so that plain text becomes it.

    `name` is shown beside the sender address where the service sends the template to a list.
    """
    present = _template_of(client, template)
    if present is None:
        html = template.html or f"<pre>{escape(template.text)}</pre>"
        client.write(
            Service.MAIL,
            "CreateTemplate",
            Done,
            template_name=template.name,
            template_nick_name=name,
            template_subject=template.subject,
            template_text=html,
            template_type=0,
        )
        present = _template_of(client, template)
    status = _STATUS.get(present.template_status) if present else None
    return template.model_copy(
        update={
            "status": TemplateStatus.PENDING if status in (None, TemplateStatus.DRAFT) else status,
            "reason": "",
            "submitted_at": now,
            "reviewed_at": None,
        }
    )


def check_template(client: Client, template: Template, now: datetime) -> Template:
    """Return a pending template as the service has it now."""
    present = _template_of(client, template)
    status = _STATUS.get(present.template_status) if present else None
    if present is None or status not in (TemplateStatus.APPROVED, TemplateStatus.REJECTED):
        return template
    reason = present.template_comment if status is TemplateStatus.REJECTED else ""
    return template.model_copy(update={"status": status, "reason": reason, "reviewed_at": now})


def remove_template(client: Client, template: Template) -> None:
    """Delete a template, unless it is gone."""
    present = _template_of(client, template)
    if present is not None:
        id = int(present.template_id)
        client.write(Service.MAIL, "DeleteTemplate", Done, template_id=id)


def _domain(client: Client, row: VendorDomain, now: datetime) -> MailDomain:
    found = client.read(Service.MAIL, "DescDomain", DomainDetail, domain_id=int(row.domain_id or 0))
    name = row.domain_name
    added = datetime.fromtimestamp(row.utc_create_time, UTC) if row.utc_create_time else None
    return MailDomain(
        id=name,
        region=client.region,
        added_at=added or found.create_time or now,
        records=tuple(_records(name, found)),
        verified_at=now if found.domain_status == _YES else None,
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
        published = status == _YES or (not status and seen == value)
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


def _template(client: Client, row: VendorTemplate, now: datetime) -> Template:
    found = client.read(
        Service.MAIL, "DescTemplate", TemplateDetail, template_id=int(row.template_id or 0)
    )
    return Template(
        id=row.template_name,
        subject=found.template_subject,
        html=found.template_text,
        created_at=row.create_time or now,
    ).model_copy(update=_standing(row))


def _standing(row: VendorTemplate) -> dict[str, object]:
    status = _STATUS.get(row.template_status, TemplateStatus.PENDING)
    reason = row.template_comment if status is TemplateStatus.REJECTED else ""
    return {"status": status, "reason": reason}


def _template_of(client: Client, template: Template) -> VendorTemplate | None:
    rows = _template_rows(client, template.name)
    return next((one for one in rows if one.template_name == template.name), None)


def _named(rows: list[VendorDomain], name: str) -> VendorDomain | None:
    return next((one for one in rows if one.domain_name.lower() == name), None)


def _domain_rows(client: Client, word: str) -> list[VendorDomain]:
    return _all(client, "QueryDomainByParam", DomainList, word, lambda page: page.data.domain)


def _sender_rows(client: Client, word: str) -> list[VendorSender]:
    return _all(
        client, "QueryMailAddressByParam", SenderList, word, lambda page: page.data.mail_address
    )


def _template_rows(client: Client, word: str) -> list[VendorTemplate]:
    return _all(client, "QueryTemplateByParam", TemplateList, word, lambda page: page.data.template)


P = TypeVar("P", bound=Model)


def _all(
    client: Client, action: str, answer: type[P], word: str, rows: Callable[[P], tuple[R, ...]]
) -> list[R]:
    """Return the rows of every page of a query; `word` is part of a name, empty for all."""
    found: list[R] = []
    for page in range(1, PAGES + 1):
        read = rows(
            client.read(
                Service.MAIL, action, answer, key_word=word or None, page_no=page, page_size=PAGE
            )
        )
        found += read
        if len(read) < PAGE:
            break
    return found
