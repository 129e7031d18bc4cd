"""A plan ends at its very instant; what is left is worth what it cost; the first to expire is used first."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dm_tui.domain.money import usd
from dm_tui.domain.purchase.plan import PlanStatus, ResourcePlan
from dm_tui.domain.purchase.plan_expiry import expiry
from dm_tui.domain.usage.paying_sources import in_order_of_use

NOW = datetime(2026, 1, 31, 9, tzinfo=UTC)
END = datetime(2026, 7, 31, 9, tzinfo=UTC)
INSTANT = timedelta(microseconds=1)


def plan(id: str = "P1", used: int = 0, expires_at: datetime = END) -> ResourcePlan:
    return ResourcePlan(
        id=id,
        order_id="DM1",
        spec="50k",
        emails=50_000,
        used=used,
        price=usd("13.05"),
        purchased_at=NOW,
        expires_at=expires_at,
    )


@pytest.mark.parametrize(
    ("used", "now", "status"),
    [
        (0, NOW, PlanStatus.ACTIVE),
        (49_999, END - INSTANT, PlanStatus.ACTIVE),
        (0, END, PlanStatus.EXPIRED),
        (49_999, END + INSTANT, PlanStatus.EXPIRED),
        (50_000, NOW, PlanStatus.USED_UP),
        (50_000, END, PlanStatus.USED_UP),
    ],
)
def test_the_state_at_an_instant(used: int, now: datetime, status: PlanStatus) -> None:
    assert plan(used=used).status(now) is status


def test_a_plan_is_valid_for_six_calendar_months() -> None:
    assert expiry(NOW) == END
    assert expiry(datetime(2026, 8, 30, 16, tzinfo=UTC)) == datetime(2027, 2, 27, 16, tzinfo=UTC)


@pytest.mark.parametrize(("used", "worth"), [(0, "13.05"), (25_000, "6.525"), (50_000, "0")])
def test_what_is_left_is_worth_what_it_cost(used: int, worth: str) -> None:
    assert plan(used=used).left == 50_000 - used
    assert plan(used=used).worth_left == usd(worth)


@given(st.integers(0, 50_000))
def test_worth_and_use_add_up_to_the_price(used: int) -> None:
    taken = Decimal("13.05") * used / 50_000
    worth = plan(used=used).worth_left
    assert worth is not None
    assert worth.amount + taken == Decimal("13.05")


@given(
    st.lists(
        st.tuples(st.integers(0, 50_000), st.integers(-5, 200)), max_size=6
    )
)  # fmt: skip
def test_the_plan_that_expires_first_is_used_first(drawn: list[tuple[int, int]]) -> None:
    plans = tuple(
        plan(f"P{number}", used, NOW + timedelta(days=days)) for number, (used, days) in enumerate(drawn)
    )
    order = in_order_of_use(plans, NOW)
    assert [plan.expires_at for plan in order] == sorted(plan.expires_at for plan in order)
    active = {plan.id for plan in plans if plan.status(NOW) is PlanStatus.ACTIVE}
    assert {plan.id for plan in order} == active
    assert in_order_of_use(tuple(reversed(plans)), NOW) == order
