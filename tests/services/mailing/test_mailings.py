"""A mailing reaches everybody once and charges what was delivered, whatever servers and users do."""

from datetime import datetime, timedelta
from threading import Event
from time import monotonic, sleep

import pytest

from dm_tui.domain.errors import DirectMailError, ErrorKind
from dm_tui.domain.mailing.answer_faults import SmtpVerb, judge_reply
from dm_tui.domain.mailing.letters.mime import MimeComposer
from dm_tui.domain.mailing.progress import Progress
from dm_tui.domain.mailing.recipients.recipient import Recipient
from dm_tui.domain.mailing.resuming import may_resume
from dm_tui.domain.mailing.retries import GATHER_SECONDS, MAX_WAITING
from dm_tui.domain.mailing.status import MailingStatus
from dm_tui.domain.setup.subject_and_body import MailContent
from dm_tui.domain.usage.paying_sources import Allocation
from dm_tui.providers.mail.transport import Connection, Deferred, DeliveryOutcome
from dm_tui.services.direct_mail import DirectMail
from dm_tui.services.mailing.delivery.stoppable_wait import TICK
from dm_tui.services.mailing.sending import Sending
from tests.conftest import Wait
from tests.held import HELD
from tests.post import CUT_OFF, LETTER, NO_ANSWER, NOT_NOW, REFUSED, PostOffice, people, sending_by
from tests.services.books import code_of, off, sent


def test_no_more_are_in_hand_at_once_than_the_service_takes_in_one_call(
    direct_mail: DirectMail, sending: Sending, office: PostOffice
) -> None:
    seen: set[int] = set()

    def look(address: str) -> None:
        chunk = direct_mail.sending.mailing(made.id).chunk
        assert chunk is not None
        seen.add(chunk.charged.emails)

    made = sending.create(LETTER, people(230))
    office.on_delivery = look
    sending.run(made.id)
    assert seen == {100, 30}


def test_everybody_receives_one_message_and_is_charged_for_one(
    direct_mail: DirectMail, sending: Sending, office: PostOffice
) -> None:
    made = sending.create(LETTER, people(1_234))
    assert (made.status, made.recipients, office.received) == (MailingStatus.SENDING, 1_234, [])
    done = sending.run(made.id)
    assert office.received == [person.address for person in people(1_234)]
    assert (done.status, done.accepted, done.closed) == (MailingStatus.DONE, 1_234, True)
    assert done.charged == sent(direct_mail) == Allocation(free=200, pay_as_you_go=1_034)
    assert off(direct_mail) == {}
    assert sending.run(made.id) == done
    assert len(office.received) == 1_234


def test_several_connections_send_to_everybody_once(direct_mail: DirectMail, office: PostOffice) -> None:
    direct_mail.sandbox.load("activated")
    sending = sending_by(direct_mail, office, connections=4)
    office.on_delivery = lambda address: sleep(0.001)
    done = sending.run(sending.create(LETTER, people(450)).id)
    assert sorted(office.received) == sorted(person.address for person in people(450))
    assert (done.accepted, office.opened, office.connections) == (450, 4, 0)


def test_who_is_refused_is_told_with_the_servers_words_and_not_charged(
    direct_mail: DirectMail, sending: Sending, office: PostOffice
) -> None:
    for number in (0, 57, 199, 200):
        office.will(f"r{number}@example.com", REFUSED)
    done = sending.run(sending.create(LETTER, people(250)).id)
    assert (done.status, done.accepted, done.refused) == (MailingStatus.DONE, 246, 4)
    told = [(entry.address, entry.code, entry.words) for entry in sending.refused_entries(done.id)]
    assert told[1] == ("r57@example.com", 554, "no such luck")
    assert [address for address, *_ in told] == [f"r{number}@example.com" for number in (0, 57, 199, 200)]
    assert done.charged == sent(direct_mail) == Allocation(free=200, pay_as_you_go=46)
    assert off(direct_mail) == {}


