"""Opens a text file from any program: detects its encoding and reads it line by line.

Unicode is certain: a byte order mark, or bytes that are valid UTF-8. Everything else is a guess, marked as
one, and nothing is sent by a guess that nobody confirmed: a wrong one puts other people's letters into names.
"""

import codecs
import errno
import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from io import TextIOWrapper
from pathlib import Path
from typing import BinaryIO

from dm_tui.domain.errors import DirectMailError
from dm_tui.domain.mailing.recipients import recipients_wording as wording
from dm_tui.domain.mailing.recipients.address_cell import is_address_cell, split_addresses
from dm_tui.domain.mailing.recipients.text_encoding import GB18030, UTF_8, TextEncoding, parse_encoding
from dm_tui.domain.model import Model
from dm_tui.services.mailing.spreadsheets.encoding_guess import (
    excerpt_of,
    guess_encodings,
    is_iso_2022_jp,
    may_be_chinese,
)
from dm_tui.user_files import MEGABYTE, open_file, too_large

MAX_LINE_LENGTH = 1_000_000
"""Characters in a line; the rest is left out, so that a file without line ends does not fill the memory."""

MAX_FILE_BYTES = 4_096 * MEGABYTE
"""The largest file of recipients that is read, line by line: some hundred million of them (our own limit)."""

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

_ERRORS = {
    errno.ENOENT: wording.FILE_NOT_FOUND,
    errno.EINVAL: wording.FILE_NOT_REGULAR,
    errno.EISDIR: wording.FILE_IS_DIRECTORY,
    errno.EACCES: wording.FILE_NOT_PERMITTED,
    errno.EPERM: wording.FILE_NOT_PERMITTED,
    errno.ENAMETOOLONG: wording.FILE_NAME_TOO_LONG,
}


class TextFile(Model):
    """A file whose encoding is known: `codec` is Python's name for it, `encoding` the common one.

    `skip` is the number of lines at its beginning that are no text of it. A `guessed` encoding may be another
    one: what is read has to be shown before it is relied on.
    """

    path: Path
    codec: str
    encoding: str
    guessed: bool = False
    skip: int = 0

    def lines(self) -> Iterator[str]:
        """Yield the lines with their ends: newline, carriage return or both; long ones cut, without an end.

        Raises DirectMailError if the file has changed.
        """
        try:
            with TextIOWrapper(open_file(self.path), encoding=self.codec, newline="") as file:
                for _ in range(self.skip):
                    file.readline()
                first = file.readline(MAX_LINE_LENGTH + 1).removeprefix("\ufeff")
                yield from self._lines(file, first)
        except OSError as error:
            raise _unreadable(self.path, error) from error
        except UnicodeError:
            raise wording.FILE_CHANGED(path=self.path) from None

    def _lines(self, file: TextIOWrapper, line: str) -> Iterator[str]:
        while line:
            yield line
            rest = line
            while len(rest) > MAX_LINE_LENGTH and rest[-1] not in "\r\n":
                rest = file.readline(MAX_LINE_LENGTH + 1)
            line = file.readline(MAX_LINE_LENGTH + 1)


def inspect_text_file(path: Path, encoding: str = "") -> TextFile:
    """Return the file with its encoding, or refuse one that is not text or not in the `encoding` given.

    A byte order mark decides, or the zeros of UTF-16 and UTF-32; otherwise the encoding is UTF-8 if all of
    the file is. Anything else is a guess, but UTF-8 with a little damage is refused.
    """
    with open_readable(path) as file:
        return _check_encoding(path, file, encoding) if encoding else _detect_encoding(path, file)


@contextmanager
def open_readable(path: Path) -> Iterator[BinaryIO]:
    """Open a file of at most `MAX_FILE_BYTES`, or refuse it with the reason."""
    try:
        with open_file(path) as file:
            if os.fstat(file.fileno()).st_size > MAX_FILE_BYTES:
                raise too_large(MAX_FILE_BYTES)
            yield file
    except OSError as error:
        raise _unreadable(path, error) from error
    except ValueError:  # a NUL in the path
        raise wording.FILE_NAME_IMPOSSIBLE(path=path) from None


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


def _unreadable(path: Path, error: OSError) -> DirectMailError:
    typed = split_addresses(path.name)
    if error.errno == errno.ENOENT and typed and all(map(is_address_cell, typed)):
        return wording.ADDRESSES_ARE_NO_FILE()
    reason = (error.strerror or "cannot be read").lower()
    return _ERRORS.get(error.errno or 0, wording.FILE_NOT_READABLE)(path=path, reason=reason)
