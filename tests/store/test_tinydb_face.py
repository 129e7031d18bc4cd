"""TinyDB over a transaction answers as stock TinyDB does, and notes exactly what was touched."""

import copy
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tinydb import TinyDB, operations, where
from tinydb.queries import QueryInstance
from tinydb.storages import MemoryStorage
from tinydb.table import Document, Table

from dm_tui.domain.account.inbox_message import InternalMessage
from dm_tui.store.state import StateFile
from dm_tui.store.transaction_view import IdIndex, LiveTable, TransactionView

names = st.sampled_from(["a", "b", "c", "d"])
values = st.one_of(st.integers(2, 9), st.text("xyz", max_size=2), st.lists(st.integers(2, 4), max_size=2))
documents = st.dictionaries(st.sampled_from(["name", "n", "list"]), values, max_size=3)
named = st.builds(lambda name, rest: {**rest, "name": name}, names, documents)
positions = st.integers(0, 5)

Operation = tuple[str, Callable[[TinyDB], object]]


def table(db: TinyDB) -> Table:
    return db.table("things")


def ids(db: TinyDB, position: int) -> list[int]:
    """Return the id at a position; ids themselves may differ, for TinyDB gives some out twice."""
    return [document.doc_id for document in table(db)][position : position + 1]


def query(name: str) -> QueryInstance:
    found: QueryInstance = where("name") == name
    return found


def push(document: Any) -> None:
    """Change what lies inside a document."""
    document.setdefault("inside", []).append(len(document))


def count(found: list[int]) -> int:
    return len(found)


def _insert(document: dict[str, Any]) -> Operation:
    return f"insert {document}", lambda db: bool(table(db).insert(dict(document)))


def _insert_many(many: list[dict[str, Any]]) -> Operation:
    return f"insert_multiple {many}", lambda db: count(table(db).insert_multiple(map(dict, many)))


def _update(document: dict[str, Any], name: str) -> Operation:
    return f"update {document}", lambda db: count(table(db).update(dict(document), query(name)))


def _update_all(document: dict[str, Any]) -> Operation:
    return f"update all {document}", lambda db: count(table(db).update(dict(document)))


def _update_at(document: dict[str, Any], at: int) -> Operation:
    return (
        f"update at {at} {document}",
        lambda db: count(table(db).update(dict(document), doc_ids=ids(db, at))),
    )


def _push(name: str) -> Operation:
    return "push", lambda db: count(table(db).update(push, query(name)))


def _operate(name: str, number: int) -> Operation:
    change = (operations.set("n", number), operations.set("new", [number]))[number % 2]
    return f"operate {number}", lambda db: count(table(db).update(change, query(name)))


def _update_multiple(name: str, document: dict[str, Any]) -> Operation:
    return (
        "update_multiple",
        lambda db: count(table(db).update_multiple([(dict(document), query(name)), (push, query("a"))])),
    )


def _upsert(document: dict[str, Any]) -> Operation:
    return (f"upsert {document}", lambda db: count(table(db).upsert(dict(document), query(document["name"]))))


def _upsert_at(document: dict[str, Any], at: int) -> Operation:
    def upsert(db: TinyDB) -> object:
        return [count(table(db).upsert(Document(dict(document), id))) for id in ids(db, at)]

    return f"upsert at {at}", upsert


def _remove(name: str) -> Operation:
    return f"remove {name}", lambda db: count(table(db).remove(query(name)))


def _remove_at(at: int) -> Operation:
    return f"remove at {at}", lambda db: count(table(db).remove(doc_ids=ids(db, at)))


def _truncate(_: int) -> Operation:
    return "truncate", lambda db: table(db).truncate()


def _drop(at: int) -> Operation:
    if at % 2:
        return "drop_tables", lambda db: db.drop_tables()
    return "drop_table", lambda db: db.drop_table("things")


def _other(document: dict[str, Any]) -> Operation:
    return "insert elsewhere", lambda db: bool(db.table("others").insert(dict(document)))


changes = st.one_of(
    st.builds(_insert, documents),
    st.builds(_insert, named),
    st.builds(_insert_many, st.lists(named, max_size=3)),
    st.builds(_update, documents, names),
    st.builds(_update_all, documents),
    st.builds(_update_at, documents, positions),
    st.builds(_push, names),
    st.builds(_operate, names, st.integers(2, 9)),
    st.builds(_update_multiple, names, documents),
    st.builds(_upsert, named),
    st.builds(_upsert_at, named, positions),
    st.builds(_remove, names),
    st.builds(_remove_at, positions),
    st.builds(_truncate, positions),
    st.builds(_drop, positions),
    st.builds(_other, named),
)


def face(view: TransactionView) -> TinyDB:
    db = TinyDB(storage=lambda: view)
    db.table_class = LiveTable
    return db


def contents(db: TinyDB, name: str = "things") -> list[dict[str, Any]]:
    return [dict(document) for document in db.table(name)]


