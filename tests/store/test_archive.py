"""Closed history: it moves out of the way, is found when it is asked for, and is never there twice."""

import errno
import json
from collections.abc import Callable
from pathlib import Path
from typing import ClassVar

import pytest
from tinydb import TinyDB

from dm_tui.domain.dates import Clock
from dm_tui.domain.errors import DirectMailError, ErrorKind
from dm_tui.domain.model import Model
from dm_tui.store import archive
from dm_tui.store import durable_files as durable
from dm_tui.store import full_history as past
from dm_tui.store import state as state_module
from dm_tui.store.archive import ARCHIVE_BATCH, KEEP_LIVE
from dm_tui.store.state import StateFile
from tests.crash.disk import FaultyOs, under

Open = Callable[[], StateFile]
Files = Callable[[], dict[str, bytes]]


class Letter(Model):
    """Something that is sent, and then done."""

    TABLE: ClassVar[str] = "letters"

    id: str
    to: str = ""
    key: str | None = None
    sent: bool = True

    @property
    def closed(self) -> bool:
        """Whether it may be archived."""
        return self.sent


class Parcel(Letter):
    """The same in a table of its own."""

    TABLE: ClassVar[str] = "parcels"


def write(state: StateFile, *letters: Letter) -> None:
    with state.transaction() as tables:
        for letter in letters:
            tables.of(type(letter)).put(letter)


def history(state: StateFile, model: type[Letter] = Letter) -> list[str]:
    with state.read() as tables:
        return [letter.id for letter in tables.of(model).history()]


def live(state: StateFile) -> list[str]:
    with state.read() as tables:
        return [letter.id for letter in tables.of(Letter).all()]


def numbered(first: int, last: int) -> list[str]:
    return [f"n{number}" for number in range(first, last + 1)]


@pytest.fixture
def archived(state: StateFile, cramped: None) -> StateFile:
    """Ten letters, one by one: all but the newest three are archived."""
    for id in numbered(1, 10):
        write(state, Letter(id=id, to=f"to {id}", key=f"key {id}"))
    return state


def test_closed_documents_move_when_there_are_more_than_spare(state: StateFile) -> None:
    most = KEEP_LIVE + ARCHIVE_BATCH
    write(state, *(Letter(id=id) for id in numbered(1, most)))
    write(state, Letter(id="open", sent=False))
    state.close()
    assert len(live(state)) == most + 1
    write(state, Letter(id="last"))
    state.close()
    assert len(live(state)) == KEEP_LIVE + 1
    assert history(state) == ["last", "open", *reversed(numbered(1, most))]


def test_a_first_change_that_the_disk_refuses_leaves_no_history(
    tmp_path: Path, fixed_clock: Clock, cramped: None
) -> None:
    refused = 0
    for at in range(1, 60):
        state = StateFile(tmp_path / f"{at}" / "state.json", fixed_clock)
        with under(FaultyOs(at, errno.ENOSPC)):
            try:
                write(state, *(Letter(id=id) for id in numbered(1, 10)))
                continue
            except DirectMailError as told:
                if told.code == "state-not-confirmed":
                    continue
        refused += 1
        assert history(state) == history(StateFile(state.path, fixed_clock)) == [], at
    assert refused > 3


def test_what_is_open_stays_however_old_it_is(state: StateFile, cramped: None) -> None:
    write(state, Letter(id="old", sent=False))
    for id in numbered(1, 9):
        write(state, Letter(id=id))
    assert live(state) == ["old", *numbered(7, 9)]
    with state.read() as tables:
        assert [letter.id for letter in tables.of(Letter).open()] == ["old"]
    write(state, Letter(id="old"))
    write(state, Letter(id="n10"))
    assert live(state) == numbered(8, 10)


def test_history_is_everything_once_newest_first(
    archived: StateFile, open_state: Open, cramped: None
) -> None:
    expected = list(reversed(numbered(1, 10)))
    assert history(archived) == history(open_state()) == expected
    assert live(open_state()) == numbered(8, 10)


def test_history_stands_by_age_although_an_old_one_is_still_live(state: StateFile, cramped: None) -> None:
    for id in numbered(1, 9):
        write(state, Letter(id=id, sent=id != "n4"))
    assert live(state) == ["n4", "n7", "n8", "n9"]
    assert history(state) == list(reversed(numbered(1, 9)))


