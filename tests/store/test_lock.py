"""A lock whose file is removed excludes nobody: its name is claimed in the directory, which nobody removes.

Where nothing can be claimed there, what was being changed under such a lock is refused, not written.
"""

import errno
import fcntl
import os
import stat
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path

import pytest

from dm_tui.domain.errors import DirectMailError, ErrorKind
from dm_tui.domain.mailing.suppressed import SuppressedAddress, SuppressionReason
from dm_tui.domain.usage.billing import PayAsYouGo
from dm_tui.store.lock import Lock, lock_path
from dm_tui.store.mailing_files import MailingFiles
from dm_tui.store.named_lock import try_lock
from dm_tui.store.state import StateFile
from dm_tui.store.suppression_file import SuppressionFile
from tests.store.conftest import NOW


def count(state: StateFile, emails: int) -> None:
    with state.transaction() as tables:
        tables.put_single(PayAsYouGo(open_emails=emails))


def counted(state: StateFile) -> int:
    with state.read() as tables:
        return tables.single(PayAsYouGo).open_emails


@pytest.fixture
def no_directory_locks(monkeypatch: pytest.MonkeyPatch) -> None:
    """Stand in for a file system that locks files only."""

    def refuse(descriptor: int, operation: int, argument: bytes) -> bytes:
        assert stat.S_ISDIR(os.fstat(descriptor).st_mode)
        raise OSError(errno.EINVAL, os.strerror(errno.EINVAL))

    monkeypatch.setattr(fcntl, "fcntl", refuse)


@pytest.mark.usefixtures("no_directory_locks")
@pytest.mark.parametrize("put_back", [False, True])
def test_a_change_is_refused_whose_lock_was_removed(
    state: StateFile, open_state: Callable[[], StateFile], state_path: Path, put_back: bool
) -> None:
    """Another program can have taken the lock that was made again, and have changed the same."""
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
    other.lock.patience = 0.05
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


def test_locks_in_one_directory_do_not_wait_for_one_another(state: StateFile, state_path: Path) -> None:
    """Two state files may be in one directory; a payment goes on while others change the state."""
    count(state, 1)
    with try_lock(state_path, "paying") as mine, try_lock(state_path, "remind-email") as too:
        assert mine
        assert too
        count(state, 2)
        beside = Lock(state_path.with_name("other.json"))
        beside.acquire(0)
        beside.release()


@contextmanager
def _refused(what: AbstractContextManager[object]) -> Iterator[bool]:
    try:
        with what:
            yield False
    except DirectMailError:
        yield True


@contextmanager
def _turn(path: Path) -> Iterator[bool]:
    with try_lock(path, "paying") as free:
        yield not free


def _mailing(path: Path) -> AbstractContextManager[bool]:
    return _refused(MailingFiles(StateFile(path, lambda: NOW)).hold("M-1"))


@pytest.mark.parametrize("hold", [_turn, _mailing])
def test_no_lock_is_lost_whose_file_is_removed(
    state_path: Path, hold: Callable[[Path], AbstractContextManager[bool]]
) -> None:
    """A payment or a mailing goes on; whoever comes waits for it, whatever is removed."""
    with hold(state_path) as refused:
        assert not refused
        for _ in range(2):
            (lock,) = state_path.parent.rglob("*.lock")
            lock.unlink()
            with hold(state_path) as second:
                assert second
    with hold(state_path) as refused:
        assert not refused


def test_a_mailing_whose_lock_was_removed_is_still_being_sent(state_path: Path) -> None:
    files = MailingFiles(StateFile(state_path, lambda: NOW))
    assert not files.is_held("M-1")
    with files.hold("M-1"):
        lock_path(files.directory / "M-1").unlink()
        assert MailingFiles(StateFile(state_path, lambda: NOW)).is_held("M-1")
        assert not MailingFiles(StateFile(state_path, lambda: NOW)).is_held("M-2")
    assert not MailingFiles(StateFile(state_path, lambda: NOW)).is_held("M-1")
    assert list(files.directory.iterdir()) == []


@pytest.mark.usefixtures("no_directory_locks")
def test_nobody_is_kept_on_a_list_under_a_lock_that_was_removed(state: StateFile, state_path: Path) -> None:
    count(state, 1)
    file = SuppressionFile(state)
    entry = SuppressedAddress(
        address="ada@example.com", reason=SuppressionReason.UNSUBSCRIBED, since=None, source="you"
    )
    with pytest.raises(DirectMailError) as refused, state.transaction():  # noqa: PT012
        lock_path(state_path).unlink()
        file.change([entry])
    assert refused.value.code == "state-busy"
    assert len(SuppressionFile(state)) == 0


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
