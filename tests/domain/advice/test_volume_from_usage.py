"""The volume that past usage suggests."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dm_tui.domain.advice.volume_from_usage import propose_volume
from dm_tui.domain.usage.usage_record import UsageRecord

NOW = datetime(2026, 7, 10, 9, tzinfo=UTC)


def usage(emails_a_day: Callable[[int], int], days: int) -> list[UsageRecord]:
    """Return the usage of so many days up to NOW, the newest first; day 1 is yesterday."""
    found = []
    for day in range(1, days + 1):
        hour = NOW - timedelta(days=day)
        found.append(UsageRecord(id=hour.isoformat(), hour=hour, pay_as_you_go=emails_a_day(day)))
    return found


def test_too_little_usage_suggests_nothing() -> None:
    assert propose_volume([], NOW) is None
    assert propose_volume(usage(lambda day: 500, 6), NOW) is None


def test_less_than_a_month_is_carried_on_at_its_pace() -> None:
    found = propose_volume(usage(lambda day: 500, 10), NOW)
    assert found is not None
    assert (found.monthly, found.days) == (15_000, 10)
    assert (found.spread, found.growth) == (Decimal(0), Decimal(0))


def test_an_even_history_goes_on_evenly() -> None:
    found = propose_volume(usage(lambda day: 1_000, 181), NOW)
    assert found is not None
    assert found.monthly == pytest.approx(30_000, rel=0.04)
    assert found.growth == pytest.approx(0, abs=Decimal(1))
    assert found.spread < 6  # February has 28 days
    assert found.days == 181


def test_only_whole_months_of_the_last_six_count() -> None:
    old = usage(lambda day: 1_000 if day <= 181 else 90_000, 300)
    assert propose_volume(old, NOW) == propose_volume(usage(lambda day: 1_000, 181), NOW)


def test_growth_is_seen_and_carried_to_the_next_month() -> None:
    found = propose_volume(usage(lambda day: 1_000 + 10 * (181 - day), 181), NOW)
    assert found is not None
    assert found.monthly > 30 * (1_000 + 10 * 175)
    assert 5 < found.growth < 15
    assert found.spread < 5


def test_a_steep_growth_is_not_carried_on_for_ever() -> None:
    found = propose_volume(usage(lambda day: 2 ** ((181 - day) // 12), 181), NOW)
    assert found is not None
    assert found.growth == 20


@pytest.mark.parametrize("idle", [32, 60, 100, 170])
def test_mail_that_stopped_suggests_nothing(idle: int) -> None:
    assert propose_volume(usage(lambda day: 0 if day < idle else 9_000, 181), NOW) is None
    assert (
        propose_volume(
            [record for record in usage(lambda day: 9_000, 181) if record.hour < NOW - timedelta(idle)], NOW
        )
        is None
    )


def test_mail_that_becomes_less_is_not_expected_to_be_negative() -> None:
    found = propose_volume(usage(lambda day: 1 if day < 100 else 9_000, 181), NOW)
    assert found is not None
    assert found.monthly >= 0
    assert -20 <= found.growth <= 20
    assert 0 <= found.spread <= 200


def test_uneven_months_have_a_spread() -> None:
    months = {0: 500, 1: 1_500, 2: 500}
    found = propose_volume(usage(lambda day: months[(day - 1) // 31], 92), NOW)
    assert found is not None
    assert 40 < found.spread < 90


@given(st.lists(st.integers(0, 10**9), max_size=200))
def test_any_history_makes_a_question_that_can_be_answered(emails: list[int]) -> None:
    found = propose_volume(usage(lambda day: emails[day - 1], len(emails)), NOW)
    if found is not None:
        assert found.monthly >= 0
        assert 0 <= found.spread <= 200
        assert -20 <= found.growth <= 20
