"""The journal: the changes since the snapshot, one line for each transaction.

A line is a checksum and the documents that a transaction set (or null for those it removed), by table and
document id. The checksum continues that of the line before, and begins with the digest of the journal's
snapshot: a line is valid only behind the lines it was written behind, of the same account.

The first two lines are the journal's head: the digests of its snapshot and of the file which that replaced,
and the end that was last confirmed. What is confirmed and not there was lost; what is torn behind it was
never acknowledged. A journal of a snapshot of schema 1 has no head, and its checksums begin with its number.
"""

import json
import os
import re
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any, NamedTuple
from zlib import crc32

from dm_tui.store.durable_files import NotConfirmedError, write_durably, write_new
from dm_tui.store.migrations import Data
from dm_tui.user_files import open_file, open_regular

Changes = dict[str, dict[str, dict[str, Any] | None]]
"""Table → document id → the new document, None where it was removed."""

_ENCODE = json.JSONEncoder(allow_nan=False, separators=(",", ":")).encode


FOLD_BYTES = 256 * 1024
"""Above this size a journal is folded into a new snapshot (our own choice)."""


class JournalEnd(NamedTuple):
    """The end of a journal: its valid bytes, and their checksum."""

    size: int
    checksum: int


class Replay(NamedTuple):
    """The valid transactions of a journal, in order, and their end."""

    changes: list[Changes]
    end: JournalEnd
    torn: bool = False  # something is behind the end, or has to be written again
    damaged: bool = False  # acknowledged changes cannot be read


class JournalHead(NamedTuple):
    """What a journal says of itself: its snapshot and the file before that one, by their digests."""

    snapshot: str
    before: str


NOTHING_BEFORE = "0" * 32
"""The digest of the file before the first snapshot."""

_HEAD_LINE = re.compile(rb"([0-9a-f]{8}) (([0-9a-f]{32}) ([0-9a-f]{32}))\n")
_END_LINE = re.compile(rb"([0-9a-f]{8}) (([0-9a-f]{16}) ([0-9a-f]{8}))\n")
_TORN_HEAD = re.compile(rb"[0-9a-f \n\0]*")
_END_OFFSET = len("12345678 \n") + 2 * len(NOTHING_BEFORE) + 1
HEAD_SIZE = _END_OFFSET + len("12345678 1234567890123456 12345678\n")
"""Bytes before the first change."""


def journal_path(path: Path, number: int) -> Path:
    """Return the path of the journal of snapshot `number` of the state file `path`."""
    return Path(f"{path}.{number}.journal")


def empty_journal_end(snapshot: str) -> JournalEnd:
    """Return the end of the empty journal of the snapshot with this digest."""
    return JournalEnd(HEAD_SIZE, crc32(snapshot.encode()))


def old_journal_end(number: int) -> JournalEnd:
    """Return the end of the empty journal of a snapshot of schema 1 with this number."""
    return JournalEnd(0, crc32(b"%d" % number))


def read_head(raw: bytes) -> JournalHead | None:
    """Return the head of a journal, None if it has none that is whole."""
    match = _HEAD_LINE.match(raw)
    if match is None or crc32(match[2]) != int(match[1], 16):
        return None
    return JournalHead(match[3].decode(), match[4].decode())


def confirmed_end(raw: bytes) -> JournalEnd | None:
    """Return the end that the head of a journal says was confirmed, None if it does not say so readably."""
    return read_end_line(raw, _END_OFFSET)


def read_end_line(raw: bytes, offset: int = 0) -> JournalEnd | None:
    """Return the end that a line of `end_line` says, None if it does not say so readably."""
    match = _END_LINE.match(raw, offset)
    if match is None or crc32(match[2]) != int(match[1], 16):
        return None
    return JournalEnd(int(match[3], 16), int(match[4], 16))


def has_changes(path: Path) -> bool:
    """Say whether a journal holds more than a head, whole or torn."""
    with open_file(path) as file:
        raw = file.read(HEAD_SIZE + 1)
    return len(raw) > HEAD_SIZE or _TORN_HEAD.fullmatch(raw) is None


def end_line(end: JournalEnd) -> bytes:
    """Return the line that says that all before `end` was confirmed: always as long as another one."""
    text = b"%016x %08x" % end
    return b"%08x %b\n" % (crc32(text), text)


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
    """Return the transactions of a journal, those behind a damaged one too, without its first line."""
    first, newline, rest = raw.partition(b"\n")
    return [json.loads(line[9:]) for line in readable_lines(rest, first)] if newline else []


def readable_lines(raw: bytes, before: bytes) -> Iterator[bytes]:
    """Yield the lines that continue the checksum which the line before claims, though that is damaged itself.

    `before` is the line before all.
    """
    for line in raw.split(b"\n")[:-1]:
        if _continues(line, before):
            yield line
        before = line


def _continues(line: bytes, before: bytes) -> bool:
    try:
        return verify_line(line, int(before[:8], 16)) is not None
    except ValueError:
        return False


def replay_all(raw: bytes, snapshot: str) -> Replay:
    """Return the transactions of a whole journal of the snapshot with this digest.

    It is `damaged` where changes were lost that were confirmed, or it is the journal of another snapshot.
    """
    replayed = replay(raw[HEAD_SIZE:], empty_journal_end(snapshot))
    head, confirmed = read_head(raw), confirmed_end(raw)
    own = head is not None and head.snapshot == snapshot
    lost = confirmed is not None and confirmed.size > replayed.end.size
    foreign = not own and not replayed.changes
    damaged = replayed.damaged or lost or foreign or len(raw) < HEAD_SIZE
    return replayed._replace(damaged=damaged, torn=replayed.torn or damaged or not own)


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
    """Make `changes` durable behind `end` and return the new end; raises as `write_lines`.

    The head then says so. That is not fsynced: it may only ever say less than there is.
    """
    line, after = encode_line(_ENCODE(changes).encode(), end)
    write_lines(path, line, end)
    with suppress(OSError):
        descriptor = open_regular(path, os.O_WRONLY)
        try:
            os.lseek(descriptor, _END_OFFSET, os.SEEK_SET)
            os.write(descriptor, end_line(after))
        finally:
            os.close(descriptor)
    return after


def encode_line(payload: bytes, end: JournalEnd) -> tuple[bytes, JournalEnd]:
    """Return the line with `payload` behind `end`, and its end."""
    checksum = crc32(payload, end.checksum)
    line = b"%08x %b\n" % (checksum, payload)
    return line, JournalEnd(end.size + len(line), checksum)


def write_lines(path: Path, lines: bytes, end: JournalEnd) -> None:
    """Make `lines` durable behind `end`; OSError has cut the file back, NotConfirmedError perhaps not."""
    descriptor = open_regular(path, os.O_WRONLY | os.O_APPEND)
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


def create_journal(path: Path, head: JournalHead) -> None:
    """Make an empty journal (0600); its name is as durable as the next fsync of the directory."""
    text = f"{head.snapshot} {head.before}".encode()
    first = b"%08x %b\n" % (crc32(text), text)
    write_new(path, first + end_line(empty_journal_end(head.snapshot)))


def verify_line(line: bytes, before: int) -> int | None:
    """Return the checksum of a line if it is valid behind one with the checksum `before`, else None."""
    try:
        claimed = int(line[:8], 16)
    except ValueError:
        return None
    return claimed if line[8:9] == b" " and crc32(line[9:], before) == claimed else None
