"""TinyDB over a view: the tables at one moment, and the changes of one transaction.

TinyDB's own `Table` reads, converts and writes whole tables for every change. `LiveTable` gives it a table that
notes the documents it touches, so that a change costs no more than these; queries remain TinyDB's own.
"""

import copy
from collections.abc import Callable, Iterator, Mapping, MutableMapping
from functools import cached_property, partial
from typing import Any, Generic, TypeVar, cast

from pydantic import ValidationError
from tinydb import TinyDB
from tinydb.storages import Storage
from tinydb.table import Document, Table

from dm_tui.domain.errors import DirectMailError
from dm_tui.domain.model import Model
from dm_tui.store.archive import ArchivedHistory, Documents
from dm_tui.store.errors import RECORD_UNREADABLE
from dm_tui.store.full_history import FullHistory
from dm_tui.store.journal import Changes
from dm_tui.store.migrations import Data

M = TypeVar("M", bound=Model)


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


class ModelCache:
    """The models of live documents, each validated once: a document is never changed, only replaced."""

    MOST = 4_096

    def __init__(self) -> None:
        self._known: dict[int, tuple[Mapping[str, Any], Model]] = {}
        self._empty: dict[type[Model], Model] = {}

    def of(self, model: type[M], document: Mapping[str, Any]) -> M:
        """Return the model of a document; the defaults if the document is empty."""
        if not document:
            if model not in self._empty:
                self._empty[model] = validate_document(model, {})
            return cast(M, self._empty[model])
        known = self._known.get(id(document))
        if known is not None and known[0] is document and type(known[1]) is model:
            return known[1]
        if len(self._known) >= self.MOST:
            self._known.clear()
        validated = validate_document(model, document)
        self._known[id(document)] = document, validated
        return validated


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
    """TinyDB's table over a `TransactionView`. Queries are not cached, because the view also changes in other ways."""

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


class Collection(Generic[M]):
    """A table of models that have an `id`, in the order in which they were first put.

    Closed models may be archived: `all`, `get` and `open` see live models only, `find` and `history` see all.
    """

    def __init__(
        self, table: LiveTable, model: type[M], models: ModelCache, history: ArchivedHistory, keep: int
    ) -> None:
        self._table = table
        self._model = model
        self._models = models
        self._history = history
        self._keep = keep

    def all(self) -> tuple[M, ...]:
        """Return every live model."""
        return tuple(self._models.of(self._model, document) for document in self._documents().values())

    def open(self) -> tuple[M, ...]:
        """Return every model that is not closed; all of these are live."""
        documents = (document for document in self._documents().values() if not document.get("closed"))
        return tuple(self._models.of(self._model, document) for document in documents)

    def get(self, id: str) -> M | None:
        """Return the live model with this id, if there is one."""
        number = self._table.number(id)
        return None if number is None else self._models.of(self._model, self._documents()[number])

    def where(self, field: str, value: str, *, expected: int = 1) -> tuple[M, ...]:
        """Return the models with `value` in `field`; archived ones too while fewer than `expected` are live."""
        live = self._documents()
        matches = {id: document for id, document in live.items() if document.get(field) == value}
        if len(matches) < expected and value:
            for segment in self._history.segments_having(self._table.name, field, value):
                for id, document in segment.items():
                    if document.get(field) == value and id not in live:
                        matches[id] = document
        return tuple(validate_document(self._model, matches[id]) for id in sorted(matches, key=int))

    def find(self, id: str) -> M | None:
        """Return the model with this id, live or archived."""
        return self.get(id) or next(iter(self.where("id", id)), None)

    def require(self, id: str, error: DirectMailError) -> M:
        """Return the model with this id, live or archived, or raise `error`."""
        if (model := self.find(id)) is None:
            raise error
        return model

    def history(self) -> FullHistory[M]:
        """Return every model the table ever had, the newest first; segments are read when they are reached."""
        validate = partial(validate_document, self._model)
        return FullHistory(self._documents(), self._history, self._table.name, self._keep, validate)

    def put(self, model: M) -> M:
        """Insert or replace the live model with the same id."""
        document = _document(model)
        self._table.put(self._table.number(document["id"]), document)
        return model

    def replace(self, model: M) -> M:
        """Replace the model with the same id, which must exist; an archived one becomes live again in its place."""
        document = _document(model)
        id = document["id"]
        self._table.put(self._table.number(id) or self._archived_number(id), document)
        return model

    def _archived_number(self, id: str) -> str:
        for segment in self._history.segments_having(self._table.name, "id", id):
            for number, document in segment.items():
                if document.get("id") == id:
                    return number
        raise LookupError(id)

    def remove(self, id: str) -> None:
        """Remove the live model with this id, if there is one; an archived one stays."""
        number = self._table.number(id)
        if number is not None:
            self._table.remove(doc_ids=[int(number)])

    def __len__(self) -> int:
        return len(self._table)

    def _documents(self) -> Mapping[str, Mapping[str, Any]]:
        return self._table._read_table()


