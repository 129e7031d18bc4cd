"""What is due is said once by every channel, and nothing more about what is gone."""

from collections.abc import Callable
from datetime import UTC, datetime, time, timedelta
from email import message_from_bytes, policy
from pathlib import Path

import pytest

from dm_tui.domain.purchase.order import Order
from dm_tui.domain.purchase.plan import ResourcePlan
from dm_tui.domain.reminders.record import ReminderRecord
from dm_tui.domain.usage.billing import PayAsYouGo
from dm_tui.services.direct_mail import DirectMail
from dm_tui.services.reminders.reminders import ReminderRunResult, Reminders
from tests.conftest import Wait
from tests.services.reminders.fake_channels import FakeWays, by_all, rows, until, use

NewOrder = Callable[..., Order]


def test_nothing_is_due_and_nothing_is_written(
    direct_mail: DirectMail, reminders: Reminders, state_path: Path
) -> None:
    assert reminders.run() == ReminderRunResult()
    assert not state_path.exists()


def test_each_threshold_is_said_once_by_every_channel(
    direct_mail: DirectMail, reminders: Reminders, ways: FakeWays, plan: ResourcePlan, wait: Wait
) -> None:
    for days in (30, 15, 7, 3, 1):
        wait(until(plan, direct_mail, days) - timedelta(seconds=1))
        assert reminders.run() == ReminderRunResult()
        wait(timedelta(seconds=1))
        found = reminders.run()
        assert rows(found) == by_all("expiry", days)
        assert [message.id for message in found.messages] == [
            f"reminder/expiry/{plan.order_id}@20260731/{days}"
        ]
        assert {report.at for report in found.sent} == {direct_mail.now()}
        assert reminders.run() == ReminderRunResult()
    wait(timedelta(days=1))
    assert reminders.run() == ReminderRunResult()
    assert ways.email.opened == ways.sms.opened == 0


def test_after_a_long_absence_the_newest_speaks_for_all(
    direct_mail: DirectMail, reminders: Reminders, plan: ResourcePlan, wait: Wait
) -> None:
    wait(until(plan, direct_mail, 2))
    assert rows(reminders.run()) == by_all("expiry", 3)
    assert reminders.run() == ReminderRunResult()


def test_a_clock_set_back_says_nothing_again(
    direct_mail: DirectMail, reminders: Reminders, plan: ResourcePlan, wait: Wait
) -> None:
    wait(until(plan, direct_mail, 2))
    reminders.run()
    for back in (10, 25, 100):
        wait(timedelta(days=-back))
        assert reminders.run() == ReminderRunResult()
    wait(until(plan, direct_mail, 1))
    assert rows(reminders.run()) == by_all("expiry", 1)


def test_a_clock_set_back_says_nothing_again_about_what_was_over(
    direct_mail: DirectMail, reminders: Reminders, ways: FakeWays, plan: ResourcePlan, wait: Wait
) -> None:
    wait(until(plan, direct_mail, 1))
    assert rows(reminders.run()) == by_all("expiry", 1)
    wait(timedelta(days=2))
    assert reminders.run() == ReminderRunResult()
    with direct_mail.state.read() as tables:
        assert tables.of(ReminderRecord).open() == ()
    wait(timedelta(days=-2))
    found = reminders.run()
    assert (found.sent, found.failed) == ((), ())
    with direct_mail.state.read() as tables:
        assert len(tables.of(ReminderRecord).open()) == 3
    assert len(list(ways.handed)) == 2


def test_the_default_shows_all_three_where_they_can_be_seen(
    direct_mail: DirectMail, plan: ResourcePlan, wait: Wait, state_path: Path
) -> None:
    wait(until(plan, direct_mail, 7))
    assert rows(direct_mail.reminders.run()) == by_all("expiry", 7)
    (file,) = (state_path.parent / "outbox" / "new").iterdir()
    message = message_from_bytes(file.read_bytes(), policy=policy.default)
    assert message["To"] == "owner@example.com"
    told = f"Plan {plan.id} (50k) expires in 7 days with 50,000 emails unused"
    assert message["Subject"] == f"Direct Mail sandbox: {told}"
    assert message["Date"].datetime == direct_mail.now()
    kinds = [part.get_content_type() for part in message.walk()]
    assert kinds == ["multipart/alternative", "text/plain", "text/html"]
    (text,) = (state_path.parent / "outbox" / "sms").iterdir()
    text_message = "Direct Mail sandbox: 50,000 emails (USD 13.05) will expire in 7 days"
    assert text.read_text().startswith(f"To: +12025550100\n\n{text_message}")
    (inbox, *_) = direct_mail.overviews.messages()
    assert inbox.subject == told
    assert not inbox.read


