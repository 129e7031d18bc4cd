"""Guesses the encoding of text that is not Unicode; a guess is shown and asked about, never relied on.

Measured on spreadsheets of one to a thousand names in fourteen languages: chardet finds the encoding of 93
to 96 of 100, charset-normalizer of 63 to 91. It is imported only here, for a file that needs it.
"""

import re
from collections.abc import Iterable, Iterator

from dm_tui.domain.mailing.recipients.text_encoding import LATIN_1, WINDOWS_1252, TextEncoding, parse_encoding

EXCERPT_BYTES = 65_536
"""Bytes of cells with more than ASCII that are examined."""

_CANDIDATES = (
    "gb18030", "big5", "big5hkscs", "cp932", "euc-jp", "cp949", "cp1251", "koi8-r", "cp1252", "cp1250", "cp1253", "cp1254",
    "cp1255", "cp1256", "cp874",
)  # fmt: skip
_LIKE_WINDOWS_1252 = {"cp1250", "cp1254"}
_CLEARLY = 2.0
"""How much likelier a neighbour of Windows-1252 has to be: most letters are the same in both."""

_CELL = re.compile(rb'(?<![^,;\t"\r\n])[^,;\t"\r\n\x80-\xff]*[\x80-\xff][^,;\t"\r\n]*')
"""A cell with more than ASCII, looked for from its beginning only: not from each letter of a long one.

No encoding uses the bytes of these separators for parts of a letter.
"""

_COMMON_CHINESE = re.compile(rb"(?:[\xb0-\xd7][\xa1-\xfe])+")
"""The 3,755 most common characters, the first level of GB 2312."""

_ESCAPES = re.compile(rb"\x1b\$(?:[@B]|\([DOQ])|\x1b\([BIJ]")


def is_iso_2022_jp(text: bytes) -> bool:
    """Say whether text in ASCII is Japanese written with escape sequences, as old mail programs do."""
    return b"\x1b$" in text and _ESCAPES.search(text) is not None


def excerpt_of(blocks: Iterable[bytes]) -> bytes:
    """Return cells with more than ASCII, without the others, which would only blur the picture."""
    excerpt = bytearray()
    for block in blocks:
        for cell in _CELL.findall(block):
            excerpt += cell[:1_000] + b"\n"
        if len(excerpt) >= EXCERPT_BYTES:
            break
    return bytes(excerpt)


def may_be_chinese(excerpt: bytes) -> bool:
    """Say whether text that is UTF-8 may as well be Chinese: some names are both, and both are letters.

    Then each cell has common characters of GB 2312 and nothing else. Text in UTF-8 hardly ever has.
    """
    cells = excerpt.split()
    return bool(cells) and all(map(_COMMON_CHINESE.fullmatch, cells))


def guess_encodings(excerpt: bytes) -> Iterator[TextEncoding]:
    """Yield the encodings that text may have, the likeliest first; the last one fits everything."""
    from chardet import detect_all

    if _is_kana(excerpt):
        yield parse_encoding("euc-jp")
    results = detect_all(excerpt, include_encodings=_CANDIDATES, ignore_threshold=True)
    named = [(str(result["encoding"]), result["confidence"]) for result in results if result["encoding"]]
    likely = [(parse_encoding(name), confidence) for name, confidence in named]
    western = dict((encoding.codec, confidence) for encoding, confidence in likely).get("cp1252", 0.0)
    if likely and likely[0][0].codec in _LIKE_WINDOWS_1252 and likely[0][1] < _CLEARLY * western:
        yield WINDOWS_1252
    yield from (encoding for encoding, _ in likely)
    yield from (WINDOWS_1252, LATIN_1)


def _is_kana(excerpt: bytes) -> bool:
    """Say whether text is Japanese in EUC-JP: read as that, a third of it is kana, which chardet misses."""
    try:
        letters = [letter for letter in excerpt.decode("euc_jp") if not letter.isascii()]
    except UnicodeDecodeError:
        return False
    return sum("\u3041" <= letter <= "\u30fc" for letter in letters) * 3 > len(letters)
