"""What is kept beside the state file is in a backup, comes back, and is missed where it is gone or older."""

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import BinaryIO

import pytest

from dm_tui.domain.errors import DirectMailError
from dm_tui.domain.mailing.old_recipients import KEEP_RECIPIENTS_FOR
from dm_tui.domain.mailing.recipients.recipient import Recipient
from dm_tui.services.direct_mail import DirectMail
from dm_tui.services.upkeep.backup import _checksum
from dm_tui.store import list_files
from dm_tui.store.durable_files import replace_file
from dm_tui.store.migrations import SCHEMA
from dm_tui.store.snapshot import decode, encode
from dm_tui.user_files import open_file
from tests.conftest import OpenDirectMail
from tests.post import LETTER, PostOffice, people, sending_by


def keep(direct_mail: DirectMail, name: str, *addresses: str, replace: bool = False) -> Path:
    people = (Recipient(address=address) for address in addresses)
    direct_mail.recipient_lists.save(name, (), people, "people.csv", replace=replace)
    return Path(f"{direct_mail.state_path}.lists", f"{name}.csv")


def faults(direct_mail: DirectMail) -> list[str]:
    return [check.name for check in direct_mail.doctor.examine() if not check.ok]


def code_of(call: Callable[[], object]) -> str:
    with pytest.raises(DirectMailError) as refused:
        call()
    return refused.value.code


def test_a_list_that_is_gone_is_missed_and_an_older_one_is_refused(
    direct_mail: DirectMail, open_direct_mail: OpenDirectMail
) -> None:
    path = keep(direct_mail, "friends", "ada@example.com")
    older = path.read_bytes()
    keep(direct_mail, "friends", "bob@example.com", replace=True)
    newer = path.read_bytes()
    assert faults(open_direct_mail()) == []
    path.write_bytes(older)
    assert code_of(lambda: open_direct_mail().recipient_lists.path("friends")) == "list-damaged"
    assert faults(open_direct_mail()) == ["lists"]
    for folder in (False, True):
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(newer)
        assert faults(open_direct_mail()) == []
        shutil.rmtree(path.parent) if folder else path.unlink()
        assert faults(open_direct_mail()) == ["lists"]
        assert open_direct_mail().recipient_lists.damaged_names() == ["friends"]
        assert code_of(lambda: open_direct_mail().recipient_lists.path("friends")) == "list-missing"
    assert open_direct_mail().recipient_lists.remove("friends").name == "friends"
    assert faults(open_direct_mail()) == []
    assert code_of(lambda: open_direct_mail().recipient_lists.remove("friends")) == "unknown-list"


def test_a_list_that_is_gone_may_be_kept_again(
    direct_mail: DirectMail, open_direct_mail: OpenDirectMail
) -> None:
    keep(direct_mail, "friends", "ada@example.com").unlink()
    keep(open_direct_mail(), "friends", "bob@example.com")
    assert faults(open_direct_mail()) == []


def test_a_list_that_is_replaced_while_it_is_read_is_the_new_one(
    direct_mail: DirectMail, open_direct_mail: OpenDirectMail, monkeypatch: pytest.MonkeyPatch
) -> None:
    path, other, opened = keep(direct_mail, "friends", "ada@example.com"), open_direct_mail(), list[Path]()

    def open_and_wait(path: Path, *, follow: bool) -> BinaryIO:
        file = open_file(path, follow=follow)
        opened.append(path)
        if len(opened) == 1:
            keep(other, "friends", "bob@example.com", "cy@example.com", replace=True)
        return file

    monkeypatch.setattr(list_files, "open_file", open_and_wait)
    assert direct_mail.recipient_lists.show("friends").count == 2
    opened.clear()
    assert direct_mail.recipient_lists.path("friends") == path


def test_a_name_that_another_program_gave_to_a_list_meanwhile_is_refused(
    direct_mail: DirectMail, open_direct_mail: OpenDirectMail
) -> None:
    def people() -> Iterator[Recipient]:
        keep(open_direct_mail(), "friends", "ada@example.com", "bob@example.com")
        yield Recipient(address="cy@example.com")

    lists = direct_mail.recipient_lists
    assert code_of(lambda: lists.save("friends", (), people(), "people.csv")) == "list-exists"
    assert lists.show("friends").count == 2


def test_a_list_that_is_being_removed_is_none(
    direct_mail: DirectMail, open_direct_mail: OpenDirectMail, monkeypatch: pytest.MonkeyPatch
) -> None:
    keep(direct_mail, "friends", "ada@example.com")
    other, seen, unlink = open_direct_mail(), list[str](), os.unlink

    def look_first(path: Path) -> None:
        seen.append(code_of(lambda: other.recipient_lists.path("friends")))
        unlink(path)

    monkeypatch.setattr(os, "unlink", look_first)
    direct_mail.recipient_lists.remove("friends")
    assert seen == ["unknown-list"]
    assert faults(open_direct_mail()) == []


