"""A lock whose file is removed excludes nobody: the directory is locked as well, which nobody removes.

Where the file system locks no directory, what was being changed under such a lock is refused, not written.
"""

import errno
import fcntl
import os
import stat
from collections.abc import Callable
from pathlib import Path

import pytest

from dm_tui.domain.errors import DirectMailError, ErrorKind
from dm_tui.domain.usage.billing import PayAsYouGo
from dm_tui.store.lock import Lock, lock_path
from dm_tui.store.state import StateFile


def count(state: StateFile, emails: int) -> None:
    with state.transaction() as tables:
        tables.put_single(PayAsYouGo(open_emails=emails))


def counted(state: StateFile) -> int:
    with state.read() as tables:
        return tables.single(PayAsYouGo).open_emails


@pytest.fixture
def no_directory_locks(monkeypatch: pytest.MonkeyPatch) -> None:
    """Stand in for a file system as NFS is, which locks files only."""
    real = fcntl.flock

    def flock(descriptor: int, operation: int) -> None:
        if stat.S_ISDIR(os.fstat(descriptor).st_mode):
            raise OSError(errno.EBADF, os.strerror(errno.EBADF))
        real(descriptor, operation)

    monkeypatch.setattr(fcntl, "flock", flock)


@pytest.mark.usefixtures("no_directory_locks")
@pytest.mark.parametrize("put_back", [False, True])
def test_a_change_is_refused_whose_lock_was_removed(
    state: StateFile, open_state: Callable[[], StateFile], state_path: Path, put_back: bool
) -> None:
    """Another program can have taken the lock that was made anew, and have changed the same."""
    count(state, 1)
    lock = lock_path(state_path)
    with pytest.raises(DirectMailError) as refused, state.transaction() as tables:  # noqa: PT012
        tables.put_single(PayAsYouGo(open_emails=5))
        lock.unlink()
        if put_back:
            count(open_state(), 7)
    assert (refused.value.kind, refused.value.code) == (ErrorKind.STATE_FILE, "state-busy")
    assert "state.json.lock was removed" in refused.value.message
    assert counted(state) == counted(open_state()) == (7 if put_back else 1)
    count(state, 9)
    assert counted(open_state()) == 9


def test_a_change_is_kept_whose_lock_file_was_removed_and_others_wait_for_it(
    state: StateFile, open_state: Callable[[], StateFile], state_path: Path
) -> None:
    count(state, 1)
    other = open_state()
    other._lock_timeout = 0.05
    with state.transaction() as tables:
        tables.put_single(PayAsYouGo(open_emails=5))
        lock_path(state_path).unlink()
        with pytest.raises(DirectMailError) as busy:
            count(other, 7)
        assert busy.value.code == "state-busy"
    assert counted(state) == counted(other) == 5
    count(other, 7)
    assert counted(state) == counted(open_state()) == 7


def test_a_change_is_refused_whose_whole_directory_was_replaced(
    state: StateFile, open_state: Callable[[], StateFile], state_path: Path
) -> None:
    count(state, 1)
    directory = state_path.parent
    with pytest.raises(DirectMailError) as refused, state.transaction() as tables:  # noqa: PT012
        tables.put_single(PayAsYouGo(open_emails=5))
        directory.rename(directory.with_name("away"))
        count(open_state(), 7)
    assert refused.value.code == "state-busy"
    assert counted(open_state()) == 7


def test_who_waits_for_the_file_leaves_the_directory_to_others(state: StateFile, state_path: Path) -> None:
    """Two state files may be in one directory."""
    count(state, 1)
    held = Lock(state_path)
    held.acquire(0)
    waiting = Lock(state_path, whole_directory=True)
    with pytest.raises(TimeoutError):
        waiting.acquire(0)
    beside = Lock(state_path.with_name("other.json"), whole_directory=True)
    beside.acquire(0)
    beside.release()
    held.release()
    waiting.acquire(0)


def _pipe(path: Path) -> None:
    os.mkfifo(path)


def _link(path: Path) -> None:
    path.symlink_to("/dev/zero")


@pytest.mark.parametrize("put", [_pipe, _link, Path.mkdir])
def test_what_is_no_file_in_the_place_of_the_lock_is_refused_by_its_name(
    state: StateFile, state_path: Path, put: Callable[[Path], None]
) -> None:
    state_path.parent.mkdir(parents=True, exist_ok=True)
    put(lock_path(state_path))
    with pytest.raises(DirectMailError) as refused:
        count(state, 1)
    assert (refused.value.kind, refused.value.code) == (ErrorKind.STATE_FILE, "state-unusable")
    assert str(lock_path(state_path)) in refused.value.message
