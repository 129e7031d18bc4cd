"""The list of addresses that get no mail: what counts, what a crash leaves, what damage says."""

import errno
import os
import stat
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dm_tui.domain.errors import DirectMailError, ErrorKind
from dm_tui.domain.mailing.suppressed import SuppressedAddress, SuppressionReason, rejected_address
from dm_tui.store import journal
from dm_tui.store import suppression_file as module
from dm_tui.store.journal import JournalEnd
from dm_tui.store.state import StateFile
from dm_tui.store.suppression_file import SuppressionFile
from dm_tui.store.tables import Tables
from tests.forked import start, wait

NOW = datetime(2026, 1, 31, 9, tzinfo=UTC)


def open_list(path: Path) -> SuppressionFile:
    return SuppressionFile(StateFile(path, lambda: NOW))


def entry(address: str, reason: str = "suppressed", source: str = "by hand") -> SuppressedAddress:
    return SuppressedAddress(address=address, reason=SuppressionReason(reason), since=NOW, source=source)


def addresses(file: SuppressionFile, *texts: str, at: datetime | None = None) -> list[str]:
    return [entry.address for entry in file.search(*texts, expired_at=at)]


def test_the_last_change_of_an_address_counts_however_it_is_written(state_path: Path) -> None:
    file = open_list(state_path)
    file.change([entry("Ada@example.com"), entry("bob@example.com")])
    file.change([entry("ada@EXAMPLE.com", "unsubscribed")], ["bob@example.com", "nobody@example.com"])
    for reader in (file, open_list(state_path)):
        assert [(entry.address, entry.reason) for entry in reader.search()] == [
            ("ada@EXAMPLE.com", "unsubscribed")
        ]
        assert reader.find("bob@example.com") is None
    assert stat.S_IMODE(os.stat(file.path).st_mode) == 0o600


def test_an_entry_comes_back_as_it_was_put(state_path: Path) -> None:
    put = rejected_address("ada@example.com", NOW, "M260131-0001", '550 5.1.1 "no such user" 没有\ud83d')
    open_list(state_path).change([put])
    assert open_list(state_path).find("ada@example.com") == put


def test_a_search_looks_everywhere_and_leaves_out_what_no_longer_counts(state_path: Path) -> None:
    file = open_list(state_path)
    file.change([rejected_address("gone@example.com", NOW, "M260131-0001", "550 no such user")])
    file.change([entry("ada@example.com", source="people.csv"), entry("invalid@example.com")])
    assert addresses(file) == ["invalid@example.com", "ada@example.com", "gone@example.com"]
    assert addresses(file, "PEOPLE") == ["ada@example.com"]
    assert addresses(file, "such user") == ["gone@example.com"]
    assert addresses(file, "example", "invalid") == ["invalid@example.com", "gone@example.com"]
    later = NOW + timedelta(days=30)
    assert addresses(file, at=later) == ["invalid@example.com", "ada@example.com"]
    assert addresses(file, at=later - timedelta(seconds=1))[-1] == "gone@example.com"


def test_a_reader_sees_what_others_added_removed_and_wrote_anew(
    state_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "_REWRITE_FROM", 3)
    reader, writer = open_list(state_path), open_list(state_path)
    assert len(reader) == 0
    writer.change([entry("ada@example.com")])
    assert addresses(reader) == ["ada@example.com"]
    for number in range(12):
        writer.change([entry("bob@example.com", source=f"file {number}")])
        assert [entry.source for entry in reader.search("bob")] == [f"file {number}"]
    assert writer.path.read_bytes().count(b"\n") < 10
    reader.change([], ["ada@example.com"])
    assert addresses(writer) == ["bob@example.com"]


def test_a_torn_line_was_never_acknowledged_and_the_next_change_goes_on(state_path: Path) -> None:
    file = open_list(state_path)
    file.change([entry("ada@example.com")])
    with pytest.MonkeyPatch.context() as killed:
        killed.setattr(module, "_expect", lambda *arguments: None)  # as if it ended before the state knows
        file.change([entry("bob@example.com")])
    whole = file.path.read_bytes()
    for cut in range(whole.index(b"\n") + 1, len(whole)):
        file.path.write_bytes(whole[:cut])
        again = open_list(state_path)
        assert addresses(again) == ["ada@example.com"]
    again.change([entry("carol@example.com")])
    assert addresses(open_list(state_path)) == ["carol@example.com", "ada@example.com"]


def test_damage_is_refused_and_repaired_on_demand_with_the_damaged_file_kept(state_path: Path) -> None:
    file = open_list(state_path)
    for name in ("ada", "bob", "carol"):
        file.change([entry(f"{name}@example.com")])
    damaged = file.path.read_bytes().replace(b"bob", b"rob")
    file.path.write_bytes(damaged)
    again = open_list(state_path)
    with pytest.raises(DirectMailError) as refused:
        again.find("ada@example.com")
    assert refused.value.code == "suppressed-damaged"
    with pytest.raises(DirectMailError):
        again.change([entry("dave@example.com")])
    assert file.path.read_bytes() == damaged
    repaired = again.repair()
    assert repaired is not None
    left, kept = repaired
    assert kept is not None
    assert (left, kept.read_bytes()) == (2, damaged)
    assert addresses(open_list(state_path)) == ["carol@example.com", "ada@example.com"]
    assert again.repair() is None


