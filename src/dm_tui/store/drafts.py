"""Drafts under ids: programs that write at the same time never replace each other's.

The document without an id is what the next draft begins with; older versions had their only draft there.
"""

from typing import Protocol, TypeVar, cast

from dm_tui.domain.model import Model
from dm_tui.store.collection import table_name
from dm_tui.store.tables import Tables


class Draft(Protocol):
    """Something that is being written."""

    @property
    def id(self) -> str:
        """Its id, "" for the only one of an older version."""

    @property
    def empty(self) -> bool:
        """Whether nothing is written."""


D = TypeVar("D", bound=Model)


def all_drafts(tables: Tables, model: type[D]) -> tuple[D, ...]:
    """Return the drafts that are not empty, the newest first."""
    return tuple(draft for draft in reversed(tables.of(model).all()) if not cast(Draft, draft).empty)


def find_draft(tables: Tables, model: type[D], id: str) -> D | None:
    """Return the draft of an id, None where there is none or it is empty."""
    draft = tables.of(model).get(id) if id else tables.single(model)
    return None if draft is None or cast(Draft, draft).empty else draft


def put_draft(tables: Tables, draft: D, before: D | None, new_id: str, next_draft: D) -> D:
    """Keep a draft and return it; an empty one is dropped, and `next_draft` is what the next begins with.

    `before` is what was read or kept of it last. Where that is there no more, another program has changed or
    dropped it: then this one is kept under the new id.
    """
    stored = find_draft(tables, type(draft), cast(Draft, draft).id)
    if before is not None and stored != before:
        draft = draft.model_copy(update={"id": new_id})
    elif stored == draft:
        return draft
    if cast(Draft, draft).empty:
        drop_draft(tables, draft, next_draft)
    elif not cast(Draft, draft).id:
        tables.put_single(draft)
    else:
        if tables.is_empty(table_name(type(draft))):
            tables.put_single(type(draft)())  # the first place is that of the draft without an id
        tables.of(type(draft)).put(draft)
    return draft


def drop_draft(tables: Tables, draft: D, next_draft: D) -> None:
    """Drop a draft."""
    id = cast(Draft, draft).id
    if id:
        tables.of(type(draft)).remove(id)
    if not id or cast(Draft, tables.single(type(draft))).empty:
        tables.put_single(next_draft)