def test_low_quota_is_said_at_each_threshold_and_when_used_up(
    direct_mail: DirectMail, reminders: Reminders, plan: ResourcePlan
) -> None:
    for left, threshold in ((10_000, 20), (5_000, 10), (2_500, 5), (0, 0)):
        use(direct_mail, plan, left)
        assert rows(reminders.run()) == by_all("low-quota", threshold)
        assert reminders.run() == ReminderRunResult()


def test_missing_activation_says_that_the_quota_runs_low_as_well(
    direct_mail: DirectMail, reminders: Reminders, plan: ResourcePlan
) -> None:
    with direct_mail.state.transaction() as tables:
        enabled = tables.single(PayAsYouGo)
        tables.put_single(PayAsYouGo())
    use(direct_mail, plan, 2_000)
    assert rows(reminders.run()) == by_all("activation", 5)
    with direct_mail.state.transaction() as tables:
        tables.put_single(enabled)
    assert enabled.active
    assert reminders.run() == ReminderRunResult()  # that it runs low was said
    use(direct_mail, plan, 0)
    assert rows(reminders.run()) == by_all("low-quota", 0)


def test_missing_activation_that_did_not_arrive_has_not_said_that_the_quota_runs_low(
    direct_mail: DirectMail, reminders: Reminders, ways: FakeWays, plan: ResourcePlan
) -> None:
    with direct_mail.state.transaction() as tables:
        enabled = tables.single(PayAsYouGo)
        tables.put_single(PayAsYouGo())
    ways.fail(ways.email)
    use(direct_mail, plan, 2_000)
    assert [row[2] for row in rows(reminders.run())] == ["internal", "sms"]
    with direct_mail.state.transaction() as tables:
        tables.put_single(enabled)
    ways.email.refuses = None
    assert rows(reminders.run()) == [("low-quota", 5, "email")]


def test_a_plan_bought_again_says_nothing_more(
    direct_mail: DirectMail, reminders: Reminders, plan: ResourcePlan, new_order: NewOrder, wait: Wait
) -> None:
    wait(until(plan, direct_mail, 15))
    assert rows(reminders.run()) == by_all("expiry", 15)
    direct_mail.purchases.pay(new_order().id, "card-4242")
    for days in (7, 3, 1):
        wait(until(plan, direct_mail, days))
        assert reminders.run() == ReminderRunResult()


def test_a_plan_used_up_says_nothing_about_its_expiry(
    direct_mail: DirectMail, reminders: Reminders, plan: ResourcePlan, wait: Wait
) -> None:
    use(direct_mail, plan, 0)
    assert rows(reminders.run()) == by_all("low-quota", 0)
    wait(until(plan, direct_mail, 1))
    assert reminders.run() == ReminderRunResult()


def test_an_overdue_bill_is_said_without_a_second_internal_message(
    direct_mail: DirectMail, reminders: Reminders
) -> None:
    direct_mail.sandbox.load("overdue")
    before = direct_mail.overviews.messages()
    found = reminders.run()
    assert rows(found) == by_all("overdue", 0)
    assert direct_mail.overviews.messages() == before
    assert [message.id for message in found.messages] == [f"{found.sent[0].about}-overdue"]
    assert found.sent[0].plans == ()


def test_an_order_about_to_lapse_is_said_a_quarter_of_an_hour_before(
    direct_mail: DirectMail, reminders: Reminders, new_order: NewOrder, wait: Wait
) -> None:
    order = new_order()
    wait(timedelta(minutes=44))
    assert reminders.run() == ReminderRunResult()
    wait(timedelta(minutes=1))
    found = reminders.run()
    assert rows(found) == by_all("order-lapse", 15)
    assert {report.about for report in found.sent} == {order.id}


