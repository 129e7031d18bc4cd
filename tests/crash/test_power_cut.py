"""The plug is pulled at every point of a purchase: whatever the disk has then, nothing confirmed is lost."""

import itertools
import json
import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from copy import deepcopy
from pathlib import Path
from typing import Any
from unittest import mock

import pytest

from dm_tui.services.direct_mail import DirectMail
from dm_tui.store import archive, journal
from dm_tui.store import durable_files as durable
from dm_tui.store import state as state_module
from dm_tui.store.state import StateFile, Tables
from tests.crash.disk import EVERY, Acknowledged, Fsync, Killed, RecordingOs, Tree, materialise, under

Start = Callable[[Path], DirectMail]
Tell = Callable[[Path, Start], None]
UNKNOWN_OUTCOME = "payments-known"


def everything(state: StateFile) -> str:
    """Return all there ever was, to compare."""
    with state.read() as tables:
        return json.dumps(tables.dump(), sort_keys=True)


class Story:
    """What a program did: every operation on the disk, and what there was after every transaction."""

    def __init__(self, root: Path, start: Start, last: int = 0) -> None:
        self.path = root / "state" / "state.json"
        self.start = start
        self.disk = RecordingOs(root, last)
        self.contents = [everything(StateFile(self.path, lambda: pytest.fail("nothing to mend")))]

    def tell(self, tell: Tell, broken: "Break | None" = None) -> None:
        """Let a program run until it ends, with a store that is `broken`."""
        transaction = StateFile.transaction
        told = self

        @contextmanager
        def acknowledging(state: StateFile, *, replacing: bool = False) -> Iterator[Tables]:
            joined = state._open is not None
            with transaction(state, replacing=replacing) as tables:
                yield tables
            if not joined:
                told.contents.append(everything(state))
                told.disk.trace.append(Acknowledged())

        with (
            under(self.disk),
            mock.patch.object(StateFile, "transaction", acknowledging),
            pytest.MonkeyPatch.context() as patch,
        ):
            if broken is not None:
                broken(self, patch)
            tell(self.path, self.start)

    def violations(self, scratch: Path, *, only_at_the_end: bool = False) -> Iterator[str]:
        """Pull the plug before and after every operation and yield what is wrong then."""
        finder = self.finder = Finder(scratch, self.start)
        disk, done = deepcopy(self.disk.before), 0
        for number, operation in enumerate([*self.disk.trace, None], start=1):
            if operation is None or not only_at_the_end:
                legal = self.contents[done : done + 2]
                for tree in disk.after_a_power_cut():
                    found = finder.find(tree)
                    if found not in legal:
                        yield f"before operation {number}, {operation}: {found[:300]}"
            if operation is not None:
                done += isinstance(operation, Acknowledged)
                disk.do(operation)

    def really_happened(self) -> bool:
        """Say whether the disk that was written down is the one that is there."""
        disk = deepcopy(self.disk.before)
        for operation in self.disk.trace:
            disk.do(operation)
        root = self.path.parent.parent
        there = {
            ("" if path == root else f"/{path.relative_to(root)}"): (
                None if path.is_dir() else path.read_bytes()
            )
            for path in [root, *root.rglob("*")]
            if path.suffix != ".lock"
        }
        return disk.now() == frozenset(there.items())


class Finder:
    """Opens what a power cut left; the same tree and the same books are looked at once."""

    def __init__(self, scratch: Path, start: Start) -> None:
        self._scratch = scratch
        self._start = start
        self.trees: dict[Tree, str] = {}
        self._books: set[str] = set()

    def find(self, tree: Tree) -> str:
        """Return everything that is found, or what is wrong with it."""
        if tree not in self.trees:
            shutil.rmtree(self._scratch, ignore_errors=True)
            self._scratch.mkdir()
            materialise(tree, self._scratch)
            try:
                self.trees[tree] = self._opened(self._scratch / "state" / "state.json")
            except Exception as error:  # whatever it is, it is what the harness is for
                self.trees[tree] = f"{type(error).__name__}: {error}"
        return self.trees[tree]

    def _opened(self, path: Path) -> str:
        direct_mail = self._start(path)
        found = everything(direct_mail.state)
        if direct_mail.notices:
            return f"told of damage: {direct_mail.notices}"
        if found not in self._books:
            off = [check for check in direct_mail.doctor.examine() if not check.ok]
            if any(check.name != UNKNOWN_OUTCOME for check in off):
                return f"the doctor says: {off}"
            self._books.add(found)
        direct_mail.set_preferences(theme="after the power cut")
        again: dict[str, Any] = json.loads(everything(self._start(path).state))
        if again.pop("preferences")["1"]["theme"] != "after the power cut":
            return "the next change was lost"
        expected = json.loads(found)
        expected.pop("preferences", None)
        return found if again == expected else f"the next change spoilt it: {again}"


