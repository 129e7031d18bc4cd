"""What is due follows from the facts alone: each threshold in its time, and the newest speaks for all."""

from collections.abc import Sequence
from datetime import UTC, datetime, time, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dm_tui.domain.money import usd
from dm_tui.domain.purchase.order import Order, OrderStatus
from dm_tui.domain.purchase.plan import ResourcePlan
from dm_tui.domain.purchase.plan_expiry import expiry
from dm_tui.domain.reminders.quiet_hours import is_quiet
from dm_tui.domain.reminders.reminder import Reminder, ReminderKey
from dm_tui.domain.reminders.rules import (
    LAPSE_REMINDER_MINUTES,
    ReminderFacts,
    channels_to_notify,
    due_reminders,
    next_reminder_at,
    possible_subjects,
)
from dm_tui.domain.reminders.settings import CHOSEN_CHANNELS, Channel, ReminderKind, ReminderSettings
from dm_tui.domain.usage.billing import Bill, BillStatus

NOW = datetime(2026, 1, 31, 9, tzinfo=UTC)
DAY, TICK = timedelta(days=1), timedelta(microseconds=1)
DEFAULT = ReminderSettings()


def plan(name: str = "p", left: int = 50_000, days: float = 100, **more: Any) -> ResourcePlan:
    ends = NOW + timedelta(days=days)
    return ResourcePlan(
        **{
            "id": name,
            "order_id": f"order-{name}",
            "spec": "50k",
            "emails": 50_000,
            "used": 50_000 - left,
            "price": usd("13.05"),
            "purchased_at": ends - timedelta(days=181),
            "expires_at": ends,
            **more,
        }
    )


def said(
    *plans: ResourcePlan, at: datetime = NOW, settings: ReminderSettings = DEFAULT, **facts: Any
) -> list[tuple[str, str, int]]:
    found = due_reminders(ReminderFacts(plans=plans, **facts), settings, at)
    return [(reminder.kind.value, reminder.about, reminder.threshold) for reminder in found]


def test_nothing_owned_is_nothing_to_say() -> None:
    assert said() == []
    assert next_reminder_at(ReminderFacts(), DEFAULT, NOW, {}) is None


# Expiry


@pytest.mark.parametrize("days", [30, 15, 7, 3, 1])
def test_a_threshold_is_due_from_its_instant_on_and_not_before(days: int) -> None:
    at = plan().expires_at - days * DAY
    assert ("expiry", "order-p", days) in said(plan(), at=at)
    assert ("expiry", "order-p", days) not in said(plan(), at=at - TICK)


@pytest.mark.parametrize(("left", "threshold"), [(29, 30), (14, 15), (5, 7), (2, 3), (0.5, 1), (0.00001, 1)])
def test_of_the_thresholds_that_passed_the_newest_speaks(left: float, threshold: int) -> None:
    assert said(plan(days=left)) == [("expiry", "order-p", threshold)]


@pytest.mark.parametrize("gone", [{"days": 0}, {"days": -1}, {"left": 0, "days": 5}])
def test_a_plan_that_is_gone_is_not_about_to_expire(gone: dict[str, Any]) -> None:
    assert not [row for row in said(plan(**gone)) if row[0] == "expiry"]


@pytest.mark.parametrize(
    ("bought", "expires"),
    [
        (datetime(2027, 8, 31, 12, tzinfo=UTC), datetime(2028, 2, 29, 12, tzinfo=UTC)),
        (datetime(2026, 8, 31, 12, tzinfo=UTC), datetime(2027, 2, 28, 12, tzinfo=UTC)),
        (datetime(2025, 12, 31, 15, 59, tzinfo=UTC), datetime(2026, 6, 30, 15, 59, tzinfo=UTC)),
    ],
)
def test_days_are_counted_back_from_the_clamped_end_of_the_month(bought: datetime, expires: datetime) -> None:
    one = plan(purchased_at=bought, expires_at=expiry(bought))
    assert one.expires_at == expires
    found = next_reminder_at(ReminderFacts(plans=(one,)), DEFAULT, bought, {})
    assert found == expires - 30 * DAY


