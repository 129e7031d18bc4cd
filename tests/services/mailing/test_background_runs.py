"""Mailings are sent beside whatever else the program does, and end with it."""

import time
from collections.abc import Callable

import pytest

from dm_tui.domain.mailing.status import MailingStatus
from dm_tui.services.direct_mail import DirectMail
from dm_tui.services.mailing import background_mailings as runs
from dm_tui.services.mailing.background_mailings import BackgroundMailings
from tests.held import HELD
from tests.post import LETTER, Gate, PostOffice, people, sending_by


@pytest.fixture
def sending_mail(direct_mail: DirectMail, office: PostOffice) -> DirectMail:
    """An account whose mail goes to the office."""
    direct_mail.sandbox.load("activated")
    direct_mail.sending = sending_by(direct_mail, office)
    return direct_mail


def _until(condition: Callable[[], object]) -> None:
    end = time.monotonic() + HELD
    while not condition():
        assert time.monotonic() < end
        time.sleep(0.005)


def test_a_run_tells_how_far_it_is_and_how_it_came_out(sending_mail: DirectMail, office: PostOffice) -> None:
    made = sending_mail.sending.create(LETTER, people(150))
    assert not sending_mail.is_sending
    running = sending_mail.background_mailings.start(made.id)
    _until(lambda: running.over)
    assert running.mailing is not None
    assert (running.mailing.status, running.mailing.accepted) == (MailingStatus.DONE, 150)
    assert running.progress is not None
    assert running.progress.done == 150
    assert (sending_mail.background_mailings.of(made.id), sending_mail.background_mailings.active()) == (
        None,
        (),
    )
    assert "150 of 150 accepted" in running.summary
    assert office.twice() == {}


def test_the_same_mailing_runs_once(sending_mail: DirectMail, office: PostOffice) -> None:
    gate = office.on_delivery = Gate()
    made = sending_mail.sending.create(LETTER, people(3))
    running = sending_mail.background_mailings.start(made.id)
    assert sending_mail.background_mailings.start(made.id) is running
    assert sending_mail.is_sending
    gate.open()
    _until(lambda: running.over)
    assert len(office.received) == 3


def test_closing_pauses_what_is_being_sent(sending_mail: DirectMail, office: PostOffice) -> None:
    office.on_delivery = lambda address: time.sleep(0.02)
    made = sending_mail.sending.create(LETTER, people(500))
    running = sending_mail.background_mailings.start(made.id)
    _until(lambda: office.received)
    sending_mail.close()
    assert running.over
    paused = sending_mail.sending.mailing(made.id)
    assert (paused.status, paused.chunk) == (MailingStatus.PAUSED, None)
    assert paused.accepted == len(office.received) < 500
    again = sending_mail.background_mailings.start(made.id)
    office.on_delivery = lambda address: None
    _until(lambda: again.over)
    assert sorted(office.received) == sorted(person.address for person in people(500))


def test_closing_does_not_wait_for_ever(
    sending_mail: DirectMail, office: PostOffice, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(runs, "STOP_PATIENCE", 0.05)
    gate = office.on_delivery = Gate()
    running = sending_mail.background_mailings.start(sending_mail.sending.create(LETTER, people(3)).id)
    assert gate.reached.wait(HELD)
    assert sending_mail.background_mailings.stop() == (running,)
    assert not running.over
    assert "still waiting" in running.summary
    gate.open()
    _until(lambda: running.over)


def test_who_only_looks_whether_it_is_sent_does_not_keep_it_from_being_sent(sending_mail: DirectMail) -> None:
    made = sending_mail.sending.create(LETTER, people(2))
    with sending_mail.sending._files.hold(made.id):
        running = sending_mail.background_mailings.start(made.id)
        time.sleep(0.02)
        assert not running.over
    _until(lambda: running.over)
    assert running.problem == ""


def test_what_goes_wrong_is_told(sending_mail: DirectMail) -> None:
    running = BackgroundMailings(sending_mail.sending).start("M-nobody")
    _until(lambda: running.over)
    assert "There is no mailing" in running.problem
    assert running.summary == running.problem


def test_a_fault_of_ours_is_told_too(sending_mail: DirectMail, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*given: object, **named: object) -> None:
        raise RuntimeError

    made = sending_mail.sending.create(LETTER, people(1))
    monkeypatch.setattr(sending_mail.sending, "run", broken)
    running = sending_mail.background_mailings.start(made.id)
    _until(lambda: running.over)
    assert "RuntimeError" in running.problem
