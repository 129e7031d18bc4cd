"""Who gets no mail: put on the list by hand, by a file and by mailings, and left out of the next ones."""

import json
from datetime import timedelta
from pathlib import Path

import pytest

from dm_tui.domain.errors import DirectMailError, ErrorKind
from dm_tui.domain.mailing.chunk import Chunk
from dm_tui.domain.mailing.log_entry import DeliveryStep
from dm_tui.domain.mailing.migrated_invalid_addresses import InvalidAddresses, bucket_of
from dm_tui.domain.mailing.recipients.recipients_reading import RecipientsReading
from dm_tui.domain.mailing.suppressed import SuppressionReason
from dm_tui.domain.usage.paying_sources import Allocation
from dm_tui.providers.mail.transport import Refused
from dm_tui.services.direct_mail import DirectMail
from dm_tui.services.mailing.sending import Sending
from tests.post import LETTER, NOT_NOW, Killed, PostOffice, people
from tests.services.books import code_of, off, sent
from tests.workbooks import write_workbook

REJECTED = Refused(code=550, words="5.1.1 no such user", invalid=True)


def listed(direct_mail: DirectMail, **chosen: object) -> list[str]:
    return [entry.address for entry in direct_mail.suppressed.entries(**chosen)]  # type: ignore[arg-type]


def keep_as_before(direct_mail: DirectMail, address: str, days: int) -> None:
    """Have an address in the state file as versions before this list kept it."""
    at = direct_mail.now() - timedelta(days=days)
    with direct_mail.state.transaction() as tables:
        bucket = bucket_of(address)
        known = tables.of(InvalidAddresses).get(bucket) or InvalidAddresses(id=bucket)
        tables.of(InvalidAddresses).put(known.model_copy(update={"found": {**known.found, address: at}}))


def test_a_mailing_leaves_out_who_is_listed_and_says_how_many_and_why(
    direct_mail: DirectMail, sending: Sending, office: PostOffice
) -> None:
    direct_mail.suppressed.add(["R1@Example.com"])
    direct_mail.suppressed.add(["r3@example.com", "r120@example.com"], SuppressionReason.UNSUBSCRIBED)
    preview = sending.preview(LETTER, people(150))
    assert (preview.known_invalid, preview.left_out) == (3, {"suppressed": 1, "unsubscribed": 2})
    assert preview.split.emails == 147
    (warning,) = sending.preview(LETTER, people(4)).warnings
    assert "2 addresses on the list of suppressed addresses (1 suppressed, 1 unsubscribed)" in warning.message
    done = sending.run(sending.create(LETTER, people(150)).id)
    assert (done.accepted, done.refused, done.left_out) == (147, 3, {"suppressed": 1, "unsubscribed": 2})
    words = {entry.address: entry.words for entry in sending.refused_entries(done.id)}
    assert words["r3@example.com"] == "Not sent to: unsubscribed on 31 January 2026 (by hand)."
    assert not {"r1@example.com", "r3@example.com"} & set(office.attempts)
    assert sent(direct_mail) == Allocation(free=147)
    assert off(direct_mail) == {}


def test_who_is_put_on_the_list_while_a_mailing_waits_to_try_again_is_left_out(
    direct_mail: DirectMail, sending: Sending, office: PostOffice
) -> None:
    def suppress() -> Refused:
        direct_mail.suppressed.add(["r0@example.com"], SuppressionReason.UNSUBSCRIBED)
        return Refused(code=554, words="no")

    office.will("r0@example.com", NOT_NOW)
    office.will("r1@example.com", suppress)
    done = sending.run(sending.create(LETTER, people(3)).id)
    assert (done.accepted, done.refused, done.left_out) == (1, 2, {"unsubscribed": 1})
    assert office.attempts.count("r0@example.com") == 1
    assert off(direct_mail) == {}


