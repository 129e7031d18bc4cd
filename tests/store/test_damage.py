"""A file that cannot be used is told, never overwritten; a good copy beside it is put in its place."""

import errno
import json
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from dm_tui.domain.account.inbox_message import InternalMessage
from dm_tui.domain.errors import DirectMailError, ErrorKind
from dm_tui.store import migrations, snapshot, state_reader
from dm_tui.store import state as state_module
from dm_tui.store.durable_files import backup_path
from dm_tui.store.journal import has_changes, journal_path
from dm_tui.store.migrations import Data
from dm_tui.store.set_aside import list_asides, mark_seen
from dm_tui.store.state import StateFile
from tests.crash.disk import FaultyOs, under
from tests.store.conftest import NOW

Put = Callable[[StateFile, str, str], None]
Subjects = Callable[[StateFile], list[str]]
Open = Callable[[], StateFile]
Files = Callable[[], dict[str, bytes]]
ALL = ["one", "two", "three"]

unreadable = pytest.mark.parametrize(
    "content",
    [
        b"",
        b"{",
        b"\x00" * 64,
        b"\xff\xfe{}",
        b"[]",
        b"null",
        b'{"messages": []}',
        b'{"messages": {"1": 3}}',
        b'{"messages": {"first": {}}}',
        b'{"meta": {"1": {"schema": "x"}}}',
        b'{"meta": {"1": {"schema": null}}}',
        b'{"meta": {"1": {"schema": 0}}}',
        b"[" * 100_000,
    ],
)


@pytest.fixture
def kept(state: StateFile, put: Put) -> StateFile:
    """A state file that was folded once, with changes before and after it."""
    put(state, "a", "one")
    put(state, "b", "two")
    state.close()
    put(state, "c", "three")
    return state


def test_the_file_and_its_directory_are_private(kept: StateFile) -> None:
    assert kept.path.parent.stat().st_mode & 0o777 == 0o700
    assert {file.stat().st_mode & 0o777 for file in kept.path.parent.iterdir()} == {0o600}


def test_the_archive_is_private_too(kept: StateFile, put: Put, cramped: None) -> None:
    for number in range(9):
        put(kept, str(number), str(number))
    directory = kept.path.with_name("state.json.archive")
    assert directory.stat().st_mode & 0o777 == 0o700
    assert {file.stat().st_mode & 0o777 for file in directory.iterdir()} == {0o600}


def test_every_directory_that_is_made_is_private(tmp_path: Path, put: Put) -> None:
    put(StateFile(tmp_path / "a" / "b" / "state.json", lambda: NOW), "a", "one")
    for made in ("a", "a/b"):
        assert (tmp_path / made).stat().st_mode & 0o777 == 0o700


def test_the_copy_is_the_snapshot_before_the_last_one(state: StateFile, state_path: Path, put: Put) -> None:
    put(state, "a", "one")
    assert not backup_path(state_path).exists()
    for number in range(3):
        before = state_path.read_bytes()
        put(state, "a", str(number))
        state.close()
        assert backup_path(state_path).read_bytes() == before


def test_only_the_journals_of_the_snapshot_and_of_its_copy_are_kept(
    state: StateFile, state_path: Path, put: Put
) -> None:
    for number in range(5):
        put(state, "a", str(number))
        state.close()
    journals = sorted(file.name for file in state_path.parent.glob("*.journal"))
    assert journals == ["state.json.4.journal", "state.json.5.journal"]


@unreadable
def test_an_unreadable_file_is_read_from_its_copy_and_told(
    kept: StateFile, open_state: Open, subjects: Subjects, files: Files, content: bytes
) -> None:
    kept.path.write_bytes(content)
    before = files()
    for state in (open_state(), kept):
        assert subjects(state) == ALL
        assert subjects(state) == ALL
        assert len(state.notices) == 1
    assert files() == before


