"""What a server says of the sender, the session or the account refuses no recipient, and one bad recipient
stops nobody else.
"""

import time
from collections.abc import Callable, Sequence
from datetime import timedelta
from threading import Barrier, Event

import pytest

from dm_tui.domain.mailing.answer_faults import SmtpVerb, judge_reply
from dm_tui.domain.mailing.status import MailingStatus
from dm_tui.providers.mail.transport import Connection, Deferred
from dm_tui.services.direct_mail import DirectMail
from dm_tui.services.mailing.delivery import connection_rest
from dm_tui.services.mailing.delivery.delivery_workers import WorkerPool
from dm_tui.services.mailing.delivery.log_entries import PendingRecipient
from dm_tui.services.mailing.sending import Sending
from dm_tui.store.progress_notes import ProgressNotes
from tests.conftest import Wait
from tests.held import HELD
from tests.post import CUT_OFF, LETTER, PostOffice, people, sending_by
from tests.services.books import sent

WORDS = "4.7.1 rate limit exceeded, try again in 10 minutes"
LIMIT = Deferred(words=f"451 {WORDS}", lost=True, fault=judge_reply(SmtpVerb.MAIL, 451, WORDS))
NOT_YOU = Deferred(code=554, words="5.7.1 not you", fault=judge_reply(SmtpVerb.RCPT, 554, "5.7.1 not you"))
NOT_ALLOWED = "553 Mail from must equal authorized user"
WRONG_SENDER = Deferred(words=NOT_ALLOWED, lost=True, fault=judge_reply(SmtpVerb.MAIL, 553, NOT_ALLOWED[4:]))


@pytest.fixture(params=[1, 4])
def connections(request: pytest.FixtureRequest) -> int:
    return int(request.param)


@pytest.fixture
def pool(direct_mail: DirectMail, office: PostOffice, connections: int) -> Sending:
    """An account with pay-as-you-go that sends over these connections."""
    direct_mail.sandbox.load("activated")
    return sending_by(direct_mail, office, connections)


def test_a_session_that_is_full_is_followed_by_another(pool: Sending, office: PostOffice) -> None:
    for number in (10, 20, 30):
        office.will(f"r{number}@example.com", LIMIT)
    done = pool.run(pool.create(LETTER, people(40)).id)
    assert (done.status, done.accepted, done.refused) == (MailingStatus.DONE, 40, 0)
    assert office.twice() == {}


def test_a_server_that_takes_no_more_pauses_a_mailing_and_refuses_nobody(
    direct_mail: DirectMail, pool: Sending, office: PostOffice, connections: int
) -> None:
    for number in range(10, 40):
        office.will(f"r{number}@example.com", *[LIMIT] * 2)
    made = pool.create(LETTER, people(40))
    paused = pool.run(made.id)
    assert (paused.status, paused.refused, paused.unknown) == (MailingStatus.PAUSED, 0, 0)
    assert paused.accepted == 10 if connections == 1 else paused.accepted <= 10
    assert LIMIT.words in paused.words
    assert (paused.reason, paused.until) == ("account", direct_mail.now() + timedelta(minutes=10))
    assert paused.charged == sent(direct_mail)
    assert paused.charged.emails == paused.accepted
    while (paused := pool.run(made.id)).status is MailingStatus.PAUSED:
        assert paused.refused == 0
    assert (paused.status, paused.accepted) == (MailingStatus.DONE, 40)
    assert office.twice() == {}


def test_one_who_is_always_turned_down_stops_nobody_else(sending: Sending, office: PostOffice) -> None:
    office.will("r3@example.com", *[LIMIT] * 50)
    made = sending.create(LETTER, people(200))
    for _ in range(2):
        paused = sending.run(made.id)
        assert (paused.status, paused.accepted) == (MailingStatus.PAUSED, 199)
        assert [recipient.number for recipient in paused.postponed] == [3]


def test_what_is_mended_by_nobody_but_you_names_no_time(pool: Sending, office: PostOffice) -> None:
    for person in people(40):
        office.will(person.address, WRONG_SENDER)
    paused = pool.run(pool.create(LETTER, people(40)).id)
    assert (paused.status, paused.reason, paused.until) == (MailingStatus.PAUSED, "sender", None)
    assert (paused.accepted, paused.refused, paused.waiting) == (0, 0, 40)


