"""The journal: the changes since the snapshot, one line for each transaction.

A line is a checksum and the documents that a transaction set (or null for those it removed), by table and
document id. The checksum continues that of the line before, and begins with the number of the journal's
snapshot: a line is valid only behind the lines it was written behind.
"""

import json
import os
from contextlib import suppress
from itertools import pairwise
from pathlib import Path
from typing import Any, NamedTuple
from zlib import crc32

from dm_tui.store.durable_files import NO_FOLLOW, NotConfirmedError, create_file, write_durably
from dm_tui.store.migrations import Data

Changes = dict[str, dict[str, dict[str, Any] | None]]
"""Table → document id → the new document, None where it was removed."""

_ENCODE = json.JSONEncoder(allow_nan=False, separators=(",", ":")).encode


class JournalEnd(NamedTuple):
    """The end of a journal: its valid bytes, and their checksum."""

    size: int
    checksum: int


class Replay(NamedTuple):
    """The valid transactions of a journal, in order, and their end."""

    changes: list[Changes]
    end: JournalEnd
    torn: bool = False  # a last line was never acknowledged
    damaged: bool = False  # whole lines follow a bad one


def journal_path(path: Path, number: int) -> Path:
    """Return the path of the journal of snapshot `number` of the state file `path`."""
    return Path(f"{path}.{number}.journal")


def empty_journal_end(number: int) -> JournalEnd:
    """Return the end of the empty journal of snapshot `number`."""
    return JournalEnd(0, crc32(b"%d" % number))


def replay(raw: bytes, end: JournalEnd) -> Replay:
    """Return the transactions in `raw`, which was read from `end` on, up to the first invalid line."""
    changes: list[Changes] = []
    start = 0
    while start < len(raw):
        stop = raw.find(b"\n", start)
        line = raw[start : max(stop, start)]
        checksum = verify_line(line, end.checksum)
        if checksum is None:
            return Replay(changes, end, torn=True, damaged=-1 < stop < len(raw) - 1)
        changes.append(json.loads(line[9:]))
        end = JournalEnd(end.size + len(line) + 1, checksum)
        start = stop + 1
    return Replay(changes, end)


def read_every_line(raw: bytes) -> list[Changes]:
    """Return the transactions of a journal, those behind a damaged one too, without its first line.

    A line counts if it continues the checksum that the line before claims, though that is damaged itself.
    """
    found: list[Changes] = []
    lines = raw.split(b"\n")[:-1]
    for before, line in pairwise(lines):
        try:
            claimed = int(before[:8], 16)
        except ValueError:
            continue
        if verify_line(line, claimed) is not None:
            found.append(json.loads(line[9:]))
    return found


def apply_changes(data: Data, changes: Changes) -> Data:
    """Return `data` after a transaction, sharing unchanged tables.

    Changes of `meta` drop all data before them.
    """
    changed = {} if "meta" in changes else dict(data)
    for table, documents in changes.items():
        changed[table] = {**changed.get(table, {}), **documents}
        if None in documents.values():
            changed[table] = {id: document for id, document in changed[table].items() if document is not None}
        if not changed[table]:
            del changed[table]
    return changed


def append(path: Path, changes: Changes, end: JournalEnd) -> JournalEnd:
    """Make `changes` durable behind `end` and return the new end; raises as `write_lines`."""
    line, after = encode_line(_ENCODE(changes).encode(), end)
    write_lines(path, line, end)
    return after


def encode_line(payload: bytes, end: JournalEnd) -> tuple[bytes, JournalEnd]:
    """Return the line with `payload` behind `end`, and its end."""
    checksum = crc32(payload, end.checksum)
    line = b"%08x %b\n" % (checksum, payload)
    return line, JournalEnd(end.size + len(line), checksum)


def write_lines(path: Path, lines: bytes, end: JournalEnd) -> None:
    """Make `lines` durable behind `end`; OSError has cut the file back, NotConfirmedError perhaps not."""
    descriptor = os.open(path, os.O_WRONLY | os.O_APPEND | NO_FOLLOW)
    try:
        try:
            write_durably(descriptor, lines)
        except OSError as error:
            try:
                os.ftruncate(descriptor, end.size)
            except OSError:
                raise NotConfirmedError(error.errno, error.strerror) from error
            raise
    finally:
        with suppress(OSError):  # after fsync() a failing close() means nothing
            os.close(descriptor)


def create_journal(path: Path) -> None:
    """Make an empty journal (0600); its name is as durable as the next fsync of the directory."""
    os.close(create_file(path))


def verify_line(line: bytes, before: int) -> int | None:
    """Return the checksum of a line if it is valid behind one with the checksum `before`, else None."""
    try:
        claimed = int(line[:8], 16)
    except ValueError:
        return None
    return claimed if line[8:9] == b" " and crc32(line[9:], before) == claimed else None