@unreadable
def test_an_unreadable_file_is_kept_aside_by_the_first_change(
    kept: StateFile, open_state: Open, put: Put, subjects: Subjects, content: bytes
) -> None:
    kept.path.write_bytes(content)
    state = open_state()
    put(state, "d", "four")
    assert subjects(open_state()) == [*ALL, "four"]
    (notice,) = state.notices
    (aside,) = (file for file in kept.path.parent.iterdir() if "unreadable" in file.name)
    assert aside.name in notice
    assert aside.read_bytes() == content
    assert "20260131-090000" in aside.name
    put(state, "e", "five")
    assert open_state().notices == state.notices == [notice]


def test_what_was_set_aside_is_told_until_the_user_says_that_it_was_seen(
    kept: StateFile, open_state: Open, put: Put
) -> None:
    kept.path.write_bytes(b"{")
    put(open_state(), "d", "four")
    (aside,) = list_asides(kept.path)
    for _ in range(3):
        put(open_state(), "e", "more")
        open_state().close()
        assert open_state().notices == [aside.notice]
    mark_seen(aside)
    assert open_state().notices == []
    assert list_asides(kept.path) == (aside._replace(seen=True),)
    assert aside.path.read_bytes() == b"{"


def test_two_unreadable_files_are_both_kept_although_the_clock_stands_still(
    kept: StateFile, open_state: Open, put: Put, subjects: Subjects
) -> None:
    for number, content in enumerate((b"{first", b"{second")):
        kept.path.write_bytes(content)
        put(open_state(), f"d{number}", "more")
        put(open_state(), f"e{number}", "and more")
    assert subjects(open_state()) == [*ALL, *["more", "and more"] * 2]
    aside = [file.read_bytes() for file in kept.path.parent.iterdir() if "unread" in file.name]
    assert sorted(aside) == [b"{first", b"{second"]


@unreadable
@pytest.mark.parametrize("backup", [None, b"", b"{"])
def test_without_a_good_copy_nothing_is_touched(
    state: StateFile, state_path: Path, put: Put, files: Files, content: bytes, backup: bytes | None
) -> None:
    state_path.parent.mkdir()
    state_path.write_bytes(content)
    if backup is not None:
        backup_path(state_path).write_bytes(backup)
    before = files()
    with pytest.raises(DirectMailError) as refused, state.read():
        pass
    assert (refused.value.kind, refused.value.code) == (ErrorKind.STATE_FILE, "state-unreadable")
    with pytest.raises(DirectMailError) as refused:
        put(state, "a", "one")
    assert (refused.value.kind, refused.value.code) == (ErrorKind.STATE_FILE, "state-unreadable")
    assert files() == before


@pytest.mark.parametrize("backup", [False, True])
def test_a_newer_schema_is_refused_and_untouched(
    state: StateFile, state_path: Path, put: Put, files: Files, backup: bool
) -> None:
    newer = json.dumps({"meta": {"1": {"schema": 3}}, "letters": {"1": {"id": "a"}}}).encode()
    state_path.parent.mkdir()
    state_path.write_bytes(newer)
    if backup:
        backup_path(state_path).write_bytes(b"{}")
    before = files()
    with pytest.raises(DirectMailError) as refused, state.read():
        pass
    assert (refused.value.kind, refused.value.code) == (ErrorKind.STATE_FILE, "state-newer")
    with pytest.raises(DirectMailError):
        put(state, "a", "one")
    assert files() == before


@pytest.mark.parametrize("document", [{}, {"id": 3}, {"id": "a", "at": "soon", "subject": "x"}])
def test_a_record_that_is_not_its_model_is_a_state_file_error(
    state: StateFile, state_path: Path, document: dict[str, object]
) -> None:
    state_path.parent.mkdir()
    state_path.write_text(json.dumps({"messages": {"1": document}}))
    with pytest.raises(DirectMailError) as refused, state.read() as tables:
        tables.of(InternalMessage).all()
    assert (refused.value.kind, refused.value.code) == (ErrorKind.STATE_FILE, "state-unreadable")