def test_starting_over_in_the_sandbox_leaves_the_lists(
    direct_mail: DirectMail, open_direct_mail: OpenDirectMail
) -> None:
    path = keep(direct_mail, "friends", "ada@example.com")
    direct_mail.suppressed.add(["eve@example.com"])
    direct_mail.sandbox.load("activated")
    assert (faults(open_direct_mail()), list(open_direct_mail().suppressed.entries())) == ([], [])
    path.unlink()
    assert faults(open_direct_mail()) == ["lists"]


@pytest.mark.parametrize("step", range(4))
def test_a_program_that_ends_while_it_keeps_a_list_leaves_the_one_before_or_the_new_one(
    direct_mail: DirectMail, open_direct_mail: OpenDirectMail, step: int
) -> None:
    """Before the state allows both, before the file has its name, before the state knows that, and after."""
    path = keep(direct_mail, "friends", "ada@example.com")
    steps = iter(range(9))

    def ending(call: Callable[..., object]) -> Callable[..., object]:
        def end(*arguments: object) -> object:
            if next(steps) == step:
                raise KeyboardInterrupt
            return call(*arguments)

        return end

    kill = pytest.MonkeyPatch()
    kill.setattr(list_files.ListFiles, "_expect", ending(list_files.ListFiles._expect))
    kill.setattr(os, "replace", ending(os.replace))
    kill.setattr(list_files.ListFiles, "_sweep", lambda files: None)  # a killed program sweeps nothing
    with kill.context(), pytest.raises(KeyboardInterrupt) if step < 3 else kill.context():
        keep(direct_mail, "friends", "bob@example.com", "cyd@example.com", replace=True)
    kill.undo()
    count = 2 if step > 1 else 1
    assert [kept.count for kept in open_direct_mail().recipient_lists.all()] == [count]
    assert faults(open_direct_mail()) == []
    assert bool(list(path.parent.glob("*.new"))) is (step < 2)
    keep(open_direct_mail(), "others", "eve@example.com")
    assert sorted(file.name for file in path.parent.iterdir()) == ["friends.csv", "others.csv"]


def test_lists_are_in_a_backup_and_come_back(
    direct_mail: DirectMail, open_direct_mail: OpenDirectMail, tmp_path: Path
) -> None:
    direct_mail.sandbox.load("activated")
    path = keep(direct_mail, "friends", "ada@example.com")
    changed = keep(direct_mail, "others", "bob@example.com")
    content, other = path.read_bytes(), changed.read_bytes()
    direct_mail.backups.write(tmp_path / "b.json")
    path.unlink()
    keep(direct_mail, "others", "cyd@example.com", replace=True)
    later = changed.read_bytes()
    keep(direct_mail, "newest", "eve@example.com")
    result = open_direct_mail().backups.restore(tmp_path / "b.json")
    assert (path.read_bytes(), changed.read_bytes()) == (content, other)
    assert [kept.name for kept in open_direct_mail().recipient_lists.all()] == ["friends", "newest", "others"]
    assert faults(open_direct_mail()) == []
    assert result.before is not None
    open_direct_mail().backups.restore(result.before.path)
    assert changed.read_bytes() == later
    assert faults(open_direct_mail()) == []


@pytest.mark.parametrize("damaged", [True, False])
def test_a_restore_keeps_a_list_that_is_in_no_backup(
    direct_mail: DirectMail, open_direct_mail: OpenDirectMail, tmp_path: Path, damaged: bool
) -> None:
    path = keep(direct_mail, "friends", "ada@example.com")
    direct_mail.backups.write(tmp_path / "b.json")
    keep(direct_mail, "friends", "bob@example.com", replace=True)
    if damaged:
        path.write_bytes(path.read_bytes() + b"eve@example.com\n")
    else:
        direct_mail.state_path.write_bytes(b"no state")
        for beside in direct_mail.state_path.parent.glob("*.journal"):
            beside.unlink()
    present = path.read_bytes()
    open_direct_mail().backups.restore(tmp_path / "b.json")
    assert b"ada@" in path.read_bytes()
    assert path.with_name("friends.csv.before-restore-1").read_bytes() == present
    assert faults(open_direct_mail()) == ([] if damaged else ["state-file"])


