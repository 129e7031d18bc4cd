"""The projection: exact for a steady pace, and never more mail than there is."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dm_tui.domain.money import usd
from dm_tui.domain.purchase.plan import ResourcePlan
from dm_tui.domain.usage.usage_record import UsageRecord
from dm_tui.domain.usage.used_up_forecast import forecast_plans, present_pace

NOW = datetime(2026, 1, 31, 9, tzinfo=UTC)


def plan(name: str, left: int, days: float) -> ResourcePlan:
    return ResourcePlan(
        id=name,
        order_id="o",
        spec="50k",
        emails=50_000,
        used=50_000 - left,
        price=usd("13.05"),
        purchased_at=NOW,
        expires_at=NOW + timedelta(days=days),
    )


def hour(days_ago: float, emails: int) -> UsageRecord:
    at = NOW - timedelta(days=days_ago)
    return UsageRecord(id=at.isoformat(), hour=at, pay_as_you_go=emails)


def test_a_plan_that_runs_out_says_when() -> None:
    found = forecast_plans((plan("a", 10_000, 90),), 1_000, NOW)
    assert found.plans[0].runs_out_at == NOW + timedelta(days=10)
    assert found.lasts_until == NOW + timedelta(days=10)


def test_a_plan_that_expires_first_says_what_is_left_and_its_worth() -> None:
    (found,) = forecast_plans((plan("a", 50_000, 25),), 1_000, NOW).plans
    assert (found.runs_out_at, found.left, found.worth) == (None, 25_000, usd("6.53"))


def test_the_second_plan_begins_where_the_first_ends() -> None:
    found = forecast_plans((plan("b", 20_000, 60), plan("a", 10_000, 30)), 1_000, NOW)
    assert [plan.id for plan in found.plans] == ["a", "b"]
    assert [plan.runs_out_at for plan in found.plans] == [NOW + timedelta(days=10), NOW + timedelta(days=30)]


def test_without_mail_there_is_nothing_to_project_from() -> None:
    found = forecast_plans((plan("a", 50_000, 25),), 0, NOW)
    assert (found.pace, found.plans) == (0, ())
    assert found.lasts_until == NOW + timedelta(days=25)


def test_nothing_owned_is_no_forecast() -> None:
    assert forecast_plans((), 100, NOW).lasts_until is None


@pytest.mark.parametrize(
    ("usage", "pace"),
    [
        ((), 0),
        ((hour(0.5, 300),), 300),  # less than a day: the day is not over
        ((hour(10, 500), hour(5, 500)), 100),
        ((hour(15, 9_999), hour(7, 700)), 100),  # what is older than two weeks does not count
    ],
)
def test_the_pace_is_that_of_the_last_two_weeks(usage: tuple[UsageRecord, ...], pace: float) -> None:
    assert present_pace(usage, NOW) == pytest.approx(pace)


plans = st.lists(st.tuples(st.integers(0, 50_000), st.floats(-10, 200)), max_size=6).map(
    lambda all: tuple(plan(str(i), left, days) for i, (left, days) in enumerate(all))
)


@given(plans, st.floats(0, 50_000))
def test_no_more_is_sent_than_the_pace_allows(all: tuple[ResourcePlan, ...], pace: float) -> None:
    found = forecast_plans(all, pace, NOW)
    held = {record.id: record for record in all}
    sent = sum(held[plan.id].left - plan.left for plan in found.plans)
    assert sent >= 0
    if found.lasts_until is not None:
        days = (found.lasts_until - NOW) / timedelta(days=1)
        assert sent <= pace * days + len(found.plans)
    for plan in found.plans:
        assert 0 <= plan.left <= held[plan.id].left
        assert (plan.left == 0) or plan.runs_out_at is None