def replayed(data: dict[str, Any], view: TransactionView) -> dict[str, Any]:
    """Return `data` with the changes that the view noted, as a journal would bring them back."""
    changed = copy.deepcopy(data)
    for name, touched in view.changes.items():
        for id, document in touched.items():
            changed.setdefault(name, {})[id] = document
        changed[name] = {id: document for id, document in changed[name].items() if document is not None}
    return {name: documents for name, documents in changed.items() if documents}


@given(st.lists(named, max_size=5), st.lists(st.lists(changes, max_size=6), max_size=3))
def test_a_transaction_answers_as_stock_tinydb_does(
    given_documents: list[dict[str, Any]], transactions: list[list[Operation]]
) -> None:
    stock = TinyDB(storage=MemoryStorage)
    stock.table("things").insert_multiple(copy.deepcopy(given_documents))
    data: dict[str, Any] = {
        "things": {str(at): document for at, document in enumerate(copy.deepcopy(given_documents), start=1)}
    }
    index = IdIndex()
    for some in transactions:
        before = copy.deepcopy(data)
        view = TransactionView(data, index)
        ours = face(view)
        for said, change in some:
            assert change(ours) == change(stock), said
            assert contents(ours) == contents(stock), said
            assert contents(ours, "others") == contents(stock, "others"), said
            assert len(ours.table("things")) == len(stock.table("things"))
            for name in "abcd":
                assert ours.table("things").search(query(name)) == table(stock).search(query(name))
                assert ours.table("things").count(query(name)) == table(stock).count(query(name))
                assert ours.table("things").contains(query(name)) == table(stock).contains(query(name))
            assert ours.tables() == {name for name in stock.tables() if len(stock.table(name))}
        assert data == before, "the state itself was written to"
        after = replayed(data, view)
        assert after == (view.read() or {}), "not everything was noted"
        index.follow_commit(data, after, view.changes)
        data = after


@given(st.lists(named, min_size=1, max_size=5), st.lists(changes, min_size=1, max_size=6))
def test_the_index_is_carried_on_right(given_documents: list[dict[str, Any]], some: list[Operation]) -> None:
    data: dict[str, Any] = {
        "things": {
            str(at): {**document, "id": f"id-{document['name']}"}
            for at, document in enumerate(given_documents)
        }
    }
    index = IdIndex()
    TransactionView(data, index).number("things", "id-a")
    view = TransactionView(data, index)
    ours = face(view)
    for _, change in some:
        change(ours)
    after = replayed(data, view)
    index.follow_commit(data, after, view.changes)
    carried, again = TransactionView(after, index), TransactionView(after, IdIndex())
    assert carried.last("things") >= again.last("things")
    for name in "abcd":
        found = carried.number("things", f"id-{name}")
        if found is None:
            assert again.number("things", f"id-{name}") is None
        else:
            assert after["things"][found]["id"] == f"id-{name}"


def test_what_the_face_changed_is_durable(state: StateFile, open_state: Callable[[], StateFile]) -> None:
    with state.transaction() as tables:
        things = tables.db.table("things")
        things.insert_multiple({"n": number, "tags": ["x"]} for number in range(4))
    with state.transaction() as tables:
        things = tables.db.table("things")
        things.update(lambda document: document["tags"].append("y"), where("n") == 1)
        things.update(operations.increment("n"), where("n") == 2)
        things.remove(where("n") == 0)
        things.upsert({"n": 9, "tags": []}, where("n") == 9)
    for opened in (state, open_state()):
        with opened.read() as tables:
            found = [(document["n"], document["tags"]) for document in tables.db.table("things")]
            assert found == [(1, ["x", "y"]), (3, ["x"]), (3, ["x"]), (9, [])]


def test_a_failed_change_inside_a_document_is_undone(state: StateFile) -> None:
    def change_and_fail() -> None:
        with state.transaction() as tables:
            tables.db.table("things").update(push)
            raise ZeroDivisionError

    with state.transaction() as tables:
        tables.db.table("things").insert({"inside": [1]})
    with pytest.raises(ZeroDivisionError):
        change_and_fail()
    with state.read() as tables:
        assert [dict(document) for document in tables.db.table("things")] == [{"inside": [1]}]


def test_answers_are_not_remembered_beyond_a_change(
    state: StateFile, put: Callable[[StateFile, str, str], None], tmp_path: Path
) -> None:
    put(state, "a", "one")
    with state.transaction() as tables:
        messages = tables.db.table("messages")
        assert len(messages.search(where("subject") == "one")) == 1
        assert len(tables.of(InternalMessage)) == 1
        tables.clear()
        assert messages.search(where("subject") == "one") == []


@pytest.mark.parametrize("id", [[], {}, 3, None, 1.5])
def test_a_document_with_an_id_that_is_none_is_in_nobodys_way(
    state: StateFile, put: Callable[[StateFile, str, str], None], id: object
) -> None:
    with state.transaction() as tables:
        tables.db.table("messages").insert({"id": id})
    put(state, "a", "one")
    with state.read() as tables:
        found = tables.of(InternalMessage).get("a")
        assert found is not None
        assert found.subject == "one"
