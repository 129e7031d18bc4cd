"""A backup is everything, verified when it is written and when it is read; a restore can be taken back."""

import json
import shutil
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from tinydb import TinyDB

from dm_tui.domain.errors import DirectMailError, ErrorKind
from dm_tui.domain.mailing.status import MailingStatus
from dm_tui.domain.purchase.order import OrderStatus
from dm_tui.services.direct_mail import DirectMail
from dm_tui.services.upkeep.backup import _checksum
from dm_tui.store.durable_files import backup_path
from dm_tui.store.migrations import SCHEMA
from dm_tui.store.snapshot import encode
from tests.kept import fill_the_disk, kept
from tests.post import LETTER, NO_ANSWER, PostOffice, people, sending_by


@pytest.fixture
def busy(direct_mail: DirectMail) -> DirectMail:
    """Months of history, some of it archived."""
    direct_mail.sandbox.load("busy")
    direct_mail.close()
    return direct_mail


def everything(direct_mail: DirectMail) -> dict[str, Any]:
    with direct_mail.state.read() as tables:
        return tables.dump()


def test_a_backup_brings_everything_back_archived_history_included(busy: DirectMail, tmp_path: Path) -> None:
    before = everything(busy)
    assert len(before["ledger"]) > len(kept(busy.state_path)["ledger"])
    busy.backups.write(tmp_path / "b.json")
    busy.sandbox.reset()
    read, aside, _ = busy.backups.restore(tmp_path / "b.json")
    assert aside is None
    assert read.documents == sum(map(len, before.values()))
    assert everything(busy) == before
    assert all(check.ok for check in busy.doctor.examine())


def test_a_restore_can_be_taken_back(busy: DirectMail, tmp_path: Path) -> None:
    busy.backups.write(tmp_path / "b.json")
    busy.sandbox.load("activated")
    later = everything(busy)
    _, aside, _ = busy.backups.restore(tmp_path / "b.json")
    assert aside is not None
    busy.backups.restore(aside.path)
    assert everything(busy) == later


def test_stock_tinydb_reads_a_backup_which_is_private(busy: DirectMail, tmp_path: Path) -> None:
    busy.backups.write(tmp_path / "b.json")
    assert (tmp_path / "b.json").stat().st_mode & 0o777 == 0o600
    with TinyDB(tmp_path / "b.json", access_mode="r") as stock:
        assert len(stock.table("orders")) == 2


