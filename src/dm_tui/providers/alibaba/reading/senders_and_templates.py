"""Sender addresses and templates of a live account. What is there already is not made again."""

import re
from collections.abc import Mapping
from datetime import datetime
from html import escape

from dm_tui.domain.setup.sender import SenderAddress, SenderKind
from dm_tui.domain.setup.template import Template, TemplateStatus
from dm_tui.providers.alibaba.api.client import Client, Service
from dm_tui.providers.alibaba.api.errors import RefusedError
from dm_tui.providers.alibaba.api.mail_answers import EmptyAnswer, TemplateDetail, VendorTemplate
from dm_tui.providers.alibaba.api.paging import sender_rows, template_rows

_STATUS = {
    "0": TemplateStatus.DRAFT,
    "1": TemplateStatus.PENDING,
    "2": TemplateStatus.APPROVED,
    "3": TemplateStatus.REJECTED,
}

_ALREADY_EXISTS = re.compile(r"(Exist|Duplicate|Repeat)", re.IGNORECASE)


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
        for one in sender_rows(client, "")
        if "@" in one.account_name
    )


def add_sender(client: Client, sender: SenderAddress) -> None:
    """Add a sender address, unless it is there."""
    try:
        client.write(
            Service.MAIL,
            "CreateMailAddress",
            EmptyAnswer,
            account_name=sender.address,
            sendtype=str(sender.kind),
            reply_address=sender.reply_to or None,
        )
    except RefusedError as refused:
        if not _ALREADY_EXISTS.search(refused.code):
            raise


def remove_sender(client: Client, sender: SenderAddress) -> None:
    """Delete a sender address, unless it is gone."""
    for one in sender_rows(client, sender.address):
        if one.account_name == sender.address:
            id = int(one.mail_address_id)
            client.write(Service.MAIL, "DeleteMailAddress", EmptyAnswer, mail_address_id=id)


def read_templates(
    client: Client, now: datetime, known: Mapping[str, Template]
) -> tuple[Template, ...]:
    """Return all templates; what one says is read where it is not `known`: it cannot be changed afterwards."""
    found = []
    for row in template_rows(client, ""):
        present = known.get(row.template_name)
        if present is None or present.status is TemplateStatus.DRAFT:
            found.append(_template(client, row, now))
        else:
            found.append(present.model_copy(update=_template_status(row)))
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
            EmptyAnswer,
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
        client.write(Service.MAIL, "DeleteTemplate", EmptyAnswer, template_id=id)


def _template(client: Client, row: VendorTemplate, now: datetime) -> Template:
    found = client.read(
        Service.MAIL, "DescTemplate", TemplateDetail, template_id=int(row.template_id or 0)
    )
    return Template(
        id=row.template_name,
        subject=found.template_subject,
        html=found.template_text,
        created_at=row.create_time or now,
    ).model_copy(update=_template_status(row))


def _template_status(row: VendorTemplate) -> dict[str, object]:
    status = _STATUS.get(row.template_status, TemplateStatus.PENDING)
    reason = row.template_comment if status is TemplateStatus.REJECTED else ""
    return {"status": status, "reason": reason}


def _template_of(client: Client, template: Template) -> VendorTemplate | None:
    rows = template_rows(client, template.name)
    return next((one for one in rows if one.template_name == template.name), None)
