"""The archive of closed history: old orders, used plans and past usage, read only on demand.

Every segment holds the documents of one table whose numbers lie in one range of a thousand, and is a
TinyDB file of its own. A document's number decides its segment, so archiving it twice changes nothing: a
crash after the segment was written and before the snapshot drops the document does no harm.
"""

import json
import os
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any
from zlib import crc32

from dm_tui.store.durable_files import FileIdentity, file_identity, replace_file, sync_directory
from dm_tui.store.migrations import Data
from dm_tui.store.snapshot import decode, encode

SEGMENT_SIZE = 1_000
"""Documents in a segment."""

KEEP_LIVE = 100
"""The number of closed documents that stay live in each table, the newest ones."""

ARCHIVE_BATCH = 50
"""The excess of closed documents over `KEEP_LIVE` at which a table is archived."""

KEY, KEY_BUCKETS = "key", 64
"""A document's `key`, its caller's own name for it, is looked up before every purchase that has one. Bucket files
beside the segments hold the keys, so that a look-up does not take longer as history grows."""

Documents = dict[str, dict[str, Any]]


class Archive:
    """The segments beside a state file. `history` is a number that changes when all history is dropped.

    A number is never used again, so a new state file never reads the segments of one that was moved away.
    """

    def __init__(self, path: Path) -> None:
        self.directory = path.with_name(path.name + ".archive")
        self._known_numbers: dict[Path, tuple[FileIdentity, tuple[int, ...]]] = {}

    def add(self, history: int, table: str, documents: Documents) -> None:
        """Make closed documents durable in their segments.

        Raises OSError where the disk refuses, ValueError where a segment cannot be read; the segments stay whole.
        """
        with suppress(FileExistsError):
            os.mkdir(self.directory, 0o700)
        sync_directory(self.directory.parent)
        by_segment: dict[int, Documents] = {}
        for id, document in documents.items():
            by_segment.setdefault(int(id) // SEGMENT_SIZE, {})[id] = document
        for number, added in by_segment.items():
            self._merge_segment(self._segment(history, table, number), table, added)
        by_key: dict[str, Documents] = {}
        for id, document in documents.items():
            if document.get(KEY):
                by_key.setdefault(_bucket_name(document[KEY]), {})[id] = {KEY: document[KEY]}
        for bucket, added in by_key.items():
            self._merge_segment(self._file_path(history, table, bucket), table, added)

    def segments_having(self, history: int, table: str, field: str, value: str) -> Iterator[Documents]:
        """Yield the segments of a table that may have the value in the field."""
        if field == KEY:
            bucket = self._read(self._file_path(history, table, _bucket_name(value)), table)
            ids = {int(id) for id, document in bucket.items() if document.get(KEY) == value}
            numbers = sorted({id // SEGMENT_SIZE for id in ids}, reverse=True)
            for number in numbers:
                yield self.documents(history, table, number)
            return
        encodings = (
            json.dumps(value, ensure_ascii=False)[1:-1].encode(errors="replace"),
            json.dumps(value)[1:-1].encode(),
        )
        for number in self.segments(history, table):
            raw = self._segment(history, table, number).read_bytes()
            if any(encoding in raw for encoding in encodings):
                yield decode(raw).get(table, {})

    def segments(self, history: int, table: str) -> list[int]:
        """Return the numbers of the segments of a table, the newest first."""
        paths = self.directory.glob(f"{history}-{table}-{'[0-9]' * 6}*.json")
        numbers = (path.stem.rpartition("-")[2] for path in paths)
        return sorted((int(number) for number in numbers if number.isdecimal()), reverse=True)

    def numbers(self, history: int, table: str, segment: int) -> tuple[int, ...]:
        """Return the numbers of the documents in a segment, cached as long as its file does not change."""
        path = self._segment(history, table, segment)
        identity = file_identity(path)
        known = self._known_numbers.get(path)
        if known is None or known[0] != identity:
            known = identity, tuple(map(int, self._read(path, table)))
            self._known_numbers[path] = known
        return known[1]

    def documents(self, history: int, table: str, segment: int) -> Documents:
        """Return the documents of a segment by their numbers."""
        return self._read(self._segment(history, table, segment), table)

    def next_history_number(self) -> int:
        """Return a number higher than that of any history here; raises OSError if the directory cannot be read."""
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

    def _segment(self, history: int, table: str, number: int) -> Path:
        return self._file_path(history, table, f"{number:06}")

    def _file_path(self, history: int, table: str, part: str) -> Path:
        return self.directory / f"{history}-{table}-{part}.json"

    def _read(self, path: Path, table: str) -> Documents:
        try:
            return decode(path.read_bytes()).get(table, {})
        except FileNotFoundError:
            return {}

    def _merge_segment(self, path: Path, table: str, documents: Documents) -> None:
        merged = {**self._read(path, table), **documents}
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
