"""The journal: what counts of it, what does not, who reads it, and when it is folded into the snapshot."""

import threading
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from dm_tui.domain.account.inbox_message import InternalMessage
from dm_tui.domain.errors import DirectMailError
from dm_tui.store import journal
from dm_tui.store import state as state_module
from dm_tui.store.journal import journal_path
from dm_tui.store.set_aside import list_asides
from dm_tui.store.state import StateFile

NOW = datetime(2026, 1, 31, 9, tzinfo=UTC)
Put = Callable[[StateFile, str, str], None]
Subjects = Callable[[StateFile], list[str]]
Open = Callable[[], StateFile]
Files = Callable[[], dict[str, bytes]]


@pytest.fixture
def lines(state: StateFile, put: Put) -> Path:
    """A journal of three lines behind a snapshot of one message; the path of the journal."""
    for id in ("zero", "one", "two", "three"):
        put(state, id, id)
    return journal_path(state.path, 1)


def test_every_line_is_a_change(lines: Path, open_state: Open, subjects: Subjects) -> None:
    assert len(lines.read_bytes()[journal.HEAD_SIZE :].splitlines()) == 3
    assert subjects(open_state()) == ["zero", "one", "two", "three"]


@pytest.mark.parametrize("cut", [1, 2, 9, 10, 50])
def test_a_torn_last_line_that_was_not_acknowledged_was_never_there(
    lines: Path, open_state: Open, put: Put, subjects: Subjects, cut: int
) -> None:
    before = lines.read_bytes()
    put(open_state(), "three", "3")
    torn = lines.read_bytes()[len(before) : -cut]
    lines.write_bytes(before + torn)
    state = open_state()
    assert subjects(state) == ["zero", "one", "two", "three"]
    assert state.notices == []
    put(state, "four", "four")
    assert subjects(open_state()) == ["zero", "one", "two", "three", "four"]


@pytest.mark.parametrize("left", [0, 1, 74, 75, 109, 110, 111, 250, -151, -50, -2, -1])
def test_an_acknowledged_line_that_is_missing_is_told(
    lines: Path, open_state: Open, subjects: Subjects, left: int
) -> None:
    lines.write_bytes(lines.read_bytes()[:left])
    state = open_state()
    assert len(subjects(state)) < 4
    assert len(state.notices) == 1


def test_a_last_line_that_is_missing_whole_is_told(lines: Path, open_state: Open, subjects: Subjects) -> None:
    lines.write_bytes(b"".join(lines.read_bytes().splitlines(keepends=True)[:-1]))
    state = open_state()
    assert subjects(state) == ["zero", "one", "two"]
    assert len(state.notices) == 1


@pytest.mark.parametrize("at", [0, 9, 42, 75, 84, 101])
def test_damage_in_the_head_alone_costs_no_change(
    lines: Path, open_state: Open, put: Put, subjects: Subjects, at: int
) -> None:
    raw = lines.read_bytes()
    lines.write_bytes(raw[:at] + bytes([raw[at] ^ 1]) + raw[at + 1 :])
    assert subjects(open_state()) == ["zero", "one", "two", "three"]
    put(open_state(), "four", "four")
    state = open_state()
    assert subjects(state) == ["zero", "one", "two", "three", "four"]
    assert state.notices == []


def test_the_journal_of_another_account_is_not_read_and_told(
    lines: Path, other_account: StateFile, open_state: Open, subjects: Subjects
) -> None:
    lines.write_bytes(journal_path(other_account.path, 1).read_bytes())
    state = open_state()
    assert subjects(state) == ["zero"]
    assert len(state.notices) == 1


def test_a_journal_without_a_head_counts_behind_a_snapshot_of_schema_1(
    open_state: Open, state_path: Path, put: Put, subjects: Subjects
) -> None:
    message = '{"id": "%s", "at": "2026-01-31T09:00:00Z", "subject": "%s"}'
    meta = '{"schema": 1, "snapshot": 3, "history": 0}'
    state_path.parent.mkdir()
    zero = message % ("zero", "zero")
    state_path.write_text(f'{{"meta": {{"1": {meta}}}, "messages": {{"1": {zero}}}}}')
    line, _ = journal.encode_line(
        f'{{"messages":{{"2":{message % ("one", "one")}}}}}'.encode(), journal.old_journal_end(3)
    )
    journal_path(state_path, 3).write_bytes(line)
    reader = open_state()
    assert subjects(reader) == ["zero", "one"]
    assert reader.notices == []
    put(open_state(), "two", "two")
    after = open_state()
    assert subjects(after) == ["zero", "one", "two"]
    assert after.notices == []
    assert b'"digest"' in state_path.read_bytes()


