"""Changing domains, sender addresses and templates at the service.

Each change looks first: what is there is not added again, and what is gone is not removed again. So a call
whose answer was lost can be repeated.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from html import escape

from pydantic import SecretStr

from dm_tui.domain.account.unknown import ReadingPart
from dm_tui.domain.errors import DirectMailError
from dm_tui.domain.setup.mail_domain import MailDomain
from dm_tui.domain.setup.sender import SenderAddress
from dm_tui.domain.setup.template import Template, TemplateStatus
from dm_tui.domain.setup.wording import PASSWORD_OUTCOME_UNKNOWN
from dm_tui.providers.alibaba.account import AlibabaAccount
from dm_tui.providers.alibaba.account_connection import AccountConnection
from dm_tui.providers.alibaba.api.client import Client, Service
from dm_tui.providers.alibaba.api.errors import CallFailedError, OutcomeUnknownError, RefusedError
from dm_tui.providers.alibaba.api.field_types import number_of
from dm_tui.providers.alibaba.api.mail_answers import (
    ALREADY_EXISTS,
    CreatedDomain,
    EmptyAnswer,
    VendorDomain,
    VendorSender,
    VendorTemplate,
)
from dm_tui.providers.alibaba.reading.domains import domain_rows, read_domain
from dm_tui.providers.alibaba.reading.senders_and_templates import (
    TEMPLATE_STATUS,
    find_template,
    read_template_detail,
    sender_rows,
)
from dm_tui.providers.alibaba.reading.store_setup import merge_known_domain, sender_display_name
from dm_tui.providers.alibaba.wording import TEMPLATE_LEFT_AS_DRAFT
from dm_tui.store.state import StateFile


class AlibabaSetup:
    """Changes what sends in the account's region."""

    def __init__(self, state: StateFile, connection: AccountConnection, account: AlibabaAccount) -> None:
        self._state = state
        self._connection = connection
        self._now = account.now

    @contextmanager
    def _changing(self, part: ReadingPart) -> Iterator[Client]:
        """Give the client for a change; where it fails, the service may have other things than were read."""
        try:
            with self._connection.calls() as client:
                yield client
        except DirectMailError:
            self._connection.note_outdated(part)
            raise

    def new_domain(self, name: str, region: str) -> MailDomain:
        with self._changing(ReadingPart.DOMAINS) as client:
            row = _find_domain(client, name)
            if row is None:
                created = client.write(Service.MAIL, "CreateDomain", CreatedDomain, domain_name=name)
                row = VendorDomain(domain_id=created.domain_id, domain_name=name)
            return read_domain(client, row, self._now())

    def check_domain(self, domain: MailDomain) -> MailDomain:
        with self._changing(ReadingPart.DOMAINS) as client:
            row = _find_domain(client, domain.name)
            if row is None:
                raise RefusedError(f"There is no domain {domain.name} in this region.", "Domain.NotFound")
            client.write(Service.MAIL, "CheckDomain", EmptyAnswer, domain_id=number_of(row.domain_id))
            return merge_known_domain(domain, read_domain(client, row, self._now(), look_up=True))

    def remove_domain(self, domain: MailDomain) -> None:
        with self._changing(ReadingPart.DOMAINS) as client:
            row = _find_domain(client, domain.name)
            if row is not None:
                client.write(Service.MAIL, "DeleteDomain", EmptyAnswer, domain_id=number_of(row.domain_id))

    def add_sender(self, sender: SenderAddress) -> None:
        with self._changing(ReadingPart.SENDERS) as client:
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
                if not ALREADY_EXISTS.search(refused.code):
                    raise

    def remove_sender(self, sender: SenderAddress) -> None:
        with self._changing(ReadingPart.SENDERS) as client:
            row = _find_sender(client, sender.address)
            if row is not None:
                id = number_of(row.mail_address_id)
                client.write(Service.MAIL, "DeleteMailAddress", EmptyAnswer, mail_address_id=id)

    def set_smtp_password(self, sender: SenderAddress, password: SecretStr) -> None:
        """Set it by one call. The answer is searched for the password before anything repeats it."""
        secret = password.get_secret_value()
        with self._connection.calls() as client:
            row = _find_sender(client, sender.address)
            if row is None:
                raise RefusedError(
                    f"There is no {sender.address} in this region.", "InvalidMailAddress.NotFound"
                )
            id = number_of(row.mail_address_id)
            try:
                client.act(
                    Service.MAIL, "ModifyMailAddress", EmptyAnswer, mail_address_id=id, password=secret
                )
            except CallFailedError as failure:
                failure.hide(secret)
                if isinstance(failure, OutcomeUnknownError):
                    raise PASSWORD_OUTCOME_UNKNOWN(address=sender.address, answer=failure.words) from None
                raise

    def submit_template(self, template: Template) -> Template:
        """Submit a template, or change the one that the service has.

        Plain text goes as HTML: the service takes nothing else. It also wants a name, which it shows beside
        the sender address where it sends the template to a list.
        """
        with self._state.read() as tables:
            name = sender_display_name(tables, self._connection.region)

        content = {
            "template_name": template.name,
            "template_nick_name": name,
            "template_subject": template.subject,
            "template_text": template.html or f"<pre>{escape(template.text)}</pre>",
        }
        with self._changing(ReadingPart.TEMPLATES) as client:
            row, changed = find_template(client, template.name), False
            if row is None:
                client.write(Service.MAIL, "CreateTemplate", EmptyAnswer, template_type=0, **content)
                row = find_template(client, template.name)
            elif _status(row) in (TemplateStatus.DRAFT, TemplateStatus.REJECTED) or _differs(
                client, row, content
            ):
                id = number_of(row.template_id)
                client.write(Service.MAIL, "ModifyTemplate", EmptyAnswer, template_id=id, **content)
                row, changed = find_template(client, template.name), True
            status = _status(row)
            if changed and status is TemplateStatus.DRAFT:  # no call submits a draft
                raise TEMPLATE_LEFT_AS_DRAFT(template=template.name, page=self._connection.site.mail_console)
        # What was changed may still have the status of the text before.
        unreviewed = changed or status in (None, TemplateStatus.DRAFT)
        review = TemplateStatus.PENDING if unreviewed else status
        update = {"status": review, "reason": "", "submitted_at": self._now(), "reviewed_at": None}
        return template.model_copy(update=update)

    def check_template(self, template: Template) -> Template:
        with self._connection.calls() as client:
            row = find_template(client, template.name)
        status = _status(row)
        if row is None or status not in (TemplateStatus.APPROVED, TemplateStatus.REJECTED):
            return template
        reason = row.template_comment if status is TemplateStatus.REJECTED else ""
        update = {"status": status, "reason": reason, "reviewed_at": self._now()}
        return template.model_copy(update=update)

    def remove_template(self, template: Template) -> None:
        with self._changing(ReadingPart.TEMPLATES) as client:
            row = find_template(client, template.name)
            if row is not None:
                client.write(
                    Service.MAIL, "DeleteTemplate", EmptyAnswer, template_id=number_of(row.template_id)
                )


def _find_domain(client: Client, name: str) -> VendorDomain | None:
    rows = domain_rows(client, name)
    return next((row for row in rows if row.domain_name.lower() == name), None)


def _find_sender(client: Client, address: str) -> VendorSender | None:
    rows = sender_rows(client, address)
    return next((row for row in rows if row.account_name == address), None)


def _differs(client: Client, row: VendorTemplate, content: dict[str, str]) -> bool:
    detail = read_template_detail(client, row)
    return (detail.template_subject, detail.template_text) != (
        content["template_subject"],
        content["template_text"],
    )


def _status(row: VendorTemplate | None) -> TemplateStatus | None:
    return TEMPLATE_STATUS.get(row.template_status) if row is not None else None
