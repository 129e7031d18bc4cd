"""Changing domains, sender addresses and templates at the service.

Each change looks first: what is there is not added again, and what is gone is not removed again. So a call
whose answer was lost can be repeated.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from html import escape

from pydantic import SecretStr

from dm_tui.domain.account.unknown_figures import ReadingPart
from dm_tui.domain.errors import DirectMailError, ErrorKind
from dm_tui.domain.setup.mail_domain import MailDomain
from dm_tui.domain.setup.sender import SenderAddress, display_name
from dm_tui.domain.setup.template import Template, TemplateStatus
from dm_tui.domain.setup.wording import PASSWORD_OUTCOME_UNKNOWN
from dm_tui.providers.alibaba.account import AlibabaAccount
from dm_tui.providers.alibaba.account_connection import AccountConnection
from dm_tui.providers.alibaba.api.call_permissions import Service
from dm_tui.providers.alibaba.api.client import Client
from dm_tui.providers.alibaba.api.errors import (
    ALREADY_EXISTS,
    CallFailedError,
    OutcomeUnknownError,
    RefusedError,
)
from dm_tui.providers.alibaba.api.field_types import number_of
from dm_tui.providers.alibaba.api.mail_answers import (
    CreatedDomain,
    DoneAnswer,
    TemplateDetail,
    VendorDomain,
    VendorSender,
    VendorTemplate,
)
from dm_tui.providers.alibaba.changes import Change
from dm_tui.providers.alibaba.reading.read_domains import domain_rows, read_domain
from dm_tui.providers.alibaba.reading.read_senders_and_templates import (
    TEMPLATE_STATUS,
    find_template,
    read_template_detail,
    sender_rows,
)
from dm_tui.providers.alibaba.reading.store_setup import merge_known_domain
from dm_tui.providers.alibaba.wording import NOTHING_CHANGED, TEMPLATE_LEFT_AS_DRAFT
from dm_tui.store.state import StateFile


class AlibabaSetup:
    """Changes what sends in the account's region."""

    def __init__(self, state: StateFile, connection: AccountConnection, account: AlibabaAccount) -> None:
        self._state = state
        self._connection = connection
        self._now = account.now

    @contextmanager
    def _changing(self, part: ReadingPart, subject: str, deed: str) -> Iterator[Change]:
        """Give a change to make; where it fails, the service may have other things than were read."""
        change: Change | None = None
        try:
            with self._connection.calls() as client:
                change = Change(client, subject, deed)
                yield change
        except DirectMailError as error:
            self._connection.note_outdated(part)
            if error.kind is ErrorKind.UNEXPECTED and (change is None or not change.begun):
                raise error.with_more(NOTHING_CHANGED) from error
            if error.kind is ErrorKind.UNEXPECTED and change is not None and change.made:
                raise error.with_more(change.made_words) from error
            raise

    def new_domain(self, name: str, region: str) -> MailDomain:
        with self._changing(ReadingPart.DOMAINS, f"the domain {name}", "added") as change:
            client = change.client
            find = partial(_find_domain, client, name)
            row = find()
            if row is None:
                there = partial(_is_there, find)
                created = change.make("CreateDomain", CreatedDomain, there, domain_name=name)
                id = created.domain_id if created is not None else ""
                row = VendorDomain(domain_id=id, domain_name=name) if id else find()
            if row is None:
                raise OutcomeUnknownError(f"The service does not show the domain {name} yet.")
            return read_domain(client, row, self._now())

    def check_domain(self, domain: MailDomain) -> MailDomain:
        with self._changing(ReadingPart.DOMAINS, f"the domain {domain.name}", "checked") as change:
            client = change.client
            row = _find_domain(client, domain.name)
            if row is None:
                raise RefusedError(f"There is no domain {domain.name} in this region.", "Domain.NotFound")
            look = partial(read_domain, client, row, self._now(), look_up=True)  # it says what a check found
            change.make("CheckDomain", DoneAnswer, lambda: bool(look()), domain_id=number_of(row.domain_id))
            return merge_known_domain(domain, look())

    def remove_domain(self, domain: MailDomain) -> None:
        with self._changing(ReadingPart.DOMAINS, f"the domain {domain.name}", "removed") as change:
            find = partial(_find_domain, change.client, domain.name)
            row = find()
            if row is not None:
                gone, id = partial(_is_gone, find), number_of(row.domain_id)
                change.make("DeleteDomain", DoneAnswer, gone, domain_id=id)

    def add_sender(self, sender: SenderAddress) -> None:
        with self._changing(ReadingPart.SENDERS, f"the sender address {sender.address}", "added") as change:
            try:
                change.make(
                    "CreateMailAddress",
                    DoneAnswer,
                    partial(_is_there, partial(_find_sender, change.client, sender.address)),
                    account_name=sender.address,
                    sendtype=str(sender.kind),
                    reply_address=sender.reply_to or None,
                )
            except RefusedError as refused:
                if not ALREADY_EXISTS.search(refused.code):
                    raise

    def remove_sender(self, sender: SenderAddress) -> None:
        with self._changing(ReadingPart.SENDERS, f"the sender address {sender.address}", "removed") as change:
            find = partial(_find_sender, change.client, sender.address)
            row = find()
            if row is not None:
                gone, id = partial(_is_gone, find), number_of(row.mail_address_id)
                change.make("DeleteMailAddress", DoneAnswer, gone, mail_address_id=id)

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
                client.act(Service.MAIL, "ModifyMailAddress", DoneAnswer, mail_address_id=id, password=secret)
            except CallFailedError as failure:
                failure.hide(secret)
                if isinstance(failure, OutcomeUnknownError):
                    raise PASSWORD_OUTCOME_UNKNOWN(address=sender.address, answer=failure.words) from None
                raise

    def submit_template(self, template: Template) -> Template:
        """Submit a template, or change the one that the service has.

        Plain text goes as HTML: the service takes nothing else. It also wants a name, which it shows beside
        the sender address where it sends the template to a list; one that it has stays.
        """
        with self._state.read() as tables:
            here = self._connection.region
            name = display_name(
                [sender for sender in tables.of(SenderAddress).all() if sender.region == here]
            )

        content = {
            "template_name": template.name,
            "template_nick_name": name,
            "template_subject": template.subject,
            "template_text": template.html or f"<pre>{escape(template.text)}</pre>",
        }
        with self._changing(ReadingPart.TEMPLATES, f"the template “{template.name}”", "submitted") as change:
            client = change.client
            find = partial(find_template, client, template.name)
            row, changed = find(), False
            if row is None:
                there = partial(_is_there, find)
                change.make("CreateTemplate", DoneAnswer, there, template_type=0, **content)
                row = find()
            else:
                present = read_template_detail(client, row)
                content["template_nick_name"] = present.template_nick_name or name
                differs = _differs(present, content)
                if differs or _status(row) in _NOT_SUBMITTED:
                    change.make(
                        "ModifyTemplate",
                        DoneAnswer,
                        partial(_has_content, client, find, content)
                        if differs
                        else partial(_is_submitted, find),
                        template_id=number_of(row.template_id),
                        **content,
                    )
                    row, changed = find(), True
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
        with self._changing(ReadingPart.TEMPLATES, f"the template “{template.name}”", "removed") as change:
            find = partial(find_template, change.client, template.name)
            row = find()
            if row is not None:
                gone, id = partial(_is_gone, find), number_of(row.template_id)
                change.make("DeleteTemplate", DoneAnswer, gone, template_id=id)


