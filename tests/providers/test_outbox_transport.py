"""A message in the outbox is whole, is there once, and of each it is known whether it ever was to be seen.

The calls that touch the disk fail one after the other, or are the last before the end; a reader moves what is
new, reads it, takes it. Whatever is said afterwards must be true.
"""

import errno
import mailbox
import os
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any
from unittest import mock

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from dm_tui.domain.errors import DirectMailError, ErrorKind
from dm_tui.providers.mail import outbox_transport
from dm_tui.providers.mail.outbox_transport import MaildirConnection, MaildirTransport
from dm_tui.providers.mail.transport import Accepted, Deferred, DeliveryOutcome, Refused, Transport, Unknown

MESSAGE = b"From: news@example.com\r\nSubject: one\r\n\r\nHello.\r\n"
CALLS = ("open", "write", "fsync", "rename", "unlink", "stat", "listdir", "close")


class Killed(BaseException):
    """The process ended here."""


class Disk:
    """The `os` of the outbox: its call number `at` fails with `error`, or is the last one."""

    def __init__(self, at: int = 0, error: int | None = None, *, done: bool = False) -> None:
        self.at, self.error, self.done = at, error, done
        self.calls: list[str] = []

    def __getattr__(self, name: str) -> Any:
        real = getattr(os, name)
        if name not in CALLS:
            return real

        def call(*args: Any, **options: Any) -> Any:
            self.calls.append(name)
            if len(self.calls) != self.at:
                return real(*args, **options)
            if self.done or name == "close":
                with suppress(FileNotFoundError):
                    real(*args, **options)
            if self.error is None:
                raise Killed
            raise OSError(self.error, os.strerror(self.error))

        return call


@contextmanager
def on(disk: Disk) -> Iterator[Disk]:
    with mock.patch.object(outbox_transport, "os", disk):
        yield disk


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "state" / "outbox"


@pytest.fixture
def way(folder: Path) -> MaildirTransport:
    return MaildirTransport(folder)


def deliver(way: MaildirTransport, id: str = "A", message: bytes = MESSAGE) -> DeliveryOutcome:
    connection = way.connect()
    try:
        return connection.deliver(id, "news@example.com", "ann@example.org", message)
    finally:
        connection.close()


def seen(folder: Path) -> list[bytes]:
    """Return what a reader finds, of any state."""
    if not folder.exists():
        return []
    return [bytes(message) for message in mailbox.Maildir(folder, create=False)]


def read_it(folder: Path) -> None:
    """Do what a mail reader does on opening the folder: move what is new, with a flag."""
    for message in (folder / "new").iterdir():
        message.rename(folder / "cur" / f"{message.name}:2,S")


def take_it(folder: Path) -> None:
    """Do what a reader does who files a message elsewhere."""
    for message in [*(folder / "new").iterdir(), *(folder / "cur").iterdir()]:
        message.unlink()


def test_a_message_can_be_read_with_any_mail_reader(way: MaildirTransport, folder: Path) -> None:
    assert deliver(way) == Accepted()
    (message,) = mailbox.Maildir(folder, create=False)
    assert message["Subject"] == "one"
    assert message.get_payload() == "Hello.\n"
    assert not list((folder / "tmp").iterdir())


def test_nobody_else_can_read_it(way: MaildirTransport, folder: Path) -> None:
    before = os.umask(0)
    try:
        deliver(way)
    finally:
        os.umask(before)
    for path in (folder, *folder.rglob("*")):
        assert path.stat().st_mode & 0o777 == (0o700 if path.is_dir() else 0o600), path


def test_the_same_message_twice_is_one_message(way: MaildirTransport, folder: Path) -> None:
    assert isinstance(deliver(way), Accepted)
    assert isinstance(deliver(way), Accepted)
    assert len(seen(folder)) == 1


def test_another_message_with_the_same_id_is_refused(way: MaildirTransport, folder: Path) -> None:
    deliver(way)
    said = deliver(way, message=b"Subject: two\r\n\r\n")
    assert isinstance(said, Refused)
    assert len(seen(folder)) == 1


