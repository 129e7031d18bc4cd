"""Which source pays for each email, exactly, and nothing is lost or made up on the way."""

from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dm_tui.domain.money import usd
from dm_tui.domain.purchase.catalogue import Catalogue
from dm_tui.domain.purchase.plan import PlanStatus, ResourcePlan
from dm_tui.domain.usage.paying_sources import Allocation, Meter, allocate, in_order_of_use, read_meter
from dm_tui.domain.usage.usage_record import Span, UsageRecord, usage_by_span

NOW = datetime(2026, 1, 31, 9, tzinfo=UTC)


def plan(id: str, left: int, days: int = 30, emails: int = 50_000) -> ResourcePlan:
    return ResourcePlan(
        id=id,
        order_id="DM1",
        spec="50k",
        emails=emails,
        used=emails - left,
        price=usd("13.05"),
        purchased_at=NOW - timedelta(days=1),
        expires_at=NOW + timedelta(days=days),
    )


def meter(free_today: int = 200, daily: int = 2_000, used: int = 0) -> Meter:
    return Meter(
        free_left=max(2_000, free_today), free_left_today=free_today, daily_limit=daily, daily_used=used
    )


PLANS = (plan("late", 50_000, 90), plan("early", 300, 5), plan("gone", 400, -1), plan("empty", 0))


@pytest.mark.parametrize(
    ("emails", "free", "plans", "by_usage"),
    [
        (0, 0, {}, 0),
        (1, 1, {}, 0),
        (200, 200, {}, 0),
        (201, 200, {"early": 1}, 0),
        (500, 200, {"early": 300}, 0),
        (501, 200, {"early": 300, "late": 1}, 0),
        (2_000, 200, {"early": 300, "late": 1_500}, 0),
    ],
)
def test_free_first_then_the_plan_that_expires_first(
    emails: int, free: int, plans: dict[str, int], by_usage: int
) -> None:
    split = allocate(emails, meter(), PLANS, True, False, NOW)
    assert split == Allocation(free=free, plans=plans, pay_as_you_go=by_usage)


def test_pay_as_you_go_carries_on_when_the_plans_are_used_up() -> None:
    split = allocate(700, meter(), (plan("early", 300),), True, False, NOW)
    assert (split.free, split.plans, split.pay_as_you_go) == (200, {"early": 300}, 200)
    assert (split.refused, split.reason) == (0, "")


def test_without_activation_nothing_is_sent_whatever_is_owned() -> None:
    split = allocate(700, meter(), PLANS, False, False, NOW)
    assert split == Allocation(refused=700, reason="not-activated")


def test_an_account_whose_activation_is_not_known_is_tried() -> None:
    assert allocate(700, meter(), PLANS, None, False, NOW) == allocate(700, meter(), PLANS, True, False, NOW)


def test_an_overdue_account_sends_nothing_whatever_it_owns() -> None:
    split = allocate(700, meter(), PLANS, True, True, NOW)
    assert split == Allocation(refused=700, reason="overdue")


def test_the_daily_quota_holds_back_the_rest() -> None:
    split = allocate(700, meter(used=1_900), PLANS, True, False, NOW)
    assert (split.free, split.refused, split.reason) == (100, 600, "daily-quota")


@given(
    emails=st.integers(0, 10_000),
    free_today=st.integers(0, 200),
    daily=st.integers(0, 5_000),
    used=st.integers(0, 6_000),
    drawn=st.lists(st.tuples(st.integers(0, 1_000), st.integers(-3, 3)), max_size=5),
    active=st.booleans(),
    overdue=st.booleans(),
)
def test_every_email_is_paid_for_once_or_refused(
    emails: int,
    free_today: int,
    daily: int,
    used: int,
    drawn: list[tuple[int, int]],
    active: bool,
    overdue: bool,
) -> None:
    plans = tuple(plan(f"P{n}", left, days) for n, (left, days) in enumerate(drawn))
    by_id = {plan.id: plan for plan in plans}
    split = allocate(emails, meter(free_today, daily, used), plans, active, overdue, NOW)
    sent = split.free + sum(split.plans.values()) + split.pay_as_you_go
    assert sent + split.refused == emails
    assert min(split.free, split.pay_as_you_go, split.refused, *split.plans.values(), 0) == 0
    assert sent <= max(0, daily - used)
    assert split.free <= free_today
    for id, taken in split.plans.items():
        assert 0 < taken <= by_id[id].left
        assert by_id[id].status(NOW) is PlanStatus.ACTIVE
    assert bool(split.refused) is bool(split.reason)
    assert not ((overdue or not active) and sent)
    if split.plans:
        assert split.free == min(free_today, emails, max(0, daily - used))
    earlier = in_order_of_use(plans, NOW)
    if split.pay_as_you_go:
        assert all(split.plans.get(plan.id) == plan.left for plan in earlier)
    if active and not overdue and split.refused:
        assert split.reason == "daily-quota"
    for before, after in pairwise(earlier):
        if split.plans.get(after.id):
            assert split.plans.get(before.id) == before.left


