"""One message for one recipient, as bytes for the wire (RFC 5322, MIME).

What is the same for a whole mailing is checked and built once, by `MimeComposer`; for each recipient only what
differs is: the address, the id, the instant, and whatever has variables in it.
"""

import json
import re
from base64 import b64encode
from datetime import datetime
from email.utils import format_datetime

from dm_tui.domain.errors import DirectMailError, ErrorKind
from dm_tui.domain.mailing.message import Letter, Recipient, require_message_id
from dm_tui.domain.mailing.mime_body import BOUNDARY, body_part, normalize_line_ends
from dm_tui.domain.mailing.mime_header import address_header, require_one_line, text_header
from dm_tui.domain.mailing.unsubscribe import UnsubscribeHeaders
from dm_tui.domain.setup.address import parse_address
from dm_tui.domain.setup.template import fill_variables

MAX_ALIAS, MAX_SUBJECT, MAX_TAG = 15, 256, 128
"""Characters (limits)."""

MAX_MESSAGE_BYTES = 15 * 1024 * 1024
"""Bytes of a message sent by SMTP (limits)."""

_TAG = re.compile(r"[A-Za-z0-9_-]+", re.ASCII)

_ALTERNATIVE = (
    f'Content-Type: multipart/alternative; boundary="{BOUNDARY}"\r\n\r\n--{BOUNDARY}\r\n'.encode()
)
_NEXT = f"\r\n--{BOUNDARY}\r\n".encode()
_CLOSE = f"\r\n--{BOUNDARY}--\r\n".encode()


class MimeComposer:
    """Makes the messages of one mailing; `mailing` is what an unsubscription by email calls it.

    Raises DirectMailError (USAGE, or REFUSED for a size) naming the field that cannot be sent.
    """

    def __init__(self, letter: Letter, mailing: str = "") -> None:
        content = letter.content
        alias = letter.alias.strip()
        require_one_line("alias", alias)
        _require_length("alias", alias, MAX_ALIAS)
        sender = _address("sender", letter.sender)
        reply_to = _address("reply-to address", letter.reply_to) if letter.reply_to else ""
        self._same = address_header("From", alias, sender)
        if reply_to:
            self._same += address_header("Reply-To", "", reply_to)
        if letter.tag:
            self._same += _tag_header(letter.tag)
        self._same += b"MIME-Version: 1.0\r\n"
        self._domain = sender.partition("@")[2]
        self._unsubscribe = (
            UnsubscribeHeaders(reply_to or sender, mailing or letter.tag, letter.unsubscribe_url)
            if letter.batch
            else None
        )
        self._subject = _Field(content.subject)
        bodies = (("plain", content.text), ("html", content.html))
        self._parts = tuple(_Part(subtype, text) for subtype, text in bodies if text.strip())
        if not self._parts:
            raise _usage_error(
                "empty-letter", "There is nothing to send.", "Give a text or HTML body."
            )
        _require_size(sum(part.least for part in self._parts))

    def compose(self, recipient: Recipient, id: str, at: datetime) -> bytes:
        """Return the message for `recipient`: ASCII, CRLF line ends, no line longer than 998 characters.

        `id` becomes its Message-ID, `at` its Date. Raises DirectMailError where the address is none or the
        values make a subject or a message that cannot be sent; ValueError for what cannot be an id.
        """
        require_message_id(id)
        address = parse_address(recipient.address)
        values = {**recipient.variables, "EAddr": address}
        pieces = [
            self._same,
            f"To: {address}\r\nMessage-ID: <{id}@{self._domain}>\r\n"
            f"Date: {format_datetime(at)}\r\n".encode("ascii"),
            self._subject.fill(values),
        ]
        if self._unsubscribe is not None:
            pieces.append(self._unsubscribe.header(address))
        if len(self._parts) == 1:
            pieces.append(self._parts[0].fill(values))
        else:
            text, html = self._parts
            pieces += (_ALTERNATIVE, text.fill(values), _NEXT, html.fill(values), _CLOSE)
        message = b"".join(pieces)
        _require_size(len(message))
        return message


class _Field:
    """The subject: built once where it is the same for all."""

    def __init__(self, text: str) -> None:
        self._text = text.strip()
        if not self._text:
            raise _usage_error("no-subject", "There is no subject.", "Give the letter one.")
        require_one_line("subject", text)
        self._same = None if _has_variables(text) else self._build_field(self._text)

    def fill(self, values: dict[str, str]) -> bytes:
        """Return the field with the variables filled in, or refuse."""
        return self._same or self._build_field(fill_variables(self._text, values).strip())

    def _build_field(self, text: str) -> bytes:
        require_one_line("subject", text)
        _require_length("subject", text, MAX_SUBJECT, varies=True)
        return text_header("Subject", text)


class _Part:
    """One body: built once where it is the same for all. `least` is about how many bytes it has."""

    def __init__(self, subtype: str, text: str) -> None:
        self._subtype = subtype
        self._text = normalize_line_ends(text)
        self._same = None if _has_variables(text) else body_part(subtype, self._text)
        self.least = len(self._same or self._text)

    def fill(self, values: dict[str, str]) -> bytes:
        """Return the part with the variables filled in, in HTML as text that is no markup."""
        if self._same is not None:
            return self._same
        filled = fill_variables(self._text, values, html=self._subtype == "html")
        return body_part(self._subtype, normalize_line_ends(filled))


def _has_variables(text: str) -> bool:
    return fill_variables(text, {}) != text


def _tag_header(tag: str) -> bytes:
    """Return the header that names the tag to the service; opens and clicks are not tracked (SMTP tracking)."""
    _require_length("tag", tag, MAX_TAG)
    if not _TAG.fullmatch(tag):
        raise _usage_error(
            "bad-tag",
            "The tag is not one the service takes.",
            f"Use 1 to {MAX_TAG} letters, digits, underscores and hyphens.",
        )
    settings = {"TagName": tag, "OpenTrace": "0", "LinkTrace": "0"}
    return b"X-AliDM-Trace: " + b64encode(json.dumps(settings).encode()) + b"\r\n"


def _address(field: str, text: str) -> str:
    try:
        return parse_address(text)
    except DirectMailError as error:
        raise _usage_error(
            error.code, f"The {field} cannot be used. {error.message}", error.hint
        ) from None


def _require_length(field: str, text: str, most: int, *, varies: bool = False) -> None:
    if len(text) > most:
        raise _usage_error(
            f"{field}-too-long",
            f"The {field} has {len(text)} characters, {most} at most are allowed.",
            "Shorten it. A variable counts with the value of each recipient."
            if varies
            else "Shorten it.",
        )


def _require_size(size: int) -> None:
    if size > MAX_MESSAGE_BYTES:
        raise DirectMailError(
            ErrorKind.REFUSED,
            "message-too-large",
            f"The message has {size:,} bytes, {MAX_MESSAGE_BYTES:,} (15 MB) at most are allowed.",
            "Shorten it, or link to what is large.",
        )


def _usage_error(code: str, message: str, hint: str) -> DirectMailError:
    return DirectMailError(ErrorKind.USAGE, code, message, hint)
