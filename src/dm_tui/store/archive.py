"""The archive of closed history: old orders, used plans and past usage, read only on demand.

Every segment holds the documents of one table whose numbers lie in one range of a thousand, and is a
TinyDB file of its own. A document's number decides its segment, so archiving it twice changes nothing: a
crash after the segment was written and before the snapshot drops the document does no harm.
"""

import json
import os
import re
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any
from zlib import crc32

from dm_tui.store.durable_files import FileIdentity, file_identity, replace_file, sync_directory
from dm_tui.store.errors import HISTORY_UNREADABLE
from dm_tui.store.file_owner import make_owned_directory
from dm_tui.store.migrations import Data
from dm_tui.store.snapshot import decode, encode
from dm_tui.store.state_files import MAX_STATE_BYTES
from dm_tui.user_files import read_file

SEGMENT_SIZE = 1_000  # documents in a segment
KEEP_LIVE = 100  # closed documents that stay live in each table, the newest ones
ARCHIVE_BATCH = 50  # the excess of closed documents over `KEEP_LIVE` at which a table is archived

KEY, KEY_BUCKETS = "key", 64
"""A document's `key`, its caller's own name for it, is looked up before every purchase that has one. Bucket
files beside the segments hold the keys, so that a look-up does not take longer as history grows.
"""

_TABLE = re.compile(r"[a-z_]+", re.ASCII)

Documents = dict[str, dict[str, Any]]


class Archive:
    """The segments beside a state file. The number of its `history` changes when all history is dropped.

    A number is never used again, so a new state file never reads the segments of one that was moved away.
    """

    def __init__(self, path: Path) -> None:
        self.directory = path.with_name(path.name + ".archive")
        self.known_numbers: dict[Path, tuple[FileIdentity, tuple[int, ...]]] = {}

    def add(self, history: int, table: str, documents: Documents) -> None:
        """Make closed documents durable; raises OSError or ValueError with every segment whole."""
        with suppress(FileExistsError):
            make_owned_directory(self.directory)
        sync_directory(self.directory.parent)
        parts: dict[int | str, Documents] = {}
        for id, document in documents.items():
            parts.setdefault(int(id) // SEGMENT_SIZE, {})[id] = document
        for id, document in documents.items():
            if document.get(KEY):
                parts.setdefault(_bucket_name(document[KEY]), {})[id] = {KEY: document[KEY]}
        for part, added in parts.items():
            _merge_segment(self.file_path(history, table, part), table, added)

    def next_history_number(self) -> int:
        """Return a number higher than that of any history here.

        Raises OSError if the directory cannot be read.
        """
        try:
            names = os.listdir(self.directory)
        except FileNotFoundError:
            names = []
        numbers = [name.partition("-")[0] for name in names if name.endswith(".json")]
        return max((int(number) + 1 for number in numbers if number.isdecimal()), default=0)

    def drop(self, history: int) -> None:
        """Remove the segments of a dropped history."""
        for path in self.directory.glob(f"{history}-*.json"):
            os.unlink(path)

    def file_path(self, history: int, table: str, part: int | str) -> Path:
        """Return the file of a segment, by its number, or of a bucket of keys."""
        if not _TABLE.fullmatch(table):
            raise ValueError("not the name of a table")  # from a hostile backup: it would lead elsewhere
        return self.directory / f"{history}-{table}-{part if isinstance(part, str) else f'{part:06}'}.json"


class ArchivedHistory:
    """The archived documents of one history, by its number; raises HISTORY_UNREADABLE for a bad file."""

    def __init__(self, archive: Archive, number: int) -> None:
        self._archive, self._number = archive, number

    def after_drop(self) -> "ArchivedHistory":
        """Return the empty history of a state file whose documents have just been dropped."""
        return ArchivedHistory(self._archive, -1)

    def segments_having(self, table: str, field: str, value: str) -> Iterator[Documents]:
        """Yield the segments of a table that may have `value` in `field`, the newest first."""
        if field == KEY:
            bucket = self.documents(table, _bucket_name(value))
            ids = [int(id) for id, document in bucket.items() if document.get(KEY) == value]
            for number in sorted({id // SEGMENT_SIZE for id in ids}, reverse=True):
                yield self.documents(table, number)
            return
        encodings = (
            json.dumps(value, ensure_ascii=False)[1:-1].encode(errors="replace"),
            json.dumps(value)[1:-1].encode(),
        )
        for number in self.segments(table):
            with self._report_unreadable():
                raw = read_file(self._archive.file_path(self._number, table, number), MAX_STATE_BYTES)
                matching = any(encoding in raw for encoding in encodings)
                documents: Documents = decode(raw).get(table, {}) if matching else {}
            if documents:
                yield documents

    def segments(self, table: str) -> list[int]:
        """Return the numbers of the segments of a table, the newest first."""
        with self._report_unreadable():
            paths = self._archive.directory.glob(f"{self._number}-{table}-{'[0-9]' * 6}*.json")
            numbers = (path.stem.rpartition("-")[2] for path in paths)
            return sorted((int(number) for number in numbers if number.isdecimal()), reverse=True)

    def numbers(self, table: str, segment: int) -> tuple[int, ...]:
        """Return the numbers of the documents in a segment, cached as long as its file does not change."""
        path = self._archive.file_path(self._number, table, segment)
        identity, known = file_identity(path), self._archive.known_numbers.get(path)
        if known is None or known[0] != identity:
            known = identity, tuple(map(int, self.documents(table, segment)))
            self._archive.known_numbers[path] = known
        return known[1]

    def documents(self, table: str, part: int | str) -> Documents:
        """Return the documents of a segment or a bucket, none once the history was dropped."""
        with self._report_unreadable():
            return _read_table(self._archive.file_path(self._number, table, part), table)

    @contextmanager
    def _report_unreadable(self) -> Iterator[None]:
        try:
            yield
        except (OSError, ValueError) as error:
            raise HISTORY_UNREADABLE(path=self._archive.directory) from error


def _read_table(path: Path, table: str) -> Documents:
    try:
        return decode(read_file(path, MAX_STATE_BYTES)).get(table, {})
    except FileNotFoundError:
        return {}


def _merge_segment(path: Path, table: str, documents: Documents) -> None:
    merged = {**_read_table(path, table), **documents}
    ordered = dict(sorted(merged.items(), key=lambda item: int(item[0])))
    replace_file(path, encode({table: ordered}), keep_backup=False)


def _bucket_name(key: str) -> str:
    return f"{KEY}-{crc32(key.encode(errors='replace')) % KEY_BUCKETS:02x}"


def split_closed(data: Data, keep: int) -> tuple[Data, Data]:
    """Split `data` into live documents and those to archive: the closed ones except the newest `keep`."""
    live, archived = dict(data), {}
    for table, documents in data.items():
        closed = [id for id, document in documents.items() if document.get("closed")]
        if len(closed) > keep + ARCHIVE_BATCH:
            oldest = sorted(closed, key=int)[:-keep]
            archived[table] = {id: documents[id] for id in oldest}
            live[table] = {id: document for id, document in documents.items() if id not in archived[table]}
    return live, archived
