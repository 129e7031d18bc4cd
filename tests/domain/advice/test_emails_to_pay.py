"""What there is to pay for: growth, the daily quota, the free quota, and plans that end within a month."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dm_tui.domain.advice.advice_request import MAX_MONTHLY, AdviceRequest
from dm_tui.domain.advice.emails_to_pay import make_demand_outlook
from dm_tui.domain.errors import DirectMailError, ErrorKind
from dm_tui.domain.purchase.catalogue import Catalogue
from tests.domain.advice.futures import owned_plan

START = datetime(2026, 1, 10, 9, tzinfo=UTC)
DAYS = (31, 28, 31, 30, 31, 30)
"""Of the months that begin on the 10th of January to June."""


def asked(*monthly: int, **others: Any) -> AdviceRequest:
    return AdviceRequest(start=START, monthly=monthly, **others)


questions = st.builds(
    AdviceRequest,
    start=st.just(START),
    monthly=st.lists(st.integers(0, 900_000), min_size=1, max_size=6).map(tuple),
    months=st.integers(6, 24),
    growth=st.integers(-50, 20).map(Decimal),
    daily_quota=st.none() | st.integers(0, 40_000),
    quota_growth=st.integers(-20, 20).map(Decimal),
    free_left=st.integers(0, 2_000),
    owned=st.lists(st.tuples(st.integers(1, 900_000), st.integers(1, 4_300)), max_size=3).map(
        lambda plans: tuple(
            owned_plan(f"P{i}", left, START + timedelta(hours=hours)) for i, (left, hours) in enumerate(plans)
        )
    ),
)


def test_the_last_number_goes_on_and_grows() -> None:
    assert asked(1_000).volumes == (1_000,) * 6
    assert asked(100, 200, months=5, growth=Decimal(50)).volumes == (100, 200, 300, 450, 675)
    assert asked(1_000, months=4, growth=Decimal("-10")).volumes == (1_000, 900, 810, 729)
    assert asked(3, months=3, growth=Decimal(50)).volumes == (3, 5, 7)  # 4.5 and 6.75, half up


def test_a_month_lets_through_its_days_times_the_quota(catalogue: Catalogue) -> None:
    demand = make_demand_outlook(asked(100_000, daily_quota=2_000), catalogue).at()
    assert demand.ends == (0, *(2_000 * sum(DAYS[: i + 1]) for i in range(6)))
    assert demand.held_back == 600_000 - 362_000


def test_a_growing_quota_lets_more_through(catalogue: Catalogue) -> None:
    question = asked(100_000, months=3, daily_quota=1_000, quota_growth=Decimal(100))
    assert make_demand_outlook(question, catalogue).at().ends == (0, 31_000, 87_000, 187_000)


def test_the_free_quota_is_used_first_and_no_faster_than_a_day_allows(catalogue: Catalogue) -> None:
    tight = catalogue.model_copy(update={"free_emails_a_day": 50})
    demand = make_demand_outlook(asked(10_000, months=3, free_left=2_000), tight).at()
    assert demand.ends == (0, 10_000 - 31 * 50, 20_000 - 2_000, 30_000 - 2_000)
    assert demand.sent == 30_000


def test_an_owned_plan_pays_until_the_instant_it_ends(catalogue: Catalogue) -> None:
    """Half way through the second month, which has 28 days."""
    half_way = START + timedelta(days=31 + 14)
    found = make_demand_outlook(asked(28_000, owned=(owned_plan("A", 100_000, half_way),)), catalogue).at()
    assert found.first == 28_000 + 14_000
    assert found.lost == 100_000 - 42_000
    small = make_demand_outlook(asked(28_000, owned=(owned_plan("A", 30_000, half_way),)), catalogue).at()
    assert (small.first, small.lost) == (30_000, 0)


@pytest.mark.parametrize(
    ("monthly", "days", "used"),
    [(31_000, 5, 5 * 1_000 - 5 * 200), (31_000, 15, 15_000 - 2_000), (3_100, 17, 0), (3_100, 25, 500)],
)
def test_a_day_begins_with_free_emails_before_an_owned_plan_pays(
    catalogue: Catalogue, monthly: int, days: int, used: int
) -> None:
    plan = owned_plan("A", 100_000, START + timedelta(days=days))
    found = make_demand_outlook(asked(monthly, free_left=2_000, owned=(plan,)), catalogue).at()
    assert (found.first, found.lost) == (used, 100_000 - used)


def test_owned_plans_are_used_in_the_order_in_which_they_end(catalogue: Catalogue) -> None:
    plans = (
        owned_plan("late", 50_000, START + timedelta(days=170)),
        owned_plan("early", 50_000, START + timedelta(days=31)),
    )
    demand = make_demand_outlook(asked(31_000, owned=plans), catalogue).at()
    assert (demand.first, demand.lost) == (31_000 + 50_000, 19_000)


def test_what_outlives_the_horizon_is_not_lost(catalogue: Catalogue) -> None:
    plan = owned_plan("A", 100_000, START + timedelta(days=170))
    demand = make_demand_outlook(asked(10_000, months=2, owned=(plan,)), catalogue).at()
    assert (demand.first, demand.lost) == (20_000, 0)


def test_an_expired_plan_pays_for_nothing(catalogue: Catalogue) -> None:
    demand = make_demand_outlook(asked(10_000, owned=(owned_plan("A", 9_000, START),)), catalogue).at()
    assert (demand.first, demand.lost) == (0, 0)


@given(question=questions, scales=st.lists(st.floats(0, 4), min_size=2, max_size=2).map(sorted))
def test_at_any_scale_the_sums_hold_and_more_volume_is_more_to_pay_for(
    catalogue: Catalogue, question: AdviceRequest, scales: list[float]
) -> None:
    view = make_demand_outlook(question, catalogue)
    less, more = (view.at(scale) for scale in scales)
    for demand in (less, more):
        assert list(demand.ends) == sorted(demand.ends)
        assert 0 <= demand.first <= demand.ends[-1] <= demand.sent
        assert demand.sent - demand.ends[-1] <= (question.free_left or 0)
        assert demand.lost >= 0 <= demand.held_back
        if question.daily_quota is not None:
            for limit, before, after in zip(view.limits, demand.ends, demand.ends[1:], strict=False):
                assert after - before <= limit
    months = range(question.months)
    for month in months:
        assert less.ends[month + 1] - less.ends[month] <= more.ends[month + 1] - more.ends[month]
    assert less.ends[-1] - less.first <= more.ends[-1] - more.first


@pytest.mark.parametrize(
    ("question", "code"),
    [
        (asked(-1), "bad-volume"),
        (asked(10**12), "bad-volume"),
        (asked(MAX_MONTHLY, growth=Decimal(1)), "bad-volume"),
        (asked(MAX_MONTHLY, months=24, growth=Decimal(100)), "bad-volume"),
        (asked(), "no-volume"),
        (asked(1, months=0), "bad-horizon"),
        (asked(1, months=25), "bad-horizon"),
        (asked(1, months=10**9), "bad-horizon"),
        (asked(1, 2, 3, months=2), "bad-horizon"),
        (asked(1, spread=Decimal("NaN")), "bad-percentage"),
        (asked(1, spread=Decimal("sNaN")), "bad-percentage"),
        (asked(1, spread=Decimal("Infinity")), "bad-percentage"),
        (asked(1, spread=Decimal(-1)), "bad-percentage"),
        (asked(1, spread=Decimal(201)), "bad-percentage"),
        (asked(1, growth=Decimal("NaN")), "bad-percentage"),
        (asked(1, growth=Decimal(-100)), "bad-percentage"),
        (asked(1, growth=Decimal("1e999")), "bad-percentage"),
        (asked(1, quota_growth=Decimal(101)), "bad-percentage"),
        (asked(1, daily_quota=-5), "bad-quota"),
        (asked(1, daily_quota=10**12), "bad-quota"),
        (asked(1, free_left=-1), "bad-volume"),
    ],
)
def test_figures_that_no_account_has_are_refused(
    catalogue: Catalogue, question: AdviceRequest, code: str
) -> None:
    with pytest.raises(DirectMailError) as raised:
        make_demand_outlook(question, catalogue)
    assert (raised.value.kind, raised.value.code) == (ErrorKind.USAGE, code)
    assert len(raised.value.message) < 120
    assert raised.value.hint
