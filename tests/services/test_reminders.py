"""What is due is said once by every channel, whatever fails, and nothing more about what is gone."""

from collections.abc import Callable
from datetime import UTC, datetime, time, timedelta
from email import message_from_bytes, policy
from pathlib import Path
from typing import Any

import pytest

from dm_tui.domain.billing import PayAsYouGo
from dm_tui.domain.errors import DirectMailError
from dm_tui.domain.message import InternalMessage
from dm_tui.domain.order import Order
from dm_tui.domain.plan import ResourcePlan
from dm_tui.domain.reminder_record import ReminderRecord, TargetState
from dm_tui.domain.reminder_settings import Channel
from dm_tui.providers.transport import Deferred, Refused, Unknown
from dm_tui.services.direct_mail import DirectMail
from dm_tui.services.reminders import Reminded, Reminders
from tests.conftest import Wait
from tests.services.ways import FakeWays

NewOrder = Callable[..., Order]


@pytest.fixture
def ways() -> FakeWays:
    """Ways out that can be told what to answer."""
    return FakeWays()


@pytest.fixture
def reminders(mail: DirectMail, ways: FakeWays, tmp_path: Path) -> Reminders:
    """The reminders of the account over those ways, read in UTC."""
    return Reminders(mail.state, mail.provider, ways, tmp_path / "settings.toml", UTC)


@pytest.fixture
def plan(mail: DirectMail, new_order: NewOrder) -> ResourcePlan:
    """A plan of 50,000 emails bought at the start, with pay-as-you-go enabled."""
    mail.sandbox.load("activated")
    order = mail.purchases.pay(new_order().id, "card-4242")
    (plan,) = mail.purchases.plans_of(order.id)
    return plan


def use(mail: DirectMail, plan: ResourcePlan, left: int) -> None:
    with mail.state.transaction() as tables:
        tables.of(ResourcePlan).put(plan.model_copy(update={"used": plan.emails - left}))


def rows(found: Reminded) -> list[tuple[str, int, str]]:
    return [(one.kind.value, one.threshold, one.channel.value) for one in found.sent]


def by_all(kind: str, threshold: int) -> list[tuple[str, int, str]]:
    return [(kind, threshold, channel) for channel in ("internal", "email", "sms")]


def until(plan: ResourcePlan, mail: DirectMail, days: float) -> timedelta:
    return plan.expires_at - timedelta(days=days) - mail.now()


def test_nothing_is_due_and_nothing_is_written(
    mail: DirectMail, reminders: Reminders, state_path: Path
) -> None:
    assert reminders.run() == Reminded()
    assert not state_path.exists()


def test_each_threshold_is_said_once_by_every_channel(
    mail: DirectMail, reminders: Reminders, ways: FakeWays, plan: ResourcePlan, wait: Wait
) -> None:
    for days in (30, 15, 7, 3, 1):
        wait(until(plan, mail, days) - timedelta(seconds=1))
        assert reminders.run() == Reminded()
        wait(timedelta(seconds=1))
        found = reminders.run()
        assert rows(found) == by_all("expiry", days)
        assert [one.id for one in found.messages] == [f"reminder/expiry/{plan.order_id}/{days}"]
        assert {one.at for one in found.sent} == {mail.now()}
        assert reminders.run() == Reminded()
    wait(timedelta(days=1))
    assert reminders.run() == Reminded()
    assert ways.email.opened == ways.sms.opened == 0


def test_after_a_long_absence_the_newest_speaks_for_all(
    mail: DirectMail, reminders: Reminders, plan: ResourcePlan, wait: Wait
) -> None:
    wait(until(plan, mail, 2))
    assert rows(reminders.run()) == by_all("expiry", 3)
    assert reminders.run() == Reminded()