@pytest.mark.parametrize("size", [1, 3, 1_000])
def test_any_part_of_history_is_what_iterating_finds_there(
    state: StateFile, cramped: None, monkeypatch: pytest.MonkeyPatch, size: int
) -> None:
    for module in (archive, past):
        monkeypatch.setattr(module, "SEGMENT_SIZE", size)
    for id in numbered(1, 20):
        write(state, Letter(id=id, sent=id not in ("n4", "n5", "n11")))
    with state.transaction() as tables:
        tables.of(Letter).replace(Letter(id="n8", to="somebody else"))
    expected = list(reversed(numbered(1, 20)))
    with state.read() as tables:
        for start in range(21):
            for stop in range(start, 24):
                part = tables.of(Letter).history()[start:stop]
                assert [letter.id for letter in part] == expected[start:stop]
        whole = tables.of(Letter).history()
        assert len(whole) == 20
        assert [letter.id for letter in whole[17:]] == expected[17:]
        assert [letter.id for letter in whole] == expected


def test_history_is_counted_anew_when_more_of_it_is_archived(archived: StateFile, open_state: Open) -> None:
    reader = open_state()
    with reader.read() as tables:
        before = tables.of(Letter).history()
        assert len(before) == 10
    write(archived, *(Letter(id=id) for id in numbered(11, 20)))
    with reader.read() as tables:
        assert len(tables.of(Letter).history()) == 20
    assert [letter.id for letter in before] == list(reversed(numbered(1, 10))), "as it was"


def test_history_that_is_dropped_while_it_is_looked_at_ends(archived: StateFile) -> None:
    with archived.read() as tables:
        seen = tables.of(Letter).history()
    assert len(seen) == 10
    with archived.transaction() as tables:
        tables.clear()
    assert [letter.id for letter in seen[0:10]] == ["n10", "n9", "n8"]


def test_an_archived_one_can_be_replaced_and_keeps_its_place(archived: StateFile, open_state: Open) -> None:
    with archived.transaction() as tables:
        tables.of(Letter).replace(Letter(id="n4", to="somebody else"))
        assert [letter.id for letter in tables.of(Letter).history()][6] == "n4"
    for state in (archived, open_state()):
        assert history(state) == list(reversed(numbered(1, 10)))
        with state.read() as tables:
            found = tables.of(Letter).find("n4")
        assert found is not None
        assert found.to == "somebody else"


def test_an_archived_one_that_is_open_again_stays_live(archived: StateFile, open_state: Open) -> None:
    with archived.transaction() as tables:
        tables.of(Letter).replace(Letter(id="n4", sent=False))
    assert live(open_state()) == [*numbered(8, 10), "n4"]
    assert history(open_state()) == list(reversed(numbered(1, 10)))
    write(archived, Letter(id="n4", to="the end"), Letter(id="n11"))
    assert live(open_state()) == numbered(9, 11)
    assert history(open_state()) == list(reversed(numbered(1, 11)))


def test_what_never_was_cannot_be_replaced(archived: StateFile) -> None:
    with archived.transaction() as tables, pytest.raises(LookupError):
        tables.of(Letter).replace(Letter(id="n99"))


def test_history_that_is_not_asked_for_is_not_read(
    archived: StateFile, monkeypatch: pytest.MonkeyPatch
) -> None:
    def read(*_: object) -> None:
        raise AssertionError("read")

    monkeypatch.setattr("dm_tui.store.archive.read_file", read)
    with archived.read() as tables:
        newest = iter(tables.of(Letter).history())
        assert [next(newest).id for _ in range(3)] == ["n10", "n9", "n8"]
        assert tables.of(Letter).find("n9") is not None
        with pytest.raises(AssertionError, match="read"):
            next(newest)


@pytest.mark.parametrize(
    ("field", "value"), [("id", "n1"), ("id", "n9"), ("to", "to n2"), ("key", "key n1"), ("key", "key n10")]
)
def test_an_archived_one_is_found_by_a_field(archived: StateFile, field: str, value: str) -> None:
    with archived.read() as tables:
        (found,) = tables.of(Letter).where(field, value)
        assert getattr(found, field) == value
        assert tables.of(Letter).find(found.id) == found
        assert tables.of(Letter).where(field, value + "0000") == ()
        assert tables.of(Letter).where(field, "") == ()


def test_what_is_live_hides_no_more_than_is_expected(state: StateFile, cramped: None) -> None:
    for id in numbered(1, 6):
        write(state, Letter(id=id, to="Ada"))
    with state.read() as tables:
        letters = tables.of(Letter)
        assert [letter.id for letter in letters.where("to", "Ada")] == numbered(4, 6)
        assert [letter.id for letter in letters.where("to", "Ada", expected=6)] == numbered(1, 6)


@pytest.mark.parametrize("name", ["Zoë", 'quo"te\\', "\ud800", "é\ud800", "日本"])
def test_any_text_is_found_in_the_archive(state: StateFile, cramped: None, name: str) -> None:
    with state.transaction() as tables:
        tables.db.table("letters").insert({"id": "x", "to": name, "key": name, "closed": True})
    for id in numbered(1, 6):
        write(state, Letter(id=id))
    assert "x" not in live(state)
    with state.read() as tables:
        for field in ("to", "key"):
            assert next(iter(tables.of(Raw).where(field, name))).id == "x"
        assert tables.of(Letter).find(name) is None


