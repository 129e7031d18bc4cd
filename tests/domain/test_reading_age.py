"""How long a reading of the account serves before it is read again."""

from datetime import UTC, datetime, timedelta

import pytest

from dm_tui.domain.reading_freshness import is_fresh


@pytest.mark.parametrize(("age", "fresh"), [(-1, False), (0, True), (29.9, True), (30, False)])
def test_a_reading_serves_for_thirty_seconds_and_never_from_the_future(age: float, fresh: bool) -> None:
    now = datetime(2026, 1, 31, 9, tzinfo=UTC)
    assert is_fresh(now - timedelta(seconds=age), now) is fresh