def test_a_clock_set_back_says_nothing_again(
    mail: DirectMail, reminders: Reminders, plan: ResourcePlan, wait: Wait
) -> None:
    wait(until(plan, mail, 2))
    reminders.run()
    for back in (10, 25, 100):
        wait(timedelta(days=-back))
        assert reminders.run() == Reminded()
    wait(until(plan, mail, 1))
    assert rows(reminders.run()) == by_all("expiry", 1)


def test_the_default_shows_all_three_where_they_can_be_seen(
    mail: DirectMail, plan: ResourcePlan, wait: Wait, state_path: Path
) -> None:
    wait(until(plan, mail, 7))
    assert rows(mail.reminders.run()) == by_all("expiry", 7)
    (file,) = (state_path.parent / "outbox" / "new").iterdir()
    message = message_from_bytes(file.read_bytes(), policy=policy.default)
    assert message["To"] == "owner@example.com"
    assert message["Subject"] == f"Plan {plan.id} (50k) expires in 7 days with 50,000 emails unused"
    assert message["Date"].datetime == mail.now()
    kinds = [part.get_content_type() for part in message.walk()]
    assert kinds == ["multipart/alternative", "text/plain", "text/html"]
    (text,) = (state_path.parent / "outbox" / "sms").iterdir()
    assert text.read_text().startswith("To: +12025550100\n\nDirect Mail: 50,000 emails (USD 13.05)")
    (inbox, *_) = mail.overviews.messages()
    assert inbox.subject == message["Subject"]
    assert not inbox.read


def test_low_quota_is_said_at_each_threshold_and_when_used_up(
    mail: DirectMail, reminders: Reminders, plan: ResourcePlan
) -> None:
    for left, threshold in ((10_000, 20), (5_000, 10), (2_500, 5), (0, 0)):
        use(mail, plan, left)
        assert rows(reminders.run()) == by_all("low-quota", threshold)
        assert reminders.run() == Reminded()


def test_missing_activation_is_said_beside_it(
    mail: DirectMail, reminders: Reminders, plan: ResourcePlan
) -> None:
    with mail.state.transaction() as tables:
        tables.put_one(PayAsYouGo())
    use(mail, plan, 2_000)
    found = rows(reminders.run())
    assert sorted(found) == sorted(by_all("low-quota", 5) + by_all("activation", 5))


def test_a_plan_bought_again_says_nothing_more(
    mail: DirectMail,
    reminders: Reminders,
    plan: ResourcePlan,
    new_order: NewOrder,
    wait: Wait,
) -> None:
    wait(until(plan, mail, 15))
    assert rows(reminders.run()) == by_all("expiry", 15)
    mail.purchases.pay(new_order().id, "card-4242")
    for days in (7, 3, 1):
        wait(until(plan, mail, days))
        assert reminders.run() == Reminded()


def test_a_plan_used_up_says_nothing_about_its_expiry(
    mail: DirectMail, reminders: Reminders, plan: ResourcePlan, wait: Wait
) -> None:
    use(mail, plan, 0)
    assert rows(reminders.run()) == by_all("low-quota", 0)
    wait(until(plan, mail, 1))
    assert reminders.run() == Reminded()


def test_an_overdue_bill_is_said_without_a_second_internal_message(
    mail: DirectMail, reminders: Reminders
) -> None:
    mail.sandbox.load("overdue")
    before = mail.overviews.messages()
    found = reminders.run()
    assert rows(found) == by_all("overdue", 0)
    assert mail.overviews.messages() == before
    assert [one.id for one in found.messages] == [f"{found.sent[0].about}-overdue"]
    assert found.sent[0].plans == ()


def test_an_order_about_to_lapse_is_said_a_quarter_of_an_hour_before(
    mail: DirectMail, reminders: Reminders, new_order: NewOrder, wait: Wait
) -> None:
    order = new_order()
    wait(timedelta(minutes=44))
    assert reminders.run() == Reminded()
    wait(timedelta(minutes=1))
    found = reminders.run()
    assert rows(found) == by_all("order-lapse", 15)
    assert {one.about for one in found.sent} == {order.id}


