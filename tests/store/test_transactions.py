"""A transaction is all or nothing, over every table, and the state file goes on after any failure."""

import threading
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest
from tinydb import TinyDB

from dm_tui.domain.account.inbox_message import InternalMessage
from dm_tui.domain.errors import DirectMailError
from dm_tui.domain.usage.billing import PayAsYouGo
from dm_tui.settings.preferences import Preferences
from dm_tui.store.journal import HEAD_SIZE, journal_path
from dm_tui.store.state import StateFile
from tests.kept import fill_the_disk

NOW = datetime(2026, 1, 31, 9, tzinfo=UTC)
Put = Callable[[StateFile, str, str], None]
Subjects = Callable[[StateFile], list[str]]
Open = Callable[[], StateFile]
Files = Callable[[], dict[str, bytes]]


def message(id: str, subject: str = "hello") -> InternalMessage:
    return InternalMessage(id=id, at=NOW, subject=subject)


def test_what_was_put_is_found_again_by_the_next_start(state: StateFile, open_state: Open, put: Put) -> None:
    put(state, "a", "hello")
    with open_state().read() as tables:
        assert tables.of(InternalMessage).all() == (message("a"),)
        assert tables.of(InternalMessage).get("a") == message("a")
        assert tables.of(InternalMessage).get("b") is None


def test_putting_the_same_id_replaces_it_in_its_place(state: StateFile, put: Put, subjects: Subjects) -> None:
    put(state, "a", "one")
    put(state, "b", "two")
    put(state, "a", "three")
    assert subjects(state) == ["three", "two"]


def test_what_was_removed_is_gone_for_everyone_and_its_id_is_free(
    state: StateFile, open_state: Open, put: Put, subjects: Subjects
) -> None:
    put(state, "a", "one")
    put(state, "b", "two")
    with state.transaction() as tables:
        tables.of(InternalMessage).remove("a")
        tables.of(InternalMessage).remove("nobody")
        assert tables.of(InternalMessage).get("a") is None
        assert len(tables.of(InternalMessage)) == 1
    assert subjects(open_state()) == ["two"]
    put(state, "a", "three")
    assert subjects(open_state()) == ["two", "three"]


def test_removing_and_putting_in_one_transaction_counts_the_last(
    state: StateFile, open_state: Open, put: Put, subjects: Subjects
) -> None:
    put(state, "a", "one")
    with state.transaction() as tables:
        messages = tables.of(InternalMessage)
        messages.remove("a")
        messages.put(message("a", "two"))
        messages.put(message("b"))
        messages.remove("b")
    assert subjects(open_state()) == ["two"]


def test_a_table_is_asked_for_a_value_without_its_model(state: StateFile, put: Put) -> None:
    put(state, "a", "one")
    with state.transaction() as tables:
        assert tables.has("messages", "subject")
        assert tables.has("messages", "subject", "one")
        assert not tables.has("messages", "subject", "two")
        assert not tables.has("messages", "read")
        assert not tables.has("messages", "colour")
        assert not tables.has("letters", "subject")
        tables.of(InternalMessage).remove("a")
        assert not tables.has("messages", "subject")


def test_a_table_of_one_begins_with_its_defaults(state: StateFile) -> None:
    with state.read() as tables:
        assert tables.single(Preferences) == Preferences()
    with state.transaction() as tables:
        tables.put_single(Preferences(theme="paper"))
        assert tables.single(Preferences).theme == "paper"
    with state.read() as tables:
        assert tables.single(Preferences).theme == "paper"


def test_an_exception_undoes_every_table(state: StateFile, put: Put, files: Files) -> None:
    def change_and_fail() -> None:
        with state.transaction() as tables:
            tables.of(InternalMessage).put(message("b"))
            tables.put_single(PayAsYouGo(active=True))
            tables.put_single(Preferences(theme="paper"))
            raise ValueError("half way")

    put(state, "a", "one")
    before = files()
    with pytest.raises(ValueError, match="half way"):
        change_and_fail()
    assert files() == before


