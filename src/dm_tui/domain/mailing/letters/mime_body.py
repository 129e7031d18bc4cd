"""Bodies of a message: line ends, and an encoding that every server on the way carries unchanged.

The standard `email` package chooses among the same encodings, in loops of Python. A body is encoded once for
each recipient, so the loops here are those of C.
"""

from binascii import b2a_base64, b2a_qp

BOUNDARY = "=_dm-tui"
"""The line between the bodies. No encoded body has `=_` in it, and a plain one that has is encoded."""

_PLAIN = bytes(range(0x20, 0x7F)) + b"\t\r\n"
_ASCII = bytes(range(0x80))
_MAX_LINE_BYTES = 998
"""Characters in a line (RFC 5322)."""

_ENCODED_LINE = 76
"""Characters in a line of an encoded body (RFC 2045)."""


def normalize_line_ends(text: str) -> str:
    """Return text whose lines all end in a newline alone, including the last."""
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    return text if text.endswith("\n") else text + "\n"


def body_part(subtype: str, text: str) -> bytes:
    """Return `text/subtype` for the wire: two header fields, an empty line, the body.

    `text` has newlines as `normalize_line_ends` leaves them. Plain ASCII is not encoded; text that is mostly
    ASCII becomes quoted-printable, which is readable and shorter; the rest becomes base64.
    """
    data = text.replace("\n", "\r\n").encode("utf-8", "replace")
    if _is_plain(data):
        return _part_header(subtype, "7bit") + data
    non_ascii = len(data.translate(None, _ASCII))
    if non_ascii * 6 < len(data):
        return _part_header(subtype, "quoted-printable") + b2a_qp(data, istext=True)
    return _part_header(subtype, "base64") + base64_lines(b2a_base64(data, newline=False))


def _is_plain(data: bytes) -> bool:
    return (
        not data.translate(None, _PLAIN)
        and b"--=_" not in data
        and (len(data) <= _MAX_LINE_BYTES or max(map(len, data.split(b"\r\n"))) <= _MAX_LINE_BYTES)
    )


def _part_header(subtype: str, encoding: str) -> bytes:
    return (
        f"Content-Type: text/{subtype}; charset=utf-8\r\nContent-Transfer-Encoding: {encoding}\r\n\r\n"
    ).encode("ascii")


def base64_lines(encoded: bytes) -> bytes:
    """Return base64 on lines of the usual length, each with its end."""
    lines = [encoded[start : start + _ENCODED_LINE] for start in range(0, len(encoded), _ENCODED_LINE)]
    return b"\r\n".join(lines) + b"\r\n"
