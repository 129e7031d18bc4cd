"""A lock whose file is removed excludes nobody: what was being changed under it is refused, not written."""

from collections.abc import Callable
from pathlib import Path

import pytest

from dm_tui.domain.errors import DirectMailError, ErrorKind
from dm_tui.domain.usage.billing import PayAsYouGo
from dm_tui.store.state import StateFile


def count(state: StateFile, emails: int) -> None:
    with state.transaction() as tables:
        tables.put_single(PayAsYouGo(open_emails=emails))


def counted(state: StateFile) -> int:
    with state.read() as tables:
        return tables.single(PayAsYouGo).open_emails


@pytest.mark.parametrize("put_back", [False, True])
def test_a_change_is_refused_whose_lock_was_removed(
    state: StateFile, open_state: Callable[[], StateFile], state_path: Path, put_back: bool
) -> None:
    """Another program can have taken the lock that was made anew, and have changed the same."""
    count(state, 1)
    lock = state_path.with_name("state.json.lock")
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
