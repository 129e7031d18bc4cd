"""Text from outside is hostile: it is cleaned where it enters and made visible where it is painted."""

import re
from collections.abc import Sequence
from typing import Annotated

from pydantic import BeforeValidator, StringConstraints

# C0 but newline and tab, DEL, C1, bidi marks, embeddings, overrides and isolates, lone surrogates.
_HOSTILE = "[\x00-\x08\x0b-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069\ud800-\udfff]"
"""Compiled on first use: printable text has none of these (`str.isprintable`)."""

_LINE_END = "\r\n|[\r\x0b\x0c\x1c-\x1e\x85\u2028\u2029]"
"""Ends of lines but the newline: a terminal pastes a carriage return, Unicode and old files have others."""


def clean(text: str, limit: int = 10_000) -> str:
    """Return `text` without control, bidi and surrogate characters, in NFC, cut to `limit` characters.

    Every end of a line becomes a newline.
    """
    text = text[: limit * 4]
    if not text.isprintable():
        text = re.sub(_HOSTILE, "", re.sub(_LINE_END, "\n", text))
    if not text.isascii():
        import unicodedata

        text = unicodedata.normalize("NFC", text)
    return text if len(text) <= limit else f"{text[: limit - 1]}…"


def clean_line(text: str, limit: int = 200) -> str:
    """Return `text` cleaned and on one line: newlines and tabs become single spaces."""
    return " ".join(clean(text, limit * 4).split())[:limit]


_BREAKS = "[\t-\r\x85\u2028\u2029 ]+"
_BREAKING = "[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]"
"""C0, DEL and C1, the separators of lines and paragraphs, lone surrogates."""


def on_one_line(text: str) -> str:
    """Return `text` to be sent on one line: breaks and spaces around them become single spaces, no more."""
    text = text.strip()
    return text if text.isprintable() else re.sub(_BREAKS, " ", text)


def find_control_character(text: str) -> int:
    """Return where the first control character is that one line cannot have, -1 for none."""
    match = None if text.isprintable() else re.search(_BREAKING, text)
    return -1 if match is None else match.start()


def show_control_characters(text: str) -> str:
    """Return `text` with every control character as a visible picture (U+2400 block)."""

    def picture(match: re.Match[str]) -> str:
        code = ord(match.group())
        if code < 0x20:
            return chr(0x2400 + code)
        return "\u2421" if code == 0x7F else "\ufffd"

    return text if text.isprintable() else re.sub(_HOSTILE, picture, text)


def cell_width(text: str) -> int:
    """Return how many cells of a terminal a line of text takes: two a wide letter, none a combining mark."""
    if text.isascii():
        return len(text)
    import unicodedata

    cells = 0
    for letter in text:
        if unicodedata.east_asian_width(letter) in "WF":
            cells += 2
        elif unicodedata.category(letter) not in ("Mn", "Me", "Cf") or letter == "\ufe0f":
            cells += 1
    return cells


def nearest(word: str, known: Sequence[str]) -> str:
    """Return the word that was probably meant, empty if none is near."""
    from difflib import get_close_matches  # for mistakes only

    return next(iter(get_close_matches(word, known, 1)), "")


_PLAIN = str.maketrans(
    {"×": "x", "·": "-", "…": "...", "“": '"', "”": '"', "’": "'", "–": "-", "—": "-", "→": "->"}
)


def to_ascii(text: str) -> str:
    """Return `text` in ASCII: our marks replaced, letters without accents, the rest as escapes."""
    if text.isascii():
        return text
    import unicodedata

    letters = unicodedata.normalize("NFKD", text.translate(_PLAIN))
    bare = "".join(letter for letter in letters if not unicodedata.combining(letter))
    return bare.encode("ascii", "backslashreplace").decode("ascii")


def escape_json(json: str) -> str:
    """Return JSON text with every control, bidi and surrogate character in its strings as a \\u escape."""
    if json.replace("\n", "").isprintable():
        return json
    return re.sub(_HOSTILE, lambda match: f"\\u{ord(match.group()):04x}", json)


def _clean_line_value(value: object) -> object:
    return clean_line(value) if isinstance(value, str) else value


def _clean_text_value(value: object) -> object:
    return clean(value) if isinstance(value, str) else value


def _clean_typed_value(value: object) -> object:
    return clean(value, 256) if isinstance(value, str) else value


Line = Annotated[str, BeforeValidator(_clean_line_value)]
"""One cleaned line from outside (server, file, environment, command line), at most 200 characters."""

Text = Annotated[str, BeforeValidator(_clean_text_value)]
"""Several cleaned lines from outside, at most 10,000 characters."""

TypedText = Annotated[str, BeforeValidator(_clean_typed_value), StringConstraints(max_length=256)]
"""Input typed by a person, cleaned but otherwise to the letter, at most 256 characters (our own limit)."""
