"""A mailing goes on by itself: within its hours, at its pace, from its time on, when its quota is there."""

from datetime import datetime, timedelta
from threading import Event
from time import monotonic, sleep

import pytest

from dm_tui.domain.mailing.mailing import Mailing
from dm_tui.domain.mailing.schedule import AT_ONCE, Schedule, SendingWindow
from dm_tui.domain.mailing.status import MailingStatus
from dm_tui.providers.mail.transport import Accepted, DeliveryOutcome
from dm_tui.services.direct_mail import DirectMail
from dm_tui.services.mailing.due_mailings import DueMailings
from dm_tui.services.mailing.sending import Sending
from tests.conftest import Wait
from tests.post import LETTER, NO_ANSWER, Killed, PostOffice, people, sending_by
from tests.services.books import off, sent
from tests.services.mailing.run_ticks import RunTicks

QUOTA = 100
"""What the daily quota of 2,000 is made to have left: nothing here is about many."""


@pytest.fixture
def due(direct_mail: DirectMail, sending: Sending) -> DueMailings:
    return DueMailings(direct_mail.state, direct_mail.provider.account, sending)


def went_on(due: DueMailings) -> list[Mailing]:
    resumed = list(due.resume())
    assert [resumption.problem for resumption in resumed if resumption.problem] == []
    return [resumption.mailing for resumption in resumed]


def test_what_the_quota_holds_back_goes_on_the_next_day(
    direct_mail: DirectMail, sending: Sending, office: PostOffice, due: DueMailings, wait: Wait
) -> None:
    direct_mail.metering.record(2_000 - QUOTA)
    made = sending.create(LETTER, people(125))
    held = sending.run(made.id)
    assert (held.status, held.reason, held.accepted, held.held_back) == (
        MailingStatus.HELD_BACK,
        "daily-quota",
        QUOTA,
        25,
    )
    assert held.until is not None
    assert went_on(due) == []
    wait(held.until - direct_mail.now())
    (done,) = went_on(due)
    assert (done.status, done.accepted, office.twice(), off(direct_mail)) == (MailingStatus.DONE, 125, {}, {})
    assert went_on(due) == []


def test_what_has_a_time_is_sent_then(
    direct_mail: DirectMail, sending: Sending, office: PostOffice, due: DueMailings, wait: Wait
) -> None:
    later = direct_mail.now() + timedelta(hours=3)
    made = sending.create(LETTER, people(5), schedule=Schedule(at=later))
    held = sending.run(made.id)
    assert (held.status, held.reason, held.until, held.held_back) == (
        MailingStatus.HELD_BACK,
        "schedule",
        later,
        5,
    )
    assert (office.attempts, sent(direct_mail).emails) == ([], 0)
    assert sending.run(made.id).status is MailingStatus.HELD_BACK, "by hand neither"
    wait(timedelta(hours=3))
    (done,) = went_on(due)
    assert (done.status, done.accepted) == (MailingStatus.DONE, 5)


def test_mail_that_would_leave_tomorrow_needs_no_quota_today(
    direct_mail: DirectMail, sending: Sending, office: PostOffice
) -> None:
    direct_mail.metering.record(2_000)
    schedule = Schedule(at=direct_mail.now() + timedelta(days=1))
    held = sending.run(sending.create(LETTER, people(3), schedule=schedule).id)
    assert (held.reason, held.held_back) == ("schedule", 3)


