"""A small mailing on a disk that refuses, or is cut off, at each of its operations: nobody receives two
messages.

Afterwards another program sends what is left, who is unknown is settled by what the server really took, and
everybody is charged exactly as delivered.
"""

import json
import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import suppress
from copy import deepcopy
from pathlib import Path
from unittest import mock

import pytest

from dm_tui.domain.errors import DirectMailError, ErrorKind
from dm_tui.domain.mailing.log_entry import LogEntry
from dm_tui.domain.mailing.status import MailingStatus
from dm_tui.services.direct_mail import DirectMail
from dm_tui.services.mailing.delivery import chunk_accounting as chunks
from dm_tui.services.mailing.delivery.announced_batch import AnnouncedBatch
from dm_tui.store import journal
from dm_tui.store import mailing_files as deliveries
from dm_tui.store import progress_notes as in_hand
from dm_tui.store.delivery_log import DeliveryLog
from dm_tui.store.journal import JournalEnd
from tests.crash._sender import announcing_later, noting_outcomes
from tests.crash.disk import (
    EVERY,
    Acknowledged,
    FaultyOs,
    Killed,
    Operation,
    RecordingOs,
    Tree,
    materialise,
    refusals,
    under,
)
from tests.post import (
    CUT_OFF,
    LETTER,
    NO_ANSWER,
    NOT_NOW,
    REFUSED,
    PostOffice,
    own_sender,
    people,
    sending_by,
)

Start = Callable[[Path], DirectMail]
Left = tuple[object, ...]
KEY = "the mailing"
PEOPLE = int(os.environ.get("DM_TUI_PEOPLE", "4"))
"""Recipients of a mailing that fails at each of its operations; seven are the long run."""


