"""What fails is shown and tried again, alone: no channel and no recipient waits for another."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from dm_tui.domain.errors import DirectMailError, ErrorKind
from dm_tui.domain.purchase.order import Order
from dm_tui.domain.purchase.plan import ResourcePlan
from dm_tui.domain.reminders.record import ReminderRecord, ReminderTargetState
from dm_tui.domain.reminders.settings import Channel
from dm_tui.providers.mail.transport import Deferred, Refused, Unknown
from dm_tui.services.direct_mail import DirectMail
from dm_tui.services.reminders import delivery as reminder_delivery
from dm_tui.services.reminders.reminders import ReminderRunResult, Reminders
from dm_tui.store.named_lock import try_lock
from tests.conftest import Wait
from tests.services.reminders.fake_channels import FakeWays, by_all, rows, until, use

NewOrder = Callable[..., Order]


def test_one_channel_failing_never_stops_the_others(
    direct_mail: DirectMail, reminders: Reminders, ways: FakeWays, plan: ResourcePlan, wait: Wait
) -> None:
    ways.fail(ways.email)
    wait(until(plan, direct_mail, 7))
    found = reminders.run()
    assert [row[2] for row in rows(found)] == ["internal", "sms"]
    (failed,) = found.failed
    assert (failed.channel, failed.words) == (Channel.EMAIL, "The server is away.")
    assert failed.next_try_at == direct_mail.now() + timedelta(minutes=5)
    assert reminders.failures() == found.failed


def test_a_fault_of_ours_on_the_way_is_one_channels_failure_as_well(
    direct_mail: DirectMail,
    reminders: Reminders,
    ways: FakeWays,
    plan: ResourcePlan,
    wait: Wait,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def broken() -> None:
        raise RuntimeError("bug")

    monkeypatch.setattr(ways.email, "connect", broken)
    wait(until(plan, direct_mail, 7))
    found = reminders.run()
    assert [row[2] for row in rows(found)] == ["internal", "sms"]
    assert found.failed[0].words == "The connection failed (RuntimeError)."
    assert found.failed[0].next_try_at is not None


def test_a_failed_delivery_is_tried_again_later_with_the_figures_of_then(
    direct_mail: DirectMail, reminders: Reminders, ways: FakeWays, plan: ResourcePlan, wait: Wait
) -> None:
    ways.fail(ways.email)
    wait(until(plan, direct_mail, 7))
    reminders.run()
    wait(timedelta(minutes=4))
    assert reminders.run() == ReminderRunResult()
    wait(timedelta(minutes=1))
    (failed,) = reminders.run().failed
    assert failed.next_try_at == direct_mail.now() + timedelta(minutes=20)
    ways.email.refuses = None
    use(direct_mail, plan, 40_000)
    wait(timedelta(minutes=20))
    assert rows(reminders.run()) == [("expiry", 7, "email")]
    (handed,) = (message for message in ways.handed if message.channel is Channel.EMAIL)
    assert (handed.reminder.at, handed.reminder.left) == (direct_mail.now(), 40_000)
    assert reminders.failures() == ()
    assert reminders.run() == ReminderRunResult()


def test_what_failed_until_a_newer_threshold_came_is_not_said_any_more(
    direct_mail: DirectMail, reminders: Reminders, ways: FakeWays, plan: ResourcePlan, wait: Wait
) -> None:
    ways.fail(ways.email)
    wait(until(plan, direct_mail, 7))
    reminders.run()
    ways.email.refuses = None
    wait(until(plan, direct_mail, 3))
    assert rows(reminders.run()) == by_all("expiry", 3)
    wait(timedelta(hours=1))
    assert reminders.run() == ReminderRunResult()
    assert reminders.failures() == ()


def test_what_failed_until_the_plan_was_gone_is_not_said_any_more(
    direct_mail: DirectMail, reminders: Reminders, ways: FakeWays, plan: ResourcePlan, wait: Wait
) -> None:
    ways.fail(ways.email)
    wait(until(plan, direct_mail, 1))
    reminders.run()
    ways.email.refuses = None
    wait(timedelta(days=2))
    assert reminders.run() == ReminderRunResult()
    assert reminders.failures() == ()
    assert not [message for message in ways.handed if message.channel is Channel.EMAIL]


@pytest.mark.parametrize(
    ("outcome", "state"),
    [
        (Refused(code=550, words="no such user"), ReminderTargetState.REFUSED),
        (Unknown(words="no answer"), ReminderTargetState.UNKNOWN),
        (RuntimeError("bug"), ReminderTargetState.UNKNOWN),
        (ValueError("not an address"), ReminderTargetState.REFUSED),
    ],
)
def test_what_was_refused_or_may_have_arrived_is_shown_and_not_sent_again(
    direct_mail: DirectMail,
    reminders: Reminders,
    ways: FakeWays,
    plan: ResourcePlan,
    wait: Wait,
    outcome: Any,
    state: ReminderTargetState,
) -> None:
    ways.email.told = [outcome]
    wait(until(plan, direct_mail, 7))
    found = reminders.run()
    assert ("expiry", 7, "email") not in rows(found)
    (failed,) = found.failed
    assert (failed.to, failed.next_try_at) == (("a@example.com",), None)
    assert failed.words
    wait(timedelta(days=2))
    assert reminders.run() == ReminderRunResult()
    assert [report.words for report in reminders.failures()] == [failed.words]
    with direct_mail.state.read() as tables:
        (record,) = (record for record in tables.of(ReminderRecord).all() if record.channel is Channel.EMAIL)
    assert [target.state for target in record.targets] == [state]


def test_of_several_recipients_only_those_not_reached_are_tried_again(
    direct_mail: DirectMail, reminders: Reminders, ways: FakeWays, plan: ResourcePlan, wait: Wait
) -> None:
    ways.emails = ("a@example.com", "b@example.com", "c@example.com")
    ways.email.told = [Deferred(words="greylisted"), Refused(code=550, words="no such user")]
    wait(until(plan, direct_mail, 7))
    found = reminders.run()
    (sent,) = (report for report in found.sent if report.channel is Channel.EMAIL)
    (failed,) = found.failed
    assert (sent.to, failed.to) == (("c@example.com",), ("a@example.com", "b@example.com"))
    assert "greylisted" in failed.words
    assert "no such user" in failed.words
    wait(timedelta(minutes=5))
    found = reminders.run()
    assert [report.to for report in found.sent] == [("a@example.com",)]
    assert found.failed == ()
    assert reminders.run() == ReminderRunResult()


def test_a_connection_that_was_lost_is_opened_anew_for_the_next(
    direct_mail: DirectMail, reminders: Reminders, ways: FakeWays, plan: ResourcePlan, wait: Wait
) -> None:
    ways.emails = ("a@example.com", "b@example.com")
    ways.email.told = [Deferred(words="gone", lost=True)]
    points: list[str] = []
    ways.point = points.append
    wait(until(plan, direct_mail, 7))
    (sent,) = (report for report in reminders.run().sent if report.channel is Channel.EMAIL)
    assert sent.to == ("b@example.com",)
    assert points.count("connect mail") == 2
    assert ways.email.opened == 0


def test_somebody_else_who_is_delivering_is_not_waited_for(
    direct_mail: DirectMail, reminders: Reminders, plan: ResourcePlan, wait: Wait, state_path: Path
) -> None:
    wait(until(plan, direct_mail, 7))
    with try_lock(state_path, "remind-email") as mine:
        assert mine
        assert [row[2] for row in rows(reminders.run())] == ["internal", "sms"]
    assert [row[2] for row in rows(reminders.run())] == ["email"]


def test_a_promise_waits_for_somebody_else_who_is_delivering(
    direct_mail: DirectMail,
    reminders: Reminders,
    plan: ResourcePlan,
    wait: Wait,
    state_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The other program is done as soon as it is waited for, and not before."""
    wait(until(plan, direct_mail, 7))
    reminders.promise(direct_mail.now())
    other = try_lock(state_path, "remind-email")
    assert other.__enter__()
    waited: list[str] = []

    def asked(path: Path, name: str, seconds: float = 0.0) -> AbstractContextManager[bool]:
        if seconds > 0 and not waited:
            other.__exit__(None, None, None)
            waited.append(name)
        return try_lock(path, name, seconds)

    monkeypatch.setattr(reminder_delivery, "try_lock", asked)
    assert [report.channel for report in reminders.keep_promises().sent] == [Channel.EMAIL, Channel.SMS]
    assert waited == ["remind-email"]