def record(at: datetime, free: int = 0, plans: int = 0, usage: int = 0) -> UsageRecord:
    hour = at.replace(minute=0, second=0, microsecond=0)
    taken = {"P1": plans} if plans else {}
    return UsageRecord(id=at.isoformat(), hour=hour, free=free, plans=taken, pay_as_you_go=usage)


def test_a_record_counts_all_its_emails() -> None:
    assert record(NOW, 1, 2, 4).emails == 7


@pytest.mark.parametrize(
    ("hour", "today"),
    [(datetime(2026, 1, 30, 15, tzinfo=UTC), False), (datetime(2026, 1, 30, 16, tzinfo=UTC), True)],
)
def test_a_day_begins_at_midnight_of_the_billing_zone(
    catalogue: Catalogue, hour: datetime, today: bool
) -> None:
    found = read_meter(catalogue, (record(hour, 150, 10, 1),), NOW, 2_000)
    assert found.daily_used == (161 if today else 0)
    assert found.free_left == 1_850
    assert found.free_left_today == (50 if today else 200)


def test_the_free_quota_ends_for_good(catalogue: Catalogue) -> None:
    days = [record(NOW - timedelta(days=day), 200) for day in range(1, 11)]
    found = read_meter(catalogue, tuple(days), NOW, 2_000)
    assert (found.free_left, found.free_left_today) == (0, 0)
    found = read_meter(catalogue, tuple(days[:-1]), NOW, 2_000)
    assert (found.free_left, found.free_left_today) == (200, 200)


@given(st.lists(st.integers(0, 400), max_size=30))
def test_the_meter_is_never_negative(catalogue: Catalogue, sent: list[int]) -> None:
    records = tuple(record(NOW - timedelta(hours=n), free, free) for n, free in enumerate(sent))
    found = read_meter(catalogue, records, NOW, 2_000)
    assert None not in (found.free_left_today, found.free_left, found.daily_left)
    assert 0 <= (found.free_left_today or 0) <= (found.free_left or 0) <= 2_000
    assert 0 <= (found.daily_left or 0) <= 2_000


amounts = st.integers(0, 300)
charged = st.builds(
    Allocation,
    free=amounts,
    plans=st.dictionaries(st.sampled_from(["P1", "P2", "P3"]), st.integers(1, 300)),
    pay_as_you_go=amounts,
)


@pytest.mark.parametrize(
    ("emails", "part"),
    [
        (0, Allocation()),
        (5, Allocation(pay_as_you_go=5)),
        (11, Allocation(pay_as_you_go=10, plans={"late": 1})),
        (35, Allocation(pay_as_you_go=10, plans={"early": 5, "late": 20})),
        (70, Allocation(pay_as_you_go=10, plans={"early": 30, "late": 20}, free=10)),
    ],
)
def test_what_was_used_last_is_given_back_first(emails: int, part: Allocation) -> None:
    split = Allocation(free=10, plans={"early": 30, "late": 20}, pay_as_you_go=10)
    assert split.last(emails) == part


@given(charged, st.data())
def test_what_is_given_back_and_what_is_kept_are_all_of_it(split: Allocation, data: st.DataObject) -> None:
    part = split.last(data.draw(st.integers(0, split.emails)))
    kept = split - part
    assert kept + part == split
    assert min(part.free, part.pay_as_you_go, kept.free, kept.pay_as_you_go) >= 0
    assert all(emails > 0 for emails in (*kept.plans.values(), *part.plans.values()))


@given(
    drawn=st.lists(st.integers(1, 500), max_size=3),
    free=st.integers(0, 200),
    batches=st.lists(st.tuples(st.integers(0, 100), st.integers(0, 100)), max_size=8),
)
def test_in_the_end_those_that_left_are_charged_as_if_there_had_been_no_others(
    drawn: list[int], free: int, batches: list[tuple[int, int]]
) -> None:
    plans = {f"P{n}": plan(f"P{n}", left, n + 1) for n, left in enumerate(drawn)}
    together, left_today = Allocation(), free
    for emails, failed in batches:
        kept = allocate(emails, meter(left_today), tuple(plans.values()), True, False, NOW)
        kept -= kept.last(min(emails, failed))
        together += kept
        left_today -= kept.free
        for id, taken in kept.plans.items():
            plans[id] = plans[id].model_copy(update={"used": plans[id].used + taken})
    whole = tuple(plan(f"P{n}", left, n + 1) for n, left in enumerate(drawn))
    assert together == allocate(together.emails, meter(free), whole, True, False, NOW)


@pytest.mark.parametrize("emails", [-1, 4])
def test_more_than_was_charged_cannot_be_given_back(emails: int) -> None:
    with pytest.raises(ValueError, match="of 3"):
        Allocation(free=3).last(emails)


def test_an_hour_whose_emails_were_all_given_back_is_an_hour_without_mail() -> None:
    assert tuple(usage_by_span([record(NOW), record(NOW - timedelta(hours=2), 1)], Span.HOUR)) == (
        record(NOW - timedelta(hours=2), 1).model_copy(update={"id": "2026-01-31T07:00:00+00:00"}),
    )
