"""Files attached to a letter: for everyone, or one for each row by a name with variables in it."""

import mimetypes
from binascii import a2b_base64, b2a_base64
from urllib.parse import quote

from dm_tui.domain.mailing.letters.mime_body import base64_lines
from dm_tui.domain.model import Model

MAX_ATTACHMENTS = 100
"""Files in one message (vendor's page on attachments)."""

_TYPES = mimetypes.MimeTypes()
"""The types that Python knows: those of the system would make the message depend on the machine."""

_ANY_TYPE = "application/octet-stream"


class Attachment(Model):
    """One file: its name for the reader, its type, and its content in base64, as it is sent and stored."""

    name: str
    type: str
    data: str

    @classmethod
    def of(cls, name: str, content: bytes) -> "Attachment":
        """Return a file with the type of its name."""
        kind, encoding = _TYPES.guess_type(name, strict=True)
        known = (
            kind
            if kind and encoding is None and not kind.startswith(("message/", "multipart/"))
            else _ANY_TYPE
        )
        return cls(name=name, type=known, data=b2a_base64(content, newline=False).decode("ascii"))

    @property
    def size(self) -> int:
        """The size of the file in bytes."""
        return len(self.data) // 4 * 3 - self.data[-2:].count("=")

    @property
    def content(self) -> bytes:
        """The content."""
        return a2b_base64(self.data)

    @property
    def part(self) -> bytes:
        """The part of a message: three header fields, an empty line, the content."""
        name = (
            f'filename="{self.name}"'
            if self.name.isascii() and not set(self.name) & set('"\\')
            else f"filename*=utf-8''{quote(self.name, safe='')}"  # RFC 2231
        )
        head = (
            f"Content-Type: {self.type}\r\nContent-Transfer-Encoding: base64\r\n"
            f"Content-Disposition: attachment; {name}\r\n\r\n"
        )
        return head.encode("ascii") + base64_lines(self.data.encode("ascii"))