def lose_the_last_line(path: Path, other: Path) -> None:
    path.write_bytes(b"".join(path.read_bytes().splitlines(keepends=True)[:-1]))


def change_the_last_line(path: Path, other: Path) -> None:
    path.write_bytes(path.read_bytes().replace(b"carol", b"darol"))


def put_anothers_in_its_place(path: Path, other: Path) -> None:
    path.write_bytes(other.read_bytes())


def empty_it(path: Path, other: Path) -> None:
    path.write_bytes(b"")


@pytest.mark.parametrize(
    "loss",
    [lose_the_last_line, change_the_last_line, put_anothers_in_its_place, empty_it],
    ids=lambda f: f.__name__,
)
def test_what_was_confirmed_is_there_or_missed(
    loss: Callable[[Path, Path], None], state_path: Path, tmp_path: Path
) -> None:
    file, other = open_list(state_path), open_list(tmp_path / "other.json")
    for name in ("ada", "bob", "carol"):
        file.change([entry(f"{name}@example.com", "unsubscribed")])
        other.change([entry(f"a{name}@example.org"), entry(f"b{name}@example.org")])
    loss(file.path, other.path)
    damaged = file.path.read_bytes()
    reader = open_list(state_path)
    for use in (reader.keys, lambda: reader.change([entry("dave@example.com")])):
        with pytest.raises(DirectMailError) as refused:
            use()
        assert refused.value.code == "suppressed-damaged"
    assert file.path.read_bytes() == damaged
    assert file.repair() is not None
    file.change([entry("dave@example.com")])
    assert "dave@example.com" in addresses(open_list(state_path))


@pytest.mark.parametrize("error", [DirectMailError(ErrorKind.STATE_FILE, "x", "x"), KeyboardInterrupt()])
def test_a_change_that_the_state_does_not_keep_is_taken_back(state_path: Path, error: BaseException) -> None:
    """It was refused: who was to be taken off the list is still on it."""
    file = open_list(state_path)
    file.change([entry("ada@example.com")])
    before = file.path.read_bytes()
    with pytest.raises(type(error)), file._state.transaction():  # noqa: PT012
        file.change([entry("bob@example.com")], ["ada@example.com"])
        file.change([entry("cyd@example.com")])
        raise error
    assert file.path.read_bytes() == before
    for reader in (file, open_list(state_path)):
        assert addresses(reader) == ["ada@example.com"]
    file.change([entry("bob@example.com")])
    assert addresses(open_list(state_path)) == ["bob@example.com", "ada@example.com"]