class Tables:
    """All tables at one moment, by model: `of(Order)` is a collection, `one(Draft)` a single document."""

    def __init__(
        self, data: Data, index: IdIndex, models: ModelCache, history: ArchivedHistory, keep: int
    ) -> None:
        self.view = TransactionView(data, index)
        self._models = models
        self._history = history
        self._keep = keep

    @cached_property
    def db(self) -> TinyDB:
        """TinyDB itself, over all tables."""
        db = TinyDB(storage=lambda: self.view)
        db.table_class = LiveTable
        return db

    def of(self, model: type[M]) -> Collection[M]:
        """Return the collection of a model, named by its `TABLE`."""
        return Collection(self._table(model), model, self._models, self._archived, self._keep)

    def single(self, model: type[M]) -> M:
        """Return the only document of a model, its defaults while there is none."""
        return self._models.of(model, self.view.table(_table_name(model)).get("1", {}))

    def put_single(self, value: M) -> M:
        """Make `value` the only document of its table."""
        self._table(type(value)).put("1", value.model_dump(mode="json"))
        return value

    def is_empty(self, table: str) -> bool:
        """Say whether a table has no document, without loading its model."""
        return not self.view.table(table)

    def has(self, table: str, field: str, value: str | bool | None = None) -> bool:
        """Say whether a live document has `value` in a field, or anything at all, without loading its model."""
        values = (document.get(field) for document in self.view.table(table).values())
        return any(values) if value is None else value in values

    def clear(self) -> None:
        """Drop every table and all history."""
        self.view.clear()

    def dump(self) -> Data:
        """Return all documents of all tables, archived history included, as plain dictionaries."""
        data: Data = {}
        for name, live in (self.view.read() or {}).items():
            if name != "meta":
                documents: Documents = {}
                for segment in self._archived.segments(name):
                    documents |= self._archived.documents(name, segment)
                documents |= live
                data[name] = {id: documents[id] for id in sorted(documents, key=int)}
        return data

    def replace(self, data: Data) -> None:
        """Replace every document, archived history included, with `data`."""
        self.clear()
        for name, documents in data.items():
            for id, document in documents.items():
                self.view.note(name, id, document)

    @property
    def _archived(self) -> ArchivedHistory:
        return self._history.after_drop() if self.view.cleared else self._history

    def _table(self, model: type[M]) -> LiveTable:
        return cast(LiveTable, self.db.table(_table_name(model)))


def _document(model: Model) -> dict[str, Any]:
    document = model.model_dump(mode="json")
    if getattr(model, "closed", False):
        document["closed"] = True
    return document


def validate_document(model: type[M], document: Mapping[str, Any]) -> M:
    """Return the model of a document, or refuse one that cannot be read."""
    try:
        return model.model_validate(document)
    except ValidationError:
        raise RECORD_UNREADABLE(table=_table_name(model)) from None


def _table_name(model: type[Model]) -> str:
    return str(getattr(model, "TABLE", ""))