def test_a_mailing_puts_on_the_list_who_does_not_exist_with_the_servers_words(
    direct_mail: DirectMail, sending: Sending, office: PostOffice
) -> None:
    office.will("r2@example.com", REJECTED)
    done = sending.run(sending.create(LETTER, people(5)).id)
    (entry,) = direct_mail.suppressed.entries()
    assert (entry.address, entry.reason, entry.source) == ("r2@example.com", "invalid", done.id)
    assert (entry.since, entry.until) == (direct_mail.now(), direct_mail.now() + timedelta(days=30))
    assert entry.words == "550 5.1.1 no such user"
    assert done.put_on_list == 1
    assert [entry.address for entry in direct_mail.suppressed.remove_from(done.id)] == ["r2@example.com"]
    assert sending.run(sending.create(LETTER, people(5)).id).accepted == 5


def test_who_unsubscribed_stays_unsubscribed_whatever_a_server_says(
    direct_mail: DirectMail, sending: Sending, office: PostOffice
) -> None:
    def unsubscribe() -> Refused:
        direct_mail.suppressed.add(["r0@example.com"], SuppressionReason.UNSUBSCRIBED)
        return REJECTED

    office.will("r0@example.com", unsubscribe)
    sending.run(sending.create(LETTER, people(1)).id)
    assert [entry.reason for entry in direct_mail.suppressed.entries()] == ["unsubscribed"]


def test_by_hand_for_good_replaces_what_counts_for_a_while(
    direct_mail: DirectMail, sending: Sending, office: PostOffice
) -> None:
    office.will("r0@example.com", REJECTED)
    sending.run(sending.create(LETTER, people(1)).id)
    assert len(direct_mail.suppressed.add(["r0@example.com"]).added) == 1
    again = direct_mail.suppressed.add(["r0@example.com", "R0@example.com"])
    assert (len(again.added), again.already) == (0, 1)
    direct_mail.sandbox.advance("31d")
    assert listed(direct_mail) == ["r0@example.com"]


def test_an_address_that_is_none_or_not_listed_is_refused_and_nothing_changes(
    direct_mail: DirectMail,
) -> None:
    direct_mail.suppressed.add(["ada@example.com"])
    for wrong in (["bob@example.com", "nobody"], []):
        with pytest.raises(DirectMailError):
            direct_mail.suppressed.add(wrong)
    refused = code_of(lambda: direct_mail.suppressed.remove(["ada@example.com", "bob@example.com"]))
    assert refused == (ErrorKind.USAGE, "unknown-address")
    assert code_of(lambda: direct_mail.suppressed.remove_from("M1")) == (ErrorKind.USAGE, "unknown-address")
    assert listed(direct_mail) == ["ada@example.com"]


def test_what_was_taken_off_can_be_put_back_as_it_was(direct_mail: DirectMail) -> None:
    direct_mail.suppressed.add(["ada@example.com"], SuppressionReason.UNSUBSCRIBED)
    before = list(direct_mail.suppressed.entries())
    direct_mail.suppressed.put_back(direct_mail.suppressed.remove(["Ada@Example.com"]))
    assert list(direct_mail.suppressed.entries()) == before


def test_what_a_state_file_has_from_before_still_counts_and_moves_to_the_list(
    direct_mail: DirectMail, sending: Sending, office: PostOffice
) -> None:
    keep_as_before(direct_mail, "r1@example.com", days=10)
    keep_as_before(direct_mail, "r2@example.com", days=31)
    assert listed(direct_mail) == ["r1@example.com"]
    assert sending.preview(LETTER, people(3)).left_out == {"invalid": 1}
    done = sending.run(sending.create(LETTER, people(3)).id)
    assert (done.accepted, done.left_out) == (2, {"invalid": 1})
    (refused,) = sending.refused_entries(done.id)
    assert refused.words == "Not sent to: invalid since 21 January 2026 (an earlier mailing)."
    with direct_mail.state.read() as tables:
        assert tables.is_empty(InvalidAddresses.TABLE)
    direct_mail.sandbox.advance("20d")
    assert listed(direct_mail) == []


def test_what_a_state_file_has_from_before_can_be_taken_off(direct_mail: DirectMail) -> None:
    keep_as_before(direct_mail, "r1@example.com", days=10)
    assert len(direct_mail.suppressed.remove(["r1@example.com"])) == 1
    assert listed(direct_mail) == []