def test_what_is_over_while_the_connection_comes_about_is_not_said_any_more(
    direct_mail: DirectMail, reminders: Reminders, ways: FakeWays, plan: ResourcePlan, wait: Wait
) -> None:
    def over(name: str) -> None:
        if name == "connect mail":
            with direct_mail.state.transaction() as tables:
                for record in tables.of(ReminderRecord).open():
                    tables.of(ReminderRecord).put(record.model_copy(update={"over": True}))

    ways.point = over
    wait(until(plan, direct_mail, 7))
    assert rows(reminders.run()) == [("expiry", 7, "internal")]
    assert list(ways.handed) == []


def test_what_another_way_was_delivering_when_the_program_died_is_not_asked_of_this_one(
    direct_mail: DirectMail, reminders: Reminders, ways: FakeWays, plan: ResourcePlan, wait: Wait
) -> None:
    """This one never had it and would say that it never left; it may have arrived."""
    ways.email.told = [KeyboardInterrupt()]
    wait(until(plan, direct_mail, 7))
    with pytest.raises(KeyboardInterrupt):
        reminders.run()
    ways.email.name = "another server"
    found = reminders.run()
    assert [row[2] for row in rows(found)] == ["sms"]
    (failed,) = found.failed
    assert (failed.to, failed.next_try_at) == (("a@example.com",), None)
    assert not [message for message in ways.handed if message.channel is Channel.EMAIL]


def test_a_state_file_that_cannot_be_written_is_no_failure_of_the_way(
    direct_mail: DirectMail,
    reminders: Reminders,
    ways: FakeWays,
    plan: ResourcePlan,
    wait: Wait,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """It is raised, nothing leaves, and nothing waits for a pause after it."""
    writing = direct_mail.state.transaction

    def busy() -> Any:
        monkeypatch.setattr(direct_mail.state, "transaction", writing)
        raise DirectMailError(ErrorKind.STATE_FILE, "state-busy", "Somebody else writes.")

    def point(name: str) -> None:
        if name == "connect mail":
            monkeypatch.setattr(direct_mail.state, "transaction", busy)

    ways.point = point
    wait(until(plan, direct_mail, 7))
    with pytest.raises(DirectMailError) as raised:
        reminders.run()
    assert raised.value.kind is ErrorKind.STATE_FILE
    assert list(ways.handed) == []
    ways.point = lambda name: None
    assert [row[2] for row in rows(reminders.run())] == ["email", "sms"]
