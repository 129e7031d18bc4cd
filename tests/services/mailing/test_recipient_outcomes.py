"""Who got it: every recipient has one outcome, and an address is found in every mailing."""

import csv
import json
from collections import Counter
from datetime import timedelta

import pytest

from dm_tui.cli.recipient_answers import only
from dm_tui.cli.rows_to_send_again import rows_to_send_again
from dm_tui.domain.mailing.answer_faults import AnswerFault
from dm_tui.domain.mailing.fault_scope import FaultDuration, FaultScope
from dm_tui.domain.mailing.letters.letter import Letter
from dm_tui.domain.mailing.letters.letter_variables import letter_variables
from dm_tui.domain.mailing.log_entry import LogEnd
from dm_tui.domain.mailing.mailing import Mailing
from dm_tui.domain.mailing.old_recipients import KEEP_RECIPIENTS_FOR
from dm_tui.domain.mailing.recipients.recipient import Recipient
from dm_tui.domain.setup.subject_and_body import MailContent
from dm_tui.providers.mail.transport import Accepted, Deferred
from dm_tui.services.direct_mail import DirectMail
from dm_tui.services.mailing.sending import Sending
from dm_tui.services.mailing.spreadsheets.csv_recipients import CsvRecipients
from dm_tui.store import journal
from dm_tui.store.delivery_log import empty_log_end
from dm_tui.store.journal import JournalEnd
from tests.conftest import Wait
from tests.post import LETTER, NO_ANSWER, NOT_NOW, REFUSED, Killed, PostOffice, people
from tests.services.books import code_of, off


def told(direct_mail: DirectMail, mailing: str) -> list[tuple[str, str, int, str]]:
    return [
        (known.outcome.address, known.outcome.outcome.value, known.outcome.code, known.outcome.message)
        for known in direct_mail.recipient_outcomes.of(mailing)
    ]


def test_everybody_has_one_outcome_with_the_servers_words(
    direct_mail: DirectMail, sending: Sending, office: PostOffice
) -> None:
    office.will("r0@example.com", Accepted(words="2.0.0 queued as 7"))
    office.will("r1@example.com", REFUSED)
    office.will("r2@example.com", NO_ANSWER)
    office.will("r3@example.com", *[NOT_NOW] * 9)
    made = sending.create(LETTER, people(5))
    assert {outcome for _, outcome, _, _ in told(direct_mail, made.id)} == {"waiting"}
    paused = sending.run(made.id)
    assert told(direct_mail, paused.id) == [
        ("r0@example.com", "accepted", 0, "2.0.0 queued as 7"),
        ("r1@example.com", "refused", 554, "no such luck"),
        ("r2@example.com", "unknown", 0, "the line went dead"),
        ("r3@example.com", "waiting", 450, "come back later"),
        ("r4@example.com", "accepted", 0, ""),
    ]
    for known in direct_mail.recipient_outcomes.of(paused.id):
        assert (known.outcome.at is None) is (known.outcome.outcome.value == "waiting")
    sending.unknown.settle(paused.id, "r2@example.com", delivered=True)
    sending.cancel(paused.id)
    outcomes = [outcome for _, outcome, _, _ in told(direct_mail, paused.id)]
    assert outcomes == ["accepted", "refused", "accepted", "not-sent", "accepted"]
    assert off(direct_mail) == {}


def test_recipients_that_are_lost_are_missed(
    direct_mail: DirectMail, sending: Sending, office: PostOffice
) -> None:
    made = sending.run(sending.create(LETTER, people(3)).id)
    (path,) = direct_mail.state_path.parent.glob("*.mailings/*.recipients")
    path.write_bytes(b"".join(path.read_bytes().splitlines(keepends=True)[:-1]))
    assert code_of(lambda: told(direct_mail, made.id))[1] == "mailing-recipients-damaged"
    assert list(off(direct_mail)) == ["mailing-logs"]
    waiting = sending.create(LETTER, people(2))
    path.with_name(f"{waiting.id}.recipients").unlink()
    assert code_of(lambda: told(direct_mail, waiting.id))[1] == "mailing-recipients-damaged"


def test_an_address_is_found_in_every_mailing(
    direct_mail: DirectMail, sending: Sending, office: PostOffice
) -> None:
    office.will("r1@example.com", REFUSED)
    ids = [sending.run(sending.create(LETTER, people(size)).id).id for size in (3, 1, 2)]
    traced = [
        (mailing.id, outcome.outcome.value)
        for mailing, _, outcome in direct_mail.recipient_outcomes.trace("R1@example.com")
    ]
    assert traced == [(ids[2], "accepted"), (ids[0], "refused")]
    assert list(direct_mail.recipient_outcomes.trace("nobody@example.com")) == []