def test_what_was_deferred_is_tried_again_while_others_go_on(
    direct_mail: DirectMail, office: PostOffice
) -> None:
    direct_mail.sandbox.load("activated")
    slept: list[float] = []
    sending = sending_by(direct_mail, office, sleep=slept.append)
    office.will("r3@example.com", NOT_NOW, NOT_NOW, NOT_NOW)
    done = sending.run(sending.create(LETTER, people(205)).id)
    assert (done.status, done.accepted, done.refused) == (MailingStatus.DONE, 205, 0)
    assert office.received[-1] == "r3@example.com"
    assert office.attempts.count("r3@example.com") == 4
    assert 5 < sum(slept) < 8
    assert max(slept) <= 0.1
    assert done.charged == sent(direct_mail) == Allocation(free=200, pay_as_you_go=5)


def test_what_is_deferred_again_and_again_waits_for_other_runs(
    direct_mail: DirectMail, office: PostOffice, wait: Wait
) -> None:
    direct_mail.sandbox.load("activated")
    slept: list[float] = []
    sending = sending_by(direct_mail, office, sleep=slept.append)
    office.will("r1@example.com", *[NOT_NOW] * 8)
    paused = sending.run(sending.create(LETTER, people(3)).id)
    assert (paused.status, paused.reason, paused.accepted) == (MailingStatus.PAUSED, "deferred", 2)
    assert (paused.refused, paused.waiting, paused.words) == (0, 1, "450 come back later")
    assert office.attempts.count("r1@example.com") == 6
    assert sum(slept) == pytest.approx(1 + 2 + 4 + 8 + 16 + 5 * GATHER_SECONDS, abs=0.6)
    assert sent(direct_mail) == Allocation(free=2)
    for minutes in (5, 20):
        now = direct_mail.now()
        assert paused.until == now + timedelta(minutes=minutes)
        assert not may_resume(paused, now)
        wait(timedelta(minutes=minutes))
        assert may_resume(paused, direct_mail.now())
        paused = sending.run(paused.id, by_hand=False)
    done = sending.run(paused.id)
    assert (done.status, done.accepted, done.refused) == (MailingStatus.DONE, 3, 0)
    assert (office.twice(), off(direct_mail)) == ({}, {})


def test_whoever_is_put_off_for_days_is_given_up_with_the_servers_words(
    direct_mail: DirectMail, sending: Sending, office: PostOffice, wait: Wait
) -> None:
    office.will("r1@example.com", *[NOT_NOW] * 40)
    mailing, days = sending.run(sending.create(LETTER, people(3)).id), 0.0
    while mailing.status is MailingStatus.PAUSED:
        assert mailing.until is not None
        pause = mailing.until - direct_mail.now()
        days += pause / timedelta(days=1)
        wait(timedelta(seconds=pause.total_seconds()))
        mailing = sending.run(mailing.id, by_hand=False)
    assert (mailing.accepted, mailing.refused) == (2, 1)
    assert 4 < days < 8
    (entry,) = sending.refused_entries(mailing.id)
    assert (entry.address, entry.code, entry.words) == ("r1@example.com", 450, "come back later")


def test_a_named_time_is_waited_for_within_the_run_where_it_is_short(
    direct_mail: DirectMail, office: PostOffice
) -> None:
    direct_mail.sandbox.load("activated")
    slept: list[float] = []
    sending = sending_by(direct_mail, office, sleep=slept.append)
    for number in range(10):
        words = "4.2.0 Greylisted, please come back in 60 seconds"
        fault = judge_reply(SmtpVerb.RCPT, 450, words)
        office.will(f"r{number}@example.com", Deferred(code=450, words=words, fault=fault))
    done = sending.run(sending.create(LETTER, people(10)).id)
    assert (done.status, done.accepted) == (MailingStatus.DONE, 10)
    assert 60 <= sum(slept) < 62


def test_a_server_that_defers_everybody_holds_little_in_hand(
    direct_mail: DirectMail, sending: Sending, office: PostOffice
) -> None:
    for person in people(1_500):
        office.will(person.address, NOT_NOW)
    most = 0

    def look(address: str) -> None:
        nonlocal most
        if not address.endswith(("00@example.com", "50@example.com")):  # it changes between chunks only
            return
        (one,) = sending.mailings()
        most = max(most, len(one.postponed) + len(one.chunk.again if one.chunk else ()))

    office.on_delivery = look
    done = sending.run(sending.create(LETTER, people(1_500)).id)
    assert (done.accepted, office.twice()) == (1_500, {})
    assert 0 < most <= MAX_WAITING + 100


