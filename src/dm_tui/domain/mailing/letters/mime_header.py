"""Header fields of a message: which characters one may hold, and how text that is not ASCII is encoded."""

import re
from binascii import b2a_base64

from dm_tui.domain.errors import ErrorText
from dm_tui.domain.text import find_control_character

_ATOMS = re.compile(r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+( [A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*", re.ASCII)

_LINE = 76
"""Characters in a line that has an encoded word in it (RFC 2047)."""

_FRAME = len("=?utf-8?b??=")


def require_one_line(text: str, problem: ErrorText) -> None:
    """Refuse text with a control character, such as a line break that would begin another field."""
    if (at := find_control_character(text)) >= 0:
        raise problem(character=f"U+{ord(text[at]):04X}")


def text_header(name: str, text: str) -> bytes:
    """Return the field `name` with free text, such as a subject, and its line end.

    ASCII stays readable, on one line. Anything else, and what would read as an encoded word, is encoded.
    """
    if text.isascii() and "=?" not in text:
        return f"{name}: {text}\r\n".encode("ascii")
    return f"{name}: ".encode("ascii") + _encoded_words(name, text) + b"\r\n"


def address_header(name: str, shown: str, address: str) -> bytes:
    """Return the field `name` with one address, `shown` beside it where it is not empty, and its line end."""
    if not shown:
        return f"{name}: {address}\r\n".encode("ascii")
    if not shown.isascii() or "=?" in shown:
        return text_header(name, shown) + f" <{address}>\r\n".encode("ascii")
    if not _ATOMS.fullmatch(shown):
        escaped = shown.replace("\\", "\\\\").replace('"', '\\"')
        shown = f'"{escaped}"'
    return f"{name}: {shown} <{address}>\r\n".encode("ascii")


def _encoded_words(name: str, text: str) -> bytes:
    """Return encoded words (RFC 2047), each on a line that it fits into, the first one after `name`."""
    data = text.encode()
    most = (_LINE - len(f"{name}: ") - _FRAME) // 4 * 3
    words, start = [], 0
    while start < len(data):
        end = start + most
        while end < len(data) and data[end] & 0xC0 == 0x80:  # a character is never cut in two
            end -= 1
        words.append(b"=?utf-8?b?" + b2a_base64(data[start:end], newline=False) + b"?=")
        start = end
    return b"\r\n ".join(words)