@pytest.mark.parametrize("id", ["", ".", "..", "a/b", "../a", "a:b", "a\0b", "é", "a" * 129])
def test_an_id_that_could_leave_the_folder_is_none(way: MaildirTransport, id: str) -> None:
    with pytest.raises(ValueError, match="not the id"):
        deliver(way, id)
    with pytest.raises(ValueError, match="not the id"):
        way.settle(id)


# --- settling ---------------------------------------------------------------------------------------------


def test_what_a_reader_can_see_was_accepted(way: MaildirTransport, folder: Path) -> None:
    deliver(way)
    assert way.settle("A") == Accepted()
    read_it(folder)
    assert way.settle("A") == Accepted()


def test_what_a_reader_took_is_not_called_undelivered(way: MaildirTransport, folder: Path) -> None:
    deliver(way)
    take_it(folder)
    assert way.settle("A") is None


def test_what_never_came_so_far_was_deferred(way: MaildirTransport, folder: Path) -> None:
    deliver(way)
    assert isinstance(way.settle("B"), Deferred)
    (folder / "tmp" / "B.dm-tui").write_bytes(b"Subj")
    assert isinstance(way.settle("B"), Deferred)
    deliver(way, "B")
    assert not list((folder / "tmp").iterdir())


def test_who_asks_again_hears_the_same(way: MaildirTransport, folder: Path) -> None:
    """Whoever asked first may have ended before the answer was kept."""
    deliver(way)
    (folder / "new" / "A.dm-tui").rename(folder / "tmp" / "A.dm-tui")  # as if never shown
    for _ in range(2):
        assert isinstance(way.settle("A"), Deferred)


def test_one_id_is_not_taken_for_another_that_begins_like_it(way: MaildirTransport, folder: Path) -> None:
    deliver(way, "M-12")
    read_it(folder)
    assert isinstance(way.settle("M-1"), Deferred)
    assert isinstance(way.settle("12"), Deferred)
    take_it(folder)
    assert isinstance(way.settle("M-1"), Deferred)


@pytest.mark.parametrize("gone", ["", "cur", "dm-tui.log"])
def test_without_the_folder_nothing_is_known(way: MaildirTransport, folder: Path, gone: str) -> None:
    deliver(way)
    take_it(folder)
    assert isinstance(way.settle("B"), Deferred)
    (folder / gone).rename(folder.parent / "elsewhere")
    assert way.settle("A") is None
    assert way.settle("B") is None


# --- every call may be the last, or fail ------------------------------------------------------------------


def calls_of(folder: Path, act: Callable[[MaildirConnection], object]) -> list[str]:
    """Return the calls that `act` makes on a folder of its own."""
    connection = MaildirTransport(folder).connect()
    with on(Disk()) as disk:
        act(connection)
    connection.close()
    return disk.calls


def one(connection: MaildirConnection) -> DeliveryOutcome:
    return connection.deliver("A", "news@example.com", "ann@example.org", MESSAGE)


def whole(folder: Path) -> bool:
    return seen(folder) == [MESSAGE.replace(b"\r\n", b"\n")]


def test_the_order_that_everything_rests_on(tmp_path: Path) -> None:
    calls = [call for call in calls_of(tmp_path / "o", one) if call in ("fsync", "write", "rename")]
    assert calls == ["write", "fsync", "write", "fsync", "rename", "fsync"]


@pytest.mark.parametrize("reader", [None, read_it, take_it], ids=["alone", "read", "taken"])
@pytest.mark.parametrize("done", [False, True], ids=["before", "after"])
def test_killed_at_any_call_it_is_known_what_became_of_it(
    tmp_path: Path, done: bool, reader: Callable[[Path], None] | None
) -> None:
    outcomes = set()
    for at in range(1, len(calls_of(tmp_path / "count", one)) + 1):
        folder = tmp_path / f"killed-{at}"
        way = MaildirTransport(folder)
        connection = way.connect()
        with on(Disk(at, done=done)), pytest.raises(Killed):
            one(connection)
        connection.close()
        visible = bool(seen(folder))
        assert not visible or whole(folder)
        if reader is not None:
            reader(folder)
        said = way.settle("A")
        outcomes.add(type(said))
        judge(said, was_visible=visible)
        if isinstance(said, Deferred):
            assert isinstance(deliver(way), Accepted)
            assert whole(folder)
    assert Deferred in outcomes
    assert (type(None) if reader is take_it else Accepted) in outcomes


