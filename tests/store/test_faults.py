"""The disk refuses at each of the calls in turn: the old state or the new one is there, whole."""

import errno
import os
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import pytest

from dm_tui.domain.errors import DirectMailError, ErrorKind
from dm_tui.store import durable_files as durable
from dm_tui.store.errors import disk_error, read_error
from dm_tui.store.journal import journal_path
from dm_tui.store.state import StateFile
from tests.crash.disk import ERRORS, FaultyOs, refusing, under

Put = Callable[[StateFile, str, str], None]
Subjects = Callable[[StateFile], list[str]]
Open = Callable[[], StateFile]

CALLS = 15
"""One replacement makes fewer calls than this; a test proves it."""


@pytest.fixture
def kept(state: StateFile, put: Put) -> StateFile:
    """A file that was folded once, so that a copy exists and every call of a replacement is made."""
    put(state, "a", "one")
    put(state, "b", "two")
    state.close()
    return state


def temporary(path: Path) -> list[str]:
    return [file.name for file in path.parent.iterdir() if file.name.endswith(".tmp")]


def test_the_calls_of_one_replacement_are_in_the_durable_order(kept: StateFile) -> None:
    faulty = FaultyOs()
    with under(faulty):
        durable.replace_file(kept.path, b"{}")
    assert faulty.calls == [
        "unlink",  # a temporary file of a crash
        "open",
        "write",
        "fsync",
        "close",
        "unlink",
        "link",
        "replace",  # the new state becomes the present one
        "replace",  # the one before becomes the copy
        "unlink",  # the link, where both names were one file
        "open",
        "fsync",  # the directory
        "close",
    ]
    assert len(faulty.calls) < CALLS


def test_the_calls_of_one_change_are_an_append_and_an_fsync(kept: StateFile, put: Put) -> None:
    """What is confirmed is then noted in the journal's head, without another fsync."""
    put(kept, "c", "three")
    faulty = FaultyOs()
    with under(faulty):
        put(kept, "d", "four")
    assert faulty.calls == ["open", "write", "fsync", "close", *("open", "write", "close")]


def test_a_short_write_is_continued(kept: StateFile, open_state: Open, put: Put, subjects: Subjects) -> None:
    data = bytes(range(256)) * 4
    with under(FaultyOs()):
        put(kept, "c", "long " * 39)
        durable.replace_file(kept.path.with_name("another"), data)
    assert kept.path.with_name("another").read_bytes() == data
    assert subjects(open_state())[-1] == ("long " * 39).strip()


@pytest.mark.parametrize("forever", [False, True], ids=["once", "from-then-on"])
@pytest.mark.parametrize("error", ERRORS, ids=errno.errorcode.__getitem__)
@pytest.mark.parametrize("at", range(1, CALLS))
def test_a_replacement_that_fails_leaves_a_whole_state(
    kept: StateFile, at: int, error: int, forever: bool
) -> None:
    old, new = kept.path.read_bytes(), b'{"new": {}}'
    faulty = FaultyOs(at, error, forever)
    with under(faulty):
        try:
            durable.replace_file(kept.path, new)
        except durable.NotConfirmedError:
            assert kept.path.read_bytes() == new
        except OSError:
            assert kept.path.read_bytes() == old
        else:
            assert kept.path.read_bytes() == new
            assert faulty.failed in ("", "link", "unlink")  # a copy does where no link can be made
    assert not kept.path.samefile(durable.backup_path(kept.path))
    if not forever:
        assert temporary(kept.path) == []
    durable.replace_file(kept.path, b"{}")
    assert kept.path.read_bytes() == b"{}"
    assert temporary(kept.path) == []


