"""A table as a collection of models, live and archived; each live document is validated once."""

from collections.abc import Mapping
from functools import partial
from typing import Any, Generic, TypeVar, cast

from pydantic import ValidationError

from dm_tui.domain.errors import DirectMailError
from dm_tui.domain.model import Model
from dm_tui.store.archive import ArchivedHistory
from dm_tui.store.errors import RECORD_UNREADABLE
from dm_tui.store.full_history import FullHistory
from dm_tui.store.transaction_view import LiveTable

M = TypeVar("M", bound=Model)


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
        """Return the models with `value` in `field`.

        Archived ones too while fewer than `expected` are live.
        """
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
        """Return every model the table ever had, the newest first.

        Segments are read when they are reached.
        """
        validate = partial(validate_document, self._model)
        return FullHistory(self._documents(), self._history, self._table.name, self._keep, validate)

    def put(self, model: M) -> M:
        """Insert or replace the live model with the same id."""
        document = _document(model)
        self._table.put(self._table.number(document["id"]), document)
        return model

    def replace(self, model: M) -> M:
        """Replace the model with the same id, which must exist.

        An archived one becomes live again in its place.
        """
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


def _document(model: Model) -> dict[str, Any]:
    document = model.model_dump(mode="json")
    if getattr(model, "closed", False):
        document["closed"] = True
    return document


def validate_document(model: type[M], document: Mapping[str, Any]) -> M:
    """Return the model of a document, or refuse one that cannot be read."""
    try:
        return model.model_validate(document)
    except (ValidationError, UnicodeEncodeError):  # a validator that quotes half a character
        raise RECORD_UNREADABLE(table=table_name(model)) from None


def table_name(model: type[Model]) -> str:
    """Return the name of a model's table, its `TABLE`."""
    return str(getattr(model, "TABLE", ""))
