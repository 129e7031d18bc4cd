"""A mailing reaches everybody once and charges what was delivered, whatever servers, users and quotas do."""

from collections.abc import Callable
from datetime import UTC, datetime
from threading import Event
from time import sleep

import pytest

from dm_tui.domain.billing import PayAsYouGo
from dm_tui.domain.errors import DirectMailError, ErrorKind
from dm_tui.domain.mail import Content, Recipient
from dm_tui.domain.mailing import Mailing, MailingStatus
from dm_tui.domain.metering import Allocation
from dm_tui.domain.mime import Composer
from dm_tui.domain.money import usd
from dm_tui.domain.order import Order
from dm_tui.domain.plan import ResourcePlan
from dm_tui.providers.transport import Accepted, Deferred, Delivery, Refused
from dm_tui.services.delivery import GATHER, Progress
from dm_tui.services.direct_mail import DirectMail
from dm_tui.services.sending import Sending
from tests.post import (
    CUT_OFF,
    LETTER,
    NO_ANSWER,
    NOT_NOW,
    REFUSED,
    Killed,
    PostOffice,
    people,
    sending_by,
)

NewOrder = Callable[..., Order]
Open = Callable[[], DirectMail]


@pytest.fixture
def office() -> PostOffice:
    return PostOffice()


@pytest.fixture
def sending(mail: DirectMail, office: PostOffice) -> Sending:
    """An account with pay-as-you-go, and 2,000 emails a day."""
    mail.sandbox.load("activated")
    return sending_by(mail, office)


def off(mail: DirectMail) -> dict[str, str]:
    return {check.name: check.detail for check in mail.doctor.examine() if not check.ok}


def sent(mail: DirectMail) -> Allocation:
    """Return what all usage says was charged."""
    charged = Allocation()
    for record in mail.overviews.usage():
        charged += record.charged
    return charged


def code_of(act: Callable[[], object]) -> tuple[ErrorKind, str]:
    with pytest.raises(DirectMailError) as refused:
        act()
    return refused.value.kind, refused.value.code


def test_no_more_are_in_hand_at_once_than_the_service_takes_in_one_call(
    mail: DirectMail, sending: Sending, office: PostOffice
) -> None:
    seen: set[int] = set()

    def look(address: str) -> None:
        chunk = mail.sending.mailing(made.id).chunk
        assert chunk is not None
        seen.add(chunk.charged.emails)

    made = sending.create(LETTER, people(230))
    office.on_delivery = look
    sending.run(made.id)
    assert seen == {100, 30}


def test_everybody_receives_one_message_and_is_charged_for_one(
    mail: DirectMail, sending: Sending, office: PostOffice
) -> None:
    made = sending.create(LETTER, people(1_234))
    assert (made.status, made.recipients, office.received) == (MailingStatus.SENDING, 1_234, [])
    done = sending.run(made.id)
    assert office.received == [one.address for one in people(1_234)]
    assert (done.status, done.accepted, done.closed) == (MailingStatus.DONE, 1_234, True)
    assert done.charged == sent(mail) == Allocation(free=200, pay_as_you_go=1_034)
    assert off(mail) == {}
    assert sending.run(made.id) == done
    assert len(office.received) == 1_234


def test_several_connections_send_to_everybody_once(mail: DirectMail, office: PostOffice) -> None:
    mail.sandbox.load("activated")
    sending = sending_by(mail, office, connections=4)
    office.on_delivery = lambda address: sleep(0.001)
    done = sending.run(sending.create(LETTER, people(450)).id)
    assert sorted(office.received) == sorted(one.address for one in people(450))
    assert (done.accepted, office.opened, office.connections) == (450, 4, 0)


