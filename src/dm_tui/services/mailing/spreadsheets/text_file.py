"""Opens a text file from any program and reads it line by line."""

import errno
import os
from collections.abc import Iterator
from contextlib import contextmanager
from io import TextIOWrapper
from pathlib import Path
from typing import BinaryIO

from dm_tui.domain.errors import DirectMailError
from dm_tui.domain.mailing.recipients import recipients_wording as wording
from dm_tui.domain.mailing.recipients.address_cell import is_address_cell, split_addresses
from dm_tui.domain.model import Model
from dm_tui.user_files import MEGABYTE, open_file, too_large

MAX_LINE_LENGTH = 1_000_000
"""Characters in a line; the rest is left out, for a line without an end fills the memory (our own limit)."""

MAX_FILE_BYTES = 4_096 * MEGABYTE
"""The largest file of recipients that is read, line by line: some hundred million of them (our own limit)."""


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


def _unreadable(path: Path, error: OSError) -> DirectMailError:
    typed = split_addresses(path.name)
    if error.errno == errno.ENOENT and typed and all(map(is_address_cell, typed)):
        return wording.ADDRESSES_ARE_NO_FILE()
    reason = (error.strerror or "cannot be read").lower()
    return _ERRORS.get(error.errno or 0, wording.FILE_NOT_READABLE)(path=path, reason=reason)
