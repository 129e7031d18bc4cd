"""The archive of closed history: old orders, used plans and past usage, read only on demand.

Every segment holds the documents of one table whose numbers lie in one range of a thousand, and is a
TinyDB file of its own. A document's number decides its segment, so archiving it twice changes nothing: a
crash after the segment was written and before the snapshot drops the document does no harm.

The snapshot names every file there must be, with its digest. A file with another digest counts only if it
says that it is a later generation of the same file of the same account: a crash may come between file and
snapshot, and who reads may be behind who writes. Any other, or a missing one, is history that is unreadable.
"""

import json
import os
import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, NamedTuple
from zlib import crc32

from dm_tui.store.durable_files import FileIdentity, file_identity, replace_file, sync_directory
from dm_tui.store.errors import HISTORY_UNREADABLE
from dm_tui.store.file_owner import make_owned_directory
from dm_tui.store.migrations import Data, meta_of
from dm_tui.store.snapshot import any_digest, decode, digest_of, encode, verified_digest, written_digest
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


class ArchiveIndex(NamedTuple):
    """What a snapshot says of its archive: its history's number, its account, and the files there must be.

    `files` has the generation and the digest of each file. It is None where a snapshot of schema 1 does not
    say: then every file counts that is there.
    """

    history: int
    account: str
    files: Mapping[str, tuple[int, str]] | None

    @classmethod
    def of(cls, data: Data) -> "ArchiveIndex":
        """Return what the `meta` of a state says."""
        meta = meta_of(data)
        return cls(int(meta.get("history", 0)), str(meta.get("account", "")), meta.get("archive"))

    def as_meta(self) -> dict[str, Any]:
        """Return it as the `meta` of a state has it."""
        files = None if self.files is None else {name: list(file) for name, file in self.files.items()}
        return {"history": self.history, "account": self.account, "archive": files}

    def known(self, name: str) -> tuple[int, str] | None:
        """Return the generation and the digest of a file, None if there need be none."""
        return None if self.files is None else self.files.get(name)