def test_who_is_refused_is_told_with_the_servers_words_and_not_charged(
    mail: DirectMail, sending: Sending, office: PostOffice
) -> None:
    for number in (0, 57, 199, 200):
        office.will(f"r{number}@example.com", REFUSED)
    done = sending.run(sending.create(LETTER, people(250)).id)
    assert (done.status, done.accepted, done.refused) == (MailingStatus.DONE, 246, 4)
    told = [(one.address, one.code, one.words) for one in sending.refused(done.id)]
    assert told[1] == ("r57@example.com", 554, "no such luck")
    assert [address for address, *_ in told] == [
        f"r{number}@example.com" for number in (0, 57, 199, 200)
    ]
    assert done.charged == sent(mail) == Allocation(free=200, pay_as_you_go=46)
    assert off(mail) == {}


def test_what_was_deferred_is_tried_again_while_others_go_on(
    mail: DirectMail, office: PostOffice
) -> None:
    mail.sandbox.load("activated")
    slept: list[float] = []
    sending = sending_by(mail, office, sleep=slept.append)
    office.will("r3@example.com", NOT_NOW, NOT_NOW, NOT_NOW)
    done = sending.run(sending.create(LETTER, people(205)).id)
    assert (done.status, done.accepted, done.refused) == (MailingStatus.DONE, 205, 0)
    assert office.received[-1] == "r3@example.com"
    assert office.attempts.count("r3@example.com") == 4
    assert 5 < sum(slept) < 8
    assert max(slept) <= 0.1
    assert done.charged == sent(mail) == Allocation(free=200, pay_as_you_go=5)


def test_what_is_deferred_for_ever_is_refused_in_the_end(
    mail: DirectMail, office: PostOffice
) -> None:
    mail.sandbox.load("activated")
    slept: list[float] = []
    sending = sending_by(mail, office, sleep=slept.append)
    office.will("r1@example.com", *[NOT_NOW] * 10)
    done = sending.run(sending.create(LETTER, people(3)).id)
    assert (done.status, done.accepted, done.refused) == (MailingStatus.DONE, 2, 1)
    (one,) = sending.refused(done.id)
    assert (one.address, one.code, one.words) == ("r1@example.com", 450, "come back later")
    assert office.attempts.count("r1@example.com") == 6
    assert sum(slept) == pytest.approx(1 + 2 + 4 + 8 + 16 + 5 * GATHER, abs=0.6)
    assert sent(mail) == Allocation(free=2)


def test_a_server_that_defers_everybody_holds_little_in_hand(
    mail: DirectMail, sending: Sending, office: PostOffice
) -> None:
    for one in people(500):
        office.will(one.address, NOT_NOW, NOT_NOW)
    most = 0

    def look(address: str) -> None:
        nonlocal most
        (one,) = sending.mailings()
        most = max(most, len(one.postponed) + len(one.chunk.again if one.chunk else ()))

    office.on_delivery = look
    done = sending.run(sending.create(LETTER, people(500)).id)
    assert (done.accepted, office.twice()) == (500, {})
    assert 0 < most <= 200


def test_a_lost_connection_is_opened_again_and_nobody_is_lost(
    mail: DirectMail, sending: Sending, office: PostOffice
) -> None:
    for number in (5, 6, 150):
        office.will(f"r{number}@example.com", CUT_OFF)
    done = sending.run(sending.create(LETTER, people(200)).id)
    assert (done.status, done.accepted) == (MailingStatus.DONE, 200)
    assert office.twice() == {}
    assert office.opened == 4


def test_one_whose_message_cuts_the_line_again_and_again_does_not_stop_the_others(
    mail: DirectMail, sending: Sending, office: PostOffice
) -> None:
    office.will("r5@example.com", *[CUT_OFF] * 100)
    paused = sending.run(sending.create(LETTER, people(300)).id)
    assert len(office.received) == 299
    assert (paused.status, paused.reason, paused.accepted) == (
        MailingStatus.PAUSED,
        "connection",
        299,
    )
    assert "post.example.com" in paused.words
    assert paused.charged == sent(mail) == Allocation(free=200, pay_as_you_go=99)
    office.answers.clear()
    assert sending.run(paused.id).status is MailingStatus.DONE
    assert office.twice() == {}


