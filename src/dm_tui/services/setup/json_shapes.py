"""Domains, sender addresses and templates in the shapes that programs rely on."""

from collections.abc import Iterable
from datetime import datetime

from dm_tui.domain.account.unknown_figures import Figure, UnknownFigure, never_reported
from dm_tui.domain.model import Model
from dm_tui.domain.setup.dns_record import RecordKind, RecordState, RecordType
from dm_tui.domain.setup.mail_domain import MailDomain
from dm_tui.domain.setup.sender import SenderAddress, SenderKind
from dm_tui.domain.setup.template import Template, TemplateStatus
from dm_tui.domain.setup.template_review import ReviewFinding


class RecordShape(Model):
    """One DNS record; `needed` says whether the domain is verified only with it.

    A `relative` name lacks the registered domain, which the service did not name.
    """

    kind: RecordKind
    type: RecordType
    name: str
    relative: bool
    value: str
    needed: bool
    state: RecordState
    found: str
    note: str


class DomainShape(Model):
    """One domain; `readable` is its name with its international characters.

    `records` and `verified` are null where they could not be read, `verified_at` also where the service does
    not report it.
    """

    name: str
    readable: str
    region: str
    verified: bool | None
    verified_at: datetime | None
    added_at: datetime | None
    records: tuple[RecordShape, ...] | None

    @classmethod
    def of(cls, domain: MailDomain) -> "DomainShape":
        """Return a domain in the shape of the contract."""
        records = (RecordShape.take(record, needed=record.kind.needed) for record in domain.records)
        return cls.take(domain, verified_at=domain.verified_since, records=tuple(records) or None)


class SenderShape(Model):
    """One sender address."""

    address: str
    type: SenderKind
    alias: str
    reply_to: str
    domain: str
    region: str
    created_at: datetime | None

    @classmethod
    def of(cls, sender: SenderAddress) -> "SenderShape":
        """Return a sender address in the shape of the contract."""
        return cls.take(sender, type=sender.kind)


class TemplateShape(Model):
    """One template with its bodies."""

    name: str
    subject: str
    text: str
    html: str
    status: TemplateStatus
    reason: str
    created_at: datetime | None
    submitted_at: datetime | None
    reviewed_at: datetime | None


def unknown_domain_dates(domains: Iterable[MailDomain]) -> tuple[UnknownFigure, ...]:
    """Return what is null in these domains although they were read."""
    lacks_dates = any(domain.verified and domain.verified_since is None for domain in domains)
    return never_reported(Figure.VERIFIED_SINCE, where=lacks_dates)


def unknown_template_dates(templates: Iterable[Template]) -> tuple[UnknownFigure, ...]:
    """Return what is null in these templates although they were read."""
    lacks_dates = any(template.lacks_dates for template in templates)
    return never_reported(Figure.REVIEW_DATES, where=lacks_dates)


class DomainAnswer(Model):
    """`domains add`, `domains show`, `domains verify`, `domains remove`."""

    domain: DomainShape
    unknown: tuple[UnknownFigure, ...] = ()


class DomainsAnswer(Model):
    """`domains`."""

    domains: tuple[DomainShape, ...] | None
    unknown: tuple[UnknownFigure, ...] = ()


class SenderAnswer(Model):
    """`senders add`, `senders show`, `senders remove`."""

    sender: SenderShape
    deletions_left: int
    unknown: tuple[UnknownFigure, ...] = ()


class SendersAnswer(Model):
    """`senders`."""

    senders: tuple[SenderShape, ...] | None
    deletions_left: int
    unknown: tuple[UnknownFigure, ...] = ()


class TemplateAnswer(Model):
    """`templates add`, `templates show`, `templates change`, `templates submit`, `templates remove`."""

    template: TemplateShape
    unknown: tuple[UnknownFigure, ...] = ()


class TemplateReviewAnswer(Model):
    """`templates add --check`, `templates check`: what a reviewer may object to.

    `passes` says that no published rule speaks against the template; advice may.
    """

    name: str
    passes: bool
    findings: tuple[ReviewFinding, ...]


class TemplatesAnswer(Model):
    """`templates`."""

    templates: tuple[TemplateShape, ...] | None
    unknown: tuple[UnknownFigure, ...] = ()


class SmtpPasswordAnswer(Model):
    """`senders password`, `password …`: never the password, only whether and where the keyring has it."""

    address: str
    in_keyring: bool
    keyring_service: str


class TemplateTestAnswer(Model):
    """`templates test`: the letter that was handed over.

    `mailing` is the one that carried it, if a mailing did.
    """

    template: str
    sender: str
    recipient: str
    mailing: str
