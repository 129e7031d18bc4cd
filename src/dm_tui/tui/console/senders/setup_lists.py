"""The lists of domains, sender addresses and templates, in the order they were added."""

from collections.abc import Sequence
from datetime import datetime
from functools import partial

from dm_tui.domain.account.unknown_figures import NOT_KNOWN, Figure
from dm_tui.domain.model import Model
from dm_tui.domain.setup.address import unicode_address
from dm_tui.domain.setup.mail_domain import MailDomain
from dm_tui.domain.setup.sender import SenderAddress
from dm_tui.domain.setup.template import Template
from dm_tui.lines.domains import published_words
from dm_tui.services.direct_mail import DirectMail
from dm_tui.services.setup.json_shapes import DomainShape, SenderShape, TemplateShape
from dm_tui.tui.console.lists.empty_before_activation import unless_inactive
from dm_tui.tui.console.lists.list_spec import Column, ListSpec, Row
from dm_tui.tui.console.lists.sort_order import Sort
from dm_tui.tui.console.lists.unread_list import unread_words
from dm_tui.tui.console.senders.setup_previews import domain_preview, sender_preview, template_preview
from dm_tui.tui.console.senders.setup_tree import setup_picture
from dm_tui.tui.console.shared.setup_status import domain_status, template_status

_SORTS = (Sort.NEWEST, Sort.OLDEST)


def domain_list_spec(direct_mail: DirectMail) -> ListSpec:
    """Return the domains."""

    def rows() -> Sequence[Row]:
        return [_domain_row(domain) for domain in reversed(direct_mail.domains.list())]

    def shapes() -> tuple[type[Model], Sequence[Model]]:
        return DomainShape, [DomainShape.of(domain) for domain in direct_mail.domains.list()]

    return ListSpec(
        "domains",
        (
            Column("Domain", flexible=True),
            Column("Status"),
            Column("Records", spare=True),
            Column("Added", spare=True),
            Column("Region", spare=True),
        ),
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
        preview=partial(domain_preview, direct_mail),
        pictures=(setup_picture(direct_mail),),
    )


def sender_list_spec(direct_mail: DirectMail) -> ListSpec:
    """Return the sender addresses."""

    def rows() -> Sequence[Row]:
        return [_sender_row(sender) for sender in reversed(direct_mail.senders.list())]

    def shapes() -> tuple[type[Model], Sequence[Model]]:
        return SenderShape, [SenderShape.of(sender) for sender in direct_mail.senders.list()]

    return ListSpec(
        "senders",
        (
            Column("Sender address", flexible=True),
            Column("Kind"),
            Column("Alias", spare=True),
            Column("Reply to", spare=True),
        ),
        rows,
        shapes,
        unless_inactive(
            direct_mail, "No sender addresses yet. Press n to add one under a verified domain.", "set up"
        ),
        _SORTS,
        noun="sender addresses",
        unread=unread_words(direct_mail, Figure.SENDERS),
        preview=partial(sender_preview, direct_mail),
        pictures=(setup_picture(direct_mail),),
    )


def template_list_spec(direct_mail: DirectMail) -> ListSpec:
    """Return the templates."""

    def rows() -> Sequence[Row]:
        return [_template_row(template) for template in reversed(direct_mail.templates.records())]

    def shapes() -> tuple[type[Model], Sequence[Model]]:
        return TemplateShape, [TemplateShape.take(template) for template in direct_mail.templates.records()]

    return ListSpec(
        "templates",
        (
            Column("Template", flexible=True),
            Column("Status"),
            Column("Subject", spare=True, flexible=True),
            Column("Since", spare=True),
        ),
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
        preview=partial(template_preview, direct_mail),
        pictures=(setup_picture(direct_mail),),
    )


def _domain_row(domain: MailDomain) -> Row:
    cells = (
        domain.readable,
        domain_status(domain),
        published_words(domain),
        _day(domain.added_at),
        domain.region,
    )
    return Row(domain.name, cells, other_form=domain.name)


def _sender_row(sender: SenderAddress) -> Row:
    cells = (sender.readable, sender.kind, sender.alias, unicode_address(sender.reply_to))
    return Row(sender.address, cells, other_form=f"{sender.address} {sender.reply_to}")


def _template_row(template: Template) -> Row:
    since = template.reviewed_at or template.submitted_at or template.created_at
    cells = (template.name, template_status(template), template.subject, _day(since))
    return Row(template.name, cells)


def _day(instant: datetime | None) -> str:
    return f"{instant.astimezone():%Y-%m-%d}" if instant else NOT_KNOWN
