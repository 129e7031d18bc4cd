"""A mailing that was stopped, killed or tampered with goes on with nobody twice and nobody lost."""

import os
from collections.abc import Callable
from datetime import timedelta
from threading import Event

import pytest

from dm_tui.domain.errors import DirectMailError, ErrorKind
from dm_tui.domain.mailing.mailing import Mailing
from dm_tui.domain.mailing.old_recipients import KEEP_RECIPIENTS_FOR
from dm_tui.domain.mailing.status import MailingStatus
from dm_tui.domain.usage.paying_sources import Allocation
from dm_tui.providers.mail.transport import Accepted, Deferred, DeliveryOutcome
from dm_tui.services.direct_mail import DirectMail
from dm_tui.services.mailing.sending import Sending
from tests.conftest import Wait
from tests.post import LETTER, NO_ANSWER, REFUSED, Killed, PostOffice, people, sending_by
from tests.services.books import code_of, off, sent
from tests.services.mailing.run_ticks import RunTicks

Open = Callable[[], DirectMail]


def run_until_killed(sending: Sending, office: PostOffice, made: Mailing, *, arrived: bool = False) -> None:
    """Run a mailing that ends the program at its recipient 120, whose message may have `arrived` before."""

    def end() -> DeliveryOutcome:
        if arrived:
            office.received.append("r120@example.com")
            office.ids[f"{made.id}-120"] = "r120@example.com"
        raise Killed

    office.will("r120@example.com", end)
    with pytest.raises(Killed):
        sending.run(made.id)


def test_what_nobody_knows_is_shown_and_never_sent_again(
    direct_mail: DirectMail, sending: Sending, office: PostOffice
) -> None:
    for number in (3, 130, 131):
        office.will(f"r{number}@example.com", NO_ANSWER)
    done = sending.run(sending.create(LETTER, people(200)).id)
    assert (done.status, done.accepted, done.unknown, done.closed) == (MailingStatus.DONE, 197, 3, False)
    assert [delivery.address for delivery in sending.unknown.of(done.id)] == [
        f"r{number}@example.com" for number in (3, 130, 131)
    ]
    assert done.charged == sent(direct_mail) == Allocation(free=200)
    sending.run(done.id)
    assert office.attempts.count("r3@example.com") == 1
    known = sending.unknown.settle(done.id, "r130@example.com", delivered=True)
    assert (known.accepted, known.unknown, known.charged) == (198, 2, Allocation(free=200))
    known = sending.unknown.settle(done.id, "r3@example.com", delivered=False)
    assert (known.refused, known.unknown, known.charged) == (1, 1, Allocation(free=199))
    assert [delivery.address for delivery in sending.unknown.of(done.id)] == ["r131@example.com"]
    known = sending.unknown.settle(done.id, None, delivered=False)
    assert (known.closed, known.charged) == (True, Allocation(free=198))
    assert sent(direct_mail) == known.charged
    assert off(direct_mail) == {}
    assert code_of(lambda: sending.unknown.settle(done.id, "r3@example.com", delivered=True)) == (
        ErrorKind.USAGE,
        "nothing-to-settle",
    )


def test_a_mailing_that_is_stopped_goes_on_where_it_was(
    direct_mail: DirectMail, sending: Sending, office: PostOffice
) -> None:
    stop = Event()

    def enough(address: str) -> None:
        if len(office.received) in (41, 155):
            stop.set()

    office.on_delivery = enough
    made = sending.create(LETTER, people(300))
    paused = sending.run(made.id, stop=stop)
    assert (paused.status, paused.reason) == (MailingStatus.PAUSED, "by-hand")
    assert (paused.accepted, len(office.received)) == (42, 42)
    assert paused.charged == sent(direct_mail) == Allocation(free=42)
    stop.clear()
    paused = sending.run(made.id, stop=stop)
    assert (paused.accepted, paused.charged) == (156, Allocation(free=156))
    done = sending.run(made.id)
    assert (done.status, done.accepted, office.twice()) == (MailingStatus.DONE, 300, {})
    assert done.charged == sent(direct_mail) == Allocation(free=200, pay_as_you_go=100)
    assert off(direct_mail) == {}


