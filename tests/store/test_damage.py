"""A file that cannot be used is told, never overwritten; a good copy beside it is put in its place."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from dm_tui.domain.errors import DirectMailError, ErrorKind
from dm_tui.domain.message import InternalMessage
from dm_tui.store.durable import backup_path
from dm_tui.store.state import StateFile

Put = Callable[[StateFile, str, str], None]
Subjects = Callable[[StateFile], list[str]]
Open = Callable[[], StateFile]

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
    ids=lambda content: repr(content[:32]),
)


@pytest.fixture
def kept(state: StateFile, put: Put) -> StateFile:
    """A state file with two changes, so that the state before the last one lies beside it."""
    put(state, "a", "one")
    put(state, "b", "two")
    return state


def files(path: Path) -> dict[str, bytes]:
    return {
        file.name: file.read_bytes()
        for file in path.parent.iterdir()
        if not file.name.endswith(".lock")
    }


def test_the_file_and_its_directory_are_private(kept: StateFile) -> None:
    assert kept.path.parent.stat().st_mode & 0o777 == 0o700
    assert {file.stat().st_mode & 0o777 for file in kept.path.parent.iterdir()} == {0o600}


def test_the_copy_is_the_state_before_the_last_change(
    state: StateFile, state_path: Path, put: Put
) -> None:
    put(state, "a", "one")
    assert not backup_path(state_path).exists()
    for number in range(3):
        before = state_path.read_bytes()
        put(state, "a", str(number))
        assert backup_path(state_path).read_bytes() == before


@unreadable
def test_an_unreadable_file_is_read_from_its_copy_and_told(
    kept: StateFile, open_state: Open, subjects: Subjects, content: bytes
) -> None:
    kept.path.write_bytes(content)
    before = files(kept.path)
    state = open_state()
    assert subjects(state) == ["one"]
    assert subjects(state) == ["one"]
    assert len(state.notices) == 1
    assert files(kept.path) == before


@unreadable
def test_an_unreadable_file_is_kept_aside_by_the_first_change(
    kept: StateFile, open_state: Open, put: Put, subjects: Subjects, content: bytes
) -> None:
    kept.path.write_bytes(content)
    state = open_state()
    put(state, "c", "three")
    assert subjects(open_state()) == ["one", "three"]
    (notice,) = state.notices
    (aside,) = (file for file in kept.path.parent.iterdir() if "unreadable" in file.name)
    assert aside.name in notice
    assert aside.read_bytes() == content
    assert "20260131-090000" in aside.name
    put(state, "d", "four")
    assert len(state.notices) == 1


def test_two_unreadable_files_are_both_kept(kept: StateFile, open_state: Open, put: Put) -> None:
    for content in (b"{first", b"{second"):
        kept.path.write_bytes(content)
        put(open_state(), "c", "three")
        put(open_state(), "d", "four")
    aside = [file.read_bytes() for file in kept.path.parent.iterdir() if "unread" in file.name]
    assert sorted(aside) == [b"{first", b"{second"]


@unreadable
@pytest.mark.parametrize("backup", [None, b"", b"{"])
def test_without_a_good_copy_nothing_is_touched(
    state: StateFile, state_path: Path, put: Put, content: bytes, backup: bytes | None
) -> None:
    state_path.parent.mkdir()
    state_path.write_bytes(content)
    if backup is not None:
        backup_path(state_path).write_bytes(backup)
    before = files(state_path)
    with pytest.raises(DirectMailError) as refused, state.read():
        pass
    assert (refused.value.kind, refused.value.code) == (ErrorKind.STATE_FILE, "state-unreadable")
    with pytest.raises(DirectMailError) as refused:
        put(state, "a", "one")
    assert (refused.value.kind, refused.value.code) == (ErrorKind.STATE_FILE, "state-unreadable")
    assert files(state_path) == before


@pytest.mark.parametrize("backup", [False, True])
def test_a_newer_schema_is_refused_and_untouched(
    state: StateFile, state_path: Path, put: Put, backup: bool
) -> None:
    newer = json.dumps({"meta": {"1": {"schema": 2}}, "letters": {"1": {"id": "a"}}}).encode()
    state_path.parent.mkdir()
    state_path.write_bytes(newer)
    if backup:
        backup_path(state_path).write_bytes(b"{}")
    before = files(state_path)
    with pytest.raises(DirectMailError) as refused, state.read():
        pass
    assert (refused.value.kind, refused.value.code) == (ErrorKind.STATE_FILE, "state-newer")
    with pytest.raises(DirectMailError):
        put(state, "a", "one")
    assert files(state_path) == before


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
    assert target.exists() is not dangling
    assert state_path.is_symlink()


def test_a_linked_copy_or_temporary_file_does_not_lead_elsewhere(
    state: StateFile, state_path: Path, tmp_path: Path, put: Put, subjects: Subjects
) -> None:
    precious = tmp_path / "precious"
    precious.write_bytes(b"mine")
    put(state, "a", "one")
    for name in (".tmp", ".bak", ".bak.tmp"):
        state_path.with_name(state_path.name + name).symlink_to(precious)
    put(state, "b", "two")
    assert precious.read_bytes() == b"mine"
    assert subjects(state) == ["one", "two"]
    assert not backup_path(state_path).is_symlink()


def test_a_directory_in_the_files_place_is_told(state: StateFile, state_path: Path) -> None:
    state_path.mkdir(parents=True)
    with pytest.raises(DirectMailError) as refused, state.read():
        pass
    assert (refused.value.kind, refused.value.code) == (ErrorKind.STATE_FILE, "state-unusable")


def test_a_file_in_the_directorys_place_is_told(
    state: StateFile, state_path: Path, put: Put
) -> None:
    state_path.parent.write_text("not a directory")
    for use in (lambda: put(state, "a", "one"), lambda: state.read().__enter__()):
        with pytest.raises(DirectMailError) as refused:
            use()
        assert refused.value.kind is ErrorKind.STATE_FILE