@pytest.fixture(autouse=True)
def few_at_a_time(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let a mailing of few recipients have several chunks."""
    monkeypatch.setattr(chunks, "CHUNK_SIZE", 3)


@pytest.fixture
def account(tmp_path: Path, start_program: Start) -> Path:
    """An account that can send, to begin every trial with; the directory of its state file."""
    direct_mail = start_program(tmp_path / "before" / "state.json")
    direct_mail.sandbox.load("activated")
    own_sender(direct_mail)
    direct_mail.close()
    return tmp_path / "before"


def office_of_moods() -> PostOffice:
    office = PostOffice()
    office.will("r1@example.com", REFUSED)
    office.will("r3@example.com", NOT_NOW)
    office.will("r4@example.com", CUT_OFF)
    return office


def send(direct_mail: DirectMail, office: PostOffice, size: int) -> None:
    sending = sending_by(direct_mail, office, tokens=(0,))
    sending.run(sending.create(LETTER, people(size), key=KEY).id)


class Judge:
    """Lets the next program go on; what faults left alike is judged once: all mailings have one id."""

    def __init__(self, start: Start, path: Path) -> None:
        self._start, self._path = start, path
        self._judged: set[Left] = set()

    def wrong(self, office: PostOffice, size: int) -> Iterator[str]:
        """Yield what is wrong after the next program has gone on."""
        files = sorted(path for path in self._path.parent.rglob("*") if path.is_file())
        answers = [(address, *given) for address, given in office.answers.items() if given]
        left = (
            *((path, path.read_bytes()) for path in files),
            *office.attempts,
            None,
            *office.received,
            *answers,
        )
        if left not in self._judged:
            self._judged.add(left)
            yield from wrong_after(self._start(self._path), office, size)


def wrong_after(direct_mail: DirectMail, office: PostOffice, size: int) -> Iterator[str]:
    """Send what is left, settle what is unknown, and yield what is wrong then."""
    sending = sending_by(direct_mail, office)
    if not sending.mailings():
        if office.attempts:
            yield f"nobody knows of {office.attempts}"
            return
        sending.create(LETTER, people(size), key=KEY)
    (mailing,) = sending.mailings()
    try:
        sending.run(mailing.id)
        for delivery in sending.unknown.of(mailing.id):
            delivered = delivery.address in office.received
            sending.unknown.settle(mailing.id, delivery.address, delivered=delivered)
    except DirectMailError as error:
        yield f"it does not go on: {error}"
        return
    mailing = sending.mailing(mailing.id)
    if office.twice():
        yield f"sent to twice: {office.twice()}"
    if (mailing.status, mailing.closed) != (MailingStatus.DONE, True):
        yield f"it is {mailing.status}, unknown {mailing.unknown}"
    if not mailing.accepted == mailing.charged.emails == len(office.received):
        yield f"{len(office.received)} delivered, {mailing.accepted} accepted, {mailing.charged}"
    if mailing.concluded != size:
        yield f"{mailing.concluded} of {size} had an outcome"
    off = [f"{check.name}: {check.detail}" for check in direct_mail.doctor.examine() if not check.ok]
    if off:
        yield f"the doctor says {off}"


def violations_of_a_disk_that_refuses(account: Path, start: Start, size: int) -> Iterator[str]:
    """Yield what is wrong after a fault in each of the calls, once and from then on."""
    path = account.with_name("state") / "state.json"
    judge = Judge(start, path)
    for at in range(1, 2_000):
        for forever, error in refusals(at):
            _again(account, path)
            office, faulty = office_of_moods(), FaultyOs(at, error, forever)
            where = f"{faulty.failed} number {at}, error {error}, forever {forever}"
            try:
                with under(faulty):
                    send(start(path), office, size)
            except DirectMailError as told:
                if told.kind is not ErrorKind.STATE_FILE:
                    yield f"{where}: told as something else: {told}"
            for wrong in judge.wrong(office, size):
                yield f"{where}: {wrong}"
            if not faulty.failed:
                assert at > 50, "there is more to a mailing"
                return


def violations_of_a_crash(account: Path, start: Start, size: int) -> Iterator[str]:
    """Yield what is wrong after the program ended before each of its operations."""
    path = account.with_name("state") / "state.json"
    judge = Judge(start, path)
    for last in range(1, 2_000):
        _again(account, path)
        office, disk = office_of_moods(), RecordingOs(path.parent, last)
        ended = False
        try:
            with under(disk):
                send(start(path), office, size)
            ended = True
        except Killed:
            pass
        for wrong in judge.wrong(office, size):
            yield f"before operation {last + 1}: {wrong}"
        if ended:
            assert last > 50, "there is more to a mailing"
            return


def violations_of_a_crash_while_settling(account: Path, start: Start) -> Iterator[str]:
    """Yield what is wrong after the program ended before each operation of settling an address."""
    path = account.with_name("state") / "state.json"
    for last in range(200):
        _again(account, path)
        office = PostOffice()
        office.will("r1@example.com", NO_ANSWER)
        office.will("r2@example.com", NO_ANSWER)
        sending = sending_by(start(path), office)
        mailing = sending.create(LETTER, people(4))
        sending.run(mailing.id)
        ended = False
        try:
            with under(RecordingOs(path.parent, last + 1)):
                sending_by(start(path), office).unknown.settle(mailing.id, "r1@example.com", delivered=False)
            ended = True
        except Killed:
            pass
        direct_mail = start(path)
        sending = sending_by(direct_mail, office)
        if sending.mailing(mailing.id).unknown == 2:
            sending.unknown.settle(mailing.id, "r1@example.com", delivered=False)
        if (found := sending.mailing(mailing.id)).charged.emails != 3 or found.unknown != 1:
            yield f"before operation {last + 2}: {found}"
        if off := [check for check in direct_mail.doctor.examine() if not check.ok]:
            yield f"before operation {last + 2}: the doctor says {off}"
        if ended:
            assert last > 3, "there is more to it"
            return


class PowerCuts:
    """A mailing, and every tree of files that a power cut may leave at each of its moments."""

    @staticmethod
    def boot_afterwards() -> str:
        """Return the name of the time since the machine was started again."""
        return "another boot"

    def __init__(self, account: Path, start: Start, size: int) -> None:
        self._start, self._size = start, size
        self._scratch = account.with_name("scratch")
        path = account.with_name("state") / "state.json"
        _again(account, path)
        self._disk = RecordingOs(path.parent)
        office = PostOffice()

        def delivered(address: str) -> None:
            self._disk.trace.append(Acknowledged())

        office.on_delivery = delivered
        with under(self._disk):
            send(start(path), office, size)
        self._received = office.received
        self._seen: dict[tuple[Tree, int], list[str]] = {}
        self._judged: dict[Left, list[str]] = {}

    def violations(self) -> Iterator[str]:
        """Pull the plug before every operation, and yield what is wrong when another program goes on."""
        disk, done = deepcopy(self._disk.before), 0
        trace: list[Operation | None] = [*self._disk.trace, None]
        for number, operation in enumerate(trace, start=1):
            for tree in disk.after_a_power_cut():
                for wrong in self._wrong(tree, done):
                    yield f"before operation {number}, {operation}: {wrong}"
            if operation is not None:
                done += isinstance(operation, Acknowledged)
                disk.do(operation)

    def _wrong(self, tree: Tree, done: int) -> list[str]:
        """Judge a tree, or remember what came of one with the same books and the same files of mailings.

        That a program goes on right behind a torn journal, `test_power_cut` proves.
        """
        if (tree, done) not in self._seen:
            shutil.rmtree(self._scratch, ignore_errors=True)
            self._scratch.mkdir()
            materialise(tree, self._scratch)
            office = PostOffice()
            office.received, office.attempts = self._received[:done], self._received[:done]
            direct_mail = self._start(self._scratch / "state.json")
            with direct_mail.state.read() as tables:
                books = json.dumps(tables.dump(), sort_keys=True)
            mailings = frozenset(file for file in tree if file[0].startswith("/state.json.mailings/"))
            left = tree if EVERY else mailings, books, *direct_mail.notices, done
            if left not in self._judged:
                with mock.patch.object(in_hand, "boot_id", self.boot_afterwards):
                    self._judged[left] = list(wrong_after(direct_mail, office, self._size))
            self._seen[tree, done] = self._judged[left]
        return self._seen[tree, done]


def _again(account: Path, path: Path) -> None:
    shutil.rmtree(path.parent, ignore_errors=True)
    shutil.copytree(account, path.parent)


def test_a_disk_that_refuses_makes_nobody_receive_two(account: Path, start_program: Start) -> None:
    assert list(violations_of_a_disk_that_refuses(account, start_program, PEOPLE)) == []


def test_a_crash_at_any_operation_makes_nobody_receive_two(account: Path, start_program: Start) -> None:
    assert list(violations_of_a_crash(account, start_program, PEOPLE)) == []


@pytest.fixture
def eight_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let a chunk have eight recipients, announced together."""
    monkeypatch.setattr(chunks, "CHUNK_SIZE", 8)
    monkeypatch.setattr(AnnouncedBatch, "size", lambda batch, connections: 8)


def ended_at_the_sixth(path: Path, start: Start, *, before_leaving: bool = False) -> tuple[PostOffice, str]:
    """Let a program with eight recipients end while it delivers to the sixth; return its mailing."""
    office = PostOffice()
    office.will("r2@example.com", REFUSED)
    made = sending_by(start(path), office).create(LETTER, people(8))
    if not (child := os.fork()):
        if before_leaving:
            office.before_leaving = lambda address: os._exit(0) if address.startswith("r5") else None
        else:
            office.will("r5@example.com", lambda: os._exit(0))
        with suppress(BaseException):
            sending_by(start(path), office).run(made.id)
        os._exit(1)
    assert os.waitpid(child, 0)[1] == 0
    return office, made.id


@pytest.fixture
def ended(
    account: Path, start_program: Start, eight_at_once: None, same_boot: bool, monkeypatch: pytest.MonkeyPatch
) -> tuple[PostOffice, str]:
    """A program that ended while it delivered to the sixth of eight; perhaps the machine restarted."""
    office, id = ended_at_the_sixth(account / "state.json", start_program)
    if not same_boot:
        monkeypatch.setattr(in_hand, "boot_id", PowerCuts.boot_afterwards)
    return office, id


@pytest.mark.parametrize("same_boot", [True, False])
def test_only_who_was_being_sent_to_is_unknown(
    account: Path, start_program: Start, ended: tuple[PostOffice, str], same_boot: bool
) -> None:
    office, id = ended
    sending = sending_by(start_program(account / "state.json"), office)
    done = sending.run(id)
    unknown = [delivery.address for delivery in sending.unknown.of(id)]
    assert done.status is MailingStatus.DONE
    if same_boot:
        assert unknown == ["r5@example.com"]
        assert (done.accepted, done.refused) == (6, 1)
        assert office.received == ["r6@example.com", "r7@example.com"]
    else:
        assert (len(unknown), office.received) == (8, [])


@pytest.mark.usefixtures("eight_at_once")
def test_whose_letter_had_not_left_is_sent_to(account: Path, start_program: Start) -> None:
    path = account / "state.json"
    office, id = ended_at_the_sixth(path, start_program, before_leaving=True)
    done = sending_by(start_program(path), office).run(id)
    assert (done.accepted, done.refused, done.unknown) == (7, 1, 0)
    assert office.received == ["r5@example.com", "r6@example.com", "r7@example.com"]


@pytest.mark.parametrize("same_boot", [True, False])
def test_notes_veto_what_a_log_that_lost_its_end_would_send_again(
    account: Path, start_program: Start, ended: tuple[PostOffice, str], same_boot: bool
) -> None:
    path, (office, id) = account / "state.json", ended
    log = path.with_name("state.json.mailings") / f"{id}.log"
    sending = sending_by(start_program(path), office)
    log.write_bytes(b"")
    done = sending.run(id)
    unknown = [delivery.address for delivery in sending.unknown.of(id)]
    assert unknown == [f"r{n}@example.com" for n in ((5,) if same_boot else range(6))]
    assert (done.accepted, done.refused) == ((6, 1) if same_boot else (2, 0))
    assert office.received == ["r6@example.com", "r7@example.com"]


def test_a_crash_while_settling_settles_once(account: Path, start_program: Start) -> None:
    assert list(violations_of_a_crash_while_settling(account, start_program)) == []


def test_a_power_cut_at_any_moment_makes_nobody_receive_two(account: Path, start_program: Start) -> None:
    assert list(PowerCuts(account, start_program, PEOPLE // 2 + 1).violations()) == []


def _not_announced(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(DeliveryLog, "write", announcing_later(DeliveryLog.write))


def _announced_to_the_cache(patch: pytest.MonkeyPatch) -> None:
    write_behind = journal.write_lines

    def lazy(path: Path, lines: bytes, end: JournalEnd) -> None:
        if path.suffix != ".log":
            write_behind(path, lines, end)
            return
        disk = vars(journal)["os"]
        descriptor = disk.open(path, os.O_WRONLY | os.O_APPEND)
        disk.write(descriptor, lines)
        disk.close(descriptor)

    patch.setattr(journal, "write_lines", lazy)


def _recipients_not_synced(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(deliveries, "sync_directory", lambda directory: None)


def _notes_believed_after_a_power_cut(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(PowerCuts, "boot_afterwards", staticmethod(in_hand.boot_id))


def _begun_before_it_is_noted(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(in_hand.ProgressNotes, "note", noting_outcomes(in_hand.ProgressNotes.note))


def _said_to_be_safe(patch: pytest.MonkeyPatch) -> None:
    write = DeliveryLog.write

    def hopeful(log: DeliveryLog, *entries: LogEntry) -> None:
        with suppress(DirectMailError):
            write(log, *entries)

    patch.setattr(DeliveryLog, "write", hopeful)


@pytest.mark.parametrize(
    ("broken", "by"),
    [
        (_not_announced, "power cut"),
        (_said_to_be_safe, "disk"),
        (_announced_to_the_cache, "power cut"),
        (_recipients_not_synced, "power cut"),
        (_notes_believed_after_a_power_cut, "power cut"),
        (_begun_before_it_is_noted, "crash"),
    ],
    ids=lambda one: getattr(one, "__name__", one).strip("_"),
)
def test_each_thing_done_wrong_is_found(
    account: Path,
    start_program: Start,
    monkeypatch: pytest.MonkeyPatch,
    broken: Callable[[pytest.MonkeyPatch], None],
    by: str,
) -> None:
    with monkeypatch.context() as patch:
        broken(patch)
        found: Iterator[str] = {
            "crash": violations_of_a_crash,
            "disk": violations_of_a_disk_that_refuses,
            "power cut": lambda *some: PowerCuts(*some).violations(),
        }[by](account, start_program, 4)
        assert next(found, "") != ""