@pytest.mark.parametrize("what", ["pause", "cancel"])
def test_another_program_can_pause_and_cancel(
    direct_mail: DirectMail,
    sending: Sending,
    office: PostOffice,
    open_direct_mail: Open,
    monkeypatch: pytest.MonkeyPatch,
    what: str,
) -> None:
    ticks, other = RunTicks(monkeypatch), sending_by(open_direct_mail(), office)
    made = sending.create(LETTER, people(300))

    def act(address: str) -> None:
        if address == "r30@example.com":
            getattr(other, what)(made.id)
        if address == "r31@example.com":
            ticks.wait_until_seen()

    office.on_delivery = act
    ended = sending.run(made.id)
    status = {"pause": MailingStatus.PAUSED, "cancel": MailingStatus.CANCELLED}[what]
    assert (ended.status, ended.chunk) == (status, None)
    assert ended.accepted == len(office.received) < 100
    assert ended.charged == sent(direct_mail) == Allocation(free=ended.accepted)
    assert ended.closed == (what == "cancel")
    office.on_delivery = lambda address: None
    again = sending.run(made.id)
    assert again.accepted == (300 if what == "pause" else ended.accepted)
    assert (office.twice(), off(direct_mail)) == ({}, {})


def test_two_programs_do_not_send_one_mailing(
    direct_mail: DirectMail, sending: Sending, office: PostOffice, open_direct_mail: Open
) -> None:
    other = sending_by(open_direct_mail(), office)
    made = sending.create(LETTER, people(5))
    found: list[tuple[ErrorKind, str]] = []

    def at_once(address: str) -> None:
        if address == "r2@example.com":
            assert other.running(made.id)
            found.append(code_of(lambda: other.run(made.id)))

    office.on_delivery = at_once
    assert sending.run(made.id).accepted == 5
    assert found == [(ErrorKind.STATE_FILE, "mailing-busy")]
    assert not other.running(made.id)
    assert office.twice() == {}


@pytest.mark.parametrize("tells", [False, True], ids=["asked in vain", "asked"])
@pytest.mark.parametrize("arrived", [False, True], ids=["before", "after"])
def test_after_a_crash_who_was_begun_is_asked_about_and_otherwise_unknown(
    direct_mail: DirectMail,
    sending: Sending,
    office: PostOffice,
    open_direct_mail: Open,
    tells: bool,
    arrived: bool,
) -> None:
    made = sending.create(LETTER, people(200))
    run_until_killed(sending, office, made, arrived=arrived)
    left = sending.mailing(made.id)
    assert (left.status, left.accepted) == (MailingStatus.SENDING, 120)
    assert left.chunk is not None
    assert sent(direct_mail) == Allocation(free=200)
    office.tells = tells
    direct_mail = open_direct_mail()
    sending = sending_by(direct_mail, office)
    done = sending.run(made.id)
    assert office.twice() == {}
    if tells:
        assert (done.accepted, done.unknown) == (200, 0)
        assert done.charged == sent(direct_mail) == Allocation(free=200)
    else:
        assert (done.accepted, done.unknown) == (199, 1)
        assert office.attempts.count("r120@example.com") == 1
        sending.unknown.settle(done.id, "r120@example.com", delivered=arrived)
        assert sent(direct_mail) == Allocation(free=200 if arrived else 199)
    assert off(direct_mail) == {}


def test_what_a_crash_left_in_hand_is_concluded_when_it_is_cancelled(
    direct_mail: DirectMail, sending: Sending, office: PostOffice
) -> None:
    made = sending.create(LETTER, people(200))
    run_until_killed(sending, office, made)
    cancelled = sending.cancel(made.id)
    assert (cancelled.status, cancelled.accepted, cancelled.unknown) == (MailingStatus.CANCELLED, 120, 1)
    assert cancelled.charged == sent(direct_mail) == Allocation(free=121)
    assert sending.unknown.settle(made.id, None, delivered=False).closed
    assert sending.run(made.id).accepted == 120
    assert (sent(direct_mail), off(direct_mail)) == (Allocation(free=120), {})


def test_files_that_were_tampered_with_stop_a_mailing_and_it_can_be_cancelled(
    direct_mail: DirectMail, sending: Sending, office: PostOffice
) -> None:
    made = sending.create(LETTER, people(200))
    run_until_killed(sending, office, made)
    log = direct_mail.state_path.with_name("state.json.mailings") / f"{made.id}.log"
    log.write_bytes(log.read_bytes().replace(b'"b",110', b'"b",119'))
    assert code_of(lambda: sending.run(made.id))[1] == "mailing-log-damaged"
    assert len(office.attempts) == 121
    cancelled = sending.cancel(made.id)
    assert (cancelled.status, cancelled.unknown) == (MailingStatus.CANCELLED, 100)
    assert list(sending.refused_entries(made.id)) == []
    assert sent(direct_mail).emails == 200
    settled = sending.unknown.settle(made.id, None, delivered=False)
    assert (settled.closed, sent(direct_mail).emails, off(direct_mail)) == (True, 100, {})