def test_several_tables_are_kept_in_one_line(state: StateFile, put: Put, state_path: Path) -> None:
    put(state, "a", "one")
    snapshot = state_path.read_bytes()
    with state.transaction() as tables:
        tables.of(InternalMessage).put(message("b"))
        tables.put_single(PayAsYouGo(active=True))
    (line,) = journal_path(state_path, 1).read_bytes()[HEAD_SIZE:].splitlines()
    assert all(table in line for table in (b"messages", b"pay_as_you_go"))
    assert state_path.read_bytes() == snapshot


def test_the_first_change_makes_a_snapshot_and_an_empty_journal(
    state: StateFile, put: Put, files: Files
) -> None:
    put(state, "a", "one")
    there = files()
    assert set(there) == {"state.json", "state.json.1.journal"}
    assert b"one" in there["state.json"]
    assert len(there["state.json.1.journal"]) == HEAD_SIZE


def test_a_transaction_that_changes_nothing_writes_nothing(state: StateFile, state_path: Path) -> None:
    with state.transaction() as tables:
        assert tables.of(InternalMessage).all() == ()
    assert not state_path.exists()


def test_a_transaction_inside_another_joins_it(
    state: StateFile, put: Put, subjects: Subjects, open_state: Open
) -> None:
    with state.transaction() as tables:
        tables.of(InternalMessage).put(message("a", "one"))
        put(state, "b", "two")
        assert subjects(state) == ["one", "two"]
        assert subjects(open_state()) == []
    assert subjects(open_state()) == ["one", "two"]


def test_a_joined_transaction_is_undone_with_the_outer_one(
    state: StateFile, put: Put, subjects: Subjects
) -> None:
    def change_and_fail() -> None:
        with state.transaction():
            put(state, "a", "one")
            raise ValueError("outer")

    with pytest.raises(ValueError, match="outer"):
        change_and_fail()
    assert subjects(state) == []


def test_the_state_file_goes_on_after_a_failure(
    state: StateFile, put: Put, subjects: Subjects, monkeypatch: pytest.MonkeyPatch
) -> None:

    def broken(*_: object, **named: object) -> None:
        raise OSError(5, "Input/output error")

    put(state, "a", "one")
    with pytest.raises(ValueError, match="mine"), state.transaction():
        raise ValueError("mine")
    with monkeypatch.context() as patch:
        patch.setattr("dm_tui.store.journal.append", broken)
        with pytest.raises(DirectMailError):
            put(state, "b", "two")
        patch.setattr("dm_tui.store.state.replace_file", broken)
        with pytest.raises(DirectMailError):
            put(state, "b", "two")
    put(state, "c", "three")
    assert subjects(state) == ["one", "three"]


def test_a_change_is_read_at_once_by_who_had_the_file_open(
    state: StateFile, open_state: Open, put: Put, subjects: Subjects
) -> None:
    other = open_state()
    assert subjects(other) == []
    put(state, "a", "one")
    put(other, "b", "two")
    assert subjects(state) == ["one", "two"]


def test_the_signature_changes_with_every_change(state: StateFile, put: Put) -> None:
    seen = [state.signature()]
    for number in range(3):
        put(state, "a", str(number))
        seen.append(state.signature())
    assert state.signature() == seen[-1]
    assert len(set(seen)) == 4