@pytest.mark.parametrize("dangling", [False, True])
def test_a_symbolic_link_is_not_followed(
    state: StateFile, state_path: Path, tmp_path: Path, put: Put, dangling: bool
) -> None:
    target = tmp_path / "precious"
    if not dangling:
        target.write_bytes(b"{}")
    state_path.parent.mkdir()
    state_path.symlink_to(target)
    for use in (lambda: put(state, "a", "one"), lambda: state.read().__enter__()):
        with pytest.raises(DirectMailError) as refused:
            use()
        assert (refused.value.kind, refused.value.code) == (ErrorKind.STATE_FILE, "state-unusable")
        assert "This change was not made" not in refused.value.message  # both read first
    assert target.exists() is not dangling
    assert state_path.is_symlink()


def test_a_linked_copy_or_temporary_file_does_not_lead_elsewhere(
    state: StateFile, state_path: Path, tmp_path: Path, put: Put, subjects: Subjects
) -> None:
    precious = tmp_path / "precious"
    precious.write_bytes(b"mine")
    put(state, "a", "one")
    for name in (".dm-tui.tmp", ".bak", ".bak.dm-tui.tmp", ".2.journal"):
        state_path.with_name(state_path.name + name).symlink_to(precious)
    put(state, "b", "two")
    state.close()
    put(state, "b", "two")
    assert precious.read_bytes() == b"mine"
    assert subjects(state) == ["one", "two"]
    assert not backup_path(state_path).is_symlink()


def test_a_lock_that_is_a_symbolic_link_is_blamed_itself(state: StateFile, tmp_path: Path, put: Put) -> None:
    state.path.parent.mkdir()
    state.path.with_name("state.json.lock").symlink_to(tmp_path / "precious")
    with pytest.raises(DirectMailError) as refused:
        put(state, "a", "one")
    assert refused.value.message.startswith(f"{state.path}.lock: ")
    assert refused.value.message.endswith("This change was not made.")
    assert not (tmp_path / "precious").exists()


def test_a_directory_in_the_files_place_is_told(state: StateFile, state_path: Path) -> None:
    state_path.mkdir(parents=True)
    with pytest.raises(DirectMailError) as refused, state.read():
        pass
    assert (refused.value.kind, refused.value.code) == (ErrorKind.STATE_FILE, "state-unusable")


def test_a_file_in_the_directorys_place_is_told(state: StateFile, state_path: Path, put: Put) -> None:
    state_path.parent.write_text("not a directory")
    for use in (lambda: put(state, "a", "one"), lambda: state.read().__enter__()):
        with pytest.raises(DirectMailError) as refused:
            use()
        assert refused.value.kind is ErrorKind.STATE_FILE


def test_a_journal_that_is_a_symbolic_link_is_not_followed(
    kept: StateFile, open_state: Open, tmp_path: Path, put: Put
) -> None:
    journal = journal_path(kept.path, 2)
    journal.rename(tmp_path / "precious")
    journal.symlink_to(tmp_path / "precious")
    before = (tmp_path / "precious").read_bytes()
    with pytest.raises(DirectMailError) as refused:
        put(open_state(), "d", "four")
    assert refused.value.code == "state-unusable"
    assert (tmp_path / "precious").read_bytes() == before


@pytest.mark.parametrize("missing", ["state.json.1.journal", "state.json.2.journal"])
def test_a_damaged_file_and_a_lost_journal_leave_what_can_be_read(
    kept: StateFile, open_state: Open, put: Put, subjects: Subjects, missing: str
) -> None:
    kept.path.write_bytes(b"{")
    kept.path.with_name(missing).unlink()
    left = {"state.json.1.journal": ["one"], "state.json.2.journal": ["one", "two"]}
    others = {path: path.read_bytes() for path in kept.path.parent.glob("*.journal")}
    state = open_state()
    assert subjects(state) == left[missing]
    assert state.notices
    put(state, "d", "four")
    assert subjects(open_state()) == [*left[missing], "four"]
    (aside,) = list_asides(kept.path)
    for path, content in others.items():
        unused = path.name == "state.json.2.journal"  # it continues what is lost
        assert not unused or Path(f"{aside.path}.2.journal").read_bytes() == content


