"""The view of one transaction: the committed tables, and the changes that are not yet durable.

TinyDB's own `Table` reads, converts and writes whole tables for every change. `LiveTable` gives it a table
that notes the documents it touches, so that a change costs no more than these; queries remain TinyDB's own.
"""

import copy
from collections.abc import Callable, Iterator, Mapping, MutableMapping
from typing import Any, cast

from tinydb.storages import Storage
from tinydb.table import Document, Table

from dm_tui.store.archive import Documents
from dm_tui.store.journal import Changes
from dm_tui.store.migrations import Data


class IdIndex:
    """The number of each id in the committed tables, and each table's highest number; commits update it."""

    def __init__(self) -> None:
        self._known: dict[str, tuple[Documents, dict[str, str], int]] = {}

    def of(self, name: str, documents: Documents) -> tuple[dict[str, str], int]:
        """Return id → number, and the highest number."""
        known = self._known.get(name)
        if known is None or known[0] is not documents:  # first used, or changed otherwise than by a commit
            known = self._known[name] = documents, _ids(documents), max(map(int, documents), default=0)
        return known[1:]

    def follow_commit(self, before: Data, after: Data, changes: Changes) -> None:
        """Update the index for a commit from `before` to `after`."""
        if "meta" in changes:  # the commit dropped all older documents
            self._known.clear()
            return
        for name, changed in changes.items():
            old, ids, highest = self._known.pop(name, ({}, {}, 0))
            if old is not before.get(name) or not _same_ids(old, changed):
                continue
            ids.update(_ids(changed))
            self._known[name] = after[name], ids, max(highest, *map(int, changed))


def _ids(documents: Mapping[str, dict[str, Any] | None]) -> dict[str, str]:
    ids = {number: document.get("id") for number, document in documents.items() if document is not None}
    return {id: number for number, id in ids.items() if isinstance(id, str)}


def _same_ids(old: Documents, changed: Mapping[str, dict[str, Any] | None]) -> bool:
    """Say whether no document was removed and each changed one still has its id."""
    return all(
        document is not None and old.get(number, document).get("id") == document.get("id")
        for number, document in changed.items()
    )


class TransactionView(Storage):
    """A state and the changes to it that are not yet durable. The state itself is never written to."""

    def __init__(self, data: Data, index: IdIndex) -> None:
        self._data = data
        self._index = index
        self._tables: dict[str, Documents] = {}
        self._changed: dict[str, dict[str, str]] = {}
        self._last: dict[str, int] = {}
        self.changes: Changes = {}
        self.cleared = False

    def table(self, name: str) -> Documents:
        """Return the documents of a table with the changes in it."""
        return self._tables[name] if name in self._tables else self._data.get(name, {})

    def number(self, name: str, id: str) -> str | None:
        """Return the number of the document with this id."""
        changed = self._changed.get(name)
        number = changed.get(id) if changed else None
        if number is not None and self.table(name).get(number, {}).get("id") == id:
            return number
        number = self._index.of(name, self._data.get(name, {}))[0].get(id, "")
        return None if number in self.changes.get(name, {}) or not number else number

    def last(self, name: str) -> int:
        """Return the highest number of a table, including documents that this transaction removed."""
        return max(self._index.of(name, self._data.get(name, {}))[1], self._last.get(name, 0))

    def note(self, name: str, id: str, document: dict[str, Any] | None) -> None:
        """Set a document, or remove it. The `meta` table belongs to the store and is ignored."""
        if name == "meta":
            return
        if name not in self._tables:
            self._tables[name] = dict(self._data.get(name, {}))
        if document is None:
            self._tables[name].pop(id, None)
        else:
            self._tables[name][id] = document
            key = document.get("id")
            if isinstance(key, str):
                self._changed.setdefault(name, {})[key] = id
        self._last[name] = max(self._last.get(name, 0), int(id))
        self.changes.setdefault(name, {})[id] = document

    def clear(self) -> None:
        """Drop every document, archived history included."""
        self._data, self._tables, self.changes, self.cleared = {}, {}, {}, True
        self._changed, self._last = {}, {}

    def read(self) -> dict[str, dict[str, Any]] | None:
        """Return all tables with documents, None if there is none, as TinyDB expects of an empty file."""
        tables = {**self._data, **self._tables}
        return {name: table for name, table in tables.items() if table} or None

    def write(self, data: dict[str, dict[str, Any]]) -> None:
        """Replace whole tables, for operations of TinyDB on all of them at once."""
        for name in {*self._data, *self._tables, *data}:
            before, now = self.table(name), data.get(name, {})
            for id in [id for id in before if id not in now]:
                self.note(name, id, None)
            for id, document in now.items():
                if before.get(id) != document:
                    self.note(name, id, dict(document))


class _TouchedTable(MutableMapping[int, Document]):
    """A table as TinyDB's updates see it: documents are copied when they are read."""

    def __init__(self, documents: Documents) -> None:
        self._documents = documents
        self.out: dict[int, Document | None] = {}

    def __getitem__(self, id: int) -> Document:
        if id not in self.out:
            self.out[id] = Document(copy.deepcopy(self._documents[str(id)]), id)
        document = self.out[id]
        if document is None:
            raise KeyError(id)
        return document

    def __setitem__(self, id: int, document: Document) -> None:
        self.out[id] = document

    def __delitem__(self, id: int) -> None:
        self[id]
        self.out[id] = None

    def __iter__(self) -> Iterator[int]:
        for id in self._documents:
            if self.out.get(int(id), self) is not None:
                yield int(id)
        for number, document in self.out.items():
            if document is not None and str(number) not in self._documents:
                yield number

    def __len__(self) -> int:
        return sum(1 for _ in self)

    def clear(self) -> None:
        self.out = dict.fromkeys(map(int, self._documents))


class LiveTable(Table):
    """TinyDB's table over a `TransactionView`.

    Queries are not cached, because the view also changes in other ways.
    """

    _storage: TransactionView
    _given = 0

    def __init__(self, *args: Any, **named: Any) -> None:
        super().__init__(*args, **{**named, "cache_size": 0})

    def number(self, id: str) -> str | None:
        """Return the number of the document with this id."""
        return self._storage.number(self.name, id)

    def _get_next_id(self) -> int:
        self._given = max(self._given, self._storage.last(self.name)) + 1
        return self._given

    def put(self, number: str | None, document: dict[str, Any]) -> None:
        """Set a whole document, a new one if `number` is None; TinyDB itself would copy and merge it."""
        if number is None:
            number = str(self._get_next_id())
        if self._storage.table(self.name).get(number) != document:
            self._storage.note(self.name, number, document)
            self.clear_cache()

    def _read_table(self) -> dict[str, Mapping[str, Any]]:
        return cast(dict[str, Mapping[str, Any]], self._storage.table(self.name))

    def _update_table(self, updater: Callable[[dict[int, Mapping[str, Any]]], None]) -> None:
        before = self._storage.table(self.name)
        touched = _TouchedTable(before)
        updater(cast(dict[int, Mapping[str, Any]], touched))
        for id, document in touched.out.items():
            if before.get(str(id)) != document:
                self._storage.note(self.name, str(id), None if document is None else dict(document))
        self.clear_cache()