class Raw(Model):
    """A letter whose text nobody looks at."""

    TABLE: ClassVar[str] = "letters"

    id: str


@pytest.mark.parametrize("fail", ["snapshot", "archive"])
def test_a_crash_between_archive_and_snapshot_is_no_harm(
    state: StateFile, open_state: Open, monkeypatch: pytest.MonkeyPatch, cramped: None, fail: str
) -> None:
    def full(*_: object, **__: object) -> None:
        raise OSError(28, "No space left on device")

    for id in numbered(1, 3):
        write(state, Letter(id=id))
    for id in numbered(4, 6):
        with monkeypatch.context() as patch:
            patch.setattr(state_module if fail == "snapshot" else archive, "replace_file", full)
            write(state, Letter(id=id))
        assert history(state) == history(open_state()) == list(reversed(numbered(1, int(id[1:]))))
    assert (len(list(state.path.parent.rglob("0-letters-*.json"))) > 0) == (fail == "snapshot")
    write(state, Letter(id="n7"))
    assert history(state) == history(open_state()) == list(reversed(numbered(1, 7)))
    assert live(open_state()) == numbered(5, 7)


def test_a_live_document_wins_over_what_a_crash_left_in_the_archive(
    state: StateFile, open_state: Open, monkeypatch: pytest.MonkeyPatch, cramped: None
) -> None:
    def full(*_: object, **__: object) -> None:
        raise OSError(28, "No space left on device")

    write(state, *(Letter(id=id, to="before") for id in numbered(1, 3)))
    with monkeypatch.context() as patch:
        patch.setattr(state_module, "replace_file", full)
        write(state, Letter(id="n4"))
        write(state, Letter(id="n1", to="after"))
    for opened in (state, open_state()):
        with opened.read() as tables:
            found = tables.of(Letter).find("n1")
            assert found is not None
            assert found.to == "after"
            assert tables.of(Letter).where("to", "before", expected=9)[0].id == "n2"
    write(state, Letter(id="n5"))
    with open_state().read() as tables:
        found = tables.of(Letter).find("n1")
        assert found is not None
        assert found.to == "after"
    assert history(state) == list(reversed(numbered(1, 5)))


def test_a_segment_that_cannot_be_read_is_told_and_stops_no_change(
    archived: StateFile, open_state: Open
) -> None:
    (segment,) = archived.path.parent.rglob("0-letters-0*.json")
    segment.write_bytes(b"{")
    state = open_state()
    with pytest.raises(DirectMailError) as told:
        history(state)
    assert (told.value.kind, told.value.code) == (ErrorKind.STATE_FILE, "history-unreadable")
    assert live(state) == numbered(8, 10)
    for id in numbered(11, 15):
        write(state, Letter(id=id))
    assert live(open_state()) == numbered(8, 15)
    assert segment.read_bytes() == b"{"


@pytest.mark.parametrize("name", ["0-letters-000000", "0-letters-key-*"])
@pytest.mark.parametrize("how", ["missing", "flipped", "swapped", "older", "foreign", "without permission"])
def test_an_archive_file_that_is_not_the_one_there_must_be_is_told(
    archived: StateFile, open_state: Open, tmp_path: Path, fixed_clock: Clock, name: str, how: str
) -> None:
    """A key that was used is not free because the file that says so is gone; part of a list is no list."""
    directory = archived.path.with_name("state.json.archive")
    file = sorted(directory.glob(f"{name}.json"))[0]
    key = next(iter(json.loads(file.read_bytes())["letters"].values()))["key"]
    match how:
        case "missing":
            file.unlink()
        case "flipped":
            file.write_bytes(file.read_bytes().replace(b"key", b"kez"))
        case "swapped":
            other = next(path for path in sorted(directory.iterdir()) if path != file)
            file.write_bytes(other.read_bytes())
        case "older":
            older = file.read_bytes()
            write(archived, *(Letter(id=id, key=key) for id in numbered(11, 20)))
            file.write_bytes(older)
        case "foreign":
            other_state = StateFile(tmp_path / "other" / "state.json", fixed_clock)
            for id in numbered(1, 30):
                write(other_state, Letter(id=id, to="others"))
                write(other_state, Letter(id=f"{id} too", key=key))
            file.write_bytes((tmp_path / "other" / "state.json.archive" / file.name).read_bytes())
        case _:
            directory.rename(tmp_path / "moved")
            directory.write_bytes(b"")  # as a directory one may not enter: also root is refused
    state = open_state()
    with state.read() as tables:
        letters = tables.of(Letter)
        looks: list[Callable[[], object]] = [lambda: letters.where("key", key, expected=99)]
        if "000000" in name:
            looks.append(lambda: list(letters.history()))
        for look in looks:
            with pytest.raises(DirectMailError) as told:
                look()
            assert (told.value.kind, told.value.code) == (ErrorKind.STATE_FILE, "history-unreadable")
        with pytest.raises(DirectMailError):
            tables.verify_history()