@pytest.mark.parametrize(
    ("name", "old", "new"),
    [
        ("../evil", "", ""),
        ("/tmp/evil", "", ""),
        (" friends", "", ""),
        ("", "", ""),
        ("friends", "ada@", "eve@"),
        ("friends", "ada@", "\udc80@"),
        ("friends", '"checksum"', '"checks"'),
        ("friends", "{", ""),
    ],
)
def test_a_hostile_list_in_a_backup_is_refused_before_anything_changes(
    direct_mail: DirectMail, tmp_path: Path, name: str, old: str, new: str
) -> None:
    direct_mail.sandbox.load("activated")
    path = keep(direct_mail, "friends", "ada@example.com")
    direct_mail.backups.write(tmp_path / "b.json")
    data = decode((tmp_path / "b.json").read_bytes())
    del data["meta"]
    (kept,) = data["kept_lists"].values()
    kept |= {"name": name, "file": kept["file"].replace(old, new)}
    meta = {"1": {"schema": SCHEMA, "checksum": _checksum(data)}}
    replace_file(tmp_path / "evil.json", encode({"meta": meta, **data}), keep_backup=False)
    direct_mail.sandbox.load("busy")
    before, files = path.read_bytes(), sorted(direct_mail.state_path.parent.rglob("*"))
    orders = direct_mail.purchases.orders()
    assert code_of(lambda: direct_mail.backups.restore(tmp_path / "evil.json")) == "backup-refused"
    assert (path.read_bytes(), sorted(direct_mail.state_path.parent.rglob("*"))) == (before, files)
    assert direct_mail.purchases.orders() == orders


def test_nothing_is_restored_beside_a_list_of_who_gets_no_mail_that_cannot_be_read(
    direct_mail: DirectMail, open_direct_mail: OpenDirectMail, tmp_path: Path
) -> None:
    direct_mail.suppressed.add(["ada@example.com"])
    direct_mail.backups.write(tmp_path / "b.json")
    direct_mail.suppressed.add(["bob@example.com"])
    Path(f"{direct_mail.state_path}.suppressed").unlink()
    assert code_of(lambda: open_direct_mail().backups.restore(tmp_path / "b.json")) == "suppressed-missing"
    assert not list(direct_mail.state_path.parent.glob("*.before-restore-*"))
    open_direct_mail().suppressed.repair()
    open_direct_mail().backups.restore(tmp_path / "b.json")
    assert [entry.address for entry in open_direct_mail().suppressed.entries()] == ["ada@example.com"]


def test_recipients_that_are_gone_before_their_time_are_missed(
    direct_mail: DirectMail, open_direct_mail: OpenDirectMail
) -> None:
    direct_mail.sandbox.load("activated")
    mailing = sending_by(direct_mail, PostOffice()).create(LETTER, people(3))
    sending_by(direct_mail, PostOffice()).run(mailing.id)
    folder = Path(f"{direct_mail.state_path}.mailings")
    files = {path: path.read_bytes() for path in folder.glob("M*") if path.suffix in (".log", ".recipients")}
    assert (len(files), faults(open_direct_mail())) == (2, [])
    for path, content in files.items():
        path.unlink()
        assert faults(open_direct_mail()) == ["mailing-logs"], path.name
        path.write_bytes(content)
    (folder / f"{mailing.id}.recipients").unlink()
    outcomes = open_direct_mail().recipient_outcomes
    assert code_of(lambda: list(outcomes.of(mailing.id))) == "mailing-recipients-missing"
    direct_mail.sandbox.advance(f"{KEEP_RECIPIENTS_FOR.days + 1}d")
    assert faults(open_direct_mail()) == []
    assert list(open_direct_mail().recipient_outcomes.of(mailing.id)) == []


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("address", 'a"b@example.com'),
        ("address", "ada@example.com\nbob@example.com"),
        ("address", ""),
        ("address", "\ud800@example.com"),
        ("address", f"{'a' * 100_000}@example.com"),
        ("since", "2026-01-01T00:00:00"),
        ("since", "9999-12-31T23:59:59Z"),
        ("reason", "other"),
        ("source", None),
    ],
    ids=lambda value: str(value)[:20].encode("unicode_escape").decode(),
)
def test_a_hostile_address_in_a_backup_is_refused_before_anything_changes(
    direct_mail: DirectMail, open_direct_mail: OpenDirectMail, tmp_path: Path, field: str, value: object
) -> None:
    direct_mail.suppressed.add(["ada@example.com"])
    direct_mail.backups.write(tmp_path / "b.json")
    data = decode((tmp_path / "b.json").read_bytes())
    del data["meta"]
    data["suppressed"]["1"][field] = value
    meta = {"1": {"schema": SCHEMA, "checksum": _checksum(data)}}
    replace_file(tmp_path / "evil.json", encode({"meta": meta, **data}), keep_backup=False)
    direct_mail.suppressed.remove(["ada@example.com"])
    assert code_of(lambda: direct_mail.backups.restore(tmp_path / "evil.json")) == "backup-refused"
    assert list(open_direct_mail().suppressed.entries()) == []
