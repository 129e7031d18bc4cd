"""A reminder email of unknown outcome is looked up at the service; only a find concludes."""

from datetime import timedelta

import pytest

from dm_tui.domain.errors import DirectMailError, ErrorKind
from dm_tui.domain.purchase.plan import ResourcePlan
from dm_tui.domain.reminders.record import ReminderRecord, ReminderTargetState
from dm_tui.domain.reminders.settings import Channel
from dm_tui.providers.mail.transport import MailTrace, Unknown
from dm_tui.services.direct_mail import DirectMail
from dm_tui.services.reminders import unknown_at_service
from dm_tui.services.reminders.reminders import Reminders
from tests.conftest import Wait
from tests.services.reminders.fake_channels import TAKEN, FakeWays, by_all, rows, until


def email_states(direct_mail: DirectMail) -> list[ReminderTargetState]:
    with direct_mail.state.read() as tables:
        records = [record for record in tables.of(ReminderRecord).all() if record.channel is Channel.EMAIL]
    return [target.state for record in records for target in record.targets]


def test_what_the_service_shows_at_once_was_sent_and_nobody_is_told_otherwise(
    direct_mail: DirectMail, reminders: Reminders, ways: FakeWays, plan: ResourcePlan, wait: Wait
) -> None:
    ways.email.told = [TAKEN]
    wait(until(plan, direct_mail, 7))
    found = reminders.run()
    assert (rows(found), found.failed) == (by_all("expiry", 7), ())
    assert email_states(direct_mail) == [ReminderTargetState.SENT]
    wait(timedelta(hours=1))
    assert (reminders.run().sent, ways.looks) == ((), 1)


def test_what_shows_late_is_found_later_and_reported_once(
    direct_mail: DirectMail, reminders: Reminders, ways: FakeWays, plan: ResourcePlan, wait: Wait
) -> None:
    ways.email.told, ways.shows = [TAKEN], False
    wait(until(plan, direct_mail, 7))
    assert [report.channel for report in reminders.run().failed] == [Channel.EMAIL]
    for _ in range(3):  # a run every minute asks no more often than the pause allows
        wait(timedelta(minutes=1))
        found = reminders.run()
        assert (found.sent, found.failed) == ((), ())
    assert ways.looks == 1
    ways.fail(ways.email)  # nothing leaves: the look needs no connection
    ways.shows = True
    wait(timedelta(minutes=2))
    assert rows(reminders.run()) == [("expiry", 7, "email")]
    assert reminders.failures() == ()
    assert email_states(direct_mail) == [ReminderTargetState.SENT]
    assert len([message for message in ways.handed if message.channel is Channel.EMAIL]) == 1


def test_what_never_shows_stays_unknown_and_is_looked_for_ever_more_rarely(
    direct_mail: DirectMail, reminders: Reminders, ways: FakeWays, plan: ResourcePlan, wait: Wait
) -> None:
    ways.email.told = [Unknown(words="no answer")]
    wait(until(plan, direct_mail, 6.9))
    (failed,) = reminders.run().failed
    for _ in range(48):
        wait(timedelta(hours=1))
        assert reminders.run().failed == ()
    assert ways.looks <= 7
    assert email_states(direct_mail) == [ReminderTargetState.UNKNOWN]
    assert [failure.words for failure in reminders.failures()] == [failed.words]


def test_a_service_that_cannot_be_asked_leaves_it_unknown(
    direct_mail: DirectMail,
    reminders: Reminders,
    ways: FakeWays,
    plan: ResourcePlan,
    wait: Wait,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def away(trace: MailTrace) -> bool:
        raise DirectMailError(ErrorKind.UNEXPECTED, "no-network", "The service cannot be reached.")

    ways.email.told = [TAKEN]
    with monkeypatch.context() as patch:
        patch.setattr(reminders._delivery._look_up, "_has_sent", away)
        wait(until(plan, direct_mail, 7))
        assert [report.channel for report in reminders.run().failed] == [Channel.EMAIL]
    wait(timedelta(minutes=5))
    assert rows(reminders.run()) == [("expiry", 7, "email")]


def test_what_left_by_another_server_is_not_asked_of_the_service(
    direct_mail: DirectMail, reminders: Reminders, ways: FakeWays, plan: ResourcePlan, wait: Wait
) -> None:
    ways.email.told, ways.by_service = [TAKEN], False
    wait(until(plan, direct_mail, 7))
    reminders.run()
    assert (ways.looks, email_states(direct_mail)) == (0, [ReminderTargetState.UNKNOWN])


def test_a_reminder_of_the_same_words_is_not_taken_for_it(
    direct_mail: DirectMail,
    reminders: Reminders,
    ways: FakeWays,
    plan: ResourcePlan,
    wait: Wait,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    ways.email.told, ways.shows = [TAKEN], False
    wait(until(plan, direct_mail, 7))
    reminders.run()
    with direct_mail.state.transaction() as tables:
        records = tables.of(ReminderRecord)
        (record,) = (record for record in records.all() if record.channel is Channel.EMAIL)
        records.put(record.model_copy(update={"id": "of the same words"}))
    ways.shows = True
    wait(timedelta(minutes=5))
    reminders.run()
    assert set(email_states(direct_mail)) == {ReminderTargetState.UNKNOWN}
    monkeypatch.setattr(
        unknown_at_service, "SAME_WORDS_WITHIN", timedelta(0)
    )  # as if hours were between them
    wait(timedelta(days=1))
    reminders.run()
    assert set(email_states(direct_mail)) == {ReminderTargetState.SENT}
