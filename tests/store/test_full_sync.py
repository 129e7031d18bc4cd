"""On macOS a commit is as durable as promised: F_FULLFSYNC takes the place of fsync()."""

import ast
import errno
import fcntl
import os
from collections.abc import Callable
from pathlib import Path

import pytest

import dm_tui
from dm_tui.domain.usage.billing import PayAsYouGo
from dm_tui.store.durable_files import replace_file, sync
from dm_tui.store.state import StateFile
from tests.conftest import START

FULL_SYNC = 51
"""Its number on macOS (fcntl.h)."""


class Disk:
    """Counts what it is asked to sync, and answers F_FULLFSYNC with an error if it has one."""

    def __init__(self, error: int = 0) -> None:
        self.error, self.full, self.plain = error, 0, 0

    def fcntl(self, real: Callable[..., object], descriptor: int, command: int, *more: object) -> object:
        if command != FULL_SYNC:
            return real(descriptor, command, *more)
        self.full += 1
        if self.error:
            raise OSError(self.error, os.strerror(self.error))
        return 0

    def fsync(self, descriptor: int) -> None:
        self.plain += 1


@pytest.fixture
def as_on_macos(monkeypatch: pytest.MonkeyPatch) -> Callable[[Disk], Disk]:
    def use(disk: Disk) -> Disk:
        real = fcntl.fcntl
        monkeypatch.setattr(fcntl, "F_FULLFSYNC", FULL_SYNC, raising=False)
        monkeypatch.setattr(fcntl, "fcntl", lambda *call: disk.fcntl(real, *call))
        monkeypatch.setattr(os, "fsync", disk.fsync)
        return disk

    return use


def commit(state_path: Path) -> None:
    state = StateFile(state_path, lambda: START)
    with state.transaction() as tables:
        tables.put_single(PayAsYouGo(open_emails=7))


def test_a_commit_empties_the_cache_of_the_disk(
    as_on_macos: Callable[[Disk], Disk], state_path: Path
) -> None:
    disk = as_on_macos(Disk())
    commit(state_path)
    assert disk.full > 0
    assert disk.plain == 0
    replace_file(state_path.with_name("other"), b"x")
    assert disk.plain == 0


@pytest.mark.parametrize("error", [errno.ENOTSUP, errno.EINVAL, errno.ENOTTY])
def test_a_file_system_without_it_gets_an_fsync(
    as_on_macos: Callable[[Disk], Disk], state_path: Path, error: int
) -> None:
    disk = as_on_macos(Disk(error))
    commit(state_path)
    assert disk.full == disk.plain > 0


def test_a_disk_that_fails_is_never_taken_for_one_without_it(as_on_macos: Callable[[Disk], Disk]) -> None:
    disk = as_on_macos(Disk(errno.EIO))
    with pytest.raises(OSError, match="Input/output error"):
        sync(0)
    assert disk.plain == 0


def test_elsewhere_it_is_an_fsync(monkeypatch: pytest.MonkeyPatch) -> None:
    disk = Disk()
    monkeypatch.delattr(fcntl, "F_FULLFSYNC", raising=False)
    monkeypatch.setattr(os, "fsync", disk.fsync)
    sync(0)
    assert disk.plain == 1


def fsyncs_alone(source: str) -> list[int]:
    """Return the lines that call fsync() without having tried what macOS needs."""
    if "os.fsync(" not in source:
        return []
    return [
        node.lineno
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.FunctionDef)
        and "os.fsync(" in ast.unparse(node)
        and "empty_disk_cache(" not in ast.unparse(node)
    ]


def test_nothing_calls_fsync_alone() -> None:
    sources = Path(dm_tui.__file__).parent.rglob("*.py")
    assert {path.name: found for path in sources if (found := fsyncs_alone(path.read_text("utf-8")))} == {}


def test_an_fsync_alone_is_found() -> None:
    assert fsyncs_alone("def write(descriptor):\n    os.fsync(descriptor)\n") == [1]