def test_a_server_that_is_closed_is_told_at_once(mail: DirectMail, office: PostOffice) -> None:
    mail.sandbox.load("activated")
    slept: list[float] = []
    sending = sending_by(mail, office, connections=3, sleep=slept.append)
    office.closed_for = lambda connections: True
    paused = sending.run(sending.create(LETTER, people(5)).id)
    assert (paused.status, paused.reason) == (MailingStatus.PAUSED, "connection")
    assert paused.words == "The server is closed. Come back later."
    assert (slept, sent(mail)) == ([], Allocation())
    office.closed_for = lambda connections: False
    assert sending.run(paused.id).accepted == 5


def test_a_server_that_closes_in_the_midst_is_waited_for_and_then_the_mailing_pauses(
    mail: DirectMail, office: PostOffice
) -> None:
    mail.sandbox.load("activated")
    slept: list[float] = []
    sending = sending_by(mail, office, sleep=slept.append)

    def close() -> Delivery:
        office.closed_for = lambda connections: True
        return CUT_OFF

    office.will("r120@example.com", close)
    paused = sending.run(sending.create(LETTER, people(200)).id)
    assert (paused.status, paused.accepted, paused.concluded) == (MailingStatus.PAUSED, 120, 120)
    assert sum(slept) == pytest.approx(1 + 2 + 4 + 8 + 16, abs=0.6)
    assert paused.charged == sent(mail) == Allocation(free=120)
    office.closed_for = lambda connections: False
    done = sending.run(paused.id)
    assert (done.accepted, office.twice()) == (200, {})
    assert off(mail) == {}


def test_a_further_connection_that_is_refused_just_means_fewer(
    mail: DirectMail, office: PostOffice
) -> None:
    mail.sandbox.load("activated")
    office.closed_for = lambda connections: connections >= 2
    sending = sending_by(mail, office, connections=4)
    done = sending.run(sending.create(LETTER, people(400)).id)
    assert (done.status, done.accepted) == (MailingStatus.DONE, 400)
    assert (office.opened, office.twice()) == (2, {})


def test_what_nobody_knows_is_shown_and_never_sent_again(
    mail: DirectMail, sending: Sending, office: PostOffice
) -> None:
    for number in (3, 130, 131):
        office.will(f"r{number}@example.com", NO_ANSWER)
    done = sending.run(sending.create(LETTER, people(200)).id)
    assert (done.status, done.accepted, done.unknown, done.closed) == (
        MailingStatus.DONE,
        197,
        3,
        False,
    )
    assert [one.address for one in sending.unknown(done.id)] == [
        f"r{number}@example.com" for number in (3, 130, 131)
    ]
    assert done.charged == sent(mail) == Allocation(free=200)
    sending.run(done.id)
    assert office.attempts.count("r3@example.com") == 1
    known = sending.settle(done.id, "r130@example.com", delivered=True)
    assert (known.accepted, known.unknown, known.charged) == (198, 2, Allocation(free=200))
    known = sending.settle(done.id, "r3@example.com", delivered=False)
    assert (known.refused, known.unknown, known.charged) == (1, 1, Allocation(free=199))
    assert [one.address for one in sending.unknown(done.id)] == ["r131@example.com"]
    known = sending.settle(done.id, None, delivered=False)
    assert (known.closed, known.charged) == (True, Allocation(free=198))
    assert sent(mail) == known.charged
    assert off(mail) == {}
    assert code_of(lambda: sending.settle(done.id, "r3@example.com", delivered=True)) == (
        ErrorKind.USAGE,
        "nothing-to-settle",
    )