def test_plans_of_one_order_are_spoken_of_together_without_those_used_up() -> None:
    three = [plan(f"p{n}", left, days=6, order_id="o") for n, left in enumerate((0, 10, 50_000))]
    (found,) = due_reminders(ReminderFacts(plans=tuple(three)), DEFAULT, NOW)
    assert (found.about, found.plans, found.left) == ("o", ("p1", "p2"), 50_010)
    assert found.amount == usd("13.05")


def test_plans_whose_order_is_not_known_are_spoken_of_one_by_one() -> None:
    plans = [plan(name, days=days, order_id="") for name, days in (("a", 5), ("b", 5), ("c", 9))]
    found = due_reminders(ReminderFacts(plans=tuple(plans)), DEFAULT, NOW)
    assert [(reminder.about, reminder.plans) for reminder in found] == [
        ("a", ("a",)),
        ("b", ("b",)),
        ("c", ("c",)),
    ]
    assert len({reminder.subject for reminder in found}) == 3


def test_plans_of_an_order_that_expire_on_other_days_are_spoken_of_on_their_own() -> None:
    plans = [plan(name, days=days, order_id="o") for name, days in (("a", 2), ("b", 2.01), ("c", 6))]
    found = due_reminders(ReminderFacts(plans=tuple(plans)), DEFAULT, NOW)
    assert [(reminder.about, reminder.plans, reminder.threshold) for reminder in found] == [
        ("o", ("a", "b"), 3),
        ("o", ("c",), 7),
    ]
    assert len({reminder.subject for reminder in found}) == 2


def test_what_will_remain_follows_from_the_present_pace() -> None:
    (found,) = due_reminders(ReminderFacts(plans=(plan(days=10),), pace=1_000.4), DEFAULT, NOW)
    assert (found.pace, found.remaining, found.used_up_at) == (1_000, 39_996, None)
    (found,) = due_reminders(ReminderFacts(plans=(plan(days=10),), pace=10_000), DEFAULT, NOW)
    assert (found.remaining, found.used_up_at) == (0, NOW + 5 * DAY)


def test_plans_of_one_order_are_used_up_when_the_last_one_is_and_not_while_mail_remains() -> None:
    two = tuple(plan(name, 15_000, days, order_id="o") for name, days in (("a", 10), ("b", 10.01)))
    (found,) = due_reminders(ReminderFacts(plans=two, pace=5_000), DEFAULT, NOW)
    assert (found.remaining, found.used_up_at) == (0, NOW + 6 * DAY)
    (found,) = due_reminders(ReminderFacts(plans=two, pace=2_000), DEFAULT, NOW)
    assert (found.remaining, found.used_up_at) == (9_980, None)  # only the first is used up


@pytest.mark.parametrize(
    ("bought_before_expiry", "left", "silent"),
    [(29, 50_000, True), (1, 50_000, True), (31, 50_000, False), (29, 9_999, False)],
)
def test_a_plan_bought_again_says_nothing_more(bought_before_expiry: int, left: int, silent: bool) -> None:
    """Bought since its reminders began, and holding at least as much as is left of it."""
    old = plan("old", 10_000, days=0.5)
    new = plan("new", left, days=150, purchased_at=old.expires_at - timedelta(days=bought_before_expiry))
    expiring = [row for row in said(old, new) if row[0] == "expiry"]
    assert expiring == ([] if silent else [("expiry", "order-old", 1)])


# Quota


@pytest.mark.parametrize(
    ("left", "threshold"),
    [(10_001, None), (10_000, 20), (5_001, 20), (5_000, 10), (2_500, 5), (1, 5), (0, 0)],
)
def test_quota_runs_low_at_its_thresholds(left: int, threshold: int | None) -> None:
    found = said(plan(left=left), pay_as_you_go=True)
    assert found == ([] if threshold is None else [("low-quota", "p", threshold)])


def test_without_a_threshold_for_it_a_plan_used_up_says_nothing() -> None:
    settings = ReminderSettings(low_quota=(20, 10))
    assert said(plan(left=0), settings=settings, pay_as_you_go=True) == []


def test_quota_that_later_plans_hold_is_no_news() -> None:
    low = plan("a", 5_000, days=90)
    assert said(low, plan("b", 50_000, days=120), pay_as_you_go=True) == []
    assert said(low, plan("b", 4_999, days=120), pay_as_you_go=True) == [
        ("low-quota", "a", 10),
        ("low-quota", "b", 10),
    ]


