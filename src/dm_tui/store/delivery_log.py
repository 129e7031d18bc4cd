"""The log of one mailing: deliveries that began and their outcomes, one checksummed line for each write.

The checksum of a line covers the lines before it, as in the journal, so that none can be lost or exchanged
unnoticed. A torn last line was never acknowledged. What is written at once is one line, because a power cut
may lose the middle of it and keep its end: with more lines there would be whole ones behind a bad one, as in
a log that somebody changed. Older logs have a line for each step.
"""

import json
import os
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from zlib import crc32

from dm_tui.domain.errors import DirectMailError
from dm_tui.domain.mailing.log_entry import DeliveryStep, LogEnd, LogEntry
from dm_tui.store import errors as problems
from dm_tui.store import journal
from dm_tui.store.durable_files import sync
from dm_tui.store.journal import JournalEnd
from dm_tui.user_files import MEGABYTE, open_file, open_regular, read_lines

_MAX_LINE_BYTES = 16 * MEGABYTE  # our own limit, as that of recipients
_ENCODE = json.JSONEncoder(allow_nan=False, separators=(",", ":")).encode


def empty_log_end(mailing: str) -> LogEnd:
    """Return the end of a mailing's log while it is empty."""
    return LogEnd(checksum=crc32(mailing.encode()))


def read_log(path: Path, start: LogEnd, through: LogEnd | None = None) -> Iterator[tuple[LogEntry, LogEnd]]:
    """Yield the entries of a log after `start`, each with the end of the last whole line; reads line by line.

    Raises DirectMailError if the log is missing, cannot be read, ends before `start`, has whole lines after
    a bad one, or does not lead `through` an end that is known: then it is not known which deliveries began.
    """
    through = start if through is None else through

    def damaged() -> DirectMailError:
        return problems.MAILING_LOG_DAMAGED(path=path, mailing=path.stem)

    try:
        with open_file(path, follow=False) as file:
            if os.fstat(file.fileno()).st_size < start.size:
                raise damaged()
            file.seek(start.size)
            end = JournalEnd(start.size, start.checksum)
            for line in read_lines(file, _MAX_LINE_BYTES):
                payload = line[:-1] if line.endswith(b"\n") else b""
                checksum = journal.verify_line(payload, end.checksum)
                if checksum is None or (end.size < through.size < end.size + len(line)):
                    if file.read(1) or end.size < through.size:
                        raise damaged()
                    return
                before, end = end, JournalEnd(end.size + len(line), checksum)
                if end.size == through.size and end.checksum != through.checksum:
                    raise damaged()
                *others, last = read_entries(line)
                yield from ((entry, LogEnd(size=before.size, checksum=before.checksum)) for entry in others)
                yield last, LogEnd(size=end.size, checksum=end.checksum)
            if end.size < through.size:
                raise damaged()
    except FileNotFoundError:
        raise damaged() from None
    except OSError as error:
        raise problems.read_error(path, error) from error


class DeliveryLog:
    """A log open for writing, in any number of threads; the caller holds the mailing.

    Entries given to `add` become durable with the next `write`. While one thread waits for the disk, the
    entries of the others gather and share the next write. After an error nothing more is written: every
    `write` raises it.
    """

    def __init__(self, path: Path, end: LogEnd) -> None:
        """Open the log at its `end`; a torn line after it is cut off."""
        self._path = path
        self._end = JournalEnd(end.size, end.checksum)
        self._guard = threading.Lock()
        self._turn = threading.Lock()
        self._waiting: list[LogEntry] = []
        self._error: OSError | None = None
        try:
            descriptor = open_regular(path, os.O_RDWR)
            try:
                if os.fstat(descriptor).st_size > end.size:
                    os.ftruncate(descriptor, end.size)
                    sync(descriptor)
            finally:
                os.close(descriptor)
        except OSError as error:
            raise problems.disk_error(path, error) from error

    @property
    def end(self) -> LogEnd:
        """The durable end of the log."""
        return LogEnd(size=self._end.size, checksum=self._end.checksum)

    def add(self, *entries: LogEntry) -> None:
        """Add entries to the next `write`."""
        with self._guard:
            self._waiting += entries

    def write(self, *entries: LogEntry) -> None:
        """Make these entries and all added before durable: one append, one fsync."""
        self.add(*entries)
        with self._turn:
            with self._guard:
                batch, self._waiting = self._waiting, []
            try:
                if self._error is not None:
                    raise self._error
                self._end = self._append(batch)
            except OSError as error:
                self._error = error
                raise problems.disk_error(self._path, error) from error

    def _append(self, batch: list[LogEntry]) -> JournalEnd:
        if not batch:
            return self._end
        entries = [_encode_entry(entry) for entry in batch]
        line, end = journal.encode_line(
            _ENCODE(entries if len(entries) > 1 else entries[0]).encode(), self._end
        )
        journal.write_lines(self._path, line, self._end)
        return end


def _encode_entry(entry: LogEntry) -> list[object]:
    """Return the fields of the line, without empty ones at its end.

    Only the beginning of an unknown delivery needs its fraction of a second: mail is looked up by it.
    """
    at: object = ""
    if entry.at is not None:
        at = entry.at.isoformat() if entry.step is DeliveryStep.UNKNOWN else int(entry.at.timestamp())
    fields: list[object] = [entry.step, entry.number, entry.code, entry.words, entry.address, at]
    while not fields[-1] and len(fields) > 2:
        fields.pop()
    return fields


def read_entries(line: bytes) -> list[LogEntry]:
    """Return the entries in a line of a log that was checked."""
    fields = json.loads(line[9:])
    return [_decode_entry(entry) for entry in (fields if isinstance(fields[0], list) else [fields])]


def _decode_entry(fields: list[Any]) -> LogEntry:
    names = ("step", "number", "code", "words", "address", "at")
    return LogEntry(**dict(zip(names, fields, strict=False)))