def test_who_failed_is_exported_corrected_and_sent_again(
    direct_mail: DirectMail, sending: Sending, office: PostOffice
) -> None:
    letter = Letter(sender=LETTER.sender, content=MailContent(subject="Hi {UserName}", text="x"))
    recipients = [Recipient(address=f"r{n}@example.com", variables={"UserName": f"N,{n}"}) for n in range(3)]
    office.will("r1@example.com", REFUSED)
    done = sending.run(sending.create(letter, recipients).id)
    lines = rows_to_send_again(only(direct_mail.recipient_outcomes.of(done.id), ["refused"]))
    assert list(csv.reader(lines)) == [
        ["EAddr", "UserName", "outcome", "code", "message"],
        ["r1@example.com", "N,1", "refused", "554", "no such luck"],
    ]
    path = direct_mail.state_path.with_name("again.csv")
    path.write_text("\n".join(lines).replace("r1@", "r9@"))
    again = list(CsvRecipients(path, letter_variables(letter.content)))
    assert [(row.address, row.variables["UserName"]) for row in again if isinstance(row, Recipient)] == [
        ("r9@example.com", "N,1")
    ]
    assert sending.run(sending.create(letter, again).id).accepted == 1  # type: ignore[arg-type]


@pytest.mark.parametrize("kept", [True, False], ids=["with its recipients", "whose recipients are gone"])
def test_a_log_from_before_is_read(
    direct_mail: DirectMail, sending: Sending, office: PostOffice, wait: Wait, kept: bool
) -> None:
    """Older logs have neither time nor words of who was accepted, and recipients are not kept for ever."""
    done = sending.run(sending.create(LETTER, people(3)).id)
    files = direct_mail.state_path.with_name("state.json.mailings")
    end = empty_log_end(done.id)
    place = JournalEnd(end.size, end.checksum)
    lines = []
    steps: list[list[object]] = [["b", 0], ["a", 0], ["b", 1], ["r", 1, 550, "gone", "r1@example.com"]]
    steps += [["b", 2], ["u", 2, 0, "no answer", "r2@example.com", "2026-01-31T09:00:00.123456+00:00"]]
    for fields in steps:
        line, place = journal.encode_line(json.dumps(fields, separators=(",", ":")).encode(), place)
        lines.append(line)
    (files / f"{done.id}.log").write_bytes(b"".join(lines))
    counts = {"accepted": 1, "refused": 1, "unknown": 1}
    log = LogEnd(size=place.size, checksum=place.checksum)
    with direct_mail.state.transaction() as tables:
        tables.of(Mailing).put(done.model_copy(update=counts | {"log": log}))
    if not kept:
        (files / f"{done.id}.recipients").unlink()
        wait(KEEP_RECIPIENTS_FOR)
    failed = [("r1@example.com", "refused", 550, "gone"), ("r2@example.com", "unknown", 0, "no answer")]
    assert told(direct_mail, done.id) == [("r0@example.com", "accepted", 0, "")] * kept + failed
    assert [mailing.id for mailing, *_ in direct_mail.recipient_outcomes.trace("r1@example.com")] == [done.id]


def test_a_deferral_is_no_outcome_yet(direct_mail: DirectMail, sending: Sending, office: PostOffice) -> None:
    office.will("r0@example.com", Deferred(words="the line is dead", lost=True))
    done = sending.run(sending.create(LETTER, people(1)).id)
    assert told(direct_mail, done.id) == [("r0@example.com", "accepted", 0, "")]


def test_an_interrupted_mailing_counts_everywhere_what_its_log_has(
    direct_mail: DirectMail, sending: Sending, office: PostOffice
) -> None:
    """The list of mailings and the list of recipients said different things until it was resumed."""
    direct_mail.suppressed.add(["r4@example.com"])
    office.will("r1@example.com", REFUSED)

    def die(address: str) -> None:
        if address == "r40@example.com":
            raise Killed

    office.before_leaving = die
    made = sending.create(LETTER, people(60))
    with pytest.raises(Killed):
        sending.run(made.id)
    outcomes = Counter(outcome for _, outcome, _, _ in told(direct_mail, made.id))
    assert outcomes["accepted"] > 0
    (listed,), one = sending.mailings(), sending.mailing(made.id)
    assert listed == one == sending.mailing_history()[0:1][0]
    assert (listed.accepted, listed.refused, listed.unknown, listed.waiting) == (
        outcomes["accepted"], outcomes["refused"], outcomes["unknown"], outcomes["waiting"],
    )  # fmt: skip
    office.before_leaving = lambda address: None
    done = sending.run(made.id)
    assert sending.mailing(made.id) == done
    assert (done.accepted + done.unknown, done.refused, done.left_out) == (58, 2, {"suppressed": 1})
    assert off(direct_mail) == {}


def test_who_had_enough_for_now_waits_with_the_reason_and_no_connection_is_blamed(
    direct_mail: DirectMail, sending: Sending, office: PostOffice
) -> None:
    """The service's own rate for one recipient has no code: nobody answered."""
    fault = AnswerFault(scope=FaultScope.RECIPIENT, duration=FaultDuration.FOR_NOW, wait=timedelta(minutes=4))
    office.will("r1@example.com", Deferred(words="had 50 emails lately", fault=fault))
    made = sending.create(LETTER, people(3))
    paused = sending.run(made.id)
    assert (paused.accepted, paused.waiting, paused.reason) == (2, 1, "deferred")
    assert paused.until == direct_mail.now() + timedelta(minutes=4)
    assert told(direct_mail, made.id)[1] == ("r1@example.com", "waiting", 0, "had 50 emails lately")
    assert "had 50 emails lately" in paused.words
    assert sending.run(made.id).accepted == 3
