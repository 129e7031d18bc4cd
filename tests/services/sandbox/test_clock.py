"""Moving the sandbox's clock plays what falls due, in order, and a leap is the sum of its steps."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from dm_tui.domain.errors import DirectMailError, ErrorKind
from dm_tui.domain.money import usd
from dm_tui.domain.purchase.order import Order, OrderStatus
from dm_tui.domain.purchase.plan import PlanStatus
from dm_tui.domain.usage.billing import Bill, BillStatus, PayAsYouGo
from dm_tui.services.direct_mail import DirectMail
from dm_tui.services.sandbox.clock import SandboxEvent
from tests.kept import kept

NewOrder = Callable[..., Order]


def tables_of(direct_mail: DirectMail) -> dict[str, Any]:
    """Return the state without the clock's own position, which is a float."""
    state: dict[str, Any] = kept(direct_mail.state_path)
    state["sandbox"]["1"].pop("clock_offset")
    return state


def expired(event: SandboxEvent) -> bool:
    return event.what.startswith("plan")


@pytest.mark.parametrize(
    ("duration", "moved"),
    [
        ("36h", timedelta(hours=36)),
        ("10d", timedelta(days=10)),
        ("0h", timedelta()),
        (" 2D ", timedelta(days=2)),
        ("1mo", timedelta(days=28)),
        ("6mo", timedelta(days=181)),
    ],
)
def test_the_clock_moves_by_the_duration(
    direct_mail: DirectMail, open_direct_mail: Callable[[], DirectMail], duration: str, moved: timedelta
) -> None:
    before = direct_mail.now()
    direct_mail.sandbox.advance(duration)
    assert direct_mail.now() - before == moved
    assert open_direct_mail().now() == direct_mail.now()


@pytest.mark.parametrize(
    "duration", ["", "10", "d", "-1d", "1.5d", "10w", "1d2h", "٣d", "123456d", "99999mo", "1d\n1h"]
)
def test_what_is_no_duration_is_refused(direct_mail: DirectMail, duration: str) -> None:
    before = direct_mail.now()
    with pytest.raises(DirectMailError) as refused:
        direct_mail.sandbox.advance(duration)
    assert (refused.value.code, refused.value.kind) == ("bad-duration", ErrorKind.USAGE)
    assert direct_mail.now() == before


def test_an_unpaid_order_lapses_on_the_way(direct_mail: DirectMail, new_order: NewOrder) -> None:
    order = new_order()
    assert direct_mail.sandbox.advance("0h") == ()
    events = direct_mail.sandbox.advance("1h")
    reminded = order.lapses_at - timedelta(minutes=15)
    assert [event.at for event in events] == [reminded, order.lapses_at]
    assert direct_mail.purchases.order(order.id).status is OrderStatus.LAPSED
    assert direct_mail.sandbox.advance("1h") == ()


def test_a_plan_expires_at_its_instant_and_is_told_once(direct_mail: DirectMail) -> None:
    direct_mail.sandbox.load("expiring")
    (plan,) = direct_mail.overviews.overview().plans or ()
    events = direct_mail.sandbox.advance("10d")
    assert [event.at for event in events if expired(event)] == [plan.expires_at]
    assert expired(events[-1])
    (plan,) = direct_mail.overviews.overview().plans or ()
    assert plan.status is PlanStatus.EXPIRED
    assert any(plan.id in message.subject for message in direct_mail.overviews.messages())
    assert direct_mail.sandbox.advance("10d") == ()


def test_a_bill_is_charged_on_the_first_of_the_month_in_the_vendors_zone(direct_mail: DirectMail) -> None:
    direct_mail.sandbox.load("activated")
    direct_mail.metering.record(1_200)
    events = direct_mail.sandbox.advance("1d")
    first = datetime(2026, 1, 31, 16, tzinfo=UTC)
    assert [event.at for event in events] == [first]
    with direct_mail.state.read() as tables:
        (bill,) = tables.of(Bill).all()
        assert tables.single(PayAsYouGo).open_emails == 0
    assert (bill.status, bill.charged_at, bill.emails) == (BillStatus.CHARGED, first, 1_000)
    assert bill.total == usd("0.29")
    assert direct_mail.provider.shop.balance() == usd("499.71")


