"""Metering changes plans, pay-as-you-go and the hour's record together, and bills what falls due."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest

from dm_tui.domain.account.service_status import ServiceAccount
from dm_tui.domain.errors import DirectMailError
from dm_tui.domain.money import usd
from dm_tui.domain.purchase.order import Order
from dm_tui.domain.purchase.plan import ResourcePlan
from dm_tui.domain.usage.billing import Bill, BillStatus, PayAsYouGo
from dm_tui.domain.usage.ledger_entries import emails_sent_entry
from dm_tui.domain.usage.paying_sources import Allocation, Meter
from dm_tui.domain.usage.usage_record import Span, UsageRecord
from dm_tui.services.direct_mail import DirectMail
from dm_tui.services.ledger.posting import post_entry
from dm_tui.services.usage.metering import give_back
from tests.kept import fill_the_disk, kept
from tests.services.books import off

NewOrder = Callable[..., Order]


def open_emails(direct_mail: DirectMail, emails: int) -> None:
    """Leave `emails` open since now: more than the daily quota could bring about in one test."""
    with direct_mail.state.transaction() as tables:
        account = tables.single(PayAsYouGo)
        update = {"open_emails": emails, "open_since": direct_mail.now()}
        tables.put_single(account.model_copy(update=update))


def bills(direct_mail: DirectMail) -> tuple[Bill, ...]:
    with direct_mail.state.read() as tables:
        return tables.of(Bill).all()


def usage(direct_mail: DirectMail) -> tuple[UsageRecord, ...]:
    with direct_mail.state.read() as tables:
        return tables.of(UsageRecord).all()


def test_the_free_quota_pays_first_then_plans_then_pay_as_you_go(
    direct_mail: DirectMail, new_order: NewOrder
) -> None:
    direct_mail.sandbox.load("activated")
    order = direct_mail.purchases.pay(new_order().id, "balance")
    (plan,) = direct_mail.purchases.plans_of(order.id)
    with direct_mail.state.transaction() as tables:
        tables.of(ResourcePlan).put(plan.model_copy(update={"used": 49_000}))
    split = direct_mail.metering.record(1_500)
    assert (split.free, split.plans, split.pay_as_you_go) == (200, {plan.id: 1_000}, 300)
    assert direct_mail.purchases.plans_of(order.id)[0].left == 0
    assert direct_mail.activation.current().open_emails == 300


def test_the_plan_that_expires_first_is_used_first(
    direct_mail: DirectMail, new_order: NewOrder, wait: Callable[[timedelta], None]
) -> None:
    direct_mail.sandbox.load("activated")
    first = direct_mail.purchases.pay(new_order("1m").id, "card-4242")
    wait(timedelta(days=40))
    second = direct_mail.purchases.pay(new_order().id, "card-4242")
    direct_mail.metering.record(1_200)
    assert [plan.used for plan in direct_mail.purchases.plans_of(first.id)] == [1_000]
    assert [plan.used for plan in direct_mail.purchases.plans_of(second.id)] == [0]


def test_one_hour_has_one_record(direct_mail: DirectMail, wait: Callable[[timedelta], None]) -> None:
    direct_mail.sandbox.load("activated")
    for _ in range(3):
        direct_mail.metering.record(150)
        wait(timedelta(minutes=25))
    assert [record.emails for record in usage(direct_mail)] == [450]
    wait(timedelta(minutes=25))
    direct_mail.metering.record(150)
    assert [record.emails for record in usage(direct_mail)] == [450, 150]
    assert sum(record.free for record in usage(direct_mail)) == 200


def test_without_activation_a_plan_and_the_free_quota_pay_for_nothing(
    direct_mail: DirectMail, new_order: Callable[..., Order]
) -> None:
    direct_mail.purchases.pay(new_order().id, "card-4242")
    split = direct_mail.metering.record(500)
    assert split == Allocation(refused=500, reason="not-activated")
    assert usage(direct_mail) == ()
    assert [plan.left for plan in direct_mail.overviews.overview().plans or ()] == [50_000]


def test_the_daily_quota_holds_whatever_is_owned(direct_mail: DirectMail) -> None:
    direct_mail.sandbox.load("activated")
    assert direct_mail.metering.record(2_500).refused == 500
    split = direct_mail.metering.record(1)
    assert (split.refused, split.reason) == (1, "daily-quota")


def test_a_thousand_dollars_are_charged_at_once(direct_mail: DirectMail) -> None:
    direct_mail.sandbox.load("activated")
    direct_mail.prerequisites.account()
    with direct_mail.state.transaction() as tables:
        from dm_tui.providers.sandbox.records import SandboxRecord

        tables.put_single(SandboxRecord(bill_method="card-4242"))
    open_emails(direct_mail, 3_448_258)
    assert direct_mail.billing.charge_due_bill() is None
    direct_mail.metering.record(201)
    (bill,) = bills(direct_mail)
    assert (bill.total, bill.status, bill.emails) == (usd("1000.00"), BillStatus.CHARGED, 3_448_259)
    assert direct_mail.activation.current().open_emails == 0


def test_what_was_opened_before_the_first_is_due_after_it(
    direct_mail: DirectMail, wait: Callable[[timedelta], None]
) -> None:
    """The program was closed over midnight; the first thing it then meters finds the bill due."""
    direct_mail.sandbox.load("activated")
    opened = direct_mail.now()
    direct_mail.metering.record(300)
    wait(timedelta(hours=8))
    direct_mail.metering.record(300)
    (bill,) = bills(direct_mail)
    assert (bill.start, bill.end, bill.emails) == (opened, direct_mail.now(), 200)


def test_an_overdue_account_is_not_charged_again_by_itself(direct_mail: DirectMail) -> None:
    direct_mail.sandbox.load("overdue")
    open_emails(direct_mail, 1_000)
    assert direct_mail.billing.next_charge_at() is None


def test_nothing_is_billed_while_nothing_is_open(direct_mail: DirectMail) -> None:
    direct_mail.sandbox.load("activated")
    assert direct_mail.billing.next_charge_at() is None
    direct_mail.metering.record(200)
    assert direct_mail.billing.next_charge_at() is None
    assert direct_mail.sandbox.advance("2mo") == ()


def test_a_bill_the_balance_cannot_pay_is_overdue_and_takes_nothing(direct_mail: DirectMail) -> None:
    direct_mail.sandbox.load("activated")
    open_emails(direct_mail, 3_400_000)
    direct_mail.sandbox.advance("1d")
    assert [bill.status for bill in bills(direct_mail)] == [BillStatus.OVERDUE]
    assert bills(direct_mail)[0].charged_at is None
    assert direct_mail.provider.shop.balance() == usd("500.00")
    assert direct_mail.activation.current().overdue
    split = direct_mail.metering.record(100)
    assert (split.refused, split.reason) == (100, "overdue")


def test_buying_a_plan_does_not_settle_arrears(direct_mail: DirectMail, new_order: NewOrder) -> None:
    direct_mail.sandbox.load("overdue")
    direct_mail.purchases.pay(new_order().id, "card-4242")
    assert direct_mail.metering.record(100).refused == 100


def test_metering_is_all_or_nothing(
    direct_mail: DirectMail, new_order: NewOrder, monkeypatch: pytest.MonkeyPatch
) -> None:
    direct_mail.sandbox.load("activated")
    direct_mail.purchases.pay(new_order().id, "balance")
    before = kept(direct_mail.state_path)

    fill_the_disk(monkeypatch)
    with pytest.raises(DirectMailError):
        direct_mail.metering.record(1_000)
    assert kept(direct_mail.state_path) == before


def give_all_back(direct_mail: DirectMail, charged: Allocation, charged_at: datetime) -> None:
    with direct_mail.state.transaction() as tables:
        give_back(tables, charged, charged_at, direct_mail.now())


def test_what_is_given_back_was_never_charged(direct_mail: DirectMail, new_order: NewOrder) -> None:
    direct_mail.sandbox.load("activated")
    plan = direct_mail.purchases.plans_of(direct_mail.purchases.pay(new_order().id, "balance").id)[0]
    with direct_mail.state.transaction() as tables:
        tables.of(ResourcePlan).put(plan.model_copy(update={"used": 49_900}))
    before = direct_mail.overviews.overview()
    charged = direct_mail.metering.record(500)
    assert (charged.free, charged.plans, charged.pay_as_you_go) == (200, {plan.id: 100}, 200)
    give_all_back(direct_mail, charged, direct_mail.now())
    assert direct_mail.overviews.overview() == before
    assert direct_mail.overviews.usage() == ()


def test_the_same_number_of_emails_can_be_sent_again(direct_mail: DirectMail) -> None:
    """Each metering has an entry of its own, although what was sent stands where it stood before."""
    direct_mail.sandbox.load("activated")
    for _ in range(3):
        give_all_back(direct_mail, direct_mail.metering.record(10), direct_mail.now())
    direct_mail.metering.record(10)
    assert off(direct_mail) == {}
    assert [record.emails for record in usage(direct_mail)] == [10]


def test_emails_of_a_plan_that_was_written_off_meanwhile_are_lost_with_it(
    direct_mail: DirectMail, new_order: NewOrder
) -> None:
    direct_mail.sandbox.load("activated")
    order = direct_mail.purchases.pay(new_order().id, "balance")
    charged, charged_at = direct_mail.metering.record(300), direct_mail.now()
    direct_mail.sandbox.advance("6mo")
    give_all_back(direct_mail, charged.last(100), charged_at)
    (plan,) = direct_mail.purchases.plans_of(order.id)
    assert (plan.used, plan.written_off) == (0, True)
    assert off(direct_mail) == {}


def test_emails_of_a_plan_that_expired_used_up_are_written_off_with_the_next(
    direct_mail: DirectMail, new_order: NewOrder
) -> None:
    direct_mail.sandbox.load("activated")
    order = direct_mail.purchases.pay(new_order().id, "balance")
    plan = direct_mail.purchases.plans_of(order.id)[0]
    with direct_mail.state.transaction() as tables:
        tables.of(ResourcePlan).put(plan.model_copy(update={"used": 49_900}))
        post_entry(
            tables, emails_sent_entry("before", Allocation(plans={plan.id: 49_900}), direct_mail.now())
        )
        hour = Span.HOUR.start(direct_mail.now() - timedelta(days=1))
        tables.of(UsageRecord).put(UsageRecord(id=hour.isoformat(), hour=hour, plans={plan.id: 49_900}))
    charged, charged_at = direct_mail.metering.record(300), direct_mail.now()
    assert direct_mail.purchases.plans_of(order.id)[0].left == 0
    assert all("reminder" in event.what for event in direct_mail.sandbox.advance("6mo"))
    give_all_back(direct_mail, charged.last(40), charged_at)
    assert off(direct_mail) == {}
    (event,) = direct_mail.sandbox.advance("1h")
    assert "with 40 emails left" in event.what
    assert off(direct_mail) == {}


def test_emails_that_were_billed_meanwhile_are_set_against_the_next_bill(direct_mail: DirectMail) -> None:
    direct_mail.sandbox.load("activated")
    charged, charged_at = direct_mail.metering.record(300), direct_mail.now()
    direct_mail.sandbox.advance("1mo")
    give_all_back(direct_mail, charged.last(60), charged_at)
    assert (direct_mail.activation.current().open_emails, direct_mail.activation.current().credit) == (0, 60)
    assert direct_mail.billing.next_charge_at() is None
    assert off(direct_mail) == {}
    direct_mail.metering.record(250)
    assert direct_mail.activation.current().open_emails == 0
    direct_mail.metering.record(70)
    direct_mail.sandbox.advance("1mo")
    assert [bill.emails for bill in direct_mail.billing.bills()] == [60, 100]
    assert off(direct_mail) == {}


def test_emails_of_an_hour_that_was_archived_are_given_back_in_it(
    direct_mail: DirectMail, monkeypatch: pytest.MonkeyPatch
) -> None:
    direct_mail.sandbox.load("activated")
    monkeypatch.setattr("dm_tui.store.journal.FOLD_BYTES", 0)
    monkeypatch.setattr("dm_tui.store.state.KEEP_LIVE", 3)
    monkeypatch.setattr("dm_tui.store.archive.ARCHIVE_BATCH", 0)
    charged, charged_at = direct_mail.metering.record(20), direct_mail.now()
    for emails in range(1, 8):
        direct_mail.sandbox.advance("1h")
        direct_mail.metering.record(emails)
    assert [record.emails for record in usage(direct_mail)] == [5, 6, 7]
    give_all_back(direct_mail, charged.last(5), charged_at)
    assert [record.emails for record in direct_mail.overviews.usage()] == [7, 6, 5, 4, 3, 2, 1, 15]
    assert [record.emails for record in direct_mail.overviews.usage_history(Span.HOUR)] == [
        *range(7, 0, -1),
        15,
    ]
    assert off(direct_mail) == {}


def test_a_free_quota_that_was_used_long_ago_stays_used(
    direct_mail: DirectMail, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("dm_tui.store.state.KEEP_LIVE", 3)
    monkeypatch.setattr("dm_tui.store.archive.ARCHIVE_BATCH", 0)
    direct_mail.sandbox.load("busy")
    assert len(usage(direct_mail)) < len(direct_mail.overviews.usage()), "the oldest hours are archived"
    assert direct_mail.overviews.overview().free_quota.left == 0


def test_what_is_given_back_of_another_day_leaves_the_quota_of_today(
    direct_mail: DirectMail, wait: Callable[[timedelta], None]
) -> None:
    """Of a live account, whose meter the service keeps: it counts mail on the day it was sent."""
    direct_mail.sandbox.load("activated")
    read = Meter(free_left=0, free_left_today=0, daily_limit=2_000, daily_used=0)
    with direct_mail.state.transaction() as tables:
        tables.put_single(ServiceAccount(at=direct_mail.now(), meter=read))
    charged, charged_at = direct_mail.metering.record(300), direct_mail.now()
    wait(timedelta(days=1))
    today = direct_mail.metering.record(100)
    give_all_back(direct_mail, charged.last(50), charged_at)
    assert direct_mail.overviews.overview().daily_quota.used == 100
    give_all_back(direct_mail, today.last(50), direct_mail.now())
    assert direct_mail.overviews.overview().daily_quota.used == 50


def test_giving_back_is_all_or_nothing(direct_mail: DirectMail, monkeypatch: pytest.MonkeyPatch) -> None:
    direct_mail.sandbox.load("activated")
    charged = direct_mail.metering.record(100)
    before = kept(direct_mail.state_path)
    fill_the_disk(monkeypatch)
    with pytest.raises(DirectMailError):
        give_all_back(direct_mail, charged, direct_mail.now())
    assert kept(direct_mail.state_path) == before


def test_the_doctor_finds_usage_that_nobody_will_pay_for(direct_mail: DirectMail) -> None:
    direct_mail.sandbox.load("activated")
    direct_mail.metering.record(300)
    open_emails(direct_mail, 99)
    assert off(direct_mail) == {"pay-as-you-go-billed": "metered 100, billed or open 99"}
