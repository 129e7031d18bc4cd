"""The files of mailings: whole or not there, read line by line, and never another's."""

import os
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dm_tui.domain.errors import DirectMailError, ErrorKind
from dm_tui.domain.mailing.letters.letter import Letter
from dm_tui.domain.mailing.log_entry import DeliveryStep, LogEnd, LogEntry
from dm_tui.domain.mailing.recipients.recipient import Recipient
from dm_tui.domain.setup.subject_and_body import MailContent
from dm_tui.store import journal
from dm_tui.store import progress_notes as in_hand
from dm_tui.store.delivery_log import DeliveryLog, empty_log_end, read_log
from dm_tui.store.mailing_files import MailingFiles
from dm_tui.store.state import StateFile
from tests.store.conftest import NOW

LETTER = Letter(sender="a@example.com", content=MailContent(subject="S", text="T", html="<p>"))
ID = "M260131-0001"


def people(number: int) -> list[Recipient]:
    return [
        Recipient(address=f"r{n}@example.com", variables={"UserName": f"Ä{n}"} if n % 3 else {})
        for n in range(number)
    ]


def open_files(path: Path) -> MailingFiles:
    return MailingFiles(StateFile(path, lambda: NOW))


@pytest.fixture
def deliveries(state_path: Path) -> MailingFiles:
    return open_files(state_path)


def kept(deliveries: MailingFiles, recipients: list[Recipient], id: str = ID) -> int:
    """Write and keep a mailing's recipients; return where the first one stands."""
    with deliveries.hold(id):
        written = deliveries.write(id, LETTER, recipients)
        assert written.recipients == len(recipients)
        deliveries.keep(id)
    return written.offset


def code_of(act: Callable[[], object]) -> str:
    with pytest.raises(DirectMailError) as refused:
        act()
    assert refused.value.kind is ErrorKind.STATE_FILE
    return refused.value.code


def test_what_was_written_is_read_from_anywhere(deliveries: MailingFiles) -> None:
    written = people(2_500)
    offset = kept(deliveries, written)
    assert deliveries.recipients(ID).letter() == LETTER
    found = list(deliveries.recipients(ID).lines(0, offset))
    assert [entry.recipient for entry in found] == written
    middle = found[1_700]
    again = list(deliveries.recipients(ID).lines(middle.number, middle.offset))
    assert again == found[1_700:]
    assert found[-1].end == (deliveries.directory / f"{ID}.recipients").stat().st_size


@pytest.mark.parametrize("value", ["\ud800", "\n\r", "\x00", "“”", "\\", '"'])
def test_every_value_comes_back_as_it_was(deliveries: MailingFiles, value: str) -> None:
    one = Recipient(address="a@example.com", variables={value: value})
    assert [two.recipient for two in deliveries.recipients(ID).lines(0, kept(deliveries, [one]))] == [one]


def test_the_digest_is_that_of_letter_and_recipients(deliveries: MailingFiles) -> None:
    other = LETTER.model_copy(update={"tag": "x"})
    digests = [
        deliveries_written(deliveries, f"M{number}", letter, recipients)
        for number, (letter, recipients) in enumerate(
            [(LETTER, people(3)), (LETTER, people(3)), (other, people(3)), (LETTER, people(4))]
        )
    ]
    assert digests[0] == digests[1]
    assert len(set(digests)) == 3


def deliveries_written(deliveries: MailingFiles, id: str, letter: Letter, recipients: list[Recipient]) -> str:
    with deliveries.hold(id):
        return deliveries.write(id, letter, recipients).digest


def test_everything_is_only_the_users(deliveries: MailingFiles) -> None:
    kept(deliveries, people(1))
    assert deliveries.directory.stat().st_mode & 0o777 == 0o700
    names = sorted(os.listdir(deliveries.directory))
    assert names == [f"{ID}.lock", f"{ID}.log", f"{ID}.recipients"]
    assert {(deliveries.directory / name).stat().st_mode & 0o777 for name in names} == {0o600}


def test_recipients_that_break_off_leave_nothing(deliveries: MailingFiles) -> None:
    def broken() -> Iterator[Recipient]:
        yield from people(5_000)
        raise ValueError("line 5001")

    with pytest.raises(ValueError, match="5001"), deliveries.hold(ID):
        deliveries.write(ID, LETTER, broken())
    assert os.listdir(deliveries.directory) == [f"{ID}.lock"]


