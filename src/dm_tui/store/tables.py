"""All tables at one moment, by model, as a transaction reads and changes them."""

from contextlib import suppress
from functools import cached_property
from typing import TypeVar, cast

from tinydb import TinyDB

from dm_tui.domain.errors import DirectMailError
from dm_tui.domain.model import Model
from dm_tui.store.archive import ArchivedHistory, Documents
from dm_tui.store.collection import Collection, ModelCache, table_name
from dm_tui.store.migrations import Data
from dm_tui.store.transaction_view import IdIndex, LiveTable, TransactionView

M = TypeVar("M", bound=Model)


class Tables:
    """All tables at one moment: `of(Order)` is a collection, `single(Preferences)` one document."""

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
        return self._models.of(model, self.view.table(table_name(model)).get("1", {}))

    def put_single(self, value: M) -> M:
        """Make `value` the only document of its table."""
        self._table(type(value)).put("1", value.model_dump(mode="json"))
        return value

    def is_empty(self, table: str) -> bool:
        """Say whether a table has no document, without loading its model."""
        return not self.view.table(table)

    def has(self, table: str, field: str, value: str | bool | None = None) -> bool:
        """Say whether a live document has `value`, or anything, in a field, without loading its model."""
        values = (document.get(field) for document in self.view.table(table).values())
        return any(values) if value is None else value in values

    def clear(self) -> None:
        """Drop every table and all history."""
        self.view.clear()

    def dump(self, *, readable_only: bool = False) -> Data:
        """Return all documents of all tables, archived history included, as plain dictionaries.

        Raises HISTORY_UNREADABLE for a bad or missing file, unless only what is readable is wanted.
        """
        unreadable = (DirectMailError,) if readable_only else ()
        data: Data = {}
        for name, live in (self.view.read() or {}).items():
            if name != "meta":
                documents: Documents = {}
                for segment in self._archived.segments(name):
                    with suppress(*unreadable):
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

    def verify_history(self) -> None:
        """Read all archived history; raises HISTORY_UNREADABLE if a file is bad or missing."""
        self._archived.verify()

    @property
    def _archived(self) -> ArchivedHistory:
        return self._history.after_drop() if self.view.cleared else self._history

    def _table(self, model: type[M]) -> LiveTable:
        return cast(LiveTable, self.db.table(table_name(model)))
