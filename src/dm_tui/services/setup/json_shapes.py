"""Domains, sender addresses and templates in the shapes other programs rely on."""

from datetime import datetime

from dm_tui.domain.model import Model
from dm_tui.domain.setup.mail_domain import (
    DnsRecord,
    MailDomain,
    RecordKind,
    RecordState,
    RecordType,
)
from dm_tui.domain.setup.sender import SenderAddress, SenderKind
from dm_tui.domain.setup.template import Template, TemplateStatus


class RecordShape(Model):
    """One DNS record; `needed` says whether the domain is verified only with it."""

    kind: RecordKind
    type: RecordType
    name: str
    value: str
    needed: bool
    state: RecordState
    found: str
    note: str

    @classmethod
    def of(cls, record: DnsRecord) -> "RecordShape":
        """Return a record in the shape of the contract."""
        fields = record.model_dump(include=set(cls.model_fields))
        return cls(**fields, needed=record.kind.needed)


class DomainShape(Model):
    """One domain; `readable` is its name with its international characters."""

    name: str
    readable: str
    region: str
    verified: bool
    verified_at: datetime | None
    added_at: datetime
    records: tuple[RecordShape, ...]

    @classmethod
    def of(cls, domain: MailDomain) -> "DomainShape":
        """Return a domain in the shape of the contract."""
        return cls(
            name=domain.name,
            readable=domain.readable,
            region=domain.region,
            verified=domain.verified,
            verified_at=domain.verified_at,
            added_at=domain.added_at,
            records=tuple(map(RecordShape.of, domain.records)),
        )


class SenderShape(Model):
    """One sender address."""

    address: str
    type: SenderKind
    alias: str
    reply_to: str
    domain: str
    region: str
    created_at: datetime

    @classmethod
    def of(cls, sender: SenderAddress) -> "SenderShape":
        """Return a sender address in the shape of the contract."""
        return cls(
            address=sender.address,
            type=sender.kind,
            alias=sender.alias,
            reply_to=sender.reply_to,
            domain=sender.domain,
            region=sender.region,
            created_at=sender.created_at,
        )


class TemplateShape(Model):
    """One template with its bodies."""

    name: str
    subject: str
    text: str
    html: str
    status: TemplateStatus
    reason: str
    created_at: datetime
    submitted_at: datetime | None
    reviewed_at: datetime | None

    @classmethod
    def of(cls, template: Template) -> "TemplateShape":
        """Return a template in the shape of the contract."""
        fields = template.model_dump(include=set(cls.model_fields))
        return cls(**fields, name=template.name)