@pytest.mark.parametrize(
    "tail", [b"\0" * 100, b"\n", b"00000000 {}\n", b"half a li", b"\xff\xfe", b"x" * 5_000 + b"\n"]
)
def test_what_stands_behind_the_last_line_and_is_none_is_not_read(
    lines: Path, open_state: Open, put: Put, subjects: Subjects, tail: bytes
) -> None:
    lines.write_bytes(lines.read_bytes() + tail)
    assert subjects(open_state()) == ["zero", "one", "two", "three"]
    put(open_state(), "four", "four")
    put(open_state(), "five", "five")
    assert subjects(open_state()) == ["zero", "one", "two", "three", "four", "five"]


def test_a_change_of_one_letter_is_noticed_told_and_ends_what_is_read(
    lines: Path, open_state: Open, put: Put, subjects: Subjects
) -> None:
    lines.write_bytes(lines.read_bytes().replace(b'"two"', b'"owt"'))
    state = open_state()
    assert subjects(state) == subjects(state) == ["zero", "one"]
    (notice,) = state.notices
    assert lines.name in notice
    damaged = lines.read_bytes()
    put(state, "four", "four")
    for _ in range(3):
        after = open_state()
        put(after, "four", "four")
        after.close()
    assert subjects(after) == ["zero", "one", "four"]
    (aside,) = list_asides(state.path)
    assert after.notices == [aside.notice]
    assert Path(f"{aside.path}.1.journal").read_bytes() == damaged
    assert subjects(StateFile(aside.path, lambda: NOW)) == ["zero", "one"]


@pytest.mark.parametrize("order", [(0, 2), (1, 0, 2), (0, 0, 1, 2), (1, 2)])
def test_a_line_counts_only_behind_the_one_it_was_written_behind(
    lines: Path, open_state: Open, subjects: Subjects, order: tuple[int, ...]
) -> None:
    *head, first, second, third = lines.read_bytes().splitlines(keepends=True)
    written = first, second, third
    lines.write_bytes(b"".join(head) + b"".join(written[number] for number in order))
    state = open_state()
    assert subjects(state) == ["zero", "one"][: 1 + (order[0] == 0)]


def test_a_journal_counts_only_behind_its_own_snapshot(
    lines: Path, state: StateFile, open_state: Open, put: Put, subjects: Subjects
) -> None:
    whole = lines.read_bytes()
    state.close()
    put(state, "four", "four")
    journal_path(state.path, 2).write_bytes(whole)
    assert subjects(open_state()) == ["zero", "one", "two", "three"]


@pytest.mark.parametrize("number", [0, 2, 3, 17])
def test_journals_of_other_snapshots_are_not_read_and_do_not_stay(
    lines: Path, state: StateFile, open_state: Open, put: Put, subjects: Subjects, number: int
) -> None:
    stale = journal_path(state.path, number)
    snapshot = "12" * 16
    journal.create_journal(stale, journal.JournalHead(snapshot, "34" * 16))
    changes: journal.Changes = {"messages": {"1": None}}
    journal.append(stale, changes, journal.empty_journal_end(snapshot))
    other = open_state()
    assert subjects(other) == ["zero", "one", "two", "three"]
    put(other, "four", "four")
    other.close()
    assert not stale.exists()
    assert subjects(open_state()) == ["zero", "one", "two", "three", "four"]
    put(state, "five", "five")
    assert subjects(open_state()) == ["zero", "one", "two", "three", "four", "five"]


def test_who_only_read_leaves_the_folding_to_who_wrote(
    lines: Path, state: StateFile, open_state: Open, subjects: Subjects, files: Files
) -> None:
    before = files()
    reader = open_state()
    assert len(subjects(reader)) == 4
    reader.close()
    assert files() == before
    state.close()
    assert files() != before


def test_a_lost_journal_leaves_the_snapshot_and_is_told(
    lines: Path, open_state: Open, put: Put, subjects: Subjects
) -> None:
    lines.unlink()
    reader = open_state()
    assert subjects(reader) == ["zero"]
    assert lines.name in reader.notices[0]
    put(open_state(), "four", "four")
    assert subjects(open_state()) == ["zero", "four"]


def test_who_has_the_file_open_sees_lines_folds_and_lines_again(
    state: StateFile, open_state: Open, put: Put, subjects: Subjects
) -> None:
    reader = open_state()
    for number, expected in enumerate(["one", "two", "three", "four"], start=1):
        put(state, str(number), expected)
        if number % 2 == 0:
            state.close()
        assert subjects(reader)[-1] == expected
        assert len(subjects(reader)) == number
    put(reader, "5", "five")
    assert subjects(state) == ["one", "two", "three", "four", "five"]


def test_a_reader_who_missed_two_folds_reads_the_newest(
    state: StateFile, open_state: Open, put: Put, subjects: Subjects
) -> None:
    put(state, "0", "0")
    reader = open_state()
    assert subjects(reader) == ["0"]
    for number in range(1, 4):
        put(state, str(number), str(number))
        state.close()
    put(state, "4", "4")
    assert subjects(reader) == ["0", "1", "2", "3", "4"]