def test_what_a_program_left_unfinished_goes_and_what_another_writes_stays(deliveries: MailingFiles) -> None:
    with deliveries.hold("M-left"):
        deliveries.write("M-left", LETTER, people(1))
    with deliveries.hold("M-now"):
        deliveries.write("M-now", LETTER, people(1))
        kept(open_files(deliveries.directory.with_name("state.json")), people(1))
        names = set(os.listdir(deliveries.directory))
    assert "M-left.recipients.new" not in names
    assert "M-now.recipients.new" in names


def test_a_mailing_is_held_by_one_at_a_time(deliveries: MailingFiles) -> None:
    assert not deliveries.is_held(ID)
    with deliveries.hold(ID):
        assert deliveries.is_held(ID)
        assert code_of(lambda: deliveries.hold(ID).__enter__()) == "mailing-busy"
        with deliveries.hold("M-another"):
            pass
    assert not deliveries.is_held(ID)


def test_no_symbolic_link_is_followed(deliveries: MailingFiles, tmp_path: Path) -> None:
    precious = tmp_path / "precious"
    precious.write_text("mine")
    kept(deliveries, people(1))
    for name in ("recipients", "log"):
        path = deliveries.directory / f"{ID}.{name}"
        path.unlink()
        path.symlink_to(precious)
    assert code_of(lambda: deliveries.recipients(ID).letter()) == "state-unusable"
    assert code_of(lambda: list(deliveries.log(ID, LogEnd()))) == "state-unusable"
    assert code_of(lambda: deliveries.open_log(ID, LogEnd())) == "state-unusable"
    (deliveries.directory / "M2.recipients.new").symlink_to(precious)
    with deliveries.hold("M2"):
        assert code_of(lambda: deliveries.write("M2", LETTER, people(1))) == "state-unusable"
    assert precious.read_text() == "mine"


@pytest.mark.parametrize("at", [2, 12, -2, -30])
def test_recipients_that_changed_are_not_read(deliveries: MailingFiles, at: int) -> None:
    offset = kept(deliveries, people(3))
    path = deliveries.directory / f"{ID}.recipients"
    raw = bytearray(path.read_bytes())
    raw[at] ^= 1
    path.write_bytes(raw)

    def read() -> None:
        deliveries.recipients(ID).letter()
        list(deliveries.recipients(ID).lines(0, offset))

    assert code_of(read) == "mailing-recipients-damaged"


def test_a_recipient_is_not_read_in_the_place_of_another(deliveries: MailingFiles) -> None:
    offset = kept(deliveries, people(3))
    second = list(deliveries.recipients(ID).lines(0, offset))[1]
    assert (
        code_of(lambda: next(deliveries.recipients(ID).lines(0, second.offset)))
        == "mailing-recipients-damaged"
    )
    kept(deliveries, people(3), "M-other")
    path = deliveries.directory / "M-other.recipients"
    path.rename(deliveries.directory / f"{ID}.recipients")
    assert code_of(lambda: deliveries.recipients(ID).letter()) == "mailing-recipients-damaged"


def test_files_that_are_gone_are_told(deliveries: MailingFiles) -> None:
    assert code_of(lambda: deliveries.recipients(ID).letter()) == "mailing-recipients-damaged"
    assert code_of(lambda: list(deliveries.log(ID, empty_log_end(ID)))) == "mailing-log-damaged"


def test_dropping_takes_what_is_ours_and_nothing_else(deliveries: MailingFiles, tmp_path: Path) -> None:
    deliveries.drop()
    kept(deliveries, people(3))
    deliveries.drop()
    assert not deliveries.directory.exists()
    kept(deliveries, people(3))
    (deliveries.directory / "notes.txt").write_text("mine")
    precious = tmp_path / "precious"
    precious.mkdir()
    (precious / "M1.log").write_text("mine")
    (deliveries.directory / "M1.log").symlink_to(precious / "M1.log")
    (deliveries.directory / "M2.log").symlink_to(precious)
    deliveries.drop()
    assert os.listdir(deliveries.directory) == ["notes.txt"]
    assert (precious / "M1.log").exists()


# The log


def entry(number: int, step: DeliveryStep = DeliveryStep.ACCEPTED, **fields: object) -> LogEntry:
    return LogEntry.model_validate({"number": number, "step": step, **fields})


def entries(path: Path, start: LogEnd | None = None) -> list[LogEntry]:
    return [entry for entry, _ in read_log(path, start or empty_log_end(ID))]


@pytest.fixture
def path(tmp_path: Path) -> Path:
    (tmp_path / f"{ID}.log").touch(0o600)
    return tmp_path / f"{ID}.log"


@pytest.fixture
def log(path: Path) -> DeliveryLog:
    return DeliveryLog(path, empty_log_end(ID))


