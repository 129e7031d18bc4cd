"""Sending by the service's own call, one message to one recipient: how a live account sends."""

import json
from base64 import b64decode
from email import message_from_bytes, policy
from email.message import EmailMessage
from threading import Lock

from dm_tui.domain.text import clean_line
from dm_tui.providers.alibaba.api import errors
from dm_tui.providers.alibaba.api.client import Client, Service
from dm_tui.providers.alibaba.api.mail_answers import SendMailAnswer
from dm_tui.providers.alibaba.tags import explain_tagged
from dm_tui.providers.mail.transport import (
    Accepted,
    Deferred,
    DeliveryOutcome,
    Leaving,
    Refused,
    Unknown,
    unannounced,
)

_FORWARDED_HEADERS = ("List-Unsubscribe", "List-Unsubscribe-Post")
"""Fields that the service copies; without them it may add an unsubscribe link of its own."""

MAX_SPAM_RUN = 3
"""Recipients in a row that the spam filter may refuse (our own limit).

An older page says that its code is about the account's rate and quota: then it would refuse everyone.
"""

_SPAM = "InvalidSendMail.Spam"
_BAD_ADDRESS = ("InvalidToAddress", "EmailFormatError", "EmailLengthError")
_NOT_FOR_RECIPIENT = ("InvalidReceiverName.Malformed", _SPAM)
"""The beginnings of the codes that concern one recipient (SingleSendMail, error codes).

All others, such as a wrong subject or a used-up quota, concern every recipient of the letter.
"""


class ApiTransport:
    """Sends by SingleSendMail. It cannot look an outcome up later: the message carries no id of ours."""

    connections = 4
    """Parallel calls; the service accepts a hundred a second."""

    is_real = True

    def __init__(self, client: Client) -> None:
        self.name = f"Direct Mail in {client.region}"
        self._client = client
        self._guard = Lock()
        self._spam_run = 0

    def connect(self) -> "ApiTransport":
        """Return itself: each message is a call of its own, and threads may share the client."""
        return self

    def close(self) -> None:
        """Do nothing: nothing is open."""

    def settle(self, id: str) -> DeliveryOutcome | None:
        return None

    def deliver(
        self, id: str, sender: str, recipient: str, message: bytes, leaving: Leaving = unannounced
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
            if self._is_spam_again(failure.code):
                return classify_shared_failure(failure)
            return _delivery_outcome(failure, tag)
        self._is_spam_again("")
        return Accepted(words=sent.env_id)

    def _is_spam_again(self, code: str) -> bool:
        """Count refusals by the spam filter; return whether so many in a row mean no single recipient."""
        with self._guard:
            self._spam_run = self._spam_run + 1 if code.startswith(_SPAM) else 0
            return self._spam_run >= MAX_SPAM_RUN


def _delivery_outcome(failure: errors.CallFailedError, tag: str) -> DeliveryOutcome:
    words = clean_line(f"{failure.words} ({failure.code})")
    certain = isinstance(failure, errors.RefusedError)
    if certain and failure.code.startswith(_BAD_ADDRESS):
        return Refused(code=550, words=words, invalid=True)
    if certain and failure.code.startswith(_NOT_FOR_RECIPIENT):
        return Refused(code=554, words=words)
    return classify_shared_failure(failure, tag)


def classify_shared_failure(failure: errors.CallFailedError, tag: str = "") -> DeliveryOutcome:
    """Return the outcome of a failure that concerns no single message: not sent, or unknown.

    `tag` is the one that the mail has.
    """
    if isinstance(failure, errors.ThrottledError | errors.NotSentError):
        return Deferred(words=failure.words)
    if isinstance(failure, errors.RefusedError):
        return Deferred(words=explain_tagged(failure, tag).message, shut=True)
    return Unknown(words=failure.words)


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
