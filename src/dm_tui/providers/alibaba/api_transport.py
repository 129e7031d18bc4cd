"""Sending by the service's own call, one message to one recipient: how a live account sends."""

import json
from base64 import b64decode
from email import message_from_bytes, policy
from email.message import EmailMessage

from dm_tui.domain.mailing.answer_faults import judge_call
from dm_tui.domain.text import clean_line
from dm_tui.providers.alibaba.api import errors
from dm_tui.providers.alibaba.api.call_permissions import Service
from dm_tui.providers.alibaba.api.client import Client
from dm_tui.providers.alibaba.api.mail_answers import SendMailAnswer
from dm_tui.providers.alibaba.tags import explain_tagged
from dm_tui.providers.mail.transport import (
    Accepted,
    Deferred,
    DeliveryOutcome,
    Leaving,
    Refused,
    Unknown,
    notify_nobody,
)

_FORWARDED_HEADERS = ("List-Unsubscribe", "List-Unsubscribe-Post")
"""Fields that the service copies; without them it may add an unsubscribe link of its own."""


_BAD_ADDRESS, _NOT_TAKEN = 550, 554
"""The codes of SMTP for what the service says of one recipient by a code of its own (RFC 5321)."""


class ApiTransport:
    """Sends by SingleSendMail. It cannot look an outcome up later: the message carries no id of ours."""

    connections = 4
    """Parallel calls (our own choice); the service accepts a hundred a second (quota page)."""

    is_real, takes_attachments = True, False

    def __init__(self, client: Client) -> None:
        self.name = f"Direct Mail in {client.region}"
        self._client = client

    def connect(self) -> "ApiTransport":
        """Return itself: each message is a call of its own, and threads may share the client."""
        return self

    def close(self) -> None:
        """Do nothing: nothing is open."""

    def settle(self, id: str) -> DeliveryOutcome | None:
        return None

    def deliver(
        self, id: str, sender: str, recipient: str, message: bytes, leaving: Leaving = notify_nobody
    ) -> DeliveryOutcome:
        """Submit the message by one call, made once."""
        parsed = message_from_bytes(message, policy=policy.default)
        reply_to = str(parsed.get("Reply-To", ""))
        tag, tracked = _tag(parsed)
        try:
            sent = self._client.act(
                Service.MAIL,
                "SingleSendMail",
                SendMailAnswer,
                leaving,
                account_name=sender,
                address_type=1,
                reply_to_address="false",
                reply_address=reply_to or None,
                to_address=recipient,
                subject=str(parsed.get("Subject", "")),
                from_alias=_alias(parsed) or None,
                text_body=_body(parsed, "plain") or None,
                html_body=_body(parsed, "html") or None,
                tag_name=tag or None,
                click_trace="1" if tracked else None,
                headers=_headers(parsed) or None,
            )
        except errors.CallFailedError as failure:
            return delivery_outcome(failure, tag)
        return Accepted(words=sent.env_id)


def delivery_outcome(
    failure: errors.CallFailedError, tag: str = "", *, of_list: bool = False
) -> DeliveryOutcome:
    """Return what a failed call means for the mail, which may have a `tag` and may be for a whole list.

    The words name the code, by which people look it up.
    """
    if isinstance(failure, errors.NotSentError):
        return Deferred(words=failure.words)
    fault = judge_call(failure.code, failure.status, failure.retry_after)
    if not isinstance(failure, errors.RefusedError):
        return Unknown(words=failure.words, fault=fault if failure.was_answered else None)
    if isinstance(failure, errors.ThrottledError):
        return Deferred(words=failure.words, fault=fault)
    if not fault.is_of_one or of_list:
        return Deferred(words=explain_tagged(failure, tag).message, fault=fault)
    words = clean_line(f"{failure.words} ({failure.code})")
    if fault.refuses:
        return Refused(code=_BAD_ADDRESS if fault.invalid else _NOT_TAKEN, words=words, invalid=fault.invalid)
    return Deferred(code=_NOT_TAKEN, words=words, fault=fault)


def _alias(parsed: EmailMessage) -> str:
    sender = parsed["From"]
    return sender.addresses[0].display_name if sender is not None and sender.addresses else ""


def _tag(parsed: EmailMessage) -> tuple[str, bool]:
    """Return the tag and whether opens and clicks are tracked: one field has both (SMTP tracking)."""
    try:
        settings = json.loads(b64decode(str(parsed.get("X-AliDM-Trace", ""))))
    except ValueError:
        return "", False
    if not isinstance(settings, dict):
        return "", False
    return str(settings.get("TagName", "")), settings.get("OpenTrace") == "1"


def _headers(parsed: EmailMessage) -> str:
    """Return the fields of the message that the call accepts, as a JSON object, empty if there are none."""
    headers = {name: str(parsed[name]) for name in _FORWARDED_HEADERS if name in parsed}
    return json.dumps(headers) if headers else ""


def _body(parsed: EmailMessage, kind: str) -> str:
    part = parsed.get_body((kind,))
    return str(part.get_content()) if part is not None else ""