@pytest.mark.parametrize("gone", [{"days": 0}, {"days": -1}, {"written_off": True}])
def test_quota_of_a_plan_that_is_gone_does_not_run_low(gone: dict[str, Any]) -> None:
    """One that was written off is gone even where the clock was set back to before its end."""
    low = plan(left=2_000, **gone)
    assert [row for row in said(low) if row[0] != "expiry"] == []
    kinds = {kind.value for kind, _ in possible_subjects(ReminderFacts(plans=(low,)), NOW)}
    assert not kinds & {"low-quota", "activation"}


def test_of_plans_used_up_the_last_one_speaks() -> None:
    plans = [plan(name, 0, days) for name, days in (("a", 90), ("b", 120), ("c", -1))]
    assert said(*plans, pay_as_you_go=True) == [("low-quota", "b", 0)]


def test_activation_is_missing_while_a_plan_is_nearly_used_up() -> None:
    assert said(plan(left=2_501)) == [("low-quota", "p", 10)]
    assert said(plan(left=2_500)) == [("activation", "p", 5)]  # which says how low it runs
    silent = ReminderSettings(silent=(ReminderKind.ACTIVATION,))
    assert said(plan(left=2_500), settings=silent) == [("low-quota", "p", 5)]
    silent = ReminderSettings(silent=(ReminderKind.LOW_QUOTA,))
    assert said(plan(left=2_500), settings=silent) == [("activation", "p", 5)]
    assert said(plan(left=2_500), pay_as_you_go=True) == [("low-quota", "p", 5)]
    assert said(plan(left=0)) == [("low-quota", "p", 0)]


# Bills and orders


def test_an_overdue_bill_is_spoken_of_until_it_is_paid() -> None:
    bill = Bill(id="B1", start=NOW, end=NOW, emails=9, total=usd("1.20"), status=BillStatus.OVERDUE)
    assert said(bills=(bill,)) == [("overdue", "B1", 0)]
    paid = bill.model_copy(update={"status": BillStatus.CHARGED})
    assert said(bills=(paid,)) == []


def test_an_overdue_account_whose_bill_is_not_known_is_spoken_of_once_a_month() -> None:
    assert said(overdue=True) == [("overdue", "pay-as-you-go 2026-01", 0)]
    assert said(overdue=True, at=NOW + 8 * timedelta(hours=1)) == [
        ("overdue", "pay-as-you-go 2026-02", 0)  # February has begun in the billing zone
    ]


@pytest.mark.parametrize("status", OrderStatus)
def test_an_unpaid_order_is_spoken_of_shortly_before_it_lapses(order: Order, status: OrderStatus) -> None:
    one = order.model_copy(update={"status": status})
    begin = one.lapses_at - timedelta(minutes=LAPSE_REMINDER_MINUTES)
    expected = [("order-lapse", one.id, 15)] if status is OrderStatus.UNPAID else []
    assert said(orders=(one,), at=begin) == expected
    assert said(orders=(one,), at=begin - TICK) == []
    assert said(orders=(one,), at=one.lapses_at) == []


# Settings


def test_what_is_turned_off_is_not_said() -> None:
    low = plan(left=2_000, days=5)
    assert len(said(low)) == 2
    silent = ReminderSettings(silent=(ReminderKind.EXPIRY, ReminderKind.ACTIVATION))
    assert said(low, settings=silent) == [("low-quota", "p", 5)]
    nothing = ReminderSettings(expiry_days=(), low_quota=())
    assert said(low, settings=nothing) == []


def test_in_the_quiet_hours_only_the_internal_message_comes() -> None:
    settings = ReminderSettings(quiet_from=time(8), quiet_until=time(10))
    standing = ReminderFacts(plans=(plan(days=5),))
    (found,) = due_reminders(standing, settings, NOW, UTC)
    assert found.channels == (Channel.INTERNAL,)
    told = {(found.kind, found.subject, Channel.INTERNAL): found.threshold}
    at = next_reminder_at(standing, settings, NOW, told, UTC)
    assert at == NOW + timedelta(hours=1)
    (found,) = due_reminders(standing, settings, at, UTC)
    assert channels_to_notify(found, told) == (Channel.EMAIL, Channel.SMS)


# One thing once, over any course of time

