"""Opens a text file from any program: detects its encoding and reads it line by line."""

import codecs
import errno
import os
from collections.abc import Iterator
from io import TextIOWrapper
from pathlib import Path
from typing import BinaryIO

from dm_tui.domain.errors import DirectMailError
from dm_tui.domain.mailing import recipients_wording as wording
from dm_tui.domain.model import Model
from dm_tui.user_files import MEGABYTE, open_file, too_large

MAX_LINE_LENGTH = 1_000_000
"""Characters in a line, so that a file without line ends does not fill the memory."""

MAX_FILE_BYTES = 4_096 * MEGABYTE
"""The largest file of recipients that is read, line by line: some hundred million of them (our own limit)."""

_BLOCK = MEGABYTE
_BYTE_ORDER_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig", "UTF-8 with BOM"),
    (codecs.BOM_UTF16_LE, "utf-16", "UTF-16"),
    (codecs.BOM_UTF16_BE, "utf-16", "UTF-16"),
)
_SPREADSHEET_SIGNATURES = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")  # .xlsx and .ods are ZIP files; .xls

_ERRORS = {
    errno.ENOENT: wording.FILE_NOT_FOUND,
    errno.EINVAL: wording.FILE_NOT_REGULAR,
    errno.EISDIR: wording.FILE_IS_DIRECTORY,
    errno.EACCES: wording.FILE_NOT_PERMITTED,
    errno.EPERM: wording.FILE_NOT_PERMITTED,
    errno.ENAMETOOLONG: wording.FILE_NAME_TOO_LONG,
}


class TextFile(Model):
    """A file whose encoding is known: `codec` is Python's name for it, `encoding` the common one."""

    path: Path
    codec: str
    encoding: str

    def lines(self) -> Iterator[str]:
        """Yield the lines with their ends: newline, carriage return or both.

        Raises DirectMailError if the file has changed, or has an endless line.
        """
        try:
            with TextIOWrapper(open_file(self.path), encoding=self.codec, newline="") as file:
                while line := file.readline(MAX_LINE_LENGTH + 1):
                    if len(line) > MAX_LINE_LENGTH:
                        raise wording.FILE_HAS_ENDLESS_LINE(path=self.path)
                    yield line
        except OSError as error:
            raise _unreadable(self.path, error) from error
        except UnicodeError:
            raise wording.FILE_CHANGED(path=self.path) from None


def inspect_text_file(path: Path) -> TextFile:
    """Return the file with its encoding, or refuse one that is not text.

    A byte order mark decides. Otherwise the encoding is UTF-8 if all of the file is, then Windows-1252, then
    Latin-1, which fits anything; but damaged UTF-8 is refused rather than read as something else.
    """
    try:
        with open_file(path) as file:
            if os.fstat(file.fileno()).st_size > MAX_FILE_BYTES:
                raise too_large(MAX_FILE_BYTES)
            return _detect_encoding(path, file)
    except OSError as error:
        raise _unreadable(path, error) from error
    except ValueError:  # a NUL in the path
        raise wording.FILE_NAME_IMPOSSIBLE(path=path) from None


def _detect_encoding(path: Path, file: BinaryIO) -> TextFile:
    head = file.read(4096)
    if head.startswith(_SPREADSHEET_SIGNATURES):
        raise wording.FILE_IS_SPREADSHEET(path=path)
    for mark, codec, encoding in _BYTE_ORDER_MARKS:
        if head.startswith(mark):
            if damaged := _damaged_line(file, codec)[0]:
                raise wording.FILE_DAMAGED(path=path, encoding=encoding, line=damaged)
            return TextFile(path=path, codec=codec, encoding=encoding)
    if head.count(0) * 8 > len(head):
        raise wording.FILE_IS_NOT_TEXT(path=path)
    damaged, foreign_before = _damaged_line(file, "utf-8")
    if not damaged:
        return TextFile(path=path, codec="utf-8", encoding="UTF-8")
    if foreign_before:
        raise wording.FILE_DAMAGED(path=path, encoding="UTF-8", line=damaged)
    if not _damaged_line(file, "cp1252")[0]:
        return TextFile(path=path, codec="cp1252", encoding="Windows-1252")
    return TextFile(path=path, codec="latin-1", encoding="Latin-1")


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
        lines += text.count("\n")
        foreign = foreign or not text.isascii()
        if not block:
            return 0, foreign


def _unreadable(path: Path, error: OSError) -> DirectMailError:
    reason = (error.strerror or "cannot be read").lower()
    return _ERRORS.get(error.errno or 0, wording.FILE_NOT_READABLE)(path=path, reason=reason)