def start_activated(path: Path, start: Start) -> DirectMail:
    """Start the program on an account that sends: without activation no use is metered."""
    direct_mail = start(path)
    direct_mail.activation.activate("ap-southeast-1", direct_mail.purchases.catalogue().agreement_version)
    return direct_mail


def buy(path: Path, start: Start) -> None:
    """A whole purchase with its first use, and a tidy end."""
    direct_mail = start_activated(path, start)
    terms = direct_mail.purchases.catalogue().terms_version
    order = direct_mail.purchases.confirm("50k", 2, "ap-southeast-1", terms)
    direct_mail.purchases.pay(order.id, "balance")
    direct_mail.metering.record(700)
    direct_mail.close()


def buy_and_settle(path: Path, start: Start) -> None:
    """A purchase without an answer, asked about by the next start of the program."""
    direct_mail = start_activated(path, start)
    terms = direct_mail.purchases.catalogue().terms_version
    order = direct_mail.purchases.confirm("50k", 1, "ap-southeast-1", terms)
    direct_mail.purchases.pay(order.id, "card-timeout")
    direct_mail = start(path)
    direct_mail.purchases.settle(order.id)
    direct_mail.metering.record(300)
    direct_mail.close()


def start_over(path: Path, start: Start) -> None:
    """Another scenario in the place of it all, and a purchase there."""
    start(path).sandbox.load("activated")
    buy(path, start)


