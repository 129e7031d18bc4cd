"""A letter as it arrived: who it is from, what a reader sees, its header fields and its attachments.

Everything in it may be hostile and stays as it is: each face cleans what it shows.
"""

from datetime import UTC, datetime
from email import message_from_bytes
from email.header import decode_header, make_header
from email.message import Message
from email.utils import parsedate_to_datetime

from dm_tui.domain.mailing.letters.html_to_text import html_to_text
from dm_tui.domain.model import Model

MAX_SHOWN_CHARS = 200_000
"""Characters of a body that are shown; the source has the rest (our own limit)."""


class ReceivedAttachment(Model):
    """One attached file."""

    name: str
    type: str
    size: int


class ReceivedLetter(Model):
    """The head of a letter; `at` is its date, None where it has no readable one; `size` is in bytes."""

    id: str
    at: datetime | None
    sender: str
    recipient: str
    subject: str
    size: int


class HeaderField(Model):
    """One header field, decoded."""

    name: str
    value: str


class OpenedLetter(ReceivedLetter):
    """The whole letter: `text` is what a reader sees, `html` the page it comes from, if it does."""

    headers: tuple[HeaderField, ...]
    text: str
    html: str
    attachments: tuple[ReceivedAttachment, ...]
    source: str


def read_head(id: str, raw: bytes, size: int) -> ReceivedLetter:
    """Return the head of a letter; `raw` holds at least its header fields."""
    head, _, _ = raw.replace(b"\r\n", b"\n").partition(b"\n\n")
    return ReceivedLetter(**_head(id, message_from_bytes(head + b"\n\n"), size))


def open_letter(id: str, raw: bytes) -> OpenedLetter:
    """Return a whole letter, however malformed it is."""
    message = message_from_bytes(raw)
    plain, html, attachments = "", "", []
    for part in message.walk():
        if part.is_multipart():
            continue
        name = part.get_filename()
        kind = part.get_content_type()
        if name is None and part.get_content_disposition() != "attachment":
            if kind == "text/plain" and not plain:
                plain = _text(part)
                continue
            if kind == "text/html" and not html:
                html = _text(part)
                continue
        payload = part.get_payload(decode=True)
        size = len(payload) if isinstance(payload, bytes) else 0
        attachments.append(ReceivedAttachment(name=_decode_field(name or ""), type=kind, size=size))
    return OpenedLetter(
        **_head(id, message, len(raw)),
        headers=tuple(HeaderField(name=name, value=_decode_field(value)) for name, value in message.items()),
        text=(plain or html_to_text(html[:MAX_SHOWN_CHARS]))[:MAX_SHOWN_CHARS],
        html=html,
        attachments=tuple(attachments),
        source=raw.decode("utf-8", "replace"),
    )


def _head(id: str, message: Message, size: int) -> dict[str, object]:
    return {
        "id": id,
        "at": _date(str(message.get("Date", ""))),
        "sender": _decode_field(message.get("From", "")),
        "recipient": _decode_field(message.get("To", "")),
        "subject": _decode_field(message.get("Subject", "")),
        "size": size,
    }


def _date(text: str) -> datetime | None:
    try:
        at = parsedate_to_datetime(text)
        return at.astimezone(UTC) if at.tzinfo is not None else at.replace(tzinfo=UTC)
    except (ValueError, OverflowError):
        return None


def _decode_field(value: object) -> str:
    """Return the value of a header field on one line, with its encoded words decoded where they can be."""
    text = " ".join(str(value).split())
    if "=?" not in text:
        return text
    try:
        return str(make_header(decode_header(text)))
    except (ValueError, LookupError):
        return text


def _text(part: Message) -> str:
    payload = part.get_payload(decode=True)
    if not isinstance(payload, bytes):
        return ""
    try:
        text = payload.decode(part.get_content_charset() or "utf-8", "replace")
    except LookupError:  # no such encoding
        text = payload.decode("utf-8", "replace")
    return text.replace("\r\n", "\n").replace("\r", "\n")