def judge(said: DeliveryOutcome | None, *, was_visible: bool) -> None:
    """Hold what is said against what a reader could have seen."""
    if isinstance(said, Accepted):
        assert was_visible
    if isinstance(said, Deferred | Refused):
        assert not was_visible
    if was_visible:
        assert not isinstance(said, Deferred)


@pytest.mark.parametrize("error", [errno.ENOSPC, errno.EIO, errno.EROFS, errno.EACCES])
def test_a_disk_that_refuses_once_loses_and_doubles_nothing(tmp_path: Path, error: int) -> None:
    for at in range(1, len(calls_of(tmp_path / "count", one)) + 1):
        folder = tmp_path / f"refused-{at}"
        way = MaildirTransport(folder)
        connection = way.connect()
        with on(Disk(at, error)):
            said = one(connection)
        assert said.words or isinstance(said, Accepted)
        visible = bool(seen(folder))
        judge(said, was_visible=visible)
        settled = way.settle("A") if isinstance(said, Unknown) else said
        judge(settled, was_visible=visible)
        if isinstance(settled, Deferred):
            assert isinstance(one(connection), Accepted)
        connection.close()
        assert whole(folder)


def test_a_rename_that_happened_although_it_failed_is_unknown(way: MaildirTransport) -> None:
    connection = way.connect()
    rename = calls_of(Path(way.name).with_name("count"), one).index("rename") + 1
    with on(Disk(rename, errno.EIO, done=True)):
        assert isinstance(one(connection), Unknown)
    connection.close()
    assert way.settle("A") == Accepted()


def test_a_log_line_torn_by_a_full_disk_spoils_no_other(way: MaildirTransport, folder: Path) -> None:
    real = os.write
    writes: list[int] = []

    def torn(descriptor: int, data: Any) -> int:
        writes.append(len(data))
        if len(writes) == 2:
            return real(descriptor, bytes(data)[:4])
        if len(writes) == 3:
            raise OSError(errno.ENOSPC, "No space left on device")
        return real(descriptor, data)

    connection = way.connect()
    with mock.patch.object(os, "write", torn):
        assert isinstance(one(connection), Deferred)
        second = connection.deliver("B", "news@example.com", "ann@example.org", MESSAGE)
    assert isinstance(second, Accepted)
    connection.close()
    take_it(folder)
    assert way.settle("B") is None
    assert isinstance(way.settle("C"), Deferred)


class WithoutLog(MaildirTransport):
    """An outbox that believes a message which is nowhere never left."""

    def settle(self, id: str) -> DeliveryOutcome | None:
        return super().settle(id) or Deferred(words="it is nowhere")


def test_the_judge_convicts_an_outbox_without_a_log(folder: Path) -> None:
    way = WithoutLog(folder)
    deliver(way)
    take_it(folder)
    with pytest.raises(AssertionError):
        judge(way.settle("A"), was_visible=True)


# --- the folder -------------------------------------------------------------------------------------------


def refusal(way: MaildirTransport) -> DirectMailError:
    with pytest.raises(DirectMailError) as refused:
        way.connect()
    assert (refused.value.kind, refused.value.code) == (ErrorKind.REFUSED, "outbox-unusable")
    assert refused.value.hint
    return refused.value


@pytest.mark.parametrize("name", ["", "tmp", "new", "cur", "dm-tui.log"])
def test_nothing_is_followed_through_a_symbolic_link(
    way: MaildirTransport, folder: Path, name: str, tmp_path: Path
) -> None:
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    place = folder / name if name else folder
    place.parent.mkdir(parents=True)
    place.symlink_to(elsewhere / "log" if name == "dm-tui.log" else elsewhere)
    refusal(way)
    assert way.settle("A") is None
    assert not list(elsewhere.iterdir())


