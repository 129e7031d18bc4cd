"""In which encoding a text file is: certain where it is Unicode, otherwise a guess.

A byte order mark, or bytes that are valid UTF-8, are certain. Everything else is a guess, marked as one; it
is shown and asked about, and nothing is sent by a guess that nobody confirmed: a wrong one puts other
people's letters into names.

Measured on spreadsheets of one to a thousand names in fourteen languages: chardet finds the encoding of 93
to 96 of 100, charset-normalizer of 63 to 91. It is imported only here, for a file that needs it.
"""

import codecs
import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import BinaryIO

from dm_tui.domain.mailing.recipients import recipients_wording as wording
from dm_tui.domain.mailing.recipients.encoding_names import (
    GB18030,
    LATIN_1,
    UTF_8,
    WINDOWS_1252,
    TextEncoding,
    parse_encoding,
)
from dm_tui.services.mailing.spreadsheets.text_file import TextFile, open_readable
from dm_tui.user_files import MEGABYTE

_BLOCK = MEGABYTE
_HEAD = 4_096

_BYTE_ORDER_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig", "UTF-8 with BOM"),
    (codecs.BOM_UTF32_LE, "utf-32", "UTF-32"),  # before UTF-16, whose mark it begins with
    (codecs.BOM_UTF32_BE, "utf-32", "UTF-32"),
    (codecs.BOM_UTF16_LE, "utf-16", "UTF-16"),
    (codecs.BOM_UTF16_BE, "utf-16", "UTF-16"),
    (b"\x84\x31\x95\x33", "gb18030", "GB18030"),
)

_WIDE = ("utf-32-le", "utf-32-be", "utf-16-le", "utf-16-be")

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


def inspect_text_file(path: Path, encoding: str = "") -> TextFile:
    """Return the file with its encoding, or refuse one that is not text or not in the `encoding` given.

    A byte order mark decides, or the zeros of UTF-16 and UTF-32; otherwise the encoding is UTF-8 if all of
    the file is. Anything else is a guess, but UTF-8 with a little damage is refused.
    """
    with open_readable(path) as file:
        return _check_encoding(path, file, encoding) if encoding else _detect_encoding(path, file)


def _check_encoding(path: Path, file: BinaryIO, name: str) -> TextFile:
    encoding = parse_encoding(name)
    head = file.read(_HEAD)
    mark = next((codec for mark, codec, _ in _BYTE_ORDER_MARKS if head.startswith(mark)), encoding.codec)
    if not encoding.codec.startswith(mark):  # the file says something else by itself
        raise wording.FILE_NOT_IN_ENCODING(path=path, encoding=encoding.name, line=1)
    if damaged := _damaged_line(file, encoding.codec)[0]:
        raise wording.FILE_NOT_IN_ENCODING(path=path, encoding=encoding.name, line=damaged)
    return TextFile(path=path, codec=encoding.codec, encoding=encoding.name)


def _detect_encoding(path: Path, file: BinaryIO) -> TextFile:
    head = file.read(_HEAD)
    for mark, codec, encoding in _BYTE_ORDER_MARKS:
        if head.startswith(mark):
            if damaged := _damaged_line(file, codec)[0]:
                raise wording.FILE_DAMAGED(path=path, encoding=encoding, line=damaged)
            return TextFile(path=path, codec=codec, encoding=encoding)
    if wide := _wide_encoding(file, head):
        return TextFile(path=path, codec=wide.codec, encoding=wide.name)
    if head.count(0) * 8 > len(head):
        raise wording.FILE_IS_NOT_TEXT(path=path)
    damaged, foreign = _damaged_line(file, UTF_8.codec)
    if not damaged and not (_is_doubtful(file) if foreign else is_iso_2022_jp(head)):
        return TextFile(path=path, codec=UTF_8.codec, encoding=UTF_8.name)
    if not damaged and foreign:
        return TextFile(path=path, codec=GB18030.codec, encoding=GB18030.name, guessed=True)
    if damaged and foreign and _is_mostly_utf_8(file):
        raise wording.FILE_DAMAGED(path=path, encoding=UTF_8.name, line=damaged)
    return _guess_encoding(path, file, head)


def _wide_encoding(file: BinaryIO, head: bytes) -> TextEncoding | None:
    """Return the UTF-16 or UTF-32 that a file without a byte order mark is in, if any.

    Addresses and separators are ASCII, so every second byte of many is zero, or three of four.
    """
    if head.count(0) * 16 < len(head) or len(head) < 4:
        return None
    for codec in _WIDE:
        width = 4 if "32" in codec else 2
        start = head[: len(head) // width * width].decode(codec, "replace").rstrip("\ufffd")
        if "@" in start and "\0" not in start and "\ufffd" not in start and not _damaged_line(file, codec)[0]:
            return parse_encoding(codec)
    return None


def _is_doubtful(file: BinaryIO) -> bool:
    file.seek(0)
    return may_be_chinese(excerpt_of(iter(lambda: file.read(_BLOCK), b"")))


def _guess_encoding(path: Path, file: BinaryIO, head: bytes) -> TextFile:
    if is_iso_2022_jp(head) and not _damaged_line(file, "iso2022_jp")[0]:
        return TextFile(path=path, codec="iso2022_jp", encoding="ISO-2022-JP", guessed=True)
    file.seek(0)
    excerpt = excerpt_of(iter(lambda: file.read(_BLOCK), b""))
    for guess in guess_encodings(excerpt):
        if not _damaged_line(file, guess.codec)[0]:
            return TextFile(path=path, codec=guess.codec, encoding=guess.name, guessed=True)
    raise AssertionError("Latin-1 fits anything")


def _is_mostly_utf_8(file: BinaryIO) -> bool:
    """Say whether more of what is not ASCII is UTF-8 than not: text in it, damaged in some place.

    A few letters of any encoding look like UTF-8.
    """
    decoder = codecs.getincrementaldecoder("utf-8")("surrogateescape")
    file.seek(0)
    whole = broken = 0
    while block := file.read(_BLOCK):
        foreign = re.sub("[\x00-\x7f]+", "", decoder.decode(block))
        strange = len(re.findall("[\udc80-\udcff]", foreign))
        broken += strange
        whole += len(foreign) - strange
    return whole >= broken


def _damaged_line(file: BinaryIO, codec: str) -> tuple[int, bool]:
    """Return the first line that `codec` cannot decode or 0, and whether it read more than ASCII before."""
    decoder = codecs.getincrementaldecoder(codec)()
    file.seek(0)
    lines, foreign = 1, False
    while True:
        block = file.read(_BLOCK)
        try:
            text = decoder.decode(block, final=not block)
        except UnicodeDecodeError as error:
            before = error.object[: error.start]
            return lines + before.count(b"\n"), foreign or not before.isascii()
        except UnicodeError:  # UTF-16 or UTF-32 that ends within a character
            return lines, foreign
        lines += text.count("\n")
        foreign = foreign or not text.isascii()
        if not block:
            return 0, foreign


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