def test_threads_of_one_program_lose_nothing(state: StateFile, subjects: Subjects) -> None:
    def add(name: int) -> None:
        for number in range(5):
            with state.transaction() as tables:
                tables.of(InternalMessage).put(message(f"{name}-{number}"))

    threads = [threading.Thread(target=add, args=(name,)) for name in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert len(subjects(state)) == 20


def test_stock_tinydb_reads_the_file(state: StateFile, state_path: Path, put: Put) -> None:
    put(state, "a", "Zażółć")
    with state.transaction() as tables:
        tables.put_single(Preferences(theme="paper"))
    state.close()
    with TinyDB(state_path, access_mode="r") as stock:
        assert stock.tables() == {"messages", "preferences", "meta"}
        assert [document["subject"] for document in stock.table("messages")] == ["Zażółć"]
        assert stock.table("preferences").get(doc_id=1) == Preferences(theme="paper").model_dump()
        meta = stock.table("meta").get(doc_id=1)
        assert meta == {**meta, "schema": 2, "snapshot": 2, "history": 0, "archive": {}}


def test_what_another_program_wrote_into_the_file_is_not_taken_for_ours(
    state: StateFile, open_state: Open, state_path: Path, put: Put, subjects: Subjects
) -> None:
    """Stock TinyDB may read the file; what it writes cannot be told from damage that is still valid JSON."""
    put(state, "a", "one")
    put(state, "b", "two")
    state.close()
    with TinyDB(state_path) as stock:
        stock.table("messages").insert(message("c", "three").model_dump(mode="json"))
    reader = open_state()
    assert subjects(reader) == ["one", "two"]
    assert reader.notices


def test_a_file_that_stock_tinydb_made_is_gone_on_with(
    state: StateFile, open_state: Open, state_path: Path, put: Put, subjects: Subjects
) -> None:
    state_path.parent.mkdir()
    with TinyDB(state_path) as stock:
        stock.table("messages").insert(message("a", "one").model_dump(mode="json"))
    put(state, "b", "two")
    assert subjects(open_state()) == ["one", "two"]


def test_leaving_twice_or_without_a_file_changes_nothing(state: StateFile, put: Put, files: Files) -> None:
    state.close()
    assert not state.path.parent.exists()
    put(state, "a", "one")
    put(state, "b", "two")
    state.close()
    before = files()
    state.close()
    assert files() == before


def test_leaving_while_the_file_is_busy_or_the_disk_full_is_no_harm(
    state: StateFile, open_state: Open, put: Put, subjects: Subjects, monkeypatch: pytest.MonkeyPatch
) -> None:
    put(state, "a", "one")
    put(state, "b", "two")
    with open_state().transaction():
        state.close()
    with monkeypatch.context() as patch:
        fill_the_disk(patch)
        state.close()
    assert subjects(open_state()) == ["one", "two"]
    put(state, "c", "three")
    assert subjects(open_state()) == ["one", "two", "three"]


def test_clearing_leaves_no_table(state: StateFile, put: Put, subjects: Subjects) -> None:
    put(state, "a", "one")
    with state.transaction() as tables:
        assert not tables.is_empty("messages")
        tables.clear()
        assert tables.is_empty("messages")
    assert subjects(state) == []


def test_what_is_put_after_clearing_is_all_there_is(
    state: StateFile, open_state: Open, put: Put, subjects: Subjects, state_path: Path
) -> None:
    for id in "abc":
        put(state, id, id)
    with state.transaction() as tables:
        tables.clear()
        tables.of(InternalMessage).put(message("c", "new"))
        tables.of(InternalMessage).put(message("d", "newer"))
    assert subjects(state) == subjects(open_state()) == ["new", "newer"]
    put(state, "c", "newest")
    assert subjects(state) == subjects(open_state()) == ["newest", "newer"]
    state_path.write_bytes(b"{")  # the state before it was cleared does not come back
    assert subjects(open_state()) == ["newest", "newer"]


@pytest.mark.parametrize("restored", [False, True])
def test_what_was_cleared_is_not_found_by_its_id(
    state: StateFile, open_state: Open, put: Put, restored: bool
) -> None:
    for id in "abc":
        put(state, id, id)
    with state.transaction() as tables:
        assert tables.of(InternalMessage).get("b") is not None
        if restored:
            tables.replace({"messages": {"1": message("a").model_dump(mode="json")}})
        else:
            tables.clear()
            assert tables.of(InternalMessage).get("b") is None
            tables.of(InternalMessage).put(message("a"))
    for opened in (state, open_state()):
        with opened.read() as tables:
            assert [tables.of(InternalMessage).get(id) for id in "abc"] == [message("a"), None, None]


@pytest.mark.parametrize("number", range(3))
def test_a_name_with_odd_characters_is_a_name_like_any_other(
    tmp_path: Path, put: Put, subjects: Subjects, number: int
) -> None:
    path = tmp_path / ("state[1].json", "ein Stand ?*.json", "état.json")[number]
    for id in "abc":
        state = StateFile(path, lambda: NOW)
        put(state, id, id)
        state.close()
    assert subjects(StateFile(path, lambda: NOW)) == ["a", "b", "c"]
    assert len(list(tmp_path.glob("*.journal"))) == 2
