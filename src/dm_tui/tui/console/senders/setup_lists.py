"""The lists of domains, sender addresses and templates, in the order they were added."""

from collections.abc import Sequence
from datetime import datetime

from dm_tui.domain.account.unknown import NOT_KNOWN, Figure
from dm_tui.domain.model import Model
from dm_tui.domain.setup.mail_domain import MailDomain
from dm_tui.domain.setup.template import Template, TemplateStatus
from dm_tui.lines.domains import published_words
from dm_tui.services.direct_mail import DirectMail
from dm_tui.services.setup.json_shapes import DomainShape, SenderShape, TemplateShape
from dm_tui.tui.console.lists.before_activation import unless_inactive
from dm_tui.tui.console.lists.list_spec import Column, ListSpec, Row, Sort
from dm_tui.tui.console.lists.unread_list import unread_words
from dm_tui.tui.paint import MARKS

_SORTS = (Sort.NEWEST, Sort.OLDEST)


def domain_list_spec(direct_mail: DirectMail) -> ListSpec:
    """Return the domains."""

    def rows() -> Sequence[Row]:
        return [_domain_row(domain) for domain in reversed(direct_mail.domains.list())]

    def shapes() -> tuple[type[Model], Sequence[Model]]:
        return DomainShape, [DomainShape.of(domain) for domain in direct_mail.domains.list()]

    return ListSpec(
        "domains",
        (Column("Domain"), Column("Status"), Column("Records"), Column("Added"), Column("Region")),
        rows,
        shapes,
        unless_inactive(
            direct_mail,
            "No domains yet. Press n to add the domain you send from; its DNS records are shown next.",
            "set up",
        ),
        _SORTS,
        noun="domains",
        unread=unread_words(direct_mail, Figure.DOMAINS),
    )


def sender_list_spec(direct_mail: DirectMail) -> ListSpec:
    """Return the sender addresses."""

    def rows() -> Sequence[Row]:
        return [
            Row(sender.address, (sender.address, sender.kind, sender.alias, sender.reply_to))
            for sender in reversed(direct_mail.senders.list())
        ]

    def shapes() -> tuple[type[Model], Sequence[Model]]:
        return SenderShape, [SenderShape.of(sender) for sender in direct_mail.senders.list()]

    return ListSpec(
        "senders",
        (Column("Sender address"), Column("Kind"), Column("Alias"), Column("Reply to")),
        rows,
        shapes,
        unless_inactive(
            direct_mail, "No sender addresses yet. Press n to add one under a verified domain.", "set up"
        ),
        _SORTS,
        noun="senders",
        unread=unread_words(direct_mail, Figure.SENDERS),
    )


def template_list_spec(direct_mail: DirectMail) -> ListSpec:
    """Return the templates."""

    def rows() -> Sequence[Row]:
        return [_template_row(template) for template in reversed(direct_mail.templates.records())]

    def shapes() -> tuple[type[Model], Sequence[Model]]:
        return TemplateShape, [TemplateShape.take(template) for template in direct_mail.templates.records()]

    return ListSpec(
        "templates",
        (Column("Template"), Column("Status"), Column("Subject"), Column("Since")),
        rows,
        shapes,
        unless_inactive(
            direct_mail,
            "No templates yet. Press n to write one; the service reviews it before it can be used.",
            "set up",
        ),
        _SORTS,
        noun="templates",
        unread=unread_words(direct_mail, Figure.TEMPLATES),
    )


def _domain_row(domain: MailDomain) -> Row:
    cells = (
        readable_name(domain),
        domain_status(domain),
        published_words(domain),
        _day(domain.added_at),
        domain.region,
    )
    return Row(domain.name, cells)


def _template_row(template: Template) -> Row:
    since = template.reviewed_at or template.submitted_at or template.created_at
    cells = (template.name, template_status(template), template.subject, _day(since))
    return Row(template.name, cells)


def readable_name(domain: MailDomain) -> str:
    """Return the name of a domain; an international name has its DNS name beside it."""
    if domain.readable == domain.name:
        return domain.name
    return f"{domain.readable} ({domain.name})"


def domain_status(domain: MailDomain) -> str:
    """Return whether a domain is verified, as a mark and a word."""
    mark = {True: MARKS.done, False: MARKS.warning, None: MARKS.unknown}[domain.verified]
    return f"{mark} {domain.status}"


def template_status(template: Template) -> str:
    """Return the status of a template, as a mark and a word."""
    mark = {
        TemplateStatus.DRAFT: MARKS.ahead,
        TemplateStatus.PENDING: MARKS.here,
        TemplateStatus.APPROVED: MARKS.done,
        TemplateStatus.REJECTED: MARKS.warning,
    }[template.status]
    return f"{mark} {template.status}"


def _day(instant: datetime | None) -> str:
    return f"{instant.astimezone():%Y-%m-%d}" if instant else NOT_KNOWN