def test_a_full_outbox_pauses_and_loses_nobody(
    direct_mail: DirectMail, sending: Sending, office: PostOffice
) -> None:
    """A deferral without a code is trouble of the way out: it is nobody's fault, and no try."""
    full = True

    def no_room() -> DeliveryOutcome:
        return Deferred(words="no space left") if full else Accepted()

    for person in people(100):
        office.will(person.address, *[no_room] * 20)
    paused = sending.run(sending.create(LETTER, people(100)).id)
    assert (paused.status, paused.reason, paused.refused) == (MailingStatus.PAUSED, "connection", 0)
    assert "no space left" in paused.words
    full = False
    assert sending.run(paused.id).accepted == 100
    assert (office.twice(), off(direct_mail)) == ({}, {})


def test_the_doctor_holds_mailings_against_their_logs(
    direct_mail: DirectMail, sending: Sending, office: PostOffice
) -> None:
    office.will("r3@example.com", NO_ANSWER)
    office.will("r4@example.com", REFUSED)
    done = sending.run(sending.create(LETTER, people(20)).id)
    assert off(direct_mail) == {}
    with direct_mail.state.transaction() as tables:
        tables.of(Mailing).put(done.model_copy(update={"accepted": 17, "refused": 2}))
    assert set(off(direct_mail)) == {"mailing-logs", "mailings-charged"}
    with direct_mail.state.transaction() as tables:
        tables.of(Mailing).put(done)
    log = direct_mail.state_path.with_name("state.json.mailings") / f"{done.id}.log"
    whole = log.read_bytes()
    for wrong in (whole[:-9], whole.replace(b"r4@", b"r5@"), b""):
        log.write_bytes(wrong)
        assert set(off(direct_mail)) == {"mailing-logs"}
    log.unlink()
    assert set(off(direct_mail)) == {"mailing-logs"}


def test_the_doctor_misses_no_log_of_a_mailing_that_was_over_long_ago(
    direct_mail: DirectMail, sending: Sending, wait: Wait
) -> None:
    done = sending.run(sending.create(LETTER, people(20)).id)
    assert done.closed
    for path in direct_mail.state_path.with_name("state.json.mailings").glob(f"{done.id}.*"):
        path.unlink()
    assert set(off(direct_mail)) == {"mailing-logs"}
    wait(KEEP_RECIPIENTS_FOR)
    assert off(direct_mail) == {}


def test_more_charged_than_was_metered_is_told(direct_mail: DirectMail, sending: Sending) -> None:
    done = sending.run(sending.create(LETTER, people(20)).id)
    charged = Allocation(pay_as_you_go=20)
    with direct_mail.state.transaction() as tables:
        tables.of(Mailing).put(done.model_copy(update={"charged": charged}))
    assert "more is charged" in off(direct_mail)["mailings-charged"]


@pytest.mark.parametrize("start_over", ["reset", "load"])
def test_starting_over_drops_the_files_of_all_mailings(
    direct_mail: DirectMail, sending: Sending, start_over: str
) -> None:
    made = sending.create(LETTER, people(20))
    folder = direct_mail.state_path.with_name("state.json.mailings")
    with pytest.raises(DirectMailError):
        direct_mail.sandbox.load("no such scenario")
    assert (folder / f"{made.id}.recipients").exists()
    if start_over == "reset":
        direct_mail.sandbox.reset()
    else:
        direct_mail.sandbox.load("activated")
    assert not folder.exists()
    assert code_of(lambda: sending.run(made.id)) == (ErrorKind.USAGE, "unknown-mailing")


def test_a_sandbox_that_starts_over_ends_what_is_being_sent(
    direct_mail: DirectMail, sending: Sending, office: PostOffice, open_direct_mail: Open
) -> None:
    other = open_direct_mail()

    def start_over(address: str) -> None:
        if address == "r30@example.com":
            other.sandbox.reset()

    office.on_delivery = start_over
    with pytest.raises(DirectMailError):
        sending.run(sending.create(LETTER, people(300)).id)
    assert len(office.received) <= 100
    assert (sent(direct_mail), off(direct_mail)) == (Allocation(), {})


def test_recipients_of_what_ended_are_kept_for_ninety_days(
    direct_mail: DirectMail, sending: Sending, wait: Wait
) -> None:
    done, cancelled, paused = (sending.create(LETTER, people(3)).id for _ in range(3))
    sending.run(done)
    sending.cancel(cancelled)
    folder = direct_mail.state_path.with_name("state.json.mailings")
    for path in folder.glob("*.recipients"):
        os.utime(path, (direct_mail.now().timestamp(),) * 2)
    wait(KEEP_RECIPIENTS_FOR - timedelta(minutes=1))
    kept = sending.create(LETTER, people(3)).id
    assert len(list(folder.glob("*.recipients"))) == 4
    wait(timedelta(minutes=2))
    newest = sending.create(LETTER, people(3)).id
    left = {path.name for path in folder.glob("*.recipients")}
    assert left == {f"{id}.recipients" for id in (paused, kept, newest)}