def test_a_chunk_from_before_there_were_reasons_is_of_invalid_addresses(direct_mail: DirectMail) -> None:
    chunk = Chunk(
        stop=3, end=9, known_invalid=(0, 2), charged=Allocation(free=1), charged_at=direct_mail.now()
    )
    assert chunk.left_out == {0: "invalid", 2: "invalid"}


def test_after_a_kill_who_was_left_out_is_booked_once_with_the_reason(
    direct_mail: DirectMail, sending: Sending, office: PostOffice
) -> None:
    direct_mail.suppressed.add(["r0@example.com"])

    def die(address: str) -> None:
        raise Killed

    office.before_leaving = die
    mailing = sending.create(LETTER, people(2))
    with pytest.raises(Killed):
        sending.run(mailing.id)
    office.before_leaving = lambda address: None
    done = sending.run(mailing.id)
    assert (done.accepted + done.unknown, done.refused, done.left_out) == (1, 1, {"suppressed": 1})
    assert [entry.step for entry in sending.refused_entries(mailing.id)] == [DeliveryStep.REFUSED]
    assert off(direct_mail) == {}


FILES = {
    "plain list": "ada@example.com\n\nbob@example.com\r\nADA@example.com\n",
    "semicolons": "Name;E-Mail;Grund\nAda;ada@example.com;x\nBob;bob@example.com;\n",
    "of others": "email,created_at\nada@example.com,2026-01-02T03:04:05Z\nbob@example.com,\n",
    "without a head": "1,ada@example.com\n2,bob@example.com\n",
    "a list in JSON": '["ada@example.com", {"address": "bob@example.com"}]',
    "exported": '{"suppressed": [{"address": "ada@example.com"}, {"address": "bob@example.com", "until": null}]}',
    "with a title": "Exported today\nE-Mail;Name\nada@example.com;A\nbob@example.com;B\n",
    "with a mark": "address\nada@example.com\nbob@example.com\n".encode("utf-16").decode("latin-1"),
}


@pytest.mark.parametrize("kind", FILES)
def test_lists_as_programs_write_them_are_read(direct_mail: DirectMail, tmp_path: Path, kind: str) -> None:
    file = tmp_path / "list"
    file.write_bytes(FILES[kind].encode("latin-1"))
    result = direct_mail.suppressed.import_file(file, SuppressionReason.UNSUBSCRIBED)
    assert {entry.address for entry in result.added} == {"ada@example.com", "bob@example.com"}
    assert {entry.reason for entry in result.added} == {"unsubscribed"}
    assert [problem.line for problem in result.problems] == ([1] if kind == "with a title" else [])
    assert set(listed(direct_mail)) == {"ada@example.com", "bob@example.com"}


def test_reasons_and_dates_of_a_file_count_and_what_is_no_address_is_told_of(
    direct_mail: DirectMail, tmp_path: Path
) -> None:
    file = tmp_path / "bounces.csv"
    file.write_text(
        "email,type,date\nada@example.com,Bounced,2025-12-24\nnobody,,\nbob@example.com,Opt-out,soon\nbob@example.com,Opt-out,\n"
    )
    result = direct_mail.suppressed.import_file(file)
    assert [(problem.line, word in problem.message) for problem, word in zip(result.problems, ("nobody", "soon"), strict=True)] == [
        (3, True), (4, True),
    ]  # fmt: skip
    assert "Line 1 is read as the heading: address “email”, reason “type”, since “date”." in result.read_as
    bob, ada = direct_mail.suppressed.entries()
    assert ada.since is not None
    assert (ada.reason, ada.since.isoformat(), ada.source) == (
        "invalid",
        "2025-12-24T00:00:00+00:00",
        "bounces.csv",
    )
    assert (bob.reason, bob.since) == ("unsubscribed", direct_mail.now())
    again = direct_mail.suppressed.import_file(file)
    assert (again.added, again.already) == ((), 2)


@pytest.mark.parametrize("text", ["{", '{"suppressed": 7}', "[1, 2", "   \n"])
def test_a_file_without_addresses_is_refused(direct_mail: DirectMail, tmp_path: Path, text: str) -> None:
    file = tmp_path / "list"
    file.write_text(text)
    assert code_of(lambda: direct_mail.suppressed.import_file(file)) == (ErrorKind.USAGE, "unusable-file")