def test_a_missing_file_is_told_and_restored_from_what_lies_beside_it(
    kept: StateFile, open_state: Open, put: Put, subjects: Subjects, files: Files
) -> None:
    kept.path.unlink()
    before = files()
    state = open_state()
    assert subjects(state) == subjects(state) == ALL
    (notice,) = state.notices
    assert "missing" in notice
    assert files() == before
    put(state, "d", "four")
    assert subjects(open_state()) == [*ALL, "four"]
    (aside,) = list_asides(kept.path)
    assert open_state().notices == [aside.notice]
    assert subjects(StateFile(aside.path, lambda: NOW)) == ALL
    assert files().items() >= before.items()


def test_who_has_the_file_open_keeps_the_account_although_every_file_vanishes(
    kept: StateFile, open_state: Open, put: Put, subjects: Subjects
) -> None:
    assert subjects(kept) == ALL
    for path in kept.path.parent.iterdir():
        if path.suffix != ".lock":
            path.unlink()
    for _ in range(2):
        assert subjects(kept) == ALL
        assert len(kept.notices) == 1
    put(kept, "d", "four")
    assert subjects(kept) == subjects(open_state()) == [*ALL, "four"]
    assert open_state().notices


@pytest.mark.parametrize("spoil", [Path.unlink, lambda path: path.write_bytes(b"{")])
def test_who_has_the_file_open_keeps_what_no_good_file_has_any_more(
    kept: StateFile, open_state: Open, put: Put, subjects: Subjects, spoil: Callable[[Path], None]
) -> None:
    assert subjects(kept) == ALL
    spoil(kept.path)
    spoil(backup_path(kept.path))
    put(kept, "d", "four")
    assert subjects(kept) == subjects(open_state()) == [*ALL, "four"]


@pytest.mark.parametrize("left", [".bak", ".1.journal", ".archive", ".mailings"])
def test_beside_files_of_a_missing_one_no_empty_account_begins(
    state: StateFile, open_state: Open, put: Put, files: Files, cramped: None, left: str
) -> None:
    for number in range(9):
        put(state, f"old-{number}", "old")
    put(state, "open", "open")
    for path in state.path.parent.iterdir():
        if not path.name.endswith((left, ".lock")):
            shutil.rmtree(path) if path.is_dir() else path.unlink()
    name = state.path.with_name(f"state.json{left}")
    if left == ".mailings":
        name.mkdir()
        (name / "m1.log").touch()
    elif left != ".archive":
        name.write_bytes(b"something")
    before = files()
    for use in (lambda: put(open_state(), "new", "new"), lambda: open_state().read().__enter__()):
        with pytest.raises(DirectMailError) as refused:
            use()
        assert (refused.value.kind, refused.value.code) == (ErrorKind.STATE_FILE, "state-missing")
        assert name.name in refused.value.message
    assert files() == before


def test_the_empty_journal_of_a_later_snapshot_is_a_trace_of_it(
    state: StateFile, open_state: Open, put: Put, cramped: None
) -> None:
    put(state, "a", "one")
    put(state, "b", "two")
    state.close()
    journals = sorted(state.path.parent.glob("*.journal"), key=lambda path: int(path.suffixes[-2][1:]))
    assert not has_changes(journals[-1])
    for path in state.path.parent.iterdir():
        if path != journals[-1]:
            path.unlink()
    with pytest.raises(DirectMailError) as refused:
        put(open_state(), "new", "new")
    assert refused.value.code == "state-missing"
    assert journals[-1].name in refused.value.message


def test_an_older_state_file_in_its_place_does_not_cost_the_newer_changes(
    kept: StateFile, open_state: Open, put: Put, subjects: Subjects
) -> None:
    older = backup_path(kept.path).read_bytes()  # two before the journals that will be there
    kept.close()
    put(kept, "d", "four")
    kept.close()
    put(kept, "e", "five")
    kept.path.write_bytes(older)
    for number in range(3):
        program = open_state()
        put(program, f"f{number}", "six")
        program.close()
    asides = {aside.kind: aside.path for aside in list_asides(kept.path)}
    newest = StateFile(asides["newer"], lambda: NOW)
    assert subjects(newest) == [*ALL, "four", "five"]