def test_what_is_sent_after_the_first_waits_for_the_next_month(direct_mail: DirectMail) -> None:
    direct_mail.sandbox.load("activated")
    direct_mail.sandbox.advance("1d")
    direct_mail.metering.record(1_200)
    assert direct_mail.sandbox.advance("27d") == ()
    (event,) = direct_mail.sandbox.advance("1d")
    assert event.at == datetime(2026, 2, 28, 16, tzinfo=UTC)


def test_a_bill_that_cannot_be_charged_suspends_sending(direct_mail: DirectMail) -> None:
    direct_mail.sandbox.load("overdue")
    (event,) = direct_mail.sandbox.advance("3mo")
    assert (event.at, event.what[:8]) == (direct_mail.now() - timedelta(days=89), "reminder")
    with direct_mail.state.read() as tables:
        bills = tables.of(Bill).all()
    assert [bill.status for bill in bills] == [BillStatus.OVERDUE]


def test_templates_are_reviewed_on_the_way(direct_mail: DirectMail) -> None:
    direct_mail.sandbox.load("activated")
    direct_mail.templates.add("welcome", "Hello", "text")
    assert direct_mail.sandbox.advance("1h") == ()
    direct_mail.templates.add("reject-me", "Hello", "text")
    first, second = direct_mail.sandbox.advance("10d")
    assert (first.what, second.what) == ("template welcome approved", "template reject-me rejected")
    assert second.at - first.at == timedelta(hours=1)
    assert [template.reviewed_at for template in direct_mail.templates.list()] == [first.at, second.at]


def test_events_come_in_the_order_of_their_time(direct_mail: DirectMail, new_order: NewOrder) -> None:
    direct_mail.sandbox.load("activated")
    direct_mail.metering.record(1_500)
    direct_mail.purchases.pay(new_order().id, "balance")
    new_order("1m")
    expires = datetime(2026, 7, 31, 9, tzinfo=UTC)
    assert [event.at for event in direct_mail.sandbox.advance("6mo")] == [
        datetime(2026, 1, 31, 9, 45, tzinfo=UTC),  # the order is about to
        datetime(2026, 1, 31, 10, tzinfo=UTC),  # lapse
        datetime(2026, 1, 31, 16, tzinfo=UTC),  # the bill is charged
        *(expires - timedelta(days=days) for days in (30, 15, 7, 3, 1)),
        expires,
    ]


@pytest.mark.parametrize("scenario", ["fresh", "activated", "busy", "expiring", "overdue"])
@pytest.mark.parametrize(("leap", "step", "times"), [("40d", "1d", 40), ("40d", "8d", 5)])
def test_a_leap_is_the_sum_of_its_steps(
    direct_mail: DirectMail, scenario: str, leap: str, step: str, times: int
) -> None:
    def begin() -> None:
        direct_mail.sandbox.load(scenario)
        direct_mail.metering.record(1_900)
        terms = direct_mail.purchases.catalogue().terms_version
        direct_mail.purchases.confirm("50k", 1, "ap-southeast-1", terms)

    begin()
    events = direct_mail.sandbox.advance(leap)
    leapt, now = tables_of(direct_mail), direct_mail.now()
    begin()
    stepped = tuple(event for _ in range(times) for event in direct_mail.sandbox.advance(step))
    assert tables_of(direct_mail) == leapt
    assert stepped == events
    assert direct_mail.now() == now
    assert events


def test_an_advance_that_fails_half_way_moves_nothing(
    direct_mail: DirectMail, new_order: NewOrder, monkeypatch: pytest.MonkeyPatch
) -> None:
    direct_mail.sandbox.load("activated")
    order = new_order()
    direct_mail.metering.record(1_000)
    before, now = kept(direct_mail.state_path), direct_mail.now()

    def broken() -> None:
        raise RuntimeError("bank")

    monkeypatch.setattr(direct_mail.billing, "charge_due_bill", broken)
    with pytest.raises(RuntimeError):
        direct_mail.sandbox.advance("40d")
    assert kept(direct_mail.state_path) == before
    assert direct_mail.now() == now
    assert direct_mail.purchases.order(order.id).status is OrderStatus.UNPAID