@pytest.mark.parametrize("name", ["", "tmp", "new", "cur"])
def test_a_file_in_its_place_is_refused(way: MaildirTransport, folder: Path, name: str) -> None:
    place = folder / name if name else folder
    place.parent.mkdir(parents=True)
    place.write_text("mine")
    refusal(way)
    assert place.read_text() == "mine"


def test_a_message_that_is_a_link_is_not_followed(
    way: MaildirTransport, folder: Path, tmp_path: Path
) -> None:
    connection = way.connect()
    (tmp_path / "mine").write_text("mine")
    (folder / "new" / "A.dm-tui").symlink_to(tmp_path / "mine")
    assert isinstance(one(connection), Deferred)
    (folder / "tmp" / "B.dm-tui").symlink_to(tmp_path / "mine")
    said = connection.deliver("B", "news@example.com", "ann@example.org", MESSAGE)
    assert isinstance(said, Accepted)
    connection.close()
    assert (tmp_path / "mine").read_text() == "mine"
    assert not (folder / "new" / "B.dm-tui").is_symlink()


@pytest.mark.parametrize("error", [errno.ENOSPC, errno.EROFS, errno.EACCES, errno.EIO, errno.EMFILE])
def test_a_folder_that_cannot_be_made_is_said(tmp_path: Path, error: int) -> None:
    with on(Disk()) as disk:
        MaildirTransport(tmp_path / "count").connect().close()
    for at in range(1, len(disk.calls) + 1):
        way = MaildirTransport(tmp_path / f"refused-{at}")
        with on(Disk(at, error)):
            if disk.calls[at - 1] == "close":
                way.connect().close()
                continue
            assert os.strerror(error).lower() in refusal(way).message


def test_no_descriptor_is_left_open(way: MaildirTransport) -> None:
    def held() -> int:
        return len(os.listdir("/proc/self/fd" if os.path.isdir("/proc/self/fd") else "/dev/fd"))

    before = held()
    deliver(way)
    deliver(way)
    way.settle("A")
    way.settle("B")
    assert held() == before


def test_it_is_what_the_engine_asks_for(way: MaildirTransport, folder: Path) -> None:
    asked: Transport = way
    assert asked.name == str(folder)
    assert asked.connections >= 1


class Outbox(RuleBasedStateMachine):
    """Deliveries that break off anywhere, a reader at work, and a model that knows what could be seen."""

    def __init__(self) -> None:
        super().__init__()
        self._directory = tempfile.TemporaryDirectory()
        self.folder = Path(self._directory.name) / "outbox"
        self.way = MaildirTransport(self.folder)
        self.way.connect().close()
        self.ever: set[str] = set()
        self.open: set[str] = set()
        self.number = 0

    def teardown(self) -> None:
        self._directory.cleanup()

    def _visible(self) -> set[str]:
        found = [*(self.folder / "new").iterdir(), *(self.folder / "cur").iterdir()]
        return {path.name.partition(".dm-tui")[0] for path in found}

    @rule(at=st.integers(1, 40), error=st.sampled_from([None, errno.ENOSPC, errno.EIO]), done=st.booleans())
    def deliver(self, at: int, error: int | None, done: bool) -> None:
        self.number += 1
        id = f"M{self.number}"
        connection = self.way.connect()
        said: DeliveryOutcome | None = None
        try:
            with on(Disk(at, error, done=done)):
                said = connection.deliver(id, "news@example.com", "ann@example.org", MESSAGE)
        except Killed:
            pass
        connection.close()
        self.ever |= self._visible()
        if said is None or isinstance(said, Unknown):
            self.open.add(id)
        else:
            judge(said, was_visible=id in self.ever)

    @rule()
    def read(self) -> None:
        read_it(self.folder)

    @rule()
    def take(self) -> None:
        take_it(self.folder)

    @rule()
    def settle(self) -> None:
        for id in self.open:
            judge(self.way.settle(id), was_visible=id in self.ever)
        self.open.clear()

    @invariant()
    def what_can_be_seen_is_whole(self) -> None:
        for message in seen(self.folder):
            assert message == MESSAGE.replace(b"\r\n", b"\n")


TestOutbox = Outbox.TestCase
TestOutbox.settings = settings(max_examples=40, stateful_step_count=20, deadline=None)