def test_an_older_state_file_whose_followers_are_known_is_not_read(
    kept: StateFile, open_state: Open, put: Put, subjects: Subjects
) -> None:
    """The journal that was begun behind it has changes, so another one was in its place."""
    older = kept.path.read_bytes()
    kept.close()
    put(kept, "d", "four")
    kept.path.write_bytes(older)
    reader = open_state()
    assert subjects(reader) == [*ALL, "four"]
    assert len(reader.notices) == 1
    put(reader, "e", "five")
    assert subjects(open_state()) == [*ALL, "four", "five"]
    (aside,) = list_asides(kept.path)
    assert aside.path.read_bytes() == older


def test_the_state_file_of_another_account_is_not_read(
    kept: StateFile, other_account: StateFile, open_state: Open, subjects: Subjects
) -> None:
    other_account.close()
    kept.path.write_bytes(other_account.path.read_bytes())
    reader = open_state()
    assert subjects(reader) == ALL
    assert len(reader.notices) == 1


@pytest.mark.parametrize(
    "spoil",
    [
        lambda raw: raw.replace(b"one", b"two"),
        lambda raw: raw.replace(b'"snapshot": 2', b'"snapshot": 1'),
        lambda raw: b"".join(raw.splitlines(keepends=True)[:2] + raw.splitlines(keepends=True)[3:]),
        lambda raw: json.dumps({"messages": json.loads(raw)["messages"]}).encode(),
        lambda raw: json.dumps(json.loads(raw), indent=1).encode(),
        lambda raw: raw.replace(b"digest", b"digesu"),
        lambda raw: raw.replace(b'"schema": 2', b'"schema": 1'),
    ],
    ids=["document", "number", "no meta", "no meta table", "other layout", "no digest", "schema"],
)
def test_a_change_of_the_file_that_is_still_a_state_is_damage(
    kept: StateFile, open_state: Open, subjects: Subjects, spoil: Callable[[bytes], bytes]
) -> None:
    kept.path.write_bytes(spoil(kept.path.read_bytes()))
    reader = open_state()
    assert subjects(reader) == ALL
    assert len(reader.notices) == 1


def test_what_unknown_programs_keep_in_the_file_stays(
    state: StateFile, open_state: Open, state_path: Path, put: Put
) -> None:
    letters = {"1": {"id": "a", "to": "Zoë"}}
    state_path.parent.mkdir()
    state_path.write_text(json.dumps({"letters": letters}))
    put(state, "a", "one")
    state.close()
    put(state, "b", "two")
    state.close()
    assert json.loads(state_path.read_bytes())["letters"] == letters


def test_an_older_schema_is_migrated_and_its_journal_with_it(
    kept: StateFile, open_state: Open, put: Put, subjects: Subjects, monkeypatch: pytest.MonkeyPatch
) -> None:
    def shout(data: Data) -> Data:
        messages = data["messages"].items()
        louder = {id: {**message, "subject": message["subject"].upper()} for id, message in messages}
        return {**data, "messages": louder}

    for module in (migrations, snapshot, state_module, state_reader):
        monkeypatch.setattr(module, "SCHEMA", 3)
    monkeypatch.setitem(migrations.MIGRATIONS, 2, shout)
    assert subjects(open_state()) == ["ONE", "TWO", "THREE"]
    put(open_state(), "d", "four")
    assert subjects(open_state()) == ["ONE", "TWO", "THREE", "four"]
    kept.path.write_bytes(b"{")  # the copy is of the older schema
    assert subjects(open_state()) == ["ONE", "TWO", "THREE", "four"]


def test_a_read_only_directory_is_told(kept: StateFile, put: Put) -> None:
    with under(FaultyOs(1, errno.EROFS, forever=True)), pytest.raises(DirectMailError) as refused:
        put(kept, "d", "four")
    assert refused.value.code == "state-unusable"
    assert "read-only" in refused.value.hint