@pytest.mark.parametrize("error", ERRORS, ids=errno.errorcode.__getitem__)
@pytest.mark.parametrize("call", ["open", "write", "fsync"])
def test_a_change_the_disk_refuses_is_told_and_undone(
    kept: StateFile, open_state: Open, put: Put, subjects: Subjects, call: str, error: int
) -> None:
    with under(refusing(call, error)), pytest.raises(DirectMailError) as failed:
        put(kept, "c", "three")
    assert (failed.value.kind, failed.value.code) == (ErrorKind.STATE_FILE, "state-unusable")
    assert failed.value.hint
    assert subjects(kept) == ["one", "two"]
    put(kept, "d", "four")
    assert subjects(open_state()) == ["one", "two", "four"]


def test_a_journal_that_failed_is_never_appended_to_again(
    kept: StateFile, open_state: Open, put: Put, subjects: Subjects
) -> None:
    """What a failed fsync left on the disk is unknown: the next change folds, and begins another one."""
    failed = journal_path(kept.path, 2)
    before = failed.read_bytes()
    with under(refusing("fsync", errno.EIO)), pytest.raises(DirectMailError):
        put(kept, "c", "three")
    put(kept, "d", "four")
    assert failed.read_bytes() == before
    assert journal_path(kept.path, 3).read_bytes() != b""
    assert subjects(open_state()) == ["one", "two", "four"]


def test_a_change_that_can_neither_be_confirmed_nor_taken_back_is_told_as_that(
    kept: StateFile, open_state: Open, put: Put, subjects: Subjects
) -> None:
    both = refusing("fsync", errno.EIO)
    both.ftruncate = refusing("ftruncate", errno.EIO).ftruncate
    with under(both), pytest.raises(DirectMailError) as failed:
        put(kept, "c", "three")
    assert (failed.value.kind, failed.value.code) == (ErrorKind.STATE_FILE, "state-not-confirmed")
    assert subjects(kept) == subjects(open_state()) == ["one", "two", "three"]
    put(kept, "d", "four")
    assert subjects(open_state()) == ["one", "two", "three", "four"]


def test_a_directory_that_cannot_be_synced_is_not_called_unchanged(
    state: StateFile, put: Put, subjects: Subjects, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(directory: Path) -> None:
        raise OSError(errno.EIO, "Input/output error")

    state.path.parent.mkdir()
    with monkeypatch.context() as patch:
        patch.setattr(durable, "sync_directory", refuse)
        with pytest.raises(DirectMailError) as failed:
            put(state, "a", "one")
    assert failed.value.code == "state-not-confirmed"
    assert failed.value.kind is ErrorKind.STATE_FILE
    assert subjects(state) == ["one"]
    put(state, "b", "two")  # by way of another snapshot
    assert journal_path(state.path, 2).exists()
    assert subjects(state) == ["one", "two"]


@pytest.mark.parametrize("forever", [False, True], ids=["once", "from-then-on"])
@pytest.mark.parametrize("at", range(1, 3 * CALLS))
def test_mending_that_fails_never_begins_an_empty_account(
    kept: StateFile, open_state: Open, put: Put, subjects: Subjects, at: int, forever: bool
) -> None:
    kept.path.write_bytes(b"{torn")
    with under(FaultyOs(at, errno.ENOSPC, forever)), suppress(DirectMailError):
        put(open_state(), "c", "three")
    assert subjects(open_state()) in (["one", "two"], ["one", "two", "three"])
    put(open_state(), "d", "four")
    assert subjects(open_state())[-1] == "four"
    assert subjects(open_state())[:2] == ["one", "two"]


def test_a_file_system_without_links_keeps_a_private_copy(
    kept: StateFile, put: Put, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object) -> None:
        raise OSError(errno.EPERM, "Operation not permitted")

    before = kept.path.read_bytes()
    monkeypatch.setattr(os, "link", refuse)
    put(kept, "c", "three")
    kept.close()
    backup = durable.backup_path(kept.path)
    assert backup.read_bytes() == before
    assert backup.stat().st_mode & 0o777 == 0o600


def test_what_may_not_be_read_is_not_told_as_a_write() -> None:
    refused = PermissionError(errno.EACCES, "Permission denied")
    assert "read it" in read_error(Path("state.json"), refused).hint
    assert "write there" in disk_error(Path("state.json"), refused).hint