def change_once(path: Path, start: Start) -> None:
    """One transaction."""
    start(path).set_preferences(theme="once")


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A directory that lasts, in which nothing is yet."""
    root = tmp_path / "root"
    root.mkdir()
    return root


@pytest.fixture
def used(root: Path, start_program: Start) -> Path:
    """An account with a purchase and a journal that was not folded."""
    direct_mail = start_activated(root / "state" / "state.json", start_program)
    terms = direct_mail.purchases.catalogue().terms_version
    direct_mail.purchases.confirm("1m", 1, "ap-southeast-1", terms, key="before")
    direct_mail.metering.record(50)
    return root


@pytest.mark.parametrize("tell", [buy, buy_and_settle])
def test_a_power_cut_during_a_first_purchase_loses_nothing(
    root: Path, tmp_path: Path, start_program: Start, tell: Tell
) -> None:
    story = Story(root, start_program)
    story.tell(tell)
    assert list(story.violations(tmp_path / "found")) == []


@pytest.mark.parametrize(("before", "tell"), [((), buy), ((buy,), start_over)], ids=["buy", "start_over"])
@pytest.mark.usefixtures("cramped")
def test_a_power_cut_while_folding_and_archiving_loses_nothing(
    used: Path, tmp_path: Path, start_program: Start, before: tuple[Tell, ...], tell: Tell
) -> None:
    for earlier in before:
        earlier(used / "state" / "state.json", start_program)
    story = Story(used, start_program)
    story.tell(tell)
    assert (used / "state" / "state.json.archive").exists()
    assert list(story.violations(tmp_path / "found")) == []


@pytest.mark.usefixtures("cramped")
def test_the_watched_disk_is_the_real_one(used: Path, start_program: Start) -> None:
    story = Story(used, start_program)
    story.tell(buy)
    assert story.really_happened()


def lost_after_a_kill(
    used: Path, scratch: Path, start: Start, broken: "Break | None" = None
) -> Iterator[str]:
    """Kill a purchase at every operation, let another program change something, and pull the plug.

    Where an operation left no other files, or made some durable, a kill before it may leave all that one
    after it may: that is tried with DM_TUI_EVERY.
    """
    done = 0
    kept = scratch.with_name("kept")
    shutil.copytree(used, kept)
    for last in itertools.count(1):
        shutil.rmtree(used)
        shutil.copytree(kept, used)
        story = Story(used, start, last)
        with suppress(Killed):
            story.tell(buy)
            assert last > 50, "there is more to a purchase"
            return
        before, done = done, len(story.disk.trace)
        if not EVERY and (done == before or isinstance(story.disk.trace[-1], Fsync | Acknowledged)):
            continue
        story.disk.revive()
        story.tell(change_once, broken)
        story.contents[:-1] = []  # whatever was before, the last one was told that it is safe
        trace = story.disk.trace
        story.disk.trace = [step for step in trace if not isinstance(step, Acknowledged)]
        for violation in story.violations(scratch, only_at_the_end=True):
            yield f"killed after operation {last}, {violation}"


@pytest.mark.usefixtures("cramped")
def test_what_is_said_after_a_kill_outlasts_a_power_cut(
    used: Path, tmp_path: Path, start_program: Start
) -> None:
    """A killed program leaves names that are not durable; who goes on must not build on them."""
    assert list(lost_after_a_kill(used, tmp_path / "found", start_program)) == []


@pytest.mark.usefixtures("cramped")
def test_building_on_names_that_are_not_durable_is_found(
    used: Path, tmp_path: Path, start_program: Start
) -> None:
    found = lost_after_a_kill(used, tmp_path / "found", start_program, _no_fsync_before_appending)
    assert next(found, "") != ""


def _unchecked(line: bytes, before: int) -> int | None:
    return int(line[:8], 16) if line else None


def _no_fsync_in_the_journal(story: Story, patch: pytest.MonkeyPatch) -> None:
    patch.setattr(journal, "write_durably", durable.write_all)


def _no_fsync_of_a_directory(story: Story, patch: pytest.MonkeyPatch) -> None:
    for module in (durable, archive, state_module):
        patch.setattr(module, "sync_directory", lambda directory: None)


def _no_fsync_before_appending(story: Story, patch: pytest.MonkeyPatch) -> None:
    patch.setattr(state_module, "sync_directory", lambda directory: None)


def _snapshot_in_place(story: Story, patch: pytest.MonkeyPatch) -> None:
    def write(path: Path, data: bytes, *, keep_backup: bool = True) -> None:
        descriptor = story.disk.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        story.disk.write(descriptor, data)
        story.disk.fsync(descriptor)
        story.disk.close(descriptor)
        durable.sync_directory(path.parent)

    patch.setattr(state_module, "replace_file", write)


def _no_fsync_of_a_snapshot(story: Story, patch: pytest.MonkeyPatch) -> None:
    def write(path: Path, data: bytes) -> None:
        descriptor = story.disk.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        story.disk.write(descriptor, data)
        story.disk.close(descriptor)

    patch.setattr(durable, "write_new", write)


def _no_checksum(story: Story, patch: pytest.MonkeyPatch) -> None:
    patch.setattr(journal, "verify_line", _unchecked)


def _archived_too_late(story: Story, patch: pytest.MonkeyPatch) -> None:
    later: list[Callable[[], object]] = []
    add, replace = archive.Archive.add, durable.replace_file

    def replace_then_add(path: Path, data: bytes, *, keep_backup: bool = True) -> None:
        replace(path, data, keep_backup=keep_backup)
        while later:
            later.pop()()

    def postpone(*args: Any) -> Any:
        later.append(lambda: add(*args))
        return args[1]  # the index, without the files that are to come

    patch.setattr(archive.Archive, "add", postpone)
    patch.setattr(state_module, "replace_file", replace_then_add)


Break = Callable[[Story, pytest.MonkeyPatch], None]


@pytest.mark.parametrize(
    "broken",
    [
        _no_fsync_in_the_journal,
        _no_fsync_of_a_directory,
        _snapshot_in_place,
        _no_fsync_of_a_snapshot,
        _no_checksum,
        _archived_too_late,
    ],
    ids=lambda broken: broken.__name__.strip("_"),
)
@pytest.mark.usefixtures("cramped")
def test_each_thing_done_wrong_is_found(
    used: Path, tmp_path: Path, start_program: Start, monkeypatch: pytest.MonkeyPatch, broken: Break
) -> None:
    story = Story(used, start_program)
    story.tell(buy, broken)
    with monkeypatch.context() as patch:
        if broken is _no_checksum:  # what is wrong with it shows when it is read
            broken(story, patch)
        assert next(story.violations(tmp_path / "found"), "") != ""
