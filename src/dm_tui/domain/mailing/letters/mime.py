"""One message for one recipient, as bytes for the wire (RFC 5322, MIME).

`MimeComposer` checks and builds once what all messages of a mailing share; for each recipient it builds only
what differs: the address, the id, the date, and parts with variables. The standard `email` package would
build each message from the start.
"""

from collections.abc import Callable, Iterator, Mapping
from datetime import datetime
from email.utils import format_datetime

from dm_tui.domain.errors import DirectMailError, ErrorText
from dm_tui.domain.mailing.letters import letter_wording as wording
from dm_tui.domain.mailing.letters.attachment import Attachment
from dm_tui.domain.mailing.letters.letter import Letter
from dm_tui.domain.mailing.letters.message_size import require_size
from dm_tui.domain.mailing.letters.mime_body import BOUNDARY, body_part, normalize_line_ends
from dm_tui.domain.mailing.letters.mime_header import address_header, require_one_line, text_header
from dm_tui.domain.mailing.letters.tag import tag_header
from dm_tui.domain.mailing.letters.text_part import with_text
from dm_tui.domain.mailing.letters.unsubscribe import UnsubscribeHeaders
from dm_tui.domain.mailing.message_id import require_message_id
from dm_tui.domain.mailing.recipients.recipient import Recipient
from dm_tui.domain.setup.address import parse_address
from dm_tui.domain.setup.sender import MAX_ALIAS_LENGTH
from dm_tui.domain.setup.subject_and_body import MAX_SUBJECT_LENGTH
from dm_tui.domain.setup.variable_filling import Filler

_ALTERNATIVE = f'Content-Type: multipart/alternative; boundary="{BOUNDARY}"\r\n\r\n--{BOUNDARY}\r\n'.encode()
_NEXT = f"\r\n--{BOUNDARY}\r\n".encode()
_FILES = f"{BOUNDARY}-files"
_MIXED = f'Content-Type: multipart/mixed; boundary="{_FILES}"\r\n\r\n--{_FILES}\r\n'.encode()
_NEXT_FILE, _LAST_FILE = f"\r\n--{_FILES}\r\n".encode(), f"\r\n--{_FILES}--\r\n".encode()
_CLOSE = f"\r\n--{BOUNDARY}--\r\n".encode()

RowFile = Callable[[str, Mapping[str, str]], Attachment]
"""Returns the file of a recipient by its name with variables, and their values; it may refuse."""


class MimeComposer:
    """Makes the messages of one mailing; unsubscribe emails name it `mailing`.

    `row_file` reads the files of each recipient; without it, none are attached. Raises DirectMailError
    (USAGE, or REFUSED for a size) naming the field that cannot be sent.
    """

    def __init__(self, letter: Letter, mailing: str = "", row_file: RowFile | None = None) -> None:
        alias = letter.alias.strip()
        require_one_line(alias, wording.ALIAS_HAS_CONTROL_CHARACTER)
        _require_length(alias, MAX_ALIAS_LENGTH, wording.ALIAS_TOO_LONG)
        sender = _require_address(letter.sender, wording.BAD_SENDER)
        reply_to = _require_address(letter.reply_to, wording.BAD_REPLY_TO) if letter.reply_to else ""
        self._same = address_header("From", alias, sender)
        if reply_to:
            self._same += address_header("Reply-To", "", reply_to)
        if letter.tag:
            self._same += tag_header(letter.tag, track=letter.track)
        elif letter.track:
            raise wording.TRACKING_NEEDS_TAG()
        self._same += b"MIME-Version: 1.0\r\n"
        self._domain = sender.partition("@")[2]
        self._unsubscribe = (
            UnsubscribeHeaders(reply_to or sender, mailing or letter.tag, letter.unsubscribe_url)
            if letter.batch
            else None
        )
        self._subject = _Field(letter.content.subject)
        content = with_text(letter.content)
        bodies = (("plain", content.text), ("html", content.html))
        self._parts = tuple(_Part(subtype, text) for subtype, text in bodies if text.strip())
        if not self._parts:
            raise wording.EMPTY_LETTER()
        self._row_files, self._row_file = letter.row_files, row_file
        self._attached = [attachment.part for attachment in letter.attachments]
        require_size(sum(part.min_size for part in self._parts) + sum(map(len, self._attached)))

    def compose(self, recipient: Recipient, id: str, at: datetime) -> bytes:
        """Return the message for `recipient`: ASCII, CRLF line ends, no line longer than 998 characters.

        `id` becomes its Message-ID, `at` its Date. Raises DirectMailError for a bad address and for values
        that make an impossible subject or message; ValueError for an impossible id.
        """
        require_message_id(id)
        address = parse_address(recipient.address)
        values = {**recipient.variables, "EAddr": address}
        own = f"To: {address}\r\nMessage-ID: <{id}@{self._domain}>\r\nDate: {format_datetime(at)}\r\n"
        pieces = [self._same, own.encode("ascii"), self._subject.fill(values)]
        if self._unsubscribe is not None:
            pieces.append(self._unsubscribe.header(address))
        attached = [*self._attached, *self._files_of(values)]
        if attached:
            pieces.append(_MIXED)
        if len(self._parts) == 1:
            pieces.append(self._parts[0].fill(values))
        else:
            text, html = self._parts
            pieces += (_ALTERNATIVE, text.fill(values), _NEXT, html.fill(values), _CLOSE)
        for part in attached:
            pieces += (_NEXT_FILE, part)
        if attached:
            pieces.append(_LAST_FILE)
        message = b"".join(pieces)
        require_size(len(message))
        return message

    def _files_of(self, values: dict[str, str]) -> Iterator[bytes]:
        """Yield the parts with the recipient's own files."""
        if self._row_file is not None:
            for name in self._row_files:
                yield self._row_file(name, values).part


class _Field:
    """The subject: built once if it is the same for all."""

    def __init__(self, text: str) -> None:
        self._text = text.strip()
        if not self._text:
            raise wording.NO_SUBJECT()
        require_one_line(text, wording.SUBJECT_HAS_CONTROL_CHARACTER)
        self._filler = Filler(self._text)
        self._same = None if self._filler.variables else self._build_field(self._text)

    def fill(self, values: dict[str, str]) -> bytes:
        return self._same or self._build_field(self._filler.fill(values).strip())

    def _build_field(self, text: str) -> bytes:
        require_one_line(text, wording.SUBJECT_HAS_CONTROL_CHARACTER)
        _require_length(text, MAX_SUBJECT_LENGTH, wording.SUBJECT_TOO_LONG)
        return text_header("Subject", text)


class _Part:
    """One body: built once if it is the same for all. `min_size` is about how many bytes it has at least."""

    def __init__(self, subtype: str, text: str) -> None:
        self._subtype = subtype
        whole = normalize_line_ends(text)
        self._filler = Filler(whole, html=subtype == "html")
        self._same = None if self._filler.variables else body_part(subtype, whole)
        self.min_size = len(self._same or whole)

    def fill(self, values: dict[str, str]) -> bytes:
        """Return the part with the variables filled in, each encoded for its place."""
        if self._same is not None:
            return self._same
        return body_part(self._subtype, normalize_line_ends(self._filler.fill(values)))


def _require_address(text: str, problem: ErrorText) -> str:
    try:
        return parse_address(text)
    except DirectMailError as error:
        raise problem._replace(code=error.code)(problem=error.message, hint=error.hint) from None


def _require_length(text: str, limit: int, problem: ErrorText) -> None:
    if len(text) > limit:
        raise problem(length=len(text), limit=limit)