def test_a_mailing_that_is_stopped_goes_on_where_it_was(
    mail: DirectMail, sending: Sending, office: PostOffice
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
    assert paused.charged == sent(mail) == Allocation(free=42)
    stop.clear()
    paused = sending.run(made.id, stop=stop)
    assert (paused.accepted, paused.charged) == (156, Allocation(free=156))
    done = sending.run(made.id)
    assert (done.status, done.accepted, office.twice()) == (MailingStatus.DONE, 300, {})
    assert done.charged == sent(mail) == Allocation(free=200, pay_as_you_go=100)
    assert off(mail) == {}


@pytest.mark.parametrize("what", ["pause", "cancel"])
def test_another_program_can_pause_and_cancel(
    mail: DirectMail, sending: Sending, office: PostOffice, open_mail: Open, what: str
) -> None:
    other = sending_by(open_mail(), office)
    made = sending.create(LETTER, people(300))

    def act(address: str) -> None:
        if address == "r30@example.com":
            getattr(other, what)(made.id)
        if address == "r31@example.com":
            Event().wait(0.3)  # meanwhile it is noticed: somebody looks ten times a second

    office.on_delivery = act
    ended = sending.run(made.id)
    status = {"pause": MailingStatus.PAUSED, "cancel": MailingStatus.CANCELLED}[what]
    assert (ended.status, ended.chunk) == (status, None)
    assert ended.accepted == len(office.received) < 100
    assert ended.charged == sent(mail) == Allocation(free=ended.accepted)
    assert ended.closed == (what == "cancel")
    office.on_delivery = lambda address: None
    again = sending.run(made.id)
    assert again.accepted == (300 if what == "pause" else ended.accepted)
    assert (office.twice(), off(mail)) == ({}, {})


def test_two_programs_do_not_send_one_mailing(
    mail: DirectMail, sending: Sending, office: PostOffice, open_mail: Open
) -> None:
    other = sending_by(open_mail(), office)
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
    mail: DirectMail,
    sending: Sending,
    office: PostOffice,
    open_mail: Open,
    tells: bool,
    arrived: bool,
) -> None:
    def end() -> Delivery:
        if arrived:
            office.received.append("r120@example.com")
            office.ids[f"{made.id}-120"] = "r120@example.com"
        raise Killed

    made = sending.create(LETTER, people(200))
    office.will("r120@example.com", end)
    with pytest.raises(Killed):
        sending.run(made.id)
    left = sending.mailing(made.id)
    assert (left.status, left.accepted) == (MailingStatus.SENDING, 100)
    assert left.chunk is not None
    assert sent(mail) == Allocation(free=200)
    office.tells = tells
    mail = open_mail()
    sending = sending_by(mail, office)
    done = sending.run(made.id)
    assert office.twice() == {}
    if tells:
        assert (done.accepted, done.unknown) == (200, 0)
        assert done.charged == sent(mail) == Allocation(free=200)
    else:
        assert (done.accepted, done.unknown) == (199, 1)
        assert office.attempts.count("r120@example.com") == 1
        sending.settle(done.id, "r120@example.com", delivered=arrived)
        assert sent(mail) == Allocation(free=200 if arrived else 199)
    assert off(mail) == {}


def test_what_a_crash_left_in_hand_is_concluded_when_it_is_cancelled(
    mail: DirectMail, sending: Sending, office: PostOffice
) -> None:
    def end() -> Delivery:
        raise Killed

    made = sending.create(LETTER, people(200))
    office.will("r120@example.com", end)
    with pytest.raises(Killed):
        sending.run(made.id)
    cancelled = sending.cancel(made.id)
    assert (cancelled.status, cancelled.accepted, cancelled.unknown) == (
        MailingStatus.CANCELLED,
        120,
        1,
    )
    assert cancelled.charged == sent(mail) == Allocation(free=121)
    assert sending.settle(made.id, None, delivered=False).closed
    assert sending.run(made.id).accepted == 120
    assert (sent(mail), off(mail)) == (Allocation(free=120), {})


def test_the_daily_quota_holds_back_and_the_next_day_it_goes_on(
    mail: DirectMail, sending: Sending, office: PostOffice
) -> None:
    made = sending.create(LETTER, people(4_500))
    held = sending.run(made.id)
    assert (held.status, held.reason, held.accepted) == (
        MailingStatus.HELD_BACK,
        "daily-quota",
        2_000,
    )
    assert held.until == datetime(2026, 1, 31, 16, tzinfo=UTC)
    assert sending.run(made.id).accepted == 2_000
    mail.sandbox.advance("1d")
    assert sending.run(made.id).accepted == 4_000
    mail.sandbox.advance("1d")
    done = sending.run(made.id)
    assert (done.status, done.accepted, office.twice()) == (MailingStatus.DONE, 4_500, {})
    assert done.charged == sent(mail) == Allocation(free=600, pay_as_you_go=3_900)
    assert off(mail) == {}