@given(
    st.lists(
        st.builds(
            LogEntry,
            number=st.integers(0, 10**6),
            step=st.sampled_from(DeliveryStep),
            code=st.integers(0, 599),
            words=st.text(),
            address=st.text(),
        ),
        max_size=5,
    )
)
def test_a_log_says_what_it_was_told(tmp_path_factory: pytest.TempPathFactory, told: list[LogEntry]) -> None:
    path = tmp_path_factory.mktemp("log") / "x.log"
    path.touch(0o600)
    log = DeliveryLog(path, empty_log_end(ID))
    log.write(*told)
    assert entries(path) == told
    *_, (_, end) = [(None, empty_log_end(ID)), *read_log(path, empty_log_end(ID))]
    assert end == log.end


def test_what_is_added_is_carried_by_the_next_write(log: DeliveryLog, path: Path) -> None:
    log.add(entry(1), entry(2))
    assert entries(path) == []
    log.write(entry(3))
    log.write()
    assert [entry.number for entry in entries(path)] == [1, 2, 3]


def test_what_cannot_be_read_is_not_called_a_change_that_was_not_made(
    deliveries: MailingFiles, path: Path, state_path: Path
) -> None:
    kept(deliveries, people(1))
    recipients = next(deliveries.directory.glob("*.recipients"))
    recipients.unlink()
    for place, read in (
        (path, lambda: list(read_log(path, empty_log_end(ID)))),
        (recipients, lambda: deliveries.recipients(ID).letter()),
    ):
        place.unlink(missing_ok=True)
        place.symlink_to(state_path)  # no link is followed
        with pytest.raises(DirectMailError) as refused:
            read()
        assert "cannot be read" in refused.value.message
        assert "not made" not in refused.value.message


def test_reading_goes_on_from_any_end(log: DeliveryLog, path: Path) -> None:
    log.write(entry(1))
    end = log.end
    log.write(entry(2))
    assert [entry.number for entry in entries(path, end)] == [2]
    assert entries(path, log.end) == []


def test_a_torn_line_does_not_count_and_is_cut_off(log: DeliveryLog, path: Path) -> None:
    log.write(entry(1))
    whole = path.read_bytes()
    for torn in (b"x", b"00000000 ", b'deadbeef ["a",2]', b'deadbeef ["a",2]\n'):
        path.write_bytes(whole + torn)
        assert [entry.number for entry in entries(path)] == [1]
        again = DeliveryLog(path, log.end)
        assert path.read_bytes() == whole
        again.write(entry(2))
        assert [entry.number for entry in entries(path)] == [1, 2]


def test_a_write_that_lost_its_middle_does_not_count(log: DeliveryLog, path: Path) -> None:
    """A power cut may keep the end of what was written at once and lose what is before it."""
    log.write(entry(1))
    whole = len(path.read_bytes())
    log.write(*map(entry, range(2, 40)))
    written = path.read_bytes()
    for lost in range(whole, len(written) - 4, 7):
        path.write_bytes(written[:lost] + bytes(4) + written[lost + 4 :])
        assert [entry.number for entry in entries(path)] == [1]


def test_an_older_log_has_a_line_for_each_step(log: DeliveryLog, path: Path) -> None:
    for number in (1, 2):
        log.write(entry(number))
    log.write(entry(3), entry(4))
    assert len(path.read_bytes().splitlines()) == 3
    assert [entry.number for entry in entries(path)] == [1, 2, 3, 4]


def test_a_log_that_cannot_be_relied_on_is_told(log: DeliveryLog, path: Path) -> None:
    for number in (1, 2, 3):
        log.write(entry(number))
    whole = path.read_bytes()
    path.write_bytes(whole.replace(b"2", b"7"))
    assert code_of(lambda: entries(path)) == "mailing-log-damaged"
    path.write_bytes(whole[:-20])
    assert code_of(lambda: entries(path, log.end)) == "mailing-log-damaged"
    path.write_bytes(whole)
    other = empty_log_end("M-other")
    assert code_of(lambda: entries(path, other)) == "mailing-log-damaged"