# When something fails


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


# Quiet hours


def test_in_the_quiet_hours_messages_are_held_until_they_end(
    mail: DirectMail, reminders: Reminders, plan: ResourcePlan, wait: Wait
) -> None:
    reminders.choices.choose(quiet_from=time(8), quiet_until=time(10))
    wait(until(plan, mail, 7))  # 09:00 UTC
    assert rows(reminders.run()) == [("expiry", 7, "internal")]
    wait(timedelta(minutes=59))
    assert reminders.run() == Reminded()
    wait(timedelta(minutes=1))
    assert [row[2] for row in rows(reminders.run())] == ["email", "sms"]


def test_what_failed_is_not_tried_again_in_the_quiet_hours(
    mail: DirectMail, reminders: Reminders, ways: FakeWays, plan: ResourcePlan, wait: Wait
) -> None:
    reminders.choices.choose(quiet_from=time(9, 1), quiet_until=time(10))
    ways.fail(ways.email)
    wait(until(plan, mail, 7))
    reminders.run()
    ways.email.refuses = None
    wait(timedelta(minutes=30))
    assert reminders.run() == Reminded()
    wait(timedelta(minutes=30))
    assert rows(reminders.run()) == [("expiry", 7, "email")]


# The record


def test_what_is_over_can_be_archived_and_what_is_not_stays(
    mail: DirectMail, reminders: Reminders, plan: ResourcePlan, wait: Wait
) -> None:
    wait(until(plan, mail, 1))
    reminders.run()
    with mail.state.read() as tables:
        assert len(tables.of(ReminderRecord).open()) == 3
    wait(timedelta(days=1))
    mail.metering.write_off_due()
    reminders.run()
    with mail.state.read() as tables:
        assert tables.of(ReminderRecord).open() == ()
        assert len(tables.of(ReminderRecord).all()) == 3


def test_reminders_survive_a_restart_and_another_program(
    open_mail: Callable[[], DirectMail],
    reminders: Reminders,
    mail: DirectMail,
    plan: ResourcePlan,
    wait: Wait,
) -> None:
    wait(until(plan, mail, 7))
    reminders.run()
    assert open_mail().reminders.run() == Reminded()


# The sandbox


def test_moving_the_clock_delivers_on_the_way_in_order_with_the_time_of_then(
    mail: DirectMail, plan: ResourcePlan, state_path: Path
) -> None:
    events = mail.sandbox.advance("6mo")
    due = [plan.expires_at - timedelta(days=days) for days in (30, 15, 7, 3, 1)]
    told = [event.at for event in events if event.what.startswith("reminder")]
    assert told == due
    mails = sorted((state_path.parent / "outbox" / "new").iterdir())
    found = [message_from_bytes(file.read_bytes(), policy=policy.default) for file in mails]
    assert [message["Date"].datetime for message in found] == due
    for message, days in zip(found, (30, 15, 7, 3, 1), strict=True):
        plural = "" if days == 1 else "s"
        assert f"expires in {days} day{plural}" in message["Subject"]
    texts = sorted((state_path.parent / "outbox" / "sms").iterdir())
    assert ["in 30 days" in texts[0].read_text(), len(texts)] == [True, 5]
    with mail.state.read() as tables:
        inbox = [one.at for one in tables.of(InternalMessage).all() if one.id.startswith("rem")]
    assert inbox == due
    assert mail.reminders.run() == Reminded()