def test_a_line_that_was_taken_back_is_forgotten_by_who_saw_it(
    state: StateFile, open_state: Open, put: Put, subjects: Subjects
) -> None:
    """A reader may see a line before its fsync fails; another writer then writes over it."""
    put(state, "a", "one")
    put(state, "b", "two")
    path = journal_path(state.path, 1)
    before = path.read_bytes()
    with state.transaction() as tables:
        tables.of(InternalMessage).put(InternalMessage(id="c", at=NOW, subject="phantom"))
    reader = open_state()
    assert subjects(reader) == ["one", "two", "phantom"]
    path.write_bytes(before)
    put(open_state(), "d", "three, and longer")
    assert subjects(reader) == ["one", "two", "three, and longer"]


def test_a_reader_beside_a_writer_that_folds_all_the_time_sees_no_gap(
    state: StateFile, open_state: Open, put: Put, subjects: Subjects, cramped: None
) -> None:
    put(state, "0", "0")
    found: list[BaseException] = []
    done = threading.Event()

    def read() -> None:
        reader, seen = open_state(), 0
        try:
            while not done.is_set():
                with reader.read() as tables:
                    now = sum(1 for _ in tables.of(InternalMessage).history())
                assert now >= seen
                seen = now
        except BaseException as error:
            found.append(error)

    threads = [threading.Thread(target=read) for _ in range(2)]
    for thread in threads:
        thread.start()
    for number in range(1, 60):
        put(state, str(number), "more")
    done.set()
    for thread in threads:
        thread.join(30)
    assert found == []


def test_a_long_journal_is_folded_by_the_change_that_makes_it_long(
    state: StateFile, open_state: Open, put: Put, subjects: Subjects, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(journal, "FOLD_BYTES", 500)
    sizes = []
    for number in range(20):
        put(state, str(number), "x" * 50)
        numbers = [int(path.suffixes[-2][1:]) for path in state.path.parent.glob("*.journal")]
        sizes.append(journal_path(state.path, max(numbers)).stat().st_size)
    assert max(sizes) <= 500
    assert sizes.count(journal.HEAD_SIZE) > 3
    assert len(subjects(open_state())) == 20


def test_the_change_that_makes_a_journal_long_is_safe_although_the_fold_fails(
    state: StateFile, open_state: Open, put: Put, subjects: Subjects, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object, **__: object) -> None:
        raise OSError(28, "No space left on device")

    put(state, "a", "one")
    monkeypatch.setattr(journal, "FOLD_BYTES", 0)
    with monkeypatch.context() as patch:
        patch.setattr(state_module, "replace_file", full)
        put(state, "b", "two")
        put(state, "c", "three")
    assert subjects(open_state()) == ["one", "two", "three"]
    put(state, "d", "four")
    assert journal_path(state.path, 1).stat().st_size > 0
    assert subjects(open_state()) == ["one", "two", "three", "four"]


def test_text_that_is_no_unicode_is_kept(state: StateFile, open_state: Open) -> None:
    for number in range(3):
        with state.transaction() as tables:
            tables.db.table("raw").insert({"text": f"\ud800 {number}"})
        with open_state().read() as tables:
            assert [document["text"] for document in tables.db.table("raw")][-1] == f"\ud800 {number}"
        state.close()


def test_what_cannot_be_written_is_refused_and_changes_nothing(
    lines: Path, state: StateFile, put: Put, subjects: Subjects, files: Files
) -> None:
    before = files()
    for value in (float("nan"), NOW, {1, 2}):
        with pytest.raises((TypeError, ValueError)), state.transaction() as tables:
            tables.db.table("raw").insert({"value": value})
    assert files() == before
    put(state, "four", "four")
    assert subjects(state) == ["zero", "one", "two", "three", "four"]


def test_what_the_file_says_about_itself_is_not_the_callers_to_change(
    state: StateFile, open_state: Open, put: Put, subjects: Subjects
) -> None:
    put(state, "a", "one")
    with state.transaction() as tables:
        tables.db.drop_tables()
        tables.db.table("meta").insert({"schema": 99})
    put(state, "b", "two")
    assert subjects(open_state()) == ["two"]
    state.close()
    assert subjects(open_state()) == ["two"]


def test_a_full_disk_says_so_once_and_the_next_change_is_kept(
    lines: Path, state: StateFile, open_state: Open, put: Put, subjects: Subjects
) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(journal, "append", lambda *args: (_ for _ in ()).throw(OSError(28, "full")))
        with pytest.raises(DirectMailError) as refused:
            put(state, "four", "four")
        assert "full" in refused.value.message
    put(state, "five", "five")
    assert subjects(state) == subjects(open_state()) == ["zero", "one", "two", "three", "five"]
