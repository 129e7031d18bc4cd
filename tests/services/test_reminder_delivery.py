"""What fails is shown and tried again, alone: no channel and no recipient waits for another."""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from dm_tui.domain.order import Order
from dm_tui.domain.plan import ResourcePlan
from dm_tui.domain.reminder_record import ReminderRecord, TargetState
from dm_tui.domain.reminder_settings import Channel
from dm_tui.providers.transport import Deferred, Refused, Unknown
from dm_tui.services.direct_mail import DirectMail
from dm_tui.services.reminders import Reminded, Reminders
from tests.conftest import Wait
from tests.services.ways import FakeWays, by_all, rows, until, use

NewOrder = Callable[..., Order]


def test_one_channel_failing_never_stops_the_others(
    mail: DirectMail, reminders: Reminders, ways: FakeWays, plan: ResourcePlan, wait: Wait
) -> None:
    ways.fail(ways.email)
    wait(until(plan, mail, 7))
    found = reminders.run()
    assert [row[2] for row in rows(found)] == ["internal", "sms"]
    (failed,) = found.failed
    assert (failed.channel, failed.words) == (Channel.EMAIL, "The server is away.")
    assert failed.next_try_at == mail.now() + timedelta(minutes=5)
    assert reminders.troubles() == found.failed


def test_a_fault_of_ours_on_the_way_is_one_channels_failure_as_well(
    mail: DirectMail,
    reminders: Reminders,
    ways: FakeWays,
    plan: ResourcePlan,
    wait: Wait,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def broken() -> None:
        raise RuntimeError("bug")

    monkeypatch.setattr(ways.email, "connect", broken)
    wait(until(plan, mail, 7))
    found = reminders.run()
    assert [row[2] for row in rows(found)] == ["internal", "sms"]
    assert found.failed[0].words == "No connection came about (RuntimeError)."
    assert found.failed[0].next_try_at is not None


def test_a_failed_delivery_is_tried_again_later_with_the_figures_of_then(
    mail: DirectMail, reminders: Reminders, ways: FakeWays, plan: ResourcePlan, wait: Wait
) -> None:
    ways.fail(ways.email)
    wait(until(plan, mail, 7))
    reminders.run()
    wait(timedelta(minutes=4))
    assert reminders.run() == Reminded()
    wait(timedelta(minutes=1))
    (failed,) = reminders.run().failed
    assert failed.next_try_at == mail.now() + timedelta(minutes=20)
    ways.email.refuses = None
    use(mail, plan, 40_000)
    wait(timedelta(minutes=20))
    assert rows(reminders.run()) == [("expiry", 7, "email")]
    (handed,) = (one for one in ways.handed if one.channel is Channel.EMAIL)
    assert (handed.reminder.at, handed.reminder.left) == (mail.now(), 40_000)
    assert reminders.troubles() == ()
    assert reminders.run() == Reminded()


def test_what_failed_until_a_newer_threshold_came_is_not_said_any_more(
    mail: DirectMail, reminders: Reminders, ways: FakeWays, plan: ResourcePlan, wait: Wait
) -> None:
    ways.fail(ways.email)
    wait(until(plan, mail, 7))
    reminders.run()
    ways.email.refuses = None
    wait(until(plan, mail, 3))
    assert rows(reminders.run()) == by_all("expiry", 3)
    wait(timedelta(hours=1))
    assert reminders.run() == Reminded()
    assert reminders.troubles() == ()


def test_what_failed_until_the_plan_was_gone_is_not_said_any_more(
    mail: DirectMail, reminders: Reminders, ways: FakeWays, plan: ResourcePlan, wait: Wait
) -> None:
    ways.fail(ways.email)
    wait(until(plan, mail, 1))
    reminders.run()
    ways.email.refuses = None
    wait(timedelta(days=2))
    assert reminders.run() == Reminded()
    assert reminders.troubles() == ()
    assert not [one for one in ways.handed if one.channel is Channel.EMAIL]


@pytest.mark.parametrize(
    ("outcome", "state"),
    [
        (Refused(code=550, words="no such user"), TargetState.REFUSED),
        (Unknown(words="no answer"), TargetState.UNKNOWN),
        (RuntimeError("bug"), TargetState.UNKNOWN),
        (ValueError("not an address"), TargetState.REFUSED),
    ],
)
def test_what_was_refused_or_may_have_arrived_is_shown_and_not_sent_again(
    mail: DirectMail,
    reminders: Reminders,
    ways: FakeWays,
    plan: ResourcePlan,
    wait: Wait,
    outcome: Any,
    state: TargetState,
) -> None:
    ways.email.told = [outcome]
    wait(until(plan, mail, 7))
    found = reminders.run()
    assert ("expiry", 7, "email") not in rows(found)
    (failed,) = found.failed
    assert (failed.to, failed.next_try_at) == (("a@example.com",), None)
    assert failed.words
    wait(timedelta(days=2))
    assert reminders.run() == Reminded()
    assert [one.words for one in reminders.troubles()] == [failed.words]
    with mail.state.read() as tables:
        (record,) = (one for one in tables.of(ReminderRecord).all() if one.channel is Channel.EMAIL)
    assert [target.state for target in record.targets] == [state]


def test_of_several_recipients_only_those_not_reached_are_tried_again(
    mail: DirectMail, reminders: Reminders, ways: FakeWays, plan: ResourcePlan, wait: Wait
) -> None:
    ways.emails = ("a@example.com", "b@example.com", "c@example.com")
    ways.email.told = [Deferred(words="greylisted"), Refused(code=550, words="no such user")]
    wait(until(plan, mail, 7))
    found = reminders.run()
    (sent,) = (one for one in found.sent if one.channel is Channel.EMAIL)
    (failed,) = found.failed
    assert (sent.to, failed.to) == (("c@example.com",), ("a@example.com", "b@example.com"))
    assert "greylisted" in failed.words
    assert "no such user" in failed.words
    wait(timedelta(minutes=5))
    found = reminders.run()
    assert [one.to for one in found.sent] == [("a@example.com",)]
    assert found.failed == ()
    assert reminders.run() == Reminded()


def test_a_connection_that_was_lost_is_opened_anew_for_the_next(
    mail: DirectMail, reminders: Reminders, ways: FakeWays, plan: ResourcePlan, wait: Wait
) -> None:
    ways.emails = ("a@example.com", "b@example.com")
    ways.email.told = [Deferred(words="gone", lost=True)]
    wait(until(plan, mail, 7))
    (sent,) = (one for one in reminders.run().sent if one.channel is Channel.EMAIL)
    assert sent.to == ("b@example.com",)
    assert ways.email.opened == 0


def test_somebody_else_who_is_delivering_is_not_waited_for(
    mail: DirectMail, reminders: Reminders, plan: ResourcePlan, wait: Wait, state_path: Path
) -> None:
    from dm_tui.store.turn import turn

    wait(until(plan, mail, 7))
    with turn(state_path, "remind-email") as mine:
        assert mine
        assert [row[2] for row in rows(reminders.run())] == ["internal", "sms"]
    assert [row[2] for row in rows(reminders.run())] == ["email"]
