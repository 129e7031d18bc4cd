"""The file of one mailing's recipients: a line for the letter, then one for each recipient.

The checksum of a line covers its mailing and its number, so that no line can be lost, exchanged, or come from
another mailing unnoticed. It is written once and never changed, so that a reader needs no lock.
"""

import hashlib
import json
import os
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from itertools import islice
from pathlib import Path
from typing import Any, NamedTuple
from zlib import crc32

from dm_tui.domain.mailing.letters.letter import Letter
from dm_tui.domain.mailing.recipients.recipient import Recipient
from dm_tui.store import errors as problems
from dm_tui.store.durable_files import create_file, write_all, write_durably
from dm_tui.user_files import MEGABYTE, open_file, read_lines

MAX_LINE_BYTES = 16 * MEGABYTE
"""Our own limit: a line is a letter, or a recipient."""

_BUFFER_BYTES = 1 << 16
"""Bytes of recipients written at once."""

_ENCODER = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"))


class WrittenRecipients(NamedTuple):
    """What was written: how many recipients, where the first begins, the digest of letter and recipients."""

    recipients: int
    offset: int
    digest: str


class RecipientLine(NamedTuple):
    """A recipient with its number, and where its line begins and ends in the file."""

    number: int
    offset: int
    end: int
    recipient: Recipient


class RecipientsFile:
    """Reads the file of one mailing by lines; raises DirectMailError where it is not what was written."""

    def __init__(self, path: Path, mailing: str) -> None:
        self._path = path
        self._mailing = mailing

    def letter(self) -> Letter:
        """Return the letter of the mailing."""
        with self._open() as file:
            return Letter.model_validate(self._read_line(file, 0))

    def lines(self, number: int, offset: int) -> Iterator[RecipientLine]:
        """Yield the recipients from number `number` on, which is at `offset`."""
        with self._open() as file:
            file.seek(offset)
            while (fields := self._read_line(file, number + 1)) is not None:
                address, *variables = fields
                recipient, end = Recipient(address=address, variables=dict(*variables)), file.tell()
                yield RecipientLine(number, offset, end, recipient)
                number, offset = number + 1, end

    def lines_from_start(self, count: int) -> Iterator[RecipientLine]:
        """Yield all `count` recipients; raises where there are fewer."""
        with self._open() as file:
            self._read_line(file, 0)
            offset = file.tell()
        left = count
        for line in islice(self.lines(0, offset), count):
            yield line
            left -= 1
        if left:
            raise self._damage_error()

    def verify(self, digest: str) -> None:
        """Read letter and recipients once; raises unless they are all that was written."""
        seen, number = hashlib.sha256(), 0
        with self._open() as file:
            for line in read_lines(file, MAX_LINE_BYTES):
                self._verify_line(line, number)
                seen.update(line[9:])
                number += 1
        if seen.hexdigest() != digest:
            raise self._damage_error()

    @contextmanager
    def _open(self) -> Iterator[Any]:
        try:
            with open_file(self._path, follow=False) as file:
                yield file
        except FileNotFoundError:
            raise self._damage_error() from None
        except OSError as error:
            raise problems.read_error(self._path, error) from error

    def _read_line(self, file: Any, number: int) -> Any:
        """Return the fields of the next line, None at the end; it must be the line with this number."""
        line: bytes = file.readline(MAX_LINE_BYTES)
        if not line:
            return None
        self._verify_line(line, number)
        return json.loads(line[9:-1])

    def _verify_line(self, line: bytes, number: int) -> None:
        if line[:9] != b"%08x " % _checksum(self._mailing, number, line[9:-1]) or line[-1:] != b"\n":
            raise self._damage_error()

    def _damage_error(self) -> Exception:
        return problems.RECIPIENTS_DAMAGED(path=self._path, mailing=self._mailing)


def write_recipients(
    path: Path, mailing: str, letter: Letter, recipients: Iterable[Recipient]
) -> WrittenRecipients:
    """Write a new file, durably; raises OSError where the disk refuses."""
    digest = hashlib.sha256()
    count = size = offset = 0
    descriptor = create_file(path)
    try:
        lines: list[bytes] = []
        for number, payload in enumerate(_payloads(letter, recipients)):
            digest.update(payload + b"\n")
            line = b"%08x %b\n" % (_checksum(mailing, number, payload), payload)
            lines.append(line)
            size += len(line)
            offset, count = offset or size, number
            if size // _BUFFER_BYTES != (size - len(line)) // _BUFFER_BYTES:
                write_all(descriptor, b"".join(lines))
                lines.clear()
        write_durably(descriptor, b"".join(lines))
    finally:
        os.close(descriptor)
    return WrittenRecipients(count, offset, digest.hexdigest())


def digest_of_mailing(letter: Letter, recipients: Iterable[Recipient]) -> str:
    """Return the digest that a file of this letter and these recipients would have."""
    digest = hashlib.sha256()
    for payload in _payloads(letter, recipients):
        digest.update(payload + b"\n")
    return digest.hexdigest()


def encode(value: object) -> bytes:
    """Return a value as a line of the file has it."""
    return _ENCODER.encode(value).encode(errors="surrogatepass")


def _payloads(letter: Letter, recipients: Iterable[Recipient]) -> Iterator[bytes]:
    letter_fields = letter.model_dump(mode="json")
    for later in ("template", "attachments", "row_files"):
        if not letter_fields[later]:  # a field that came later: older mailings keep their digest
            del letter_fields[later]
    yield encode(letter_fields)
    for recipient in recipients:
        address, variables = recipient.address, recipient.variables
        yield encode((address, variables) if variables else (address,))


def _checksum(mailing: str, number: int, payload: bytes) -> int:
    """Return the checksum of a line of this mailing, under this number."""
    return crc32(payload, crc32(b"%b %d" % (mailing.encode(), number)))
