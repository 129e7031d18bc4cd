"""Sending to a whole list: recipients are uploaded, then one call makes the service send them a template."""

import json
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from functools import partial
from secrets import token_hex
from typing import TypeVar
from urllib.parse import quote

from dm_tui.domain.dates import Clock
from dm_tui.domain.mailing.letters.letter import Letter
from dm_tui.domain.mailing.recipients.recipient import Recipient
from dm_tui.domain.mailing.wording import LISTS_FULL, LISTS_TAKEN
from dm_tui.domain.model import Model
from dm_tui.domain.text import Line
from dm_tui.providers.alibaba.api import mail_answers as answers
from dm_tui.providers.alibaba.api.call_permissions import Service
from dm_tui.providers.alibaba.api.certain_refusals import is_certain_refusal
from dm_tui.providers.alibaba.api.client import Client
from dm_tui.providers.alibaba.api.errors import (
    CallFailedError,
    OutcomeUnknownError,
    RefusedError,
    ThrottledError,
)
from dm_tui.providers.alibaba.api.failure_wording import explain_failures
from dm_tui.providers.alibaba.api_transport import delivery_outcome
from dm_tui.providers.alibaba.list_limits import (
    KEEP_LIST_FOR,
    MAX_CALL_BYTES,
    MAX_LIST_RECIPIENTS,
    RECIPIENTS_PER_CALL,
    VARIABLE_LETTERS,
    length_problem,
)
from dm_tui.providers.mail.transport import Accepted, DeliveryOutcome, Leaving, RecipientList, notify_nobody

A = TypeVar("A", bound=Model)


MAX_THROTTLED_SECONDS, THROTTLED_PAUSE_SECONDS = 65, 5
"""How many seconds we repeat a call that is one too many a minute, and how many lie between two tries: the
service takes ten lists a minute (quota page).
"""

_TOO_MANY_LISTS = "QuotaExceed.Receiver"
"""The beginning of the code (CreateReceiver, error codes)."""


_LIST_NAME = re.compile(r"dm-tui-(\d{8}T\d{6})-[0-9a-f]{6}", re.ASCII)


