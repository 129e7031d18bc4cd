"""The disk refuses at each of the calls in turn: the old state or the new one is there, whole."""

import errno
import os
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest

from dm_tui.domain.errors import DirectMailError, ErrorKind
from dm_tui.store import durable
from dm_tui.store import state as state_module
from dm_tui.store.state import StateFile

Put = Callable[[StateFile, str, str], None]
Subjects = Callable[[StateFile], list[str]]
Open = Callable[[], StateFile]

FAULTS = ("open", "write", "fsync", "close", "link", "replace", "unlink")
ERRORS = (errno.ENOSPC, errno.EIO, errno.EROFS)
CALLS = 15
"""One replacement makes fewer calls than this; a test proves it."""


class FaultyOs:
    """The `os` of the store, in which the `at`-th call fails, and with `forever` all after it."""

    def __init__(self, at: int, error: int, forever: bool = False) -> None:
        self.at, self.error, self.forever = at, error, forever
        self.calls: list[str] = []

    def __getattr__(self, name: str) -> Any:
        real = getattr(os, name)
        return self._counted(name, real) if name in FAULTS else real

    def _counted(self, name: str, real: Callable[..., Any]) -> Callable[..., Any]:
        def call(*args: Any, **named: Any) -> Any:
            self.calls.append(name)
            number = len(self.calls)
            if number == self.at or (self.forever and number > self.at):
                if name == "close":
                    real(*args)  # the descriptor is gone whatever close answers
                raise OSError(self.error, os.strerror(self.error))
            if name == "write":
                return real(args[0], bytes(args[1])[:200])  # a disk may take less than it is given
            return real(*args, **named)

        return call

    @property
    def failed(self) -> str:
        return self.calls[self.at - 1] if len(self.calls) >= self.at else ""


def use(monkeypatch: pytest.MonkeyPatch, faulty: FaultyOs) -> None:
    monkeypatch.setattr(durable, "os", faulty)


@pytest.fixture
def kept(state: StateFile, put: Put) -> StateFile:
    """Two changes, so that a copy exists and every call of a replacement is made."""
    put(state, "a", "one")
    put(state, "b", "two")
    return state


def temporary(path: Path) -> list[str]:
    return [file.name for file in path.parent.iterdir() if file.name.endswith(".tmp")]


def test_the_calls_of_one_replacement_are_in_the_durable_order(
    kept: StateFile, monkeypatch: pytest.MonkeyPatch
) -> None:
    faulty = FaultyOs(at=0, error=0)
    use(monkeypatch, faulty)
    durable.replace_file(kept.path, b"{}")
    assert faulty.calls == [
        "unlink",  # a temporary file of a crash
        "open",
        "write",
        "fsync",
        "close",
        "unlink",
        "link",
        "replace",  # the present state becomes the copy
        "unlink",  # the link, where both names were one file
        "replace",  # the new state becomes the present one
        "open",
        "fsync",  # the directory
        "close",
    ]
    assert len(faulty.calls) < CALLS


def test_a_short_write_is_continued(kept: StateFile, monkeypatch: pytest.MonkeyPatch) -> None:
    use(monkeypatch, FaultyOs(at=0, error=0))
    data = bytes(range(256)) * 4
    durable.replace_file(kept.path, data)
    assert kept.path.read_bytes() == data


@pytest.mark.parametrize("forever", [False, True], ids=["once", "from-then-on"])
@pytest.mark.parametrize("error", ERRORS, ids=errno.errorcode.__getitem__)
@pytest.mark.parametrize("at", range(1, CALLS))
def test_a_replacement_that_fails_leaves_a_whole_state(
    kept: StateFile, monkeypatch: pytest.MonkeyPatch, at: int, error: int, forever: bool
) -> None:
    old, new = kept.path.read_bytes(), b'{"new": {}}'
    faulty = FaultyOs(at, error, forever)
    with monkeypatch.context() as patch:
        use(patch, faulty)
        try:
            durable.replace_file(kept.path, new)
        except durable.NotConfirmedError:
            assert kept.path.read_bytes() == new
        except OSError:
            assert kept.path.read_bytes() == old
        else:
            assert kept.path.read_bytes() == new
            assert faulty.failed in ("", "link", "unlink")  # a copy does where no link can be made
    if not forever:
        assert temporary(kept.path) == []
    durable.replace_file(kept.path, b"{}")
    assert kept.path.read_bytes() == b"{}"
    assert temporary(kept.path) == []


@pytest.mark.parametrize("error", ERRORS, ids=errno.errorcode.__getitem__)
@pytest.mark.parametrize("call", ["open", "fsync", "replace"])
def test_a_change_the_disk_refuses_is_told_and_undone(
    kept: StateFile,
    open_state: Open,
    put: Put,
    subjects: Subjects,
    monkeypatch: pytest.MonkeyPatch,
    call: str,
    error: int,
) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise OSError(error, os.strerror(error))

    with monkeypatch.context() as patch:
        faulty = FaultyOs(at=0, error=0)
        patch.setattr(faulty, call, refuse, raising=False)
        use(patch, faulty)
        with pytest.raises(DirectMailError) as failed:
            put(kept, "c", "three")
    assert (failed.value.kind, failed.value.code) == (ErrorKind.STATE_FILE, "state-unusable")
    assert failed.value.hint
    assert subjects(kept) == ["one", "two"]
    put(kept, "d", "four")
    assert subjects(open_state()) == ["one", "two", "four"]


def test_a_directory_that_cannot_be_synced_is_not_called_unchanged(
    kept: StateFile, put: Put, subjects: Subjects, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(directory: Path) -> None:
        raise OSError(errno.EIO, "Input/output error")

    monkeypatch.setattr(durable, "sync_directory", refuse)
    with pytest.raises(DirectMailError) as failed:
        put(kept, "c", "three")
    assert failed.value.code == "state-not-confirmed"
    assert failed.value.kind is ErrorKind.STATE_FILE
    assert subjects(kept) == ["one", "two", "three"]


@pytest.mark.parametrize("forever", [False, True], ids=["once", "from-then-on"])
@pytest.mark.parametrize("at", range(1, 2 * CALLS))
def test_mending_that_fails_never_begins_an_empty_account(
    kept: StateFile,
    open_state: Open,
    put: Put,
    subjects: Subjects,
    monkeypatch: pytest.MonkeyPatch,
    at: int,
    forever: bool,
) -> None:
    kept.path.write_bytes(b"{torn")
    with monkeypatch.context() as patch:
        faulty = FaultyOs(at, errno.ENOSPC, forever)
        use(patch, faulty)
        patch.setattr(state_module, "os", faulty)
        with suppress(DirectMailError):
            put(open_state(), "c", "three")
    assert subjects(open_state()) in (["one"], ["one", "three"])
    put(open_state(), "d", "four")
    assert subjects(open_state())[-1] == "four"
    assert subjects(open_state())[0] == "one"


def test_a_file_system_without_links_keeps_a_private_copy(
    kept: StateFile, put: Put, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object) -> None:
        raise OSError(errno.EPERM, "Operation not permitted")

    before = kept.path.read_bytes()
    monkeypatch.setattr(os, "link", refuse)
    put(kept, "c", "three")
    backup = durable.backup_path(kept.path)
    assert backup.read_bytes() == before
    assert backup.stat().st_mode & 0o777 == 0o600