def test_an_advance_that_fails_reminds_of_nothing(
    mail: DirectMail, plan: ResourcePlan, state_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken() -> None:
        raise RuntimeError("disk")

    monkeypatch.setattr(mail.metering, "write_off_due", broken)
    with pytest.raises(RuntimeError):
        mail.sandbox.advance("6mo")
    assert not (state_path.parent / "outbox").exists()


def test_a_promise_is_kept_after_the_program_died_before_it_could(
    mail: DirectMail, plan: ResourcePlan, state_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(mail.reminders, "keep_promises", lambda: None)
    mail.sandbox.advance("6mo")
    assert not (state_path.parent / "outbox").exists()
    assert [row[1] for row in rows(mail.reminders.run())] == [30, 15, 7, 3, 1] * 2


def test_loading_a_scenario_writes_to_nobody(mail: DirectMail, state_path: Path) -> None:
    for scenario in mail.sandbox.scenarios:
        mail.sandbox.load(scenario)
    assert not (state_path.parent / "outbox").exists()


def test_in_the_quiet_hours_moving_the_clock_holds_messages_as_well(
    mail: DirectMail, plan: ResourcePlan
) -> None:
    mail.reminders.choices.choose(
        quiet_from=time(8), quiet_until=time(10), expiry_days=(7,), channels=("email",)
    )
    events = mail.sandbox.advance("6mo")
    told = [(event.at, event.what[:25]) for event in events if event.what.startswith("reminder")]
    at = plan.expires_at - timedelta(days=7)
    assert told == [
        (at, "reminder (internal): Plan"),
        (at + timedelta(hours=1), "reminder (email): Plan DM"),
    ]


# Settings


def test_choices_are_kept_for_the_account(
    open_mail: Callable[[], DirectMail], reminders: Reminders
) -> None:
    reminders.choices.choose(expiry_days=(10,), emails=("ops@example.com",))
    found = open_mail().reminders.choices.present()
    assert (found.expiry_days, found.emails) == ((10,), ("ops@example.com",))
    assert found.low_quota == (20, 10, 5, 0)


def test_what_the_file_names_is_set_there_alone(reminders: Reminders) -> None:
    reminders.choices.choose(expiry_days=(10,), low_quota=(50,))
    reminders.choices.file.write_text("[reminders]\nexpiry_days = [3]\nquiet_from = 22:00:00\n")
    with pytest.raises(DirectMailError, match="both quiet_from"):
        reminders.choices.present()
    with reminders.choices.file.open("a") as file:
        file.write("quiet_until = 07:00:00\n")
    found = reminders.choices.present()
    assert (found.expiry_days, found.low_quota, found.quiet_from) == ((3,), (50,), time(22))
    with pytest.raises(DirectMailError) as refused:
        reminders.choices.choose(expiry_days=(5,))
    assert refused.value.code == "set-in-file"
    assert reminders.choices.choose(low_quota=(40,)).low_quota == (40,)


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"[reminders", "cannot be used"),
        (b"\xff\xfe", "cannot be used"),
        (b"reminders = 3", "has to be a section"),
        (b"[reminders]\nphones = ['12']", "phones"),
        (b"[reminders]\ncolour = 1", "colour"),
    ],
)
def test_a_settings_file_that_cannot_be_read_stops_reminding_and_says_why(
    reminders: Reminders, content: bytes, words: str
) -> None:
    reminders.choices.file.write_bytes(content)
    with pytest.raises(DirectMailError, match=words):
        reminders.run()


def test_a_choice_that_cannot_be_changes_nothing(reminders: Reminders) -> None:
    before = reminders.choices.present()
    with pytest.raises(DirectMailError):
        reminders.choices.choose(phones=("12",))
    assert reminders.choices.present() == before


def test_the_zone_is_this_machines_own(
    mail: DirectMail,
    plan: ResourcePlan,
    wait: Wait,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    import time as clock

    monkeypatch.setenv("TZ", "Europe/Berlin")
    clock.tzset()
    wait(until(plan, mail, 7))
    mail.reminders.run()
    (message, *_) = mail.overviews.messages()
    assert plan.expires_at == datetime(2026, 7, 31, 9, tzinfo=UTC)
    assert "31 July 2026, 11:00 CEST" in message.body
