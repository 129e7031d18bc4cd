"""Mail to a whole list: recipients are handed in, then one call has the service send a template to all of them."""

import json
import re
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime, timedelta
from secrets import token_hex
from urllib.parse import quote

from dm_tui.domain.dates import Clock
from dm_tui.domain.mailing.message import Letter, Recipient
from dm_tui.domain.text import Line
from dm_tui.providers.alibaba.api.client import Client, Service
from dm_tui.providers.alibaba.api.errors import (
    CallFailedError,
    OutcomeUnknownError,
    explain_failure,
)
from dm_tui.providers.alibaba.api.mail_answers import (
    CreatedList,
    EmptyAnswer,
    RecipientListQuery,
    SaveAnswer,
    SendMailAnswer,
)
from dm_tui.providers.alibaba.api_transport import classify_shared_failure
from dm_tui.providers.mail.transport import Accepted, DeliveryOutcome, RecipientList

MAX_LIST_RECIPIENTS = 10_000
"""Recipients of a list (limits); there may be ten lists."""

RECIPIENTS_PER_CALL = 500
"""Recipients of one call that fills a list."""

MAX_CALL_BYTES = 50_000
"""Bytes of them, as they stand in the address of the call; the service takes about 80 KB there."""

KEEP_LIST_FOR = timedelta(hours=1)
"""How long a list of ours stays after it was made: the service still needs it ten minutes after it was sent to."""

_VARIABLE_LETTERS = {
    "UserName": "u",
    "NickName": "n",
    "Gender": "g",
    "Birthday": "b",
    "Mobile": "m",
}
"""What the service calls the variables of a recipient; the address is `e`."""

_MAX_VALUE_LENGTH = {"UserName": 75}
_MAX_OTHER_VALUE_LENGTH = 25
"""Characters of a value (limits)."""

_LIST_NAME = re.compile(r"dm-tui-(\d{8}T\d{6})-[0-9a-f]{6}", re.ASCII)


class ApiListTransport:
    """Sends by BatchSendMail. `now` names the lists, so that those that are over are known by their names."""

    most = MAX_LIST_RECIPIENTS

    def __init__(self, client: Client, now: Clock) -> None:
        self.name = f"Direct Mail in {client.region}"
        self._client = client
        self._now = now

    def create_list(
        self, recipients: Sequence[Recipient], given_up: Callable[[], bool]
    ) -> RecipientList | None:
        """Make a list and fill it. One that could not be filled is left, never sent to, and removed later."""
        refused = {
            one.address.lower(): words for one in recipients if (words := _length_problem(one))
        }
        listed = [one for one in recipients if one.address.lower() not in refused]
        name = f"dm-tui-{self._now():%Y%m%dT%H%M%S}-{token_hex(3)}"
        if not listed:
            return RecipientList(name=name, refused=refused)
        try:
            self._remove_old()
            made = self._client.write(
                Service.MAIL,
                "CreateReceiver",
                CreatedList,
                receivers_name=name,
                receivers_alias=f"{name[-6:]}@example.com",  # nobody is written to there
                desc="made by dm-tui, may be deleted",
            )
            for part in _batches(listed):
                if given_up():
                    return None
                saved = self._client.write(
                    Service.MAIL,
                    "SaveReceiverDetail",
                    SaveAnswer,
                    receiver_id=made.receiver_id,
                    detail=part,
                )
                refused |= _rejected_recipients(saved)
        except CallFailedError as failure:
            raise explain_failure(failure) from None
        return RecipientList(name=name, refused=refused)

    def send(self, list: str, letter: Letter) -> DeliveryOutcome:
        """Have the service send, by one call, made once."""
        try:
            sent = self._client.write(
                Service.MAIL,
                "BatchSendMail",
                SendMailAnswer,
                account_name=letter.sender,
                address_type=1,
                template_name=letter.template,
                receivers_name=list,
                tag_name=letter.tag or None,
                reply_address=letter.reply_to or None,
            )
        except CallFailedError as failure:
            return classify_shared_failure(failure)
        return Accepted(words=sent.env_id)

    def _remove_old(self) -> None:
        """Remove the lists of ours that were sent to long ago: there is room for ten, and they hold people's data."""
        found = self._client.read(
            Service.MAIL, "QueryReceiverByParam", RecipientListQuery, key_word="dm-tui-"
        )
        for one in found.data.receiver:
            named = _LIST_NAME.fullmatch(one.receivers_name)
            if named is None:
                continue
            made = datetime.strptime(named[1], "%Y%m%dT%H%M%S").replace(tzinfo=UTC)
            if self._now() - made > KEEP_LIST_FOR:
                self._client.write(
                    Service.MAIL, "DeleteReceiver", EmptyAnswer, receiver_id=one.receiver_id
                )


def _batches(recipients: Sequence[Recipient]) -> Iterator[str]:
    """Yield the recipients as the service takes them, as many at a time as it takes."""
    part: list[str] = []
    size = 0
    for one in recipients:
        values = {letter: one.variables.get(name, "") for name, letter in _VARIABLE_LETTERS.items()}
        row = json.dumps({"e": one.address, **values}, ensure_ascii=False)
        length = len(quote(row, safe="~")) + 3
        if part and (len(part) == RECIPIENTS_PER_CALL or size + length > MAX_CALL_BYTES):
            yield f"[{','.join(part)}]"
            part, size = [], 0
        part.append(row)
        size += length
    yield f"[{','.join(part)}]"


def _rejected_recipients(saved: SaveAnswer) -> dict[str, Line]:
    """Return who was not taken, or raise where the service says of somebody that it did not, and not of whom."""
    if (saved.error_count or 0) > len(saved.data.detail):
        raise OutcomeUnknownError("Somebody was not taken into the list, and it is not told who.")
    words = "The service did not take this address."
    return {one.email.lower(): one.err_message or words for one in saved.data.detail}


def _length_problem(one: Recipient) -> Line:
    """Return what of a recipient a list does not take, empty where it takes all."""
    for name, value in one.variables.items():
        most = _MAX_VALUE_LENGTH.get(name, _MAX_OTHER_VALUE_LENGTH)
        if name in _VARIABLE_LETTERS and len(value) > most:
            return f"{name} has {len(value)} characters; a list takes {most}."
    return ""