def test_a_refusal_leaves_room_for_another_in_the_daily_quota(
    mail: DirectMail, sending: Sending, office: PostOffice
) -> None:
    for number in range(0, 2_000, 50):
        office.will(f"r{number}@example.com", REFUSED)
    held = sending.run(sending.create(LETTER, people(2_100)).id)
    assert (held.status, held.accepted, held.refused) == (MailingStatus.HELD_BACK, 2_000, 40)
    assert sent(mail).emails == 2_000


def test_without_anything_that_pays_it_is_held_back(
    mail: DirectMail, office: PostOffice, new_order: NewOrder
) -> None:
    sending = sending_by(mail, office)
    held = sending.run(sending.create(LETTER, people(450)).id)
    assert (held.status, held.reason, held.accepted) == (MailingStatus.HELD_BACK, "no-quota", 200)
    assert held.until == datetime(2026, 1, 31, 16, tzinfo=UTC)
    assert len(office.received) == 200
    mail.purchases.pay(new_order().id, "balance")
    done = sending.run(held.id)
    assert (done.status, done.accepted) == (MailingStatus.DONE, 450)
    plan = next(iter(done.charged.plans))
    assert done.charged == sent(mail) == Allocation(free=200, plans={plan: 250})


def test_a_bill_that_is_overdue_holds_back(mail: DirectMail, sending: Sending) -> None:
    made = sending.create(LETTER, people(5))
    with mail.state.transaction() as tables:
        account = tables.one(PayAsYouGo)
        tables.put_one(account.model_copy(update={"overdue": True}))
    held = sending.run(made.id)
    assert (held.status, held.reason, held.until) == (MailingStatus.HELD_BACK, "overdue", None)
    assert code_of(lambda: sending.create(LETTER, people(1))) == (ErrorKind.REFUSED, "overdue")


def test_when_nothing_at_all_can_be_sent_no_mailing_is_made(
    mail: DirectMail, sending: Sending, office: PostOffice
) -> None:
    sending.run(sending.create(LETTER, people(2_000)).id)
    refused = code_of(lambda: sending.create(LETTER, people(1)))
    assert refused == (ErrorKind.REFUSED, "daily-quota")
    assert len(sending.mailings()) == 1
    assert code_of(lambda: sending.create(LETTER, [])) == (ErrorKind.USAGE, "no-recipients")


def test_a_plan_that_expires_in_the_midst_takes_its_refused_emails_with_it(
    mail: DirectMail, sending: Sending, office: PostOffice, new_order: NewOrder
) -> None:
    mail.purchases.pay(new_order().id, "balance")
    mail.metering.record(200)

    def expire() -> Delivery:
        mail.sandbox.advance("6mo")
        return REFUSED

    office.will("r30@example.com", expire)
    done = sending.run(sending.create(LETTER, people(100)).id)
    assert (done.accepted, done.refused, done.charged.emails) == (99, 1, 99)
    assert off(mail) == {}


def test_an_address_once_called_invalid_is_neither_sent_to_nor_billed(
    mail: DirectMail, sending: Sending, office: PostOffice
) -> None:
    for number in (2, 104):
        office.will(f"r{number}@example.com", Refused(code=550, words="user unknown", invalid=True))
    first = sending.run(sending.create(LETTER, people(150)).id)
    assert first.refused == 2
    assert sending.preview(LETTER, people(150)).known_invalid == 2
    second = sending.run(sending.create(LETTER, people(150)).id)
    assert (second.accepted, second.refused) == (148, 2)
    assert office.attempts.count("r2@example.com") == 1
    told = [(one.address, one.words) for one in sending.refused(second.id)]
    assert [address for address, _ in told] == ["r2@example.com", "r104@example.com"]
    assert "invalid before" in told[0][1]
    assert sent(mail) == Allocation(free=200, pay_as_you_go=96)
    mail.sandbox.advance("31d")
    third = sending.run(sending.create(LETTER, people(150)).id)
    assert third.accepted == 150
    assert off(mail) == {}