def test_an_archive_of_schema_1_is_taken_over_as_it_is(
    archived: StateFile, open_state: Open, cramped: None
) -> None:
    archived.close()
    for file in (archived.path, *archived.path.with_name("state.json.archive").iterdir()):
        data = json.loads(file.read_bytes())
        meta = data.pop("meta")["1"]
        if file == archived.path:
            data["meta"] = {"1": {"schema": 1, "snapshot": meta["snapshot"], "history": 0}}
        file.write_text(json.dumps(data))
    for journal in archived.path.parent.glob("*.journal"):
        journal.write_bytes(b"")
    assert history(open_state()) == list(reversed(numbered(1, 10)))
    write(open_state(), Letter(id="n11"))
    for id in numbered(12, 14):
        write(open_state(), Letter(id=id))
        assert history(open_state()) == list(reversed(numbered(1, int(id[1:]))))
    assert open_state().notices == []
    next(archived.path.parent.rglob("0-letters-key-*.json")).unlink()
    with open_state().read() as tables, pytest.raises(DirectMailError):
        tables.verify_history()


def test_clearing_drops_history_too(archived: StateFile, open_state: Open, cramped: None) -> None:
    with archived.transaction() as tables:
        tables.clear()
        assert list(tables.of(Letter).history()) == []
        assert tables.of(Letter).find("n1") is None
        tables.of(Letter).put(Letter(id="n1", to="new"))
    for state in (archived, open_state()):
        assert history(state) == ["n1"]
        assert live(state) == ["n1"]
    assert not list(archived.path.parent.rglob("0-letters-*.json"))
    for id in numbered(2, 9):
        write(archived, Letter(id=id))
    assert history(open_state()) == list(reversed(numbered(1, 9)))


def test_clearing_that_fails_drops_nothing(
    archived: StateFile, open_state: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object) -> None:
        raise OSError(5, "Input/output error")

    def clear_and_fill() -> None:
        with archived.transaction() as tables:
            tables.clear()
            for id in numbered(50, 60):
                tables.of(Letter).put(Letter(id=id))

    with monkeypatch.context() as patch:
        patch.setattr("dm_tui.store.journal.append", broken)
        with pytest.raises(DirectMailError):
            clear_and_fill()
    assert history(archived) == history(open_state()) == list(reversed(numbered(1, 10)))
    with archived.transaction() as tables:
        tables.clear()
    assert history(archived) == history(open_state()) == []


def test_tables_do_not_mix_in_the_archive(state: StateFile, cramped: None) -> None:
    for number in range(1, 8):
        write(state, Letter(id=f"n{number}"), Parcel(id=f"p{number}"))
    assert history(state) == [f"n{number}" for number in range(7, 0, -1)]
    assert history(state, Parcel) == [f"p{number}" for number in range(7, 0, -1)]


def test_a_segment_is_a_file_of_stock_tinydb(archived: StateFile) -> None:
    (segment,) = archived.path.parent.rglob("0-letters-0*.json")
    with TinyDB(segment, access_mode="r") as stock:
        assert [letter["id"] for letter in stock.table("letters")] == numbered(1, 7)


def test_everything_is_live_and_archived_together(archived: StateFile) -> None:
    with archived.read() as tables:
        letters = tables.dump()["letters"]
    assert [letter["id"] for letter in letters.values()] == numbered(1, 10)


def test_what_is_open_again_is_not_taken_for_closed(state: StateFile, open_state: Open) -> None:
    write(state, Letter(id="n1"))
    write(state, Letter(id="n1", sent=False))
    for opened in (state, open_state()):
        with opened.read() as tables:
            assert [letter.id for letter in tables.of(Letter).open()] == ["n1"]


def test_with_thousands_of_closed_documents_the_snapshot_stays_small(state: StateFile) -> None:
    sizes = []
    for first in range(1, 3_001, 500):
        write(state, *(Letter(id=id, to="x" * 100) for id in numbered(first, first + 499)))
        state.close()
        sizes.append(state.path.stat().st_size)
    assert max(sizes[1:]) < sizes[0] * 1.1
    assert len(live(state)) <= KEEP_LIVE + ARCHIVE_BATCH
    assert history(state) == list(reversed(numbered(1, 3_000)))
    segments = sorted(file.name for file in state.path.parent.rglob("0-letters-0*.json"))
    assert segments == [f"0-letters-00000{number}.json" for number in range(3)]
    assert durable.backup_path(state.path).stat().st_size < sizes[0] * 1.1