def test_nobody_is_begun_outside_the_hours(
    direct_mail: DirectMail,
    sending: Sending,
    office: PostOffice,
    due: DueMailings,
    wait: Wait,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The clock passes the end of the window while a chunk is being sent."""
    now, ticks = direct_mail.now(), RunTicks(monkeypatch)
    window = SendingWindow(start=now.time(), end=(now + timedelta(hours=1)).time(), zone="UTC")
    began: list[datetime] = []

    def look(address: str) -> None:
        began.append(direct_mail.now())
        if len(began) == 150:
            wait(timedelta(hours=1))
            ticks.wait_until_seen()

    office.on_delivery = look
    made = sending.create(LETTER, people(400), schedule=Schedule(window=window))
    held = sending.run(made.id)
    assert (held.status, held.reason) == (MailingStatus.HELD_BACK, "schedule")
    assert held.until == now + timedelta(days=1)
    assert held.accepted == len(began) == 150
    assert held.charged == sent(direct_mail)
    wait(timedelta(hours=23))
    (done,) = went_on(due)
    assert (done.accepted, office.twice(), off(direct_mail)) == (400, {}, {})


@pytest.mark.parametrize("connections", [1, 4])
def test_a_pace_is_kept_over_all_connections(
    direct_mail: DirectMail, office: PostOffice, connections: int
) -> None:
    direct_mail.sandbox.load("activated")
    began: list[float] = []
    office.on_delivery = lambda address: began.append(monotonic())
    sending = sending_by(direct_mail, office, connections, sleep=sleep)
    made, start = sending.create(LETTER, people(25), schedule=Schedule(per_minute=1_200)), monotonic()
    done = sending.run(made.id)
    assert (done.accepted, office.twice()) == (25, {})
    assert max(began) - start >= 24 * 0.05
    for place, instant in enumerate(sorted(began)):
        in_a_second = [other for other in began if instant <= other < instant + 1]
        late = connections  # each may be held up between its turn and its delivery
        assert len(in_a_second) <= 21 + late, f"from {place} on"


def test_who_waits_for_the_pace_is_not_announced(direct_mail: DirectMail, office: PostOffice) -> None:
    """Who is announced when the machine fails is of unknown outcome: nobody is for the pace alone."""
    direct_mail.sandbox.load("activated")

    def fail(seconds: float) -> None:
        raise Killed

    sending = sending_by(direct_mail, office, sleep=fail)
    made = sending.create(LETTER, people(5), schedule=Schedule(per_minute=1))
    with pytest.raises(Killed):
        sending.run(made.id)
    again = sending_by(direct_mail, office).run(made.id)
    assert (again.accepted, again.unknown, office.twice()) == (5, 0, {})


def test_what_a_hand_paused_does_not_go_on_by_itself(
    direct_mail: DirectMail, sending: Sending, due: DueMailings, wait: Wait
) -> None:
    direct_mail.metering.record(2_000 - QUOTA)
    held = sending.run(sending.create(LETTER, people(125)).id)
    assert sending.pause(held.id).is_paused_by_hand
    wait(timedelta(days=2))
    assert went_on(due) == []
    assert sending.run(held.id).status is MailingStatus.DONE


@pytest.mark.parametrize("schedule", [AT_ONCE, Schedule(per_minute=60_000)], ids=["by hand", "scheduled"])
def test_what_was_interrupted_goes_on_if_it_would_have_gone_on_by_itself(
    sending: Sending, office: PostOffice, due: DueMailings, wait: Wait, schedule: Schedule
) -> None:
    made = sending.create(LETTER, people(200), schedule=schedule)
    assert went_on(due) == [], "the program that made it is left to begin it"

    def end() -> DeliveryOutcome:
        raise Killed

    office.will("r120@example.com", end)
    with pytest.raises(Killed):
        sending.run(made.id)
    wait(timedelta(minutes=2))
    if schedule == AT_ONCE:
        assert went_on(due) == [], "whoever killed it may have meant to"
        return
    (done,) = went_on(due)
    assert (done.accepted, done.unknown, office.twice()) == (199, 1, {})


def test_what_had_gone_on_by_itself_and_was_interrupted_goes_on(
    direct_mail: DirectMail, sending: Sending, office: PostOffice, due: DueMailings, wait: Wait
) -> None:
    direct_mail.metering.record(2_000 - QUOTA)
    sending.run(sending.create(LETTER, people(225)).id)

    def end() -> DeliveryOutcome:
        raise Killed

    office.will("r220@example.com", end)
    wait(timedelta(days=1))
    with pytest.raises(Killed):
        list(due.resume())
    (done,) = went_on(due)
    assert (done.accepted, done.unknown, office.twice()) == (224, 1, {})


def test_a_program_that_ends_leaves_what_went_on_by_itself_to_the_next(
    direct_mail: DirectMail, sending: Sending, office: PostOffice, due: DueMailings, wait: Wait
) -> None:
    direct_mail.metering.record(2_000 - QUOTA)
    held = sending.run(sending.create(LETTER, people(125)).id)
    wait(timedelta(days=1))
    stop = Event()
    office.on_delivery = lambda address: stop.set()
    (left,) = (resumption.mailing for resumption in due.resume(stop=stop))
    assert (left.id, left.status, left.reason) == (held.id, MailingStatus.PAUSED, "program-ended")
    assert not left.is_refused_for_now
    (done,) = went_on(due)
    assert (done.status, done.accepted, office.twice()) == (MailingStatus.DONE, 125, {})


def test_one_that_cannot_go_on_does_not_hold_up_the_next(
    direct_mail: DirectMail, sending: Sending, office: PostOffice, due: DueMailings, wait: Wait
) -> None:
    later = Schedule(at=direct_mail.now() + timedelta(hours=1))
    first, second = (sending.run(sending.create(LETTER, people(3), schedule=later).id).id for _ in range(2))
    (direct_mail.state_path.with_name("state.json.mailings") / f"{first}.recipients").unlink()
    wait(timedelta(hours=2))
    resumed = list(due.resume())
    assert [(resumption.mailing.id, resumption.problem is None) for resumption in resumed] == [
        (first, False),
        (second, True),
    ]
    assert resumed[1].mailing.accepted == 3


def test_an_unknown_outcome_stays_one_when_it_goes_on(
    direct_mail: DirectMail, sending: Sending, office: PostOffice, due: DueMailings, wait: Wait
) -> None:
    office.will("r7@example.com", NO_ANSWER, Accepted())
    direct_mail.metering.record(2_000 - QUOTA)
    sending.run(sending.create(LETTER, people(125)).id)
    wait(timedelta(days=1))
    (done,) = went_on(due)
    assert (done.accepted, done.unknown) == (124, 1)
    assert office.attempts.count("r7@example.com") == 1