class Archive:
    """The segments beside a state file. The number of its `history` changes when all history is dropped.

    A number is never used again, so a new state file never reads the segments of one that was moved away.
    """

    def __init__(self, path: Path) -> None:
        self._state = path
        self.directory = path.with_name(path.name + ".archive")
        self.known_numbers: dict[Path, tuple[FileIdentity, tuple[int, ...]]] = {}

    def add(self, index: ArchiveIndex, table: str, documents: Documents) -> ArchiveIndex:
        """Make closed documents durable, and return the index with them.

        Raises OSError or ValueError with every segment whole.
        """
        with suppress(FileExistsError):
            make_owned_directory(self.directory)
        sync_directory(self.directory.parent)
        parts: dict[int | str, Documents] = {}
        for id, document in documents.items():
            parts.setdefault(int(id) // SEGMENT_SIZE, {})[id] = document
        for id, document in documents.items():
            if document.get(KEY):
                parts.setdefault(_bucket_name(document[KEY]), {})[id] = {KEY: document[KEY]}
        files = dict(index.files or {})
        for part, added in parts.items():
            name = _part_name(table, part)
            files[name] = self._merge(index, name, table, added)
        return index._replace(files=files)

    def complete(self, index: ArchiveIndex) -> ArchiveIndex:
        """Return an index of an account, with files: those that are there now, if it has none yet."""
        if not index.account:
            index = index._replace(account=os.urandom(8).hex())
        if index.files is not None:
            return index
        files = {}
        for name in self.names(index.history):
            digest = ""  # no file has this one
            with suppress(OSError, ValueError):
                digest = any_digest(read_file(self.file_path(index.history, name), MAX_STATE_BYTES))
            files[name] = 0, digest
        return index._replace(files=files)

    def read(self, index: ArchiveIndex, name: str) -> bytes:
        """Return the bytes of a file; raises OSError or ValueError for any but the one there must be."""
        raw = read_file(self.file_path(index.history, name), MAX_STATE_BYTES)
        digest, known = verified_digest(raw), index.known(name)
        if index.files is None or (known is not None and known[1] == (digest or digest_of(raw))):
            return raw
        stamp = meta_of(decode(raw))
        if (stamp.get("account"), stamp.get("file")) != (index.account, f"{index.history}-{name}"):
            raise ValueError("another file")
        if known is not None and stamp["generation"] <= known[0]:
            raise ValueError("not the last one written")
        return raw

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
        for name in self.names(history):
            os.unlink(self.file_path(history, name))

    def names(self, history: int) -> list[str]:
        """Return the names of the files that are there of a history."""
        return [path.stem.partition("-")[2] for path in self.directory.glob(f"{history}-*.json")]

    def lacks_file(self, index: ArchiveIndex) -> bool:
        """Say whether a file is missing that there must be."""
        return not all(self.file_path(index.history, name).exists() for name in index.files or ())

    def was_dropped(self, history: int) -> bool:
        """Say whether the state file has another history by now, so that this one need not be there."""
        try:
            return ArchiveIndex.of(decode(read_file(self._state, MAX_STATE_BYTES))).history != history
        except (OSError, ValueError):
            return False

    def file_path(self, history: int, name: str) -> Path:
        """Return the file of a segment or of a bucket of keys."""
        return self.directory / f"{history}-{name}.json"

    def _merge(self, index: ArchiveIndex, name: str, table: str, documents: Documents) -> tuple[int, str]:
        """Add documents to a file, and return its generation and digest."""
        path, known = self.file_path(index.history, name), index.known(name)
        present: Data = {}
        if known is not None or path.exists():
            present = decode(self.read(index, name))
        generation = 1 + max(known[0] if known else 0, int(meta_of(present).get("generation", 0)))
        stamp = {"account": index.account, "file": f"{index.history}-{name}", "generation": generation}
        merged = {**present.get(table, {}), **documents}
        ordered = dict(sorted(merged.items(), key=lambda item: int(item[0])))
        raw = encode({"meta": {"1": stamp}, table: ordered})
        replace_file(path, raw, keep_backup=False)
        return generation, written_digest(raw)


class ArchivedHistory:
    """The archived documents of one history; raises HISTORY_UNREADABLE for a bad or missing file."""

    def __init__(self, archive: Archive, index: ArchiveIndex) -> None:
        self._archive, self._index = archive, index

    def after_drop(self) -> "ArchivedHistory":
        """Return the empty history of a state file whose documents have just been dropped."""
        return ArchivedHistory(self._archive, self._index._replace(files={}))

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
                raw = self._read(_part_name(table, number))
                matching = any(encoding in raw for encoding in encodings)
                documents: Documents = decode(raw).get(table, {}) if matching else {}
            if documents:
                yield documents

    def segments(self, table: str) -> list[int]:
        """Return the numbers of the segments of a table, the newest first."""
        with self._report_unreadable():
            numbers = (name.removeprefix(f"{table}-") for name in self._names())
            return sorted((int(number) for number in numbers if number.isdecimal()), reverse=True)

    def numbers(self, table: str, segment: int) -> tuple[int, ...]:
        """Return the numbers of the documents in a segment, cached as long as its file does not change."""
        path = self._archive.file_path(self._index.history, _part_name(table, segment))
        identity, known = file_identity(path), self._archive.known_numbers.get(path)
        if known is None or known[0] != identity:
            known = identity, tuple(map(int, self.documents(table, segment)))
            self._archive.known_numbers[path] = known
        return known[1]

    def documents(self, table: str, part: int | str) -> Documents:
        """Return the documents of a segment or a bucket, none once the history was dropped."""
        with self._report_unreadable():
            raw = self._read(_part_name(table, part))
            return decode(raw).get(table, {}) if raw else {}

    def verify(self) -> None:
        """Read every file there must be; raises HISTORY_UNREADABLE for the first bad one."""
        with self._report_unreadable():
            for name in self._names():
                raw = self._read(name)
                if raw:
                    decode(raw)

    def _names(self) -> list[str]:
        files = self._index.files
        return self._archive.names(self._index.history) if files is None else list(files)

    def _read(self, name: str) -> bytes:
        """Return the bytes of a file, none if it need not be there."""
        if self._index.files is not None and name not in self._index.files:
            return b""
        try:
            return self._archive.read(self._index, name)
        except FileNotFoundError:
            if self._index.files is None or self._archive.was_dropped(self._index.history):
                return b""
            raise

    @contextmanager
    def _report_unreadable(self) -> Iterator[None]:
        try:
            yield
        except (OSError, ValueError) as error:
            raise HISTORY_UNREADABLE(path=self._archive.directory) from error


def _part_name(table: str, part: int | str) -> str:
    """Return the name of a segment, by its number, or of a bucket of keys."""
    if not _TABLE.fullmatch(table):
        raise ValueError("not the name of a table")  # from a hostile backup: it would lead elsewhere
    return f"{table}-{part if isinstance(part, str) else f'{part:06}'}"


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