class ApiListTransport:
    """Sends by BatchSendMail. `now` goes into the names of lists, so that old ones are recognised by name."""

    most = MAX_LIST_RECIPIENTS

    def __init__(self, client: Client, now: Clock) -> None:
        self.name = f"Direct Mail in {client.region}"
        self._client = client
        self._now = now

    def create_list(
        self, recipients: Sequence[Recipient], given_up: Callable[[], bool], free: Sequence[str] = ()
    ) -> RecipientList | None:
        """Make a list and fill it. One that could not be filled is never sent to."""
        refused = {
            recipient.address.lower(): words
            for recipient in recipients
            if not free and (words := length_problem(recipient))
        }
        field, row = ("custom_detail", partial(_free_row, free)) if free else ("detail", _documented_row)
        listed = [recipient for recipient in recipients if recipient.address.lower() not in refused]
        name = f"dm-tui-{self._now():%Y%m%dT%H%M%S}-{token_hex(3)}"
        if not listed:
            return RecipientList(name=name, refused=refused)
        with explain_failures():
            self._remove_old()
            created = self._create(name, given_up)
            if created is None:
                return None
            for part, count in _batches(map(row, listed)):
                detail = {"receiver_id": created.receiver_id, field: part}
                saved = self._write("SaveReceiverDetail", answers.SaveAnswer, given_up, **detail)
                if saved is None:
                    return None
                refused |= _rejected_recipients(saved, count)
        return RecipientList(name=name, refused=refused)

    def _create(self, name: str, given_up: Callable[[], bool]) -> answers.CreatedList | None:
        """Make an empty list, or say from when the service takes one more."""
        try:
            return self._write(
                "CreateReceiver",
                answers.CreatedList,
                given_up,
                receivers_name=name,
                receivers_alias=f"{name[-6:]}@example.com",  # it receives nothing
                desc="made by dm-tui, may be deleted",
            )
        except RefusedError as refused:
            if not refused.code.startswith(_TOO_MANY_LISTS):
                raise
        kept = [made for _, made in self._own_lists()]
        if not kept:
            raise LISTS_TAKEN()
        raise LISTS_FULL(until=min(kept) + KEEP_LIST_FOR + timedelta(minutes=1))

    def _write(
        self, action: str, answer: type[A], given_up: Callable[[], bool], **parameters: object
    ) -> A | None:
        """Make a call, and repeat it while it is one too many a minute; None once it is `given_up`."""
        for waited in range(MAX_THROTTLED_SECONDS):
            if given_up():
                return None
            if waited % THROTTLED_PAUSE_SECONDS == 0:
                try:
                    return self._client.write(Service.MAIL, action, answer, **parameters)
                except ThrottledError as refused:
                    if not is_certain_refusal(refused.code, refused.status):
                        raise  # it may have filled the list: the same again would be rejected as known
            self._client.sleep(1.0)
        return self._client.write(Service.MAIL, action, answer, **parameters)

    def send(self, list: str, letter: Letter, leaving: Leaving = notify_nobody) -> DeliveryOutcome:
        """Make the service send, by one call, made once."""
        try:
            sent = self._client.act(
                Service.MAIL,
                "BatchSendMail",
                answers.SendMailAnswer,
                leaving,
                account_name=letter.sender,
                address_type=1,
                template_name=letter.template,
                receivers_name=list,
                tag_name=letter.tag or None,
                click_trace="1" if letter.track else None,
                reply_address=letter.reply_to or None,
            )
        except CallFailedError as failure:
            return delivery_outcome(failure, letter.tag, of_list=True)
        return Accepted(words=sent.env_id)

    def _remove_old(self) -> None:
        """Remove our old lists: the service keeps only ten, and they hold personal data."""
        for id, made in self._own_lists():
            if self._now() - made > KEEP_LIST_FOR:
                self._client.write(Service.MAIL, "DeleteReceiver", answers.DoneAnswer, receiver_id=id)

    def _own_lists(self) -> Iterator[tuple[str, datetime]]:
        """Yield the id of each list of ours, and when it was made: its name says both."""
        lists = self._client.read(
            Service.MAIL, "QueryReceiverByParam", answers.RecipientListQuery, key_word="dm-tui-"
        )
        for row in lists.rows:
            match = _LIST_NAME.fullmatch(row.receivers_name)
            with suppress(ValueError):  # digits that are no time
                if match is not None:
                    made = datetime.strptime(match[1], "%Y%m%dT%H%M%S").replace(tzinfo=UTC)
                    yield row.receiver_id, made


def _documented_row(recipient: Recipient) -> dict[str, object]:
    """Return a recipient with the documented variables (SaveReceiverDetail, Detail)."""
    values = {letter: recipient.variables.get(name, "") for name, letter in VARIABLE_LETTERS.items()}
    return {"e": recipient.address, **values}


def _free_row(free: Sequence[str], recipient: Recipient) -> dict[str, object]:
    """Return a recipient with the template's own variables (SaveReceiverDetail, CustomDetail)."""
    values = {name: recipient.variables.get(name, "") for name in free}
    return {"Email": recipient.address, "CustomData": values}


def _batches(recipients: Iterable[dict[str, object]]) -> Iterator[tuple[str, int]]:
    """Yield the recipients in the service's form, as many at a time as it accepts, and how many they are."""
    part: list[str] = []
    size = 0
    for recipient in recipients:
        row = json.dumps(recipient, ensure_ascii=False)
        length = len(quote(row, safe="~")) + 3
        if part and (len(part) == RECIPIENTS_PER_CALL or size + length > MAX_CALL_BYTES):
            yield f"[{','.join(part)}]", len(part)
            part, size = [], 0
        part.append(row)
        size += length
    yield f"[{','.join(part)}]", len(part)


def _rejected_recipients(saved: answers.SaveAnswer, count: int) -> dict[str, Line]:
    """Return the rejected of `count` recipients; raise unless the service accounts for all of them."""
    errors = saved.error_count or 0
    if errors > len(saved.rejected):
        raise OutcomeUnknownError("The service rejected recipients of the list without naming them.")
    if saved.success_count is None or saved.success_count + errors != count:
        raise OutcomeUnknownError("The service does not say how many recipients of the list it took.")
    words = "The service rejected this address."
    return {detail.email.lower(): detail.err_message or words for detail in saved.rejected}