def test_a_lost_connection_is_opened_again_and_nobody_is_lost(
    direct_mail: DirectMail, sending: Sending, office: PostOffice
) -> None:
    for number in (5, 6, 150):
        office.will(f"r{number}@example.com", CUT_OFF)
    done = sending.run(sending.create(LETTER, people(200)).id)
    assert (done.status, done.accepted) == (MailingStatus.DONE, 200)
    assert office.twice() == {}
    assert office.opened == 4


def test_one_whose_message_cuts_the_line_again_and_again_does_not_stop_the_others(
    direct_mail: DirectMail, sending: Sending, office: PostOffice
) -> None:
    office.will("r5@example.com", *[CUT_OFF] * 100)
    paused = sending.run(sending.create(LETTER, people(300)).id)
    assert len(office.received) == 299
    assert (paused.status, paused.reason, paused.accepted) == (MailingStatus.PAUSED, "connection", 299)
    assert "post.example.com" in paused.words
    assert paused.charged == sent(direct_mail) == Allocation(free=200, pay_as_you_go=99)
    office.answers.clear()
    assert sending.run(paused.id).status is MailingStatus.DONE
    assert office.twice() == {}


def test_a_server_that_is_closed_is_told_at_once(direct_mail: DirectMail, office: PostOffice) -> None:
    direct_mail.sandbox.load("activated")
    slept: list[float] = []
    sending = sending_by(direct_mail, office, connections=3, sleep=slept.append)
    office.closed_for = lambda connections: True
    paused = sending.run(sending.create(LETTER, people(5)).id)
    assert (paused.status, paused.reason) == (MailingStatus.PAUSED, "connection")
    assert paused.words == "The server is closed. Come back later."
    assert (slept, sent(direct_mail)) == ([], Allocation())
    office.closed_for = lambda connections: False
    assert sending.run(paused.id).accepted == 5


def test_a_server_that_closes_in_the_midst_is_waited_for_and_then_the_mailing_pauses(
    direct_mail: DirectMail, office: PostOffice
) -> None:
    direct_mail.sandbox.load("activated")
    slept: list[float] = []
    sending = sending_by(direct_mail, office, sleep=slept.append)

    def close() -> DeliveryOutcome:
        office.closed_for = lambda connections: True
        return CUT_OFF

    office.will("r120@example.com", close)
    paused = sending.run(sending.create(LETTER, people(200)).id)
    assert (paused.status, paused.accepted, paused.concluded) == (MailingStatus.PAUSED, 120, 120)
    assert sum(slept) == pytest.approx(1 + 2 + 4 + 8 + 16, abs=0.6)
    assert paused.charged == sent(direct_mail) == Allocation(free=120)
    office.closed_for = lambda connections: False
    done = sending.run(paused.id)
    assert (done.accepted, office.twice()) == (200, {})
    assert off(direct_mail) == {}


def test_a_further_connection_that_is_refused_just_means_fewer(
    direct_mail: DirectMail, office: PostOffice
) -> None:
    direct_mail.sandbox.load("activated")
    office.closed_for = lambda connections: connections >= 2
    second, let_in = Event(), office.connect

    def wait_for_it(address: str) -> None:
        second.wait(HELD)

    def connect() -> Connection:
        line = let_in()
        if office.opened == 2:
            second.set()
        return line

    office.on_delivery = wait_for_it
    office.connect = connect  # type: ignore[method-assign]  # one is not done before the other comes
    sending = sending_by(direct_mail, office, connections=4)
    done = sending.run(sending.create(LETTER, people(400)).id)
    assert (done.status, done.accepted) == (MailingStatus.DONE, 400)
    assert (office.opened, office.twice()) == (2, {})


def test_a_key_sends_once(sending: Sending, office: PostOffice) -> None:
    made = sending.create(LETTER, people(3), key="spring")
    assert sending.create(LETTER, people(3), key="spring") == made
    done = sending.run(made.id)
    assert sending.create(LETTER, people(3), key="spring") == done
    other = LETTER.model_copy(update={"tag": "x"})
    for act in (
        lambda: sending.create(other, people(3), key="spring"),
        lambda: sending.create(LETTER, people(4), key="spring"),
    ):
        assert code_of(act) == (ErrorKind.REFUSED, "key-reused")
    assert sending.create(LETTER, people(3), key="summer").id != made.id
    assert code_of(lambda: sending.create(LETTER, people(3), key=" ")) == (ErrorKind.USAGE, "bad-key")
    assert len(sending.mailings()) == 2