def test_threads_add_while_another_writes(
    log: DeliveryLog, path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_behind = journal.write_lines
    first, go_on = threading.Event(), threading.Event()

    def slow(path: Path, lines: bytes, end: journal.JournalEnd) -> None:
        first.set()
        assert go_on.wait(10)
        write_behind(path, lines, end)

    monkeypatch.setattr(journal, "write_lines", slow)
    writer = threading.Thread(target=log.write, args=(entry(0),))
    writer.start()
    assert first.wait(10)
    log.add(entry(1))
    go_on.set()
    writer.join(10)
    assert [entry.number for entry in entries(path)] == [0]
    log.write(entry(2))
    assert [entry.number for entry in entries(path)] == [0, 1, 2]


def test_after_an_error_nothing_is_said_to_be_safe(
    log: DeliveryLog, path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    log.write(entry(1))
    with monkeypatch.context() as patch:

        def full(*_: object) -> None:
            raise OSError(28, "No space left on device")

        patch.setattr(journal, "write_lines", full)
        assert code_of(lambda: log.write(entry(2))) == "state-unusable"
    assert code_of(lambda: log.write(entry(3))) == "state-unusable"
    assert [entry.number for entry in entries(path)] == [1]


# Who is in hand

NUMBERS = (7, 8, 9)


@pytest.fixture
def beside(deliveries: MailingFiles) -> MailingFiles:
    """The folder, where a mailing is."""
    kept(deliveries, people(10))
    return deliveries


def test_notes_say_how_far_each_is(beside: MailingFiles) -> None:
    hand = beside.begin_progress_notes(ID, LogEnd(size=3), NUMBERS)
    hand.note(DeliveryStep.BEGUN, 7)
    hand.note(DeliveryStep.BEGUN, 8)
    hand.note(DeliveryStep.ACCEPTED, 8)
    assert beside.read_progress_notes(ID, LogEnd(size=3), NUMBERS) == (
        {7: DeliveryStep.BEGUN, 8: DeliveryStep.ACCEPTED},
        True,
    )
    hand.note(DeliveryStep.REFUSED, 7, 9)
    assert beside.read_progress_notes(ID, LogEnd(size=3), NUMBERS).steps == {
        7: DeliveryStep.REFUSED,
        8: DeliveryStep.ACCEPTED,
        9: DeliveryStep.REFUSED,
    }


def test_notes_of_others_do_not_count(beside: MailingFiles) -> None:
    assert beside.read_progress_notes(ID, LogEnd(), NUMBERS) == ({}, False)
    beside.begin_progress_notes(ID, LogEnd(size=3), NUMBERS).note(DeliveryStep.BEGUN, 7)
    assert beside.read_progress_notes(ID, LogEnd(size=4), NUMBERS) == ({}, False)
    assert beside.read_progress_notes(ID, LogEnd(size=3, checksum=1), NUMBERS) == ({}, False)
    assert beside.read_progress_notes(ID, LogEnd(size=3), (7, 8)) == ({}, False)
    path = beside.directory / f"{ID}.hand"
    whole = path.read_bytes()
    for damaged in (b"", whole[:-1], whole + b".", b"?" + whole, whole[:9], whole.replace(b"\n", b"")):
        path.write_bytes(damaged)
        steps, complete = beside.read_progress_notes(ID, LogEnd(size=3), NUMBERS)
        assert not complete
        assert set(steps) <= {7}


def test_a_note_counts_where_others_may_be_missing(
    beside: MailingFiles, monkeypatch: pytest.MonkeyPatch
) -> None:
    beside.begin_progress_notes(ID, LogEnd(size=3), NUMBERS).note(DeliveryStep.BEGUN, 7)
    path = beside.directory / f"{ID}.hand"
    whole = path.read_bytes()
    for damaged in (whole[:-1] + b"?", whole[:-1] + b"\xff", whole[:-1] + b"\0"):
        path.write_bytes(damaged)
        assert beside.read_progress_notes(ID, LogEnd(size=3), NUMBERS) == ({7: DeliveryStep.BEGUN}, False)
    path.write_bytes(whole)
    for boot in ("another boot", ""):
        monkeypatch.setattr(in_hand, "boot_id", lambda boot=boot: boot)
        assert beside.read_progress_notes(ID, LogEnd(size=3), NUMBERS) == ({7: DeliveryStep.BEGUN}, False)


def test_where_the_boot_is_not_told_nothing_is_noted(
    beside: MailingFiles, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(in_hand, "boot_id", lambda: "")
    hand = beside.begin_progress_notes(ID, LogEnd(), NUMBERS)
    hand.note(DeliveryStep.BEGUN, 7)
    assert not (beside.directory / f"{ID}.hand").exists()


def test_what_cannot_be_noted_is_told(beside: MailingFiles, monkeypatch: pytest.MonkeyPatch) -> None:
    hand = beside.begin_progress_notes(ID, LogEnd(), NUMBERS)

    def full(*_: object) -> int:
        raise OSError(28, "No space left on device")

    for pwrite in (full, lambda *_: 0):
        monkeypatch.setattr(os, "pwrite", pwrite)
        assert code_of(lambda: hand.note(DeliveryStep.BEGUN, 7)) == "state-unusable"
        assert code_of(lambda: beside.begin_progress_notes(ID, LogEnd(), NUMBERS)) == "state-unusable"