def test_a_mailing_to_invalid_addresses_alone_costs_nothing(
    mail: DirectMail, sending: Sending, office: PostOffice
) -> None:
    office.will("r0@example.com", Refused(code=550, words="user unknown", invalid=True))
    sending.run(sending.create(LETTER, people(1)).id)
    done = sending.run(sending.create(LETTER, people(1)).id)
    assert (done.status, done.refused, done.charged) == (MailingStatus.DONE, 1, Allocation())
    assert (sent(mail), off(mail)) == (Allocation(), {})


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
    assert code_of(lambda: sending.create(LETTER, people(3), key=" ")) == (
        ErrorKind.USAGE,
        "bad-key",
    )
    assert len(sending.mailings()) == 2


@pytest.mark.parametrize(
    ("letter", "refused"),
    [
        ({"sender": "other@mail.example.com"}, "sender-not-added"),
        ({"content": Content(subject="S")}, "empty-letter"),
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
    mail: DirectMail, sending: Sending
) -> None:
    mail.prerequisites.use_region("eu-central-1")
    assert code_of(lambda: sending.create(LETTER, people(1))) == (
        ErrorKind.NOT_ALLOWED,
        "domain-of-another-region",
    )
    mail.prerequisites.use_region("ap-southeast-1")
    mail.sandbox.load("ram-user")
    assert code_of(lambda: sending.create(LETTER, people(1)))[0] is ErrorKind.NOT_ALLOWED


def test_an_address_that_is_none_is_refused_and_one_of_ours_is_kept_as_the_wire_has_it(
    mail: DirectMail, sending: Sending, office: PostOffice
) -> None:
    bad = [*people(3), Recipient(address="no address")]
    assert code_of(lambda: sending.create(LETTER, bad)) == (ErrorKind.USAGE, "bad-address")
    assert sending.mailings() == ()
    done = sending.run(sending.create(LETTER, [Recipient(address="a@BÜCHER.example")]).id)
    assert (done.accepted, office.received) == (1, ["a@xn--bcher-kva.example"])


def test_mailings_stand_newest_first(sending: Sending) -> None:
    made = [sending.create(LETTER, people(1)).id for _ in range(3)]
    assert [one.id for one in sending.mailings()] == made[::-1]
    assert [one.id for one in sending.mailings(limit=1)] == made[2:]
    assert code_of(lambda: sending.mailing("M0")) == (ErrorKind.USAGE, "unknown-mailing")


def test_progress_is_told_from_the_beginning_to_the_end(
    sending: Sending, office: PostOffice
) -> None:
    office.will("r1@example.com", REFUSED)
    office.will("r2@example.com", NO_ANSWER)
    office.on_delivery = lambda address: sleep(0.002)
    told: list[Progress] = []
    sending.run(sending.create(LETTER, people(250)).id, told.append)
    assert (told[0].done, told[0].total) == (0, 250)
    last = told[-1]
    assert (last.done, last.accepted, last.refused, last.unknown) == (250, 248, 1, 1)
    assert [one.done for one in told] == sorted(one.done for one in told)
    assert len(told) < 50
    assert last.rate > 0
    assert last.seconds_left == 0


def test_a_message_that_cannot_be_made_is_refused_and_the_others_are_sent(
    mail: DirectMail, sending: Sending, office: PostOffice, monkeypatch: pytest.MonkeyPatch
) -> None:
    compose = Composer.compose

    def picky(self: Composer, recipient: Recipient, id: str, at: datetime) -> bytes:
        if id.endswith("-3"):
            raise DirectMailError(ErrorKind.USAGE, "bad-subject", "The subject breaks.", "")
        return compose(self, recipient, id, at)

    monkeypatch.setattr(Composer, "compose", picky)
    done = sending.run(sending.create(LETTER, people(5)).id)
    assert (done.accepted, done.refused, done.charged) == (4, 1, Allocation(free=4))
    assert [one.words for one in sending.refused(done.id)] == ["The subject breaks."]
    assert "r3@example.com" not in office.attempts


def test_files_that_were_tampered_with_stop_a_mailing_and_it_can_be_cancelled(
    mail: DirectMail, sending: Sending, office: PostOffice
) -> None:
    def end() -> Delivery:
        raise Killed

    made = sending.create(LETTER, people(200))
    office.will("r120@example.com", end)
    with pytest.raises(Killed):
        sending.run(made.id)
    log = mail.state_path.with_name("state.json.mailings") / f"{made.id}.log"
    log.write_bytes(log.read_bytes().replace(b'"b",110', b'"b",119'))
    assert code_of(lambda: sending.run(made.id))[1] == "mailing-log-damaged"
    assert len(office.attempts) == 121
    cancelled = sending.cancel(made.id)
    assert (cancelled.status, cancelled.unknown) == (MailingStatus.CANCELLED, 100)
    assert list(sending.refused(made.id)) == []
    assert sent(mail).emails == 200
    settled = sending.settle(made.id, None, delivered=False)
    assert (settled.closed, sent(mail).emails, off(mail)) == (True, 100, {})


# What would happen


def test_a_preview_says_who_pays_and_what_is_left(
    mail: DirectMail, sending: Sending, new_order: NewOrder, office: PostOffice
) -> None:
    plan = mail.purchases.plans_of(mail.purchases.pay(new_order().id, "balance").id)[0]
    with mail.state.transaction() as tables:
        tables.of(ResourcePlan).put(plan.model_copy(update={"used": 49_000}))
    seen = sending.preview(LETTER, people(2_500))
    assert (seen.recipients, seen.held_back, seen.until) == (
        2_500,
        500,
        datetime(2026, 1, 31, 16, tzinfo=UTC),
    )
    split = seen.split
    assert (split.free, split.plans, split.pay_as_you_go) == (200, {plan.id: 1_000}, 800)
    assert seen.cost == usd("0.232")
    assert (seen.left.free, seen.left.free_today, seen.left.daily_quota) == (1_800, 0, 0)
    assert (seen.left.plans, seen.left.open_amount) == ({plan.id: 0}, usd("0.23"))
    assert [one.code for one in seen.warnings] == ["daily-quota", "pay-as-you-go"]
    assert office.attempts == []
    assert sending.mailings() == ()


def test_a_preview_of_little_costs_nothing_and_warns_of_nothing(sending: Sending) -> None:
    seen = sending.preview(LETTER, people(3))
    assert (seen.cost, seen.warnings, seen.held_back) == (usd("0"), (), 0)


def test_a_preview_without_anything_that_pays_says_so(mail: DirectMail, office: PostOffice) -> None:
    seen = sending_by(mail, office).preview(LETTER, people(300))
    assert (seen.held_back, seen.split.reason) == (100, "no-quota")
    assert [one.code for one in seen.warnings] == ["no-quota"]
    mail.sandbox.load("overdue")
    seen = sending_by(mail, office).preview(LETTER, people(3))
    assert (seen.held_back, seen.until, [one.code for one in seen.warnings]) == (
        3,
        None,
        ["overdue"],
    )


def test_what_is_previewed_is_what_is_charged(
    mail: DirectMail, sending: Sending, office: PostOffice
) -> None:
    seen = sending.preview(LETTER, people(2_300))
    held = sending.run(sending.create(LETTER, people(2_300)).id)
    assert held.charged == Allocation() + seen.split
    assert (held.accepted, held.until) == (seen.recipients - seen.held_back, seen.until)
    left = mail.overviews.overview()
    assert left.free_quota.left == seen.left.free
    assert left.pay_as_you_go.open_amount == seen.left.open_amount


def test_a_full_outbox_pauses_and_loses_nobody(
    mail: DirectMail, sending: Sending, office: PostOffice
) -> None:
    """A deferral without a code is trouble of the way out: it is nobody's fault, and no try."""
    full = True

    def no_room() -> Delivery:
        return Deferred(words="no space left") if full else Accepted()

    for one in people(100):
        office.will(one.address, *[no_room] * 20)
    paused = sending.run(sending.create(LETTER, people(100)).id)
    assert (paused.status, paused.reason, paused.refused) == (MailingStatus.PAUSED, "connection", 0)
    assert "no space left" in paused.words
    full = False
    assert sending.run(paused.id).accepted == 100
    assert (office.twice(), off(mail)) == ({}, {})


# The doctor and the sandbox


def test_the_doctor_holds_mailings_against_their_logs(
    mail: DirectMail, sending: Sending, office: PostOffice
) -> None:
    office.will("r3@example.com", NO_ANSWER)
    office.will("r4@example.com", REFUSED)
    done = sending.run(sending.create(LETTER, people(20)).id)
    assert off(mail) == {}
    with mail.state.transaction() as tables:
        tables.of(Mailing).put(done.model_copy(update={"accepted": 17, "refused": 2}))
    assert set(off(mail)) == {
        "mailings agree with their logs",
        "mailings are charged as delivered",
    }
    with mail.state.transaction() as tables:
        tables.of(Mailing).put(done)
    log = mail.state_path.with_name("state.json.mailings") / f"{done.id}.log"
    whole = log.read_bytes()
    for wrong in (whole[:-9], whole.replace(b"r4@", b"r5@"), b""):
        log.write_bytes(wrong)
        assert set(off(mail)) == {"mailings agree with their logs"}
    log.unlink()
    assert set(off(mail)) == {"mailings agree with their logs"}


def test_the_doctor_misses_no_log_of_a_mailing_that_is_over(
    mail: DirectMail, sending: Sending
) -> None:
    done = sending.run(sending.create(LETTER, people(20)).id)
    assert done.closed
    (mail.state_path.with_name("state.json.mailings") / f"{done.id}.log").unlink()
    assert off(mail) == {}


def test_more_charged_than_was_metered_is_told(mail: DirectMail, sending: Sending) -> None:
    done = sending.run(sending.create(LETTER, people(20)).id)
    charged = Allocation(pay_as_you_go=20)
    with mail.state.transaction() as tables:
        tables.of(Mailing).put(done.model_copy(update={"charged": charged}))
    assert "more is charged" in off(mail)["mailings are charged as delivered"]


@pytest.mark.parametrize("start_over", ["reset", "load"])
def test_starting_over_drops_the_files_of_all_mailings(
    mail: DirectMail, sending: Sending, start_over: str
) -> None:
    made = sending.create(LETTER, people(20))
    folder = mail.state_path.with_name("state.json.mailings")
    with pytest.raises(DirectMailError):
        mail.sandbox.load("no such scenario")
    assert (folder / f"{made.id}.recipients").exists()
    if start_over == "reset":
        mail.sandbox.reset()
    else:
        mail.sandbox.load("activated")
    assert not folder.exists()
    assert code_of(lambda: sending.run(made.id)) == (ErrorKind.USAGE, "unknown-mailing")


def test_a_sandbox_that_starts_over_ends_what_is_being_sent(
    mail: DirectMail, sending: Sending, office: PostOffice, open_mail: Open
) -> None:
    other = open_mail()

    def start_over(address: str) -> None:
        if address == "r30@example.com":
            other.sandbox.reset()

    office.on_delivery = start_over
    with pytest.raises(DirectMailError):
        sending.run(sending.create(LETTER, people(300)).id)
    assert len(office.received) <= 100
    assert (sent(mail), off(mail)) == (Allocation(), {})


def test_only_what_is_done_forgets_its_recipients(
    mail: DirectMail, sending: Sending, office: PostOffice
) -> None:
    first, second = (sending.create(LETTER, people(3)).id for _ in range(2))
    sending.run(first)
    sending.cancel(second)
    folder = mail.state_path.with_name("state.json.mailings")
    assert [one.name for one in folder.glob("*.recipients")] == [f"{second}.recipients"]