_NOT_SUBMITTED = (TemplateStatus.DRAFT, TemplateStatus.REJECTED)


def _is_there(find: Callable[[], object]) -> bool:
    return find() is not None


def _is_gone(find: Callable[[], object]) -> bool:
    return find() is None


def _has_content(client: Client, find: Callable[[], VendorTemplate | None], content: dict[str, str]) -> bool:
    row = find()
    return row is not None and not _differs(read_template_detail(client, row), content)


def _is_submitted(find: Callable[[], VendorTemplate | None]) -> bool:
    """Say whether a template with the same text as before is under review, or was reviewed, by now."""
    row = find()
    return row is not None and _status(row) not in _NOT_SUBMITTED


def _find_domain(client: Client, name: str) -> VendorDomain | None:
    rows = domain_rows(client, name)
    return next((row for row in rows if row.domain_name.lower() == name), None)


def _find_sender(client: Client, address: str) -> VendorSender | None:
    rows = sender_rows(client, address)
    return next((row for row in rows if row.account_name == address), None)


def _differs(detail: TemplateDetail, content: dict[str, str]) -> bool:
    return (detail.template_subject, detail.template_text) != (
        content["template_subject"],
        content["template_text"],
    )


def _status(row: VendorTemplate | None) -> TemplateStatus | None:
    return TEMPLATE_STATUS.get(row.template_status) if row is not None else None
