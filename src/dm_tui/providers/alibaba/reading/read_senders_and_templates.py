"""Reading the sender addresses and templates of a live account."""

from collections.abc import Mapping
from functools import partial

from dm_tui.domain.setup.address import is_address
from dm_tui.domain.setup.sender import SenderAddress, SenderKind
from dm_tui.domain.setup.template import Template, TemplateStatus
from dm_tui.providers.alibaba.api import mail_answers as answers
from dm_tui.providers.alibaba.api.call_permissions import Service
from dm_tui.providers.alibaba.api.client import Client
from dm_tui.providers.alibaba.api.errors import OutcomeUnknownError
from dm_tui.providers.alibaba.api.field_types import number_of
from dm_tui.providers.alibaba.api.parallel_reads import ParallelReads
from dm_tui.providers.alibaba.reading.missing_details import MissingDetails

TEMPLATE_STATUS = {
    "0": TemplateStatus.DRAFT,
    "1": TemplateStatus.PENDING,
    "2": TemplateStatus.APPROVED,
    "3": TemplateStatus.REJECTED,
}


def sender_rows(client: Client, word: str = "") -> list[answers.VendorSender]:
    """Return the sender addresses of the region that contain `word`."""
    return client.read_named("QueryMailAddressByParam", answers.SenderList, word)


def template_rows(client: Client, word: str = "") -> list[answers.VendorTemplate]:
    """Return the templates whose names contain `word`."""
    return client.read_named("QueryTemplateByParam", answers.TemplateList, word)


def find_template(client: Client, name: str) -> answers.VendorTemplate | None:
    """Return the template of this name, None if the service has none."""
    return next((row for row in template_rows(client, name) if row.template_name == name), None)


def read_template_detail(client: Client, row: answers.VendorTemplate) -> answers.TemplateDetail:
    """Return the subject and the text of a template."""
    id = number_of(row.template_id)
    return client.read(Service.MAIL, "DescTemplate", answers.TemplateDetail, template_id=id)


def read_senders(client: Client, missing_details: MissingDetails) -> tuple[SenderAddress, ...]:
    """Return all sender addresses of the region.

    What an answer does not say is noted in `missing_details`. An address of an unknown kind is taken for a
    batch one, whose mail has a way to unsubscribe.
    """
    senders = []
    for row in missing_details.named(sender_rows(client), lambda row: row.account_name, is_address):
        address, created_at = row.account_name, row.utc_create_time or row.create_time
        reply_to = row.reply_address if is_address(row.reply_address) else ""
        given = {
            "the kind": row.sendtype in set(SenderKind),
            "the address for replies": reply_to == row.reply_address,
            "the date": created_at is not None,
        }
        missing_details.note_missing(address, given)
        senders.append(
            SenderAddress(
                id=address,
                kind=SenderKind.TRIGGER if row.sendtype == "trigger" else SenderKind.BATCH,
                reply_to=reply_to,
                region=client.region,
                created_at=created_at,
            )
        )
    return tuple(senders)


def read_templates(
    client: Client, known: Mapping[str, Template], at_once: ParallelReads, missing_details: MissingDetails
) -> tuple[Template, ...]:
    """Return all templates; in full only those that are not `known`, or that were changed elsewhere.

    What an answer does not say is noted in `missing_details`. One of an unknown status is taken to be under
    review: no mailing can use it.
    """
    rows = missing_details.named(template_rows(client), lambda row: row.template_name)
    for row in rows:
        given = {
            "the status": row.template_status in TEMPLATE_STATUS,
            "the date": row.utc_create_time is not None or row.create_time is not None,
        }
        missing_details.note_missing(row.template_name, given)
    waits = {
        row.template_name: at_once.begin(partial(_read_template, client, row))
        for row in rows
        if _may_have_changed(known.get(row.template_name), _status_of(row))
    }
    return tuple(
        _with_review(
            row, waits[row.template_name]() if row.template_name in waits else known[row.template_name]
        )
        for row in rows
    )


def _with_review(row: answers.VendorTemplate, template: Template) -> Template:
    status = _status_of(row)
    reason = row.template_comment if status is TemplateStatus.REJECTED else ""
    return template.model_copy(update={"status": status, "reason": reason})


def _status_of(row: answers.VendorTemplate) -> TemplateStatus:
    return TEMPLATE_STATUS.get(row.template_status, TemplateStatus.PENDING)


def _may_have_changed(known: Template | None, status: TemplateStatus) -> bool:
    """Say whether a template is new or may have another text: then another review begins."""
    if known is None:
        return True
    concluded = known.status in (TemplateStatus.APPROVED, TemplateStatus.REJECTED)
    return known.status is TemplateStatus.DRAFT or (concluded and known.status is not status)


def _read_template(client: Client, row: answers.VendorTemplate) -> Template:
    detail = read_template_detail(client, row)
    if not detail.template_subject and not detail.template_text:
        raise OutcomeUnknownError(
            "Alibaba Cloud's answer about a template has neither subject nor text.", "unreadable"
        )
    return Template(
        id=row.template_name,
        subject=detail.template_subject,
        html=detail.template_text,
        created_at=row.utc_create_time or row.create_time,
    )