plans = st.lists(
    st.builds(
        lambda name, left, days, age: plan(name, left, days, purchased_at=NOW + timedelta(days=days - age)),
        st.sampled_from("abcdef"),
        st.integers(0, 50_000),
        st.floats(-5, 60).map(lambda days: round(days * 8) / 8),
        st.sampled_from([181, 184, 20, 3]),
    ),
    unique_by=lambda plan: plan.id,
    max_size=5,
)
choices = st.builds(
    ReminderSettings,
    expiry_days=st.lists(st.integers(1, 40), max_size=4).map(
        lambda days: tuple(sorted(set(days), reverse=True))
    ),
    channels=st.sampled_from([CHOSEN_CHANNELS, (Channel.INTERNAL, Channel.SMS)]),
    quiet_from=st.just(time(22)),
    quiet_until=st.sampled_from([time(7), time(22)]),
)


def tell(
    standing: ReminderFacts, settings: ReminderSettings, at: datetime, told: dict[ReminderKey, int]
) -> list[tuple[Reminder, Channel]]:
    """Say what is new at `at`, and remember it."""
    found = []
    for reminder in due_reminders(standing, settings, at, UTC):
        for channel in channels_to_notify(reminder, told):
            told[(reminder.kind, reminder.subject, channel)] = reminder.threshold
            found.append((reminder, channel))
    return found


@given(owned=plans, settings=choices, times=st.lists(st.floats(-40, 70), max_size=30))
def test_whatever_the_clock_does_nothing_is_said_twice_too_early_or_too_late(
    owned: Sequence[ResourcePlan], settings: ReminderSettings, times: Sequence[float]
) -> None:
    standing, told = ReminderFacts(plans=tuple(owned)), dict[ReminderKey, int]()
    seen = set()
    for days in times:
        at = NOW + timedelta(days=days)
        for reminder, channel in tell(standing, settings, at, told):
            what = (reminder.kind, reminder.subject, reminder.threshold, channel)
            assert what not in seen
            seen.add(what)
            assert (reminder.kind, reminder.subject) in possible_subjects(standing, at)
            assert channel is Channel.INTERNAL or not is_quiet(settings, at, UTC)
            if reminder.kind is ReminderKind.EXPIRY:
                assert reminder.ends_at is not None
                assert at < reminder.ends_at <= at + reminder.threshold * DAY
                newer = [day for day in settings.expiry_days if day < reminder.threshold]
                assert all(at < reminder.ends_at - day * DAY for day in newer)


@given(owned=plans, settings=choices)
def test_a_clock_that_goes_from_one_reminder_to_the_next_misses_none(
    owned: Sequence[ResourcePlan], settings: ReminderSettings
) -> None:
    standing, told, seen = ReminderFacts(plans=tuple(owned)), dict[ReminderKey, int](), set()
    at: datetime | None = NOW - 60 * DAY
    while at is not None and (at := next_reminder_at(standing, settings, at, told, UTC)) is not None:
        found = tell(standing, settings, at, told)
        assert found
        seen |= {
            (reminder.about, reminder.threshold, way) for reminder, way in found if reminder.kind == "expiry"
        }
    for plan in owned:
        begun = plan.expires_at - max(settings.expiry_days, default=0) * DAY
        rivals = [two for two in owned if two.expires_at > plan.expires_at and two.left]
        if plan.left and not any(two.purchased_at >= begun for two in rivals):
            for days in settings.expiry_days:
                assert (plan.order_id, days, Channel.INTERNAL) in seen


@given(owned=plans, settings=choices, start=st.floats(-40, 60), between=st.floats(0, 1))
def test_before_the_next_reminder_there_is_nothing_to_say(
    owned: Sequence[ResourcePlan], settings: ReminderSettings, start: float, between: float
) -> None:
    standing, now = ReminderFacts(plans=tuple(owned)), NOW + timedelta(days=start)
    told: dict[ReminderKey, int] = {}
    tell(standing, settings, now, told)
    at = next_reminder_at(standing, settings, now, told, UTC)
    until = at if at is not None else now + 100 * DAY
    middle = now + (until - now) * between
    if middle < until:
        assert not [
            reminder
            for reminder in due_reminders(standing, settings, middle, UTC)
            if channels_to_notify(reminder, told)
        ]
