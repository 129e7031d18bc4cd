"""A text file that any program may have written: which encoding it has, and its lines one by one."""

import codecs
import errno
import stat
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

from dm_tui.domain.errors import DirectMailError, ErrorKind
from dm_tui.domain.model import Model

LONGEST_LINE = 1_000_000
"""Characters of a line, so that a file without line ends does not fill the memory."""

_BLOCK = 1_048_576
_BYTE_ORDER_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig", "UTF-8 with BOM"),
    (codecs.BOM_UTF16_LE, "utf-16", "UTF-16"),
    (codecs.BOM_UTF16_BE, "utf-16", "UTF-16"),
)
_SPREADSHEET_SIGNATURES = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")  # .xlsx and .ods are ZIP files; .xls

_AS_UTF8 = "Open it in the program it is from, and save it as CSV in UTF-8."

_REASONS = {
    errno.ENOENT: ("is not there", "Check its name."),
    errno.EISDIR: ("is a directory", "Give the path of a file."),
    errno.EACCES: ("may not be read by you", "Check its owner and its permissions."),
    errno.EPERM: ("may not be read by you", "Check its owner and its permissions."),
    errno.ENAMETOOLONG: ("has a name that is too long", "Check its name."),
}


class TextFile(Model):
    """A file that was examined. `codec` is Python's name of its encoding, `encoding` everybody's."""

    path: Path
    codec: str
    encoding: str

    def lines(self) -> Iterator[str]:
        """Yield the lines with their ends: newline, carriage return or both.

        Raises DirectMailError when the file is no longer what it was, or has a line without end.
        """
        try:
            with self.path.open(encoding=self.codec, newline="") as file:
                while line := file.readline(LONGEST_LINE + 1):
                    if len(line) > LONGEST_LINE:
                        raise unusable_file_error(
                            self.path, "has a line that does not end", "Save it as CSV."
                        )
                    yield line
        except OSError as error:
            raise _unreadable(self.path, error) from error
        except UnicodeError:
            raise unusable_file_error(
                self.path, "was changed while it was read", "Try again."
            ) from None


def inspect_text_file(path: Path) -> TextFile:
    """Return the file with its encoding, or refuse saying what it is instead of text.

    A byte order mark says it. Otherwise it is UTF-8 where all of the file is, then Windows-1252, then
    Latin-1, which anything is; but UTF-8 with a damaged place is refused, not shown as something else.
    """
    try:
        if not stat.S_ISREG(path.stat().st_mode) and not path.is_dir():
            raise unusable_file_error(
                path, "is no file that can be read twice", "Save it as a file first."
            )
        with path.open("rb") as file:
            return _detect_encoding(path, file)
    except OSError as error:
        raise _unreadable(path, error) from error
    except ValueError:  # a NUL in the path
        raise unusable_file_error(path, "cannot be the name of a file", "Check its name.") from None


def unusable_file_error(path: Path, what: str, hint: str) -> DirectMailError:
    """Return that the file is not what was asked for."""
    return DirectMailError(ErrorKind.USAGE, "unusable-file", f"{path} {what}.", hint)


def _detect_encoding(path: Path, file: BinaryIO) -> TextFile:
    head = file.read(4096)
    if head.startswith(_SPREADSHEET_SIGNATURES):
        raise unusable_file_error(path, "is a spreadsheet", "Open it and save it as CSV.")
    for mark, codec, encoding in _BYTE_ORDER_MARKS:
        if head.startswith(mark):
            damaged, _ = _damaged_line(file, codec)
            if damaged:
                raise _damaged(path, encoding, damaged)
            return TextFile(path=path, codec=codec, encoding=encoding)
    if head.count(0) * 8 > len(head):
        raise unusable_file_error(path, "is no text, or UTF-16 without a mark", _AS_UTF8)
    damaged, foreign_before = _damaged_line(file, "utf-8")
    if not damaged:
        return TextFile(path=path, codec="utf-8", encoding="UTF-8")
    if foreign_before:
        raise _damaged(path, "UTF-8", damaged)
    if not _damaged_line(file, "cp1252")[0]:
        return TextFile(path=path, codec="cp1252", encoding="Windows-1252")
    return TextFile(path=path, codec="latin-1", encoding="Latin-1")


def _damaged_line(file: BinaryIO, codec: str) -> tuple[int, bool]:
    """Return the first line, counted from 1, that `codec` cannot decode, and whether it decoded more than ASCII before.

    0 where it decodes all of the file.
    """
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


def _damaged(path: Path, encoding: str, line: int) -> DirectMailError:
    return unusable_file_error(path, f"is {encoding} and damaged in line {line:,}", _AS_UTF8)


def _unreadable(path: Path, error: OSError) -> DirectMailError:
    reason = (error.strerror or "cannot be read").lower()
    what, hint = _REASONS.get(error.errno or 0, (f"cannot be read ({reason})", "Check the disk."))
    return unusable_file_error(path, what, hint)