def test_whoever_is_refused_for_no_reason_is_refused_once_others_were_accepted(
    pool: Sending, office: PostOffice
) -> None:
    office.will("r3@example.com", *[NOT_YOU] * 9)
    done = pool.run(pool.create(LETTER, people(40)).id)
    assert (done.status, done.accepted, done.refused) == (MailingStatus.DONE, 39, 1)
    assert office.attempts.count("r3@example.com") == 2


@pytest.mark.parametrize("first", [0, 12])
def test_a_server_that_refuses_everybody_for_no_reason_refuses_nobody(
    pool: Sending, office: PostOffice, first: int
) -> None:
    for person in people(40, first):
        office.will(person.address, *[NOT_YOU] * 9)
    paused = pool.run(pool.create(LETTER, people(40)).id)
    assert (paused.status, paused.reason, paused.refused) == (MailingStatus.PAUSED, "recipient", 0)
    assert "not you" in paused.words
    assert paused.accepted <= first
    assert len(office.attempts) < 40


def test_one_letter_that_is_refused_for_no_reason_waits(pool: Sending, office: PostOffice) -> None:
    office.will("r0@example.com", *[NOT_YOU] * 9)
    paused = pool.run(pool.create(LETTER, people(1)).id)
    assert (paused.status, paused.refused, paused.waiting) == (MailingStatus.PAUSED, 0, 1)
    assert len(office.attempts) == 2
    office.answers.clear()
    assert pool.run(paused.id).accepted == 1


def test_the_pause_grows_until_somebody_is_accepted(
    direct_mail: DirectMail, pool: Sending, office: PostOffice, wait: Wait
) -> None:
    busy = Deferred(words="451 slow down", lost=True, fault=judge_reply(SmtpVerb.MAIL, 451, "slow down"))
    made = pool.create(LETTER, people(3))
    for minutes in (5, 20, 80):
        for person in people(3):
            office.answers[person.address].clear()
            office.will(person.address, *[busy] * 9)
        paused = pool.run(made.id, by_hand=minutes == 5)
        assert paused.until == direct_mail.now() + timedelta(minutes=minutes)
        wait(timedelta(minutes=minutes))
    office.answers.clear()
    done = pool.run(made.id, by_hand=False)
    assert (done.accepted, done.pauses) == (3, 0)


def test_connections_that_hang_do_not_hold_up_a_run(direct_mail: DirectMail, office: PostOffice) -> None:
    direct_mail.sandbox.load("activated")
    never, let_in = Event(), office.connect

    def connect() -> Connection:
        if office.opened:
            never.wait(HELD)
        return let_in()

    office.connect = connect  # type: ignore[method-assign]
    sending = sending_by(direct_mail, office, connections=4)
    began = time.monotonic()
    done = sending.run(sending.create(LETTER, people(250)).id)
    never.set()
    assert (done.status, done.accepted, office.twice()) == (MailingStatus.DONE, 250, {})
    assert time.monotonic() - began < 20


@pytest.mark.parametrize("cut_off", [0, 1])
def test_who_is_left_is_served_by_the_connection_that_works(
    activated: DirectMail, office: PostOffice, monkeypatch: pytest.MonkeyPatch, cut_off: int
) -> None:
    """A connection that was cut off rests a minute; nobody waits for it while another one is open."""
    chunks: list[int] = []
    deliver = WorkerPool.deliver

    def count_chunks(
        pool: WorkerPool, members: Sequence[PendingRecipient], notes: ProgressNotes, tick: Callable[[], None]
    ) -> None:
        chunks.append(len(members))
        deliver(pool, members, notes, tick)

    monkeypatch.setattr(WorkerPool, "deliver", count_chunks)
    monkeypatch.setattr(connection_rest, "RECONNECT_SECONDS", 3.0)
    both = Barrier(2)
    office.will(f"r{cut_off}@example.com", CUT_OFF)

    def meet(address: str) -> None:
        if not office.attempts:
            both.wait(HELD)

    office.before_leaving = meet
    sending = sending_by(activated, office, connections=2)
    done = sending.run(sending.create(LETTER, people(2)).id)
    assert (done.status, done.accepted) == (MailingStatus.DONE, 2)
    assert chunks == [2, 1]