def test_what_another_program_said_is_news_to_this_one_once(
    open_direct_mail: Callable[[], DirectMail], direct_mail: DirectMail, plan: ResourcePlan, wait: Wait
) -> None:
    wait(until(plan, direct_mail, 7))
    direct_mail.reminders.run()
    wait(until(plan, direct_mail, 3))
    assert len(open_direct_mail().reminders.run().messages) == 1
    found = direct_mail.reminders.run()
    assert found.sent == ()
    assert [message.id for message in found.messages] == [f"reminder/expiry/{plan.order_id}@20260731/3"]
    assert direct_mail.reminders.run() == ReminderRunResult()
    assert open_direct_mail().reminders.run() == ReminderRunResult()


# Quiet hours


def test_in_the_quiet_hours_messages_are_held_until_they_end(
    direct_mail: DirectMail, reminders: Reminders, plan: ResourcePlan, wait: Wait
) -> None:
    reminders.choices.choose(quiet_from=time(8), quiet_until=time(10))
    wait(until(plan, direct_mail, 7))  # 09:00 UTC
    assert rows(reminders.run()) == [("expiry", 7, "internal")]
    wait(timedelta(minutes=59))
    assert reminders.run() == ReminderRunResult()
    wait(timedelta(minutes=1))
    assert [row[2] for row in rows(reminders.run())] == ["email", "sms"]


def test_what_failed_is_not_tried_again_in_the_quiet_hours(
    direct_mail: DirectMail, reminders: Reminders, ways: FakeWays, plan: ResourcePlan, wait: Wait
) -> None:
    reminders.choices.choose(quiet_from=time(9, 1), quiet_until=time(10))
    ways.fail(ways.email)
    wait(until(plan, direct_mail, 7))
    reminders.run()
    ways.email.refuses = None
    wait(timedelta(minutes=30))
    assert reminders.run() == ReminderRunResult()
    wait(timedelta(minutes=30))
    assert rows(reminders.run()) == [("expiry", 7, "email")]


# The record


def test_what_is_over_can_be_archived_and_what_is_not_stays(
    direct_mail: DirectMail, reminders: Reminders, plan: ResourcePlan, wait: Wait
) -> None:
    wait(until(plan, direct_mail, 1))
    reminders.run()
    with direct_mail.state.read() as tables:
        assert len(tables.of(ReminderRecord).open()) == 3
    wait(timedelta(days=1))
    direct_mail.metering.write_off_expired_plans()
    reminders.run()
    with direct_mail.state.read() as tables:
        assert tables.of(ReminderRecord).open() == ()
        assert len(tables.of(ReminderRecord).all()) == 3


def test_reminders_survive_a_restart_and_another_program(
    open_direct_mail: Callable[[], DirectMail],
    reminders: Reminders,
    direct_mail: DirectMail,
    plan: ResourcePlan,
    wait: Wait,
) -> None:
    wait(until(plan, direct_mail, 7))
    reminders.run()
    assert open_direct_mail().reminders.run() == ReminderRunResult()


def test_the_zone_is_this_machines_own(
    direct_mail: DirectMail, plan: ResourcePlan, wait: Wait, monkeypatch: pytest.MonkeyPatch
) -> None:
    import time as clock

    monkeypatch.setenv("TZ", "Europe/Berlin")
    clock.tzset()
    wait(until(plan, direct_mail, 7))
    direct_mail.reminders.run()
    (message, *_) = direct_mail.overviews.messages()
    assert plan.expires_at == datetime(2026, 7, 31, 9, tzinfo=UTC)
    assert "31 July 2026, 11:00 CEST" in message.body


def test_a_budget_that_is_nearly_spent_is_said_once_a_month_by_every_channel(
    direct_mail: DirectMail, reminders: Reminders, wait: Wait
) -> None:
    direct_mail.sandbox.load("activated")
    direct_mail.budgets.set("0.05")
    direct_mail.metering.record(330)
    assert rows(reminders.run()) == []
    direct_mail.metering.record(10)
    assert [message.id for message in direct_mail.overviews.message_history()][:1] == ["budget-2026-01"]
    found = reminders.run()
    assert rows(found) == by_all("budget", 0)
    assert [report.about for report in found.sent] == ["budget-2026-01"] * 3
    direct_mail.metering.record(10)
    assert reminders.run() == ReminderRunResult()
    inbox = [
        message for message in direct_mail.overviews.message_history() if message.id.startswith("budget-")
    ]
    assert len(inbox) == 1
    wait(timedelta(hours=8))
    assert reminders.run() == ReminderRunResult()
    direct_mail.metering.record(390)
    assert rows(reminders.run()) == by_all("budget", 0)