@pytest.mark.parametrize("name", ["b.json.tmp", "b.json.bak", "b.json.bak.tmp", "b.tmp", ".b.json.tmp"])
def test_a_backup_touches_no_other_file(busy: DirectMail, tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_text("mine")
    busy.backups.write(tmp_path / "b.json")
    assert (tmp_path / name).read_text() == "mine"


@pytest.mark.parametrize("id", ["../../evil", "/tmp/evil", "..", "a/b", "x\0y", "evil" * 99])
def test_a_hostile_backup_writes_nowhere_else(direct_mail: DirectMail, tmp_path: Path, id: str) -> None:
    """Whoever wrote it can make its checksum: ids are judged before they are paths."""
    direct_mail.sandbox.load("activated")
    sending_by(direct_mail, PostOffice()).create(LETTER, people(3))
    data = everything(direct_mail)
    for mailing in data["mailings"].values():
        mailing["id"] = id
    closed = {str(number): {"id": str(number), "closed": True} for number in range(1, 300)}
    data |= {id: closed, f"orders/../{id}": closed}
    hostile = tmp_path / "b.json"
    hostile.write_text(json.dumps({"meta": {"1": {"schema": SCHEMA, "checksum": _checksum(data)}}, **data}))
    there = DirectMail(tmp_path / "inner" / "inner" / "state.json")
    with suppress(DirectMailError):
        there.backups.restore(hostile)
    there.close()
    uses: tuple[Callable[[str], object], ...] = (
        there.sending.run,
        there.sending.cancel,
        there.sending.running,
        lambda id: list(there.sending.unknown.of(id)),
        lambda id: there.sending.unknown.settle(id, None, delivered=True),
        lambda id: there.save_text(f"receipt-{id}.txt", ["x"]),
    )
    for use in uses:
        with suppress(DirectMailError):
            use(id)
    there.doctor.examine()
    inner = there.state_path.parent
    outside = [path for path in tmp_path.rglob("*") if "evil" in path.name and path.parent != inner]
    assert outside == []
    assert not list(Path("/tmp").glob("evil*"))


def test_a_file_that_is_there_is_not_overwritten(busy: DirectMail, tmp_path: Path) -> None:
    (tmp_path / "b.json").write_text("mine")
    with pytest.raises(DirectMailError) as refused:
        busy.backups.write(tmp_path / "b.json")
    assert refused.value.code == "backup-exists"
    assert (tmp_path / "b.json").read_text() == "mine"


def spoil_nothing_but_space(data: dict[str, Any]) -> None:
    data["orders"]["1"]["spec"] += " "


def steal(data: dict[str, Any]) -> None:
    data["plans"]["1"]["used"] = 0


def add_a_table(data: dict[str, Any]) -> None:
    data["more"] = {"1": {"id": "x"}}


@pytest.mark.parametrize("change", [spoil_nothing_but_space, steal, add_a_table])
def test_a_backup_that_was_changed_is_refused(
    busy: DirectMail, tmp_path: Path, change: Callable[[dict[str, Any]], None]
) -> None:
    busy.backups.write(tmp_path / "b.json")
    data = json.loads((tmp_path / "b.json").read_text())
    change(data)
    (tmp_path / "b.json").write_text(json.dumps(data))
    before = everything(busy)
    with pytest.raises(DirectMailError) as refused:
        busy.backups.restore(tmp_path / "b.json")
    assert (refused.value.kind, refused.value.code) == (ErrorKind.STATE_FILE, "backup-refused")
    assert everything(busy) == before


@pytest.mark.parametrize("content", ["", "{", "[]", '{"orders": []}', "{}"])
def test_what_is_no_backup_is_refused(busy: DirectMail, tmp_path: Path, content: str) -> None:
    (tmp_path / "b.json").write_text(content)
    with pytest.raises(DirectMailError) as refused:
        busy.backups.restore(tmp_path / "b.json")
    assert refused.value.kind is ErrorKind.STATE_FILE


def test_a_backup_whose_books_do_not_add_up_is_refused(busy: DirectMail, tmp_path: Path) -> None:
    with busy.state.transaction() as tables:
        tables.db.drop_table("ledger")
    busy.backups.write(tmp_path / "b.json")
    before = everything(busy)
    with pytest.raises(DirectMailError, match="add up"):
        busy.backups.restore(tmp_path / "b.json")
    assert everything(busy) == before


def test_a_disk_that_is_full_changes_nothing(
    busy: DirectMail, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    busy.backups.write(tmp_path / "b.json")
    busy.sandbox.load("activated")
    before = everything(busy)
    with monkeypatch.context() as patch:
        fill_the_disk(patch)
        with pytest.raises(DirectMailError):
            busy.backups.restore(tmp_path / "b.json")
    assert everything(busy) == before


@pytest.mark.parametrize("name", ["missing.json", "."])
def test_what_cannot_be_read_is_told(busy: DirectMail, tmp_path: Path, name: str) -> None:
    with pytest.raises(DirectMailError) as refused:
        busy.backups.restore(tmp_path / name)
    assert refused.value.kind is ErrorKind.STATE_FILE


# Mailings: their files are no part of a backup


def test_what_was_being_sent_at_a_backup_is_cancelled_and_never_sent_again(
    direct_mail: DirectMail, tmp_path: Path
) -> None:
    direct_mail.sandbox.load("activated")
    office = PostOffice()
    sending = sending_by(direct_mail, office)

    def back_up(address: str) -> None:
        if address == "r130@example.com":
            direct_mail.backups.write(tmp_path / "b.json")

    office.on_delivery = back_up
    office.will("r20@example.com", NO_ANSWER)
    made = sending.create(LETTER, people(250))
    assert sending.run(made.id).accepted == 249
    restored = direct_mail.backups.restore(tmp_path / "b.json")
    assert restored.cancelled == (made.id,)
    found = sending.mailing(made.id)
    assert (found.status, found.accepted, found.unknown) == (MailingStatus.CANCELLED, 99, 101)
    assert found.charged.emails == 200
    assert sending.run(made.id) == sending.cancel(made.id) == found
    assert office.twice() == {}
    assert all(check.ok for check in direct_mail.doctor.examine())
    assert sending.unknown.of(made.id) == ()
    with pytest.raises(DirectMailError):
        sending.unknown.settle(made.id, "r20@example.com", delivered=True)
    settled = sending.unknown.settle(made.id, None, delivered=True)
    assert (settled.closed, settled.accepted) == (True, 200)
    assert all(check.ok for check in direct_mail.doctor.examine())


@pytest.mark.parametrize("name", ["now.json", "before.json"])
def test_a_restore_ends_a_mailing_that_is_being_sent(
    direct_mail: DirectMail, tmp_path: Path, name: str
) -> None:
    direct_mail.sandbox.load("activated")
    office = PostOffice()
    sending = sending_by(direct_mail, office)
    direct_mail.backups.write(tmp_path / "before.json")

    def restore(address: str) -> None:
        if address == "r130@example.com":
            direct_mail.backups.write(tmp_path / "now.json")
            direct_mail.backups.restore(tmp_path / name)

    office.on_delivery = restore
    with pytest.raises(DirectMailError) as ended:
        sending.run(sending.create(LETTER, people(250)).id)
    assert (ended.value.kind, ended.value.code) == (ErrorKind.STATE_FILE, "mailing-changed")
    assert len(office.received) <= 200
    assert office.twice() == {}
    assert all(check.ok for check in direct_mail.doctor.examine())


def test_what_a_restore_takes_away_before_its_outcome_is_noted_as_seen_is_no_error(
    direct_mail: DirectMail, open_direct_mail: Callable[[], DirectMail], tmp_path: Path
) -> None:
    """The outcome was shown: an error behind it would say that nothing was bought or sent."""
    direct_mail.sandbox.load("activated")
    direct_mail.backups.write(tmp_path / "b.json")
    catalogue = direct_mail.purchases.catalogue()
    order = direct_mail.purchases.confirm("50k", 1, "ap-southeast-1", catalogue.terms_version)
    assert direct_mail.purchases.pay(order.id, "balance").status is OrderStatus.PAID
    sending = sending_by(direct_mail, PostOffice())
    sending.note_shown(sending.run(sending.create(LETTER, people(3)).id))
    open_direct_mail().backups.restore(tmp_path / "b.json")
    direct_mail.save_reported()
    sending.save_reported()
    assert open_direct_mail().purchases.orders() == ()


def test_a_restore_of_a_restore_brings_no_mailing_back_to_life(
    direct_mail: DirectMail, tmp_path: Path
) -> None:
    direct_mail.sandbox.load("activated")
    office = PostOffice()
    sending = sending_by(direct_mail, office)
    direct_mail.backups.write(tmp_path / "b.json")
    made = sending.create(LETTER, people(250))
    before = direct_mail.backups.restore(tmp_path / "b.json").before
    assert before is not None
    assert direct_mail.backups.restore(before.path).cancelled == (made.id,)
    assert sending.run(made.id).status is MailingStatus.CANCELLED
    assert office.attempts == []


def arrived(direct_mail: DirectMail) -> int:
    outbox = direct_mail.state_path.with_name("outbox")
    return sum(1 for folder in ("new", "sms") for _ in (outbox / folder).iterdir())


def test_who_was_reminded_since_the_backup_is_not_reminded_again(
    direct_mail: DirectMail, tmp_path: Path
) -> None:
    direct_mail.sandbox.load("expiring")
    direct_mail.backups.write(tmp_path / "b.json")
    direct_mail.reminders.run()
    assert arrived(direct_mail) == 2
    direct_mail.backups.restore(tmp_path / "b.json")
    assert [report.channel for report in direct_mail.reminders.run().sent] == [
        "internal"
    ]  # the inbox is restored
    assert arrived(direct_mail) == 2


def test_what_is_due_again_since_the_clock_went_back_is_said_again(
    direct_mail: DirectMail, tmp_path: Path
) -> None:
    direct_mail.sandbox.load("expiring")
    direct_mail.backups.write(tmp_path / "b.json")
    direct_mail.sandbox.advance("40d")
    assert arrived(direct_mail) == 8
    shutil.rmtree(direct_mail.state_path.with_name("outbox"))
    direct_mail.backups.restore(tmp_path / "b.json")
    direct_mail.sandbox.advance("40d")
    assert arrived(direct_mail) == 6  # the first was due, and sent, before the clock was moved


def spoil_the_state(path: Path) -> None:
    path.write_bytes(b"{")


def remove_the_state(path: Path) -> None:
    path.unlink()


@pytest.mark.parametrize("spoil", [spoil_the_state, remove_the_state])
def test_a_backup_replaces_files_that_cannot_be_read_and_sets_them_aside(
    busy: DirectMail,
    open_direct_mail: Callable[[], DirectMail],
    tmp_path: Path,
    spoil: Callable[[Path], None],
) -> None:
    busy.backups.write(tmp_path / "b.json")
    before = everything(busy)
    spoil(busy.state_path)
    backup_path(busy.state_path).write_bytes(b"{also")
    with pytest.raises(DirectMailError) as refused:
        open_direct_mail().overviews.overview()
    assert refused.value.kind is ErrorKind.STATE_FILE
    read, aside, _ = open_direct_mail().backups.restore(tmp_path / "b.json")
    assert (read.path, aside) == (tmp_path / "b.json", None)
    after = open_direct_mail()
    assert everything(after) == before
    (kept_aside,) = after.state.list_asides()
    assert after.notices == [kept_aside.notice]
    assert backup_path(kept_aside.path).read_bytes() == b"{also"


def test_what_stands_behind_a_damaged_line_comes_back(
    direct_mail: DirectMail, open_direct_mail: Callable[[], DirectMail]
) -> None:
    direct_mail.sandbox.load("activated")
    direct_mail.close()
    for theme in ("dm-dark", "dm-light", "dm-contrast"):
        direct_mail.set_preferences(theme=theme)
    direct_mail.set_preferences(smtp="mail.example.com:25")
    before = everything(direct_mail)
    journal = max(direct_mail.state_path.parent.glob("*.journal"), key=lambda path: path.stat().st_size)
    assert b"light" in journal.read_bytes()
    journal.write_bytes(journal.read_bytes().replace(b"light", b"heavy"))
    later = open_direct_mail()
    later.set_preferences(prompt_activation=False)
    assert later.preferences().smtp != "mail.example.com:25"
    (aside,) = later.state.list_asides()
    later.backups.restore(aside.path)
    assert everything(open_direct_mail()) == before
    assert aside in later.state.list_asides()


def test_what_is_no_state_comes_back_no_more_and_says_so(
    busy: DirectMail, open_direct_mail: Callable[[], DirectMail]
) -> None:
    before = everything(busy)
    busy.state_path.write_bytes(b"{")
    later = open_direct_mail()
    later.set_preferences(theme="dm-light")
    (aside,) = later.state.list_asides()
    with pytest.raises(DirectMailError) as refused:
        later.backups.restore(aside.path)
    assert refused.value.code == "backup-refused"
    assert {**everything(later), "preferences": None} == {**before, "preferences": None}


@pytest.mark.parametrize(
    ("table", "field", "value"),
    [
        ("plans", "expires_at", "9999-12-31T00:00:00Z"),
        ("orders", "created_at", "2026-01-01T00:00:00"),
        ("orders", "status", "paie"),
        ("orders", "total", {"amount": "26.10", "currency": "USE"}),
        ("orders", "quantity", "2"),
        ("messages", "at", "2026-01-01T00:00:00"),
        ("templates", "status", 7),
    ],
)
def test_a_backup_with_a_value_that_we_would_not_write_is_refused(
    busy: DirectMail, tmp_path: Path, table: str, field: str, value: object
) -> None:
    """No calculation trips over most of them: reads would show them, and only the doctor would tell."""
    busy.backups.write(tmp_path / "b.json")
    data = json.loads((tmp_path / "b.json").read_text())
    del data["meta"]
    next(iter(data[table].values()))[field] = value
    meta = {"schema": SCHEMA, "checksum": _checksum(data)}
    (tmp_path / "b.json").write_bytes(encode({"meta": {"1": meta}, **data}))
    before = everything(busy)
    with pytest.raises(DirectMailError) as refused:
        busy.backups.restore(tmp_path / "b.json")
    assert refused.value.code == "backup-refused"
    assert f"“{table}”" in refused.value.message
    assert everything(busy) == before