@pytest.mark.parametrize(
    ("letter", "refused"),
    [
        ({"sender": "other@mail.example.com"}, "sender-not-added"),
        ({"content": MailContent(subject="S")}, "empty-letter"),
        ({"tag": "no spaces"}, "bad-tag"),
    ],
)
def test_a_letter_that_cannot_be_sent_is_refused_before_anything_is_made(
    sending: Sending, letter: dict[str, object], refused: str
) -> None:
    wrong = LETTER.model_copy(update=letter)
    assert code_of(lambda: sending.preview(wrong, people(1)))[1] == refused
    assert code_of(lambda: sending.create(wrong, people(1)))[1] == refused
    assert sending.mailings() == ()


def test_a_domain_that_is_not_the_accounts_any_more_does_not_send(
    direct_mail: DirectMail, sending: Sending
) -> None:
    direct_mail.prerequisites.use_region("eu-central-1")
    assert code_of(lambda: sending.create(LETTER, people(1))) == (
        ErrorKind.NOT_ALLOWED,
        "domain-of-another-region",
    )
    direct_mail.prerequisites.use_region("ap-southeast-1")
    direct_mail.sandbox.load("ram-user")
    assert code_of(lambda: sending.create(LETTER, people(1)))[0] is ErrorKind.NOT_ALLOWED


def test_an_address_that_is_none_is_refused_and_one_of_ours_is_kept_as_the_wire_has_it(
    direct_mail: DirectMail, sending: Sending, office: PostOffice
) -> None:
    bad = [*people(3), Recipient(address="no address")]
    assert code_of(lambda: sending.create(LETTER, bad)) == (ErrorKind.USAGE, "bad-address")
    assert sending.mailings() == ()
    done = sending.run(sending.create(LETTER, [Recipient(address="a@BÜCHER.example")]).id)
    assert (done.accepted, office.received) == (1, ["a@xn--bcher-kva.example"])


def test_mailings_stand_newest_first(sending: Sending) -> None:
    made = [sending.create(LETTER, people(1)).id for _ in range(3)]
    assert [mailing.id for mailing in sending.mailings()] == made[::-1]
    assert [mailing.id for mailing in sending.mailings(limit=1)] == made[2:]
    assert code_of(lambda: sending.mailing("M0")) == (ErrorKind.USAGE, "unknown-mailing")


def test_progress_is_told_from_the_beginning_to_the_end(sending: Sending, office: PostOffice) -> None:
    office.will("r1@example.com", REFUSED)
    office.will("r2@example.com", NO_ANSWER)
    office.on_delivery = lambda address: sleep(0.002)
    told: list[Progress] = []
    made, began = sending.create(LETTER, people(250)), monotonic()
    sending.run(made.id, told.append)
    ticks = (monotonic() - began) / TICK
    assert (told[0].done, told[0].total) == (0, 250)
    last = told[-1]
    assert (last.done, last.accepted, last.refused, last.unknown) == (250, 248, 1, 1)
    assert [progress.done for progress in told] == sorted(progress.done for progress in told)
    assert len(told) < 20 + ticks
    assert last.rate > 0
    assert last.seconds_left == 0


def test_a_message_that_cannot_be_made_is_refused_and_the_others_are_sent(
    direct_mail: DirectMail, sending: Sending, office: PostOffice, monkeypatch: pytest.MonkeyPatch
) -> None:
    compose = MimeComposer.compose

    def picky(self: MimeComposer, recipient: Recipient, id: str, at: datetime) -> bytes:
        if id.endswith("-3"):
            raise DirectMailError(ErrorKind.USAGE, "bad-subject", "The subject breaks.", "")
        return compose(self, recipient, id, at)

    monkeypatch.setattr(MimeComposer, "compose", picky)
    done = sending.run(sending.create(LETTER, people(5)).id)
    assert (done.accepted, done.refused, done.charged) == (4, 1, Allocation(free=4))
    assert [entry.words for entry in sending.refused_entries(done.id)] == ["The subject breaks."]
    assert "r3@example.com" not in office.attempts
