"""Ten sender addresses may be deleted in a month of the billing zone."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dm_tui.domain.billing_zone import BILLING_ZONE, next_month
from dm_tui.domain.errors import DirectMailError, ErrorKind
from dm_tui.domain.setup.sender_deletions import SenderDeletions

NOW = datetime(2026, 1, 31, 9, tzinfo=UTC)


def test_the_eleventh_deletion_of_a_month_is_refused_until_the_next_month() -> None:
    deletions = SenderDeletions()
    for number in range(10):
        assert deletions.left(NOW) == 10 - number
        deletions = deletions.with_deletion(NOW)
    assert deletions.left(NOW) == 0
    with pytest.raises(DirectMailError, match="You deleted 10 sender addresses") as refused:
        deletions.with_deletion(NOW)
    assert refused.value.kind is ErrorKind.REFUSED
    assert deletions.with_deletion(next_month(NOW)).at == (next_month(NOW),)


def test_a_month_begins_in_the_billing_zone() -> None:
    first = datetime(2026, 2, 1, tzinfo=BILLING_ZONE).astimezone(UTC)
    deletions = SenderDeletions(at=(first - timedelta(microseconds=1), first))
    assert deletions.count_this_month(first) == 1
    assert deletions.count_this_month(first - timedelta(microseconds=1)) == 2


@given(st.lists(st.integers(0, 90), max_size=60).map(sorted))
def test_never_more_than_ten_in_a_month(days: list[int]) -> None:
    deletions, done = SenderDeletions(), list[datetime]()
    for day in days:
        at = NOW + timedelta(days=day)
        try:
            deletions = deletions.with_deletion(at)
            done.append(at)
        except DirectMailError:
            assert deletions.left(at) == 0
        months = [instant.astimezone(BILLING_ZONE).strftime("%Y-%m") for instant in done]
        assert max(map(months.count, months)) <= 10
        assert len(deletions.at) <= 10