def test_hostile_items_are_problems_not_faults(direct_mail: DirectMail, tmp_path: Path) -> None:
    file = tmp_path / "list.json"
    items = [
        None,
        7,
        ["x"],
        {"address": 7},
        {"address": "a\x1b[31m@example.com"},
        {"address": "ok@example.com"},
    ]
    file.write_text(json.dumps(items))
    result = direct_mail.suppressed.import_file(file)
    assert (len(result.added), result.problems_total) == (1, 5)
    assert all("\x1b" not in problem.message for problem in result.problems)


@pytest.mark.parametrize(
    ("row", "words"),
    [
        ("a@example.com,manual,", "“manual” is no reason"),
        ("a@example.com,unsubscribed,2999-01-01", "“2999-01-01” is still to come"),
        ("a@example.com,unsubscribed,01/02/2025", "“01/02/2025” is no date, or may be several"),
        ("*@example.com,unsubscribed,", "“*@example.com” is a pattern"),
        ("@example.com,unsubscribed,", "@example.com"),
    ],
)
def test_a_line_that_is_not_understood_is_told_of_with_the_reason(
    direct_mail: DirectMail, tmp_path: Path, row: str, words: str
) -> None:
    file = tmp_path / "list.csv"
    file.write_text(f"email,reason,date\nok@example.com,unsubscribed,\n{row}\n")
    result = direct_mail.suppressed.import_file(file)
    assert [entry.address for entry in result.added] == ["ok@example.com"]
    assert [(problem.line, words in problem.message) for problem in result.problems] == [(3, True)]


def test_a_reason_of_your_own_stands_for_unknown_ones(direct_mail: DirectMail, tmp_path: Path) -> None:
    file = tmp_path / "list.csv"
    file.write_text("email,reason\na@example.com,manual\nb@example.com,hard bounce\n")
    result = direct_mail.suppressed.import_file(file, SuppressionReason.UNSUBSCRIBED)
    assert {entry.address: entry.reason for entry in result.added} == {
        "a@example.com": "unsubscribed", "b@example.com": "invalid",
    }  # fmt: skip
    assert result.problems == ()


@pytest.mark.parametrize(
    "date",
    [
        "2025-03-14", "2025-03-14T00:00:00Z", "2025-03-14 00:00:00 UTC", "14.03.2025", "2025/03/14 00:00",
        "03/14/2025", "14/03/2025 00:00:00", "14 Mar 2025", "March 14, 2025", "1741910400", "1741910400000",
        "2025年3月14日", "Fri, 14 Mar 2025 01:00:00 +0100",
    ],
)  # fmt: skip
def test_dates_are_read_as_programs_write_them(direct_mail: DirectMail, tmp_path: Path, date: str) -> None:
    file = tmp_path / "list.csv"
    file.write_text(f'email;date\na@example.com;"{date}"\n', encoding="utf-8")
    (entry,) = direct_mail.suppressed.import_file(file).added
    assert entry.since is not None
    assert entry.since.isoformat() == "2025-03-14T00:00:00+00:00"


def test_a_first_line_that_is_neither_address_nor_heading_is_told_of(
    direct_mail: DirectMail, tmp_path: Path
) -> None:
    file = tmp_path / "list"
    file.write_text("ada@@example.com\nbob@example.com\n")
    result = direct_mail.suppressed.import_file(file)
    assert [(problem.line, "no address" in problem.message) for problem in result.problems] == [(1, True)]
    assert (result.read_as, [entry.address for entry in result.added]) == ("", ["bob@example.com"])


def test_a_sheet_and_a_column_can_be_named(direct_mail: DirectMail, tmp_path: Path) -> None:
    file = tmp_path / "list.xlsx"
    new = [["Who", "By"], ["new@example.com", "me@example.com"]]
    write_workbook(file, {"Old": [["x"], ["old@example.com"]], "New": new})
    with pytest.raises(DirectMailError) as refused:
        direct_mail.suppressed.import_file(file)
    assert "--sheet" in (refused.value.hint or "")
    reading = RecipientsReading(sheet="New", column="By")
    assert [entry.address for entry in direct_mail.suppressed.import_file(file, reading=reading).added] == [
        "me@example.com"
    ]