def test_a_full_disk_under_the_state_takes_nobody_off_the_list(
    state_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = open_list(state_path)
    file.change([entry("ada@example.com")])

    def refuse(*arguments: object) -> None:
        raise OSError(errno.ENOSPC, "no space left on device")

    monkeypatch.setattr(journal, "append", refuse)
    for added, removed in ([], ["ada@example.com"]), ([entry("eve@example.com")], []):
        with pytest.raises(DirectMailError) as refused:
            file.change(added, removed)
        assert "This change was not made" in refused.value.message
    monkeypatch.undo()
    assert addresses(file) == addresses(open_list(state_path)) == ["ada@example.com"]


def test_an_older_list_is_missed_from_before_and_after_it_was_written_anew(
    state_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """No other file beside the state says how far the list must reach: no pair can be an older one."""
    monkeypatch.setattr(module, "_REWRITE_FROM", 3)
    file, older = open_list(state_path), list[bytes]()
    for number in range(12):
        file.change([entry("ada@example.com", source=f"file {number}")])
        older.append(file.path.read_bytes())
    assert {path.name for path in state_path.parent.iterdir() if ".suppressed" in path.name} == {
        file.path.name
    }
    for before in older[:-1]:
        file.path.write_bytes(before)
        for reader in (file, open_list(state_path)):
            with pytest.raises(DirectMailError) as refused:
                reader.keys()
            assert refused.value.code == "suppressed-damaged"
    file.path.write_bytes(older[-1])
    assert [entry.source for entry in open_list(state_path).search()] == ["file 11"]


@pytest.mark.parametrize("step", range(3))
def test_a_program_that_ends_while_the_list_is_written_anew_leaves_one_that_is_whole(
    state_path: Path, monkeypatch: pytest.MonkeyPatch, step: int
) -> None:
    """Before the state allows both ends, before the file is replaced, or before the state knows that."""
    file = open_list(state_path)
    for number in range(3):
        file.change([entry("ada@example.com", source=f"file {number}")])
    expect, calls = module._expect, list[int]()

    def end_at(tables: Tables, *ends: JournalEnd) -> None:
        calls.append(len(ends))
        if (step, len(calls)) in ((0, 1), (2, 2)):
            raise KeyboardInterrupt
        expect(tables, *ends)

    def end(*args: object, **names: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(module, "_expect", end_at)
    if step == 1:
        monkeypatch.setattr(module, "replace_file", end)
    with pytest.raises(KeyboardInterrupt):
        file._rewrite()
    monkeypatch.undo()
    assert file.path.read_bytes().count(b"\n") == (1 if step == 2 else 3)
    again = open_list(state_path)
    assert [entry.source for entry in again.search()] == ["file 2"]
    again.change([entry("bob@example.com")])
    assert addresses(open_list(state_path)) == ["bob@example.com", "ada@example.com"]


def test_a_list_that_is_gone_is_missed_until_it_is_begun_anew(state_path: Path) -> None:
    file = open_list(state_path)
    file.change([entry("ada@example.com", "unsubscribed")])
    kept = file.path.read_bytes()
    file.path.unlink()
    again = open_list(state_path)
    for use in (file.keys, again.keys, lambda: again.change([entry("bob@example.com")])):
        with pytest.raises(DirectMailError) as refused:
            use()
        assert refused.value.code == "suppressed-missing"
    file.path.write_bytes(kept)
    assert addresses(file) == ["ada@example.com"]
    file.path.unlink()
    assert file.repair() == (0, None)
    assert (addresses(file), file.repair()) == ([], None)
    file.drop()
    assert addresses(open_list(state_path)) == []


def test_a_change_is_kept_though_the_file_cannot_be_written_anew(
    state_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "_REWRITE_FROM", 1)
    monkeypatch.setattr(module, "replace_file", refuse_to_write)
    file = open_list(state_path)
    for number in range(9):
        file.change([entry("ada@example.com", source=f"file {number}")])
    for reader in (file, open_list(state_path)):
        assert [entry.source for entry in reader.search()] == ["file 8"]


def refuse_to_write(*args: object, **names: object) -> None:
    raise OSError(28, "No space left on device")


def test_no_link_is_followed(state_path: Path, tmp_path: Path) -> None:
    elsewhere = tmp_path / "elsewhere"
    elsewhere.write_bytes(b"")
    file = open_list(state_path)
    file.path.parent.mkdir(parents=True, exist_ok=True)
    file.path.symlink_to(elsewhere)
    with pytest.raises(DirectMailError):
        file.change([entry("ada@example.com")])
    assert elsewhere.read_bytes() == b""


def test_a_full_disk_changes_nothing(state_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = open_list(state_path)
    file.change([entry("ada@example.com")])

    def refuse(*args: object) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr("dm_tui.store.journal.write_durably", refuse)
        with pytest.raises(DirectMailError) as refused:
            file.change([entry("bob@example.com")])
    assert refused.value.code == "state-unusable"
    assert addresses(file) == ["ada@example.com"]


def test_two_programs_that_add_at_once_lose_nothing(state_path: Path) -> None:
    def add(name: str) -> None:
        file = SuppressionFile(StateFile(state_path, lambda: NOW))
        for number in range(40):
            file.change([entry(f"{name}{number}@example.com")])

    assert wait(start(lambda: add("a")), start(lambda: add("b"))) == [0, 0]
    assert len(open_list(state_path)) == 80


CHANGES = st.lists(
    st.tuples(
        st.lists(st.sampled_from("abcdeA"), max_size=3, unique_by=str.lower),
        st.lists(st.sampled_from("abcde"), max_size=2, unique=True),
        st.integers(0, 40),
        st.booleans(),
    ),
    max_size=25,
)


@given(changes=CHANGES)
@settings(deadline=None)
def test_whatever_is_changed_torn_and_reopened_the_list_is_what_was_acknowledged(
    tmp_path_factory: pytest.TempPathFactory, changes: list[tuple[list[str], list[str], int, bool]]
) -> None:
    path = tmp_path_factory.mktemp("list") / "state.json"
    expected: dict[str, str] = {}
    file = open_list(path)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(module, "_REWRITE_FROM", 4)
        for number, (added, removed, torn, reopened) in enumerate(changes):
            file.change(
                [entry(f"{name}@x.example", source=f"s{number}") for name in added],
                [f"{n}@x.example" for n in removed],
            )
            for name in removed:
                expected.pop(name, None)
            for name in added:
                expected.pop(name.lower(), None)
                expected[name.lower()] = f"s{number}"
            if torn and file.path.exists():
                with file.path.open("ab") as rest:
                    rest.write(b'1234abcd ["torn@x.example","suppressed"'[:torn])
            file = open_list(path) if reopened else file
            listed = [(entry.key.partition("@")[0], entry.source) for entry in file.search()]
            assert listed == list(reversed(expected.items()))
