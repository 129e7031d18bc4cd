"""Backups: a copy of everything in one file, and its restoration. Both verify the files they read."""

import hashlib
import json
import os
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, NamedTuple

from dm_tui.domain.dates import Clock
from dm_tui.domain.errors import DirectMailError
from dm_tui.domain.mailing.mailing import Mailing
from dm_tui.domain.mailing.status_changes import detach_mailing
from dm_tui.domain.upkeep import wording
from dm_tui.domain.upkeep.files_beside import FilesBeside
from dm_tui.providers.protocol import Shop
from dm_tui.providers.registry import find_owner
from dm_tui.services.ledger.book_checks import find_violations
from dm_tui.services.purchase.payment_turn import PaymentTurn
from dm_tui.services.upkeep.backup_beside import BESIDE, FilesBesideBackup
from dm_tui.services.upkeep.carry_over import carry_over
from dm_tui.store.durable_files import backup_path, make_directory, replace_file
from dm_tui.store.errors import HISTORY_UNREADABLE, STATE_TOO_NEW, disk_error, read_error
from dm_tui.store.migrations import SCHEMA, Data, migrate, schema_of
from dm_tui.store.snapshot import decode, encode
from dm_tui.store.state import StateFile, Tables
from dm_tui.store.state_files import MAX_STATE_BYTES
from dm_tui.user_files import read_file


class Backup(NamedTuple):
    """A backup that was written or read: where, and how many documents it holds."""

    path: Path
    documents: int


class RestoreResult(NamedTuple):
    """A restore: the backup that was read, the backup of the state before, and the mailings it cancelled."""

    read: Backup
    before: Backup | None
    cancelled: tuple[str, ...]


class Backups:
    """Writes and restores backups: one TinyDB file with all tables, closed history included.

    A backup includes the saved lists of recipients, and the list of addresses that get no mail; a restore
    takes nobody off the present one. It does not include the files of mailings. How much of one was sent
    since is unknown, so a restore cancels unfinished mailings: no one gets an email twice. What cannot be
    taken back is carried over.
    """

    def __init__(self, state: StateFile, provider: str, shop: Shop, now: Clock) -> None:
        self._state = state
        self._provider = provider
        self._shop = shop
        self._now = now
        self._beside = FilesBesideBackup(state)

    def write(self, path: Path) -> Backup:
        """Write everything to `path` (0600), read it back and compare. Refuses to overwrite a file."""
        with self._state.read() as tables:
            return self._write(path, tables.dump() | self._beside.dump())

    def _write(self, path: Path, data: Data) -> Backup:
        if os.path.lexists(path):  # a link that leads nowhere is there, too
            raise wording.BACKUP_EXISTS(path=path)
        data = {name: table for name, table in data.items() if name != FilesBeside.TABLE}
        meta = {"schema": SCHEMA, "checksum": _checksum(data)}
        try:
            make_directory(path.parent)
            replace_file(path, encode({"meta": {"1": meta}, **data}), keep_backup=False)
        except OSError as error:
            raise disk_error(path, error) from error
        return Backup(path, _count(self._read_verified(path)))

    def restore(self, path: Path) -> RestoreResult:
        """Replace the state with a backup, all of it or nothing.

        First makes a backup of the present state beside the state file, unless that is empty; one that cannot
        be read, or lacks a part of its history, is set aside. Refuses a file that was changed since it was
        written, one with a value that this program would not write, and one whose books do not add up. What
        was set aside is restored with every change that can be read, and so is the copy beside the state.
        Waits for a payment of another program, whose outcome belongs into the books that knew its charge.
        """
        data = self._read_aside(path) if self._is_aside(path) else self._read_verified(path)
        count, beside = _count(data), {name: data.pop(name, {}) for name in BESIDE}
        self._require_lists(path, beside)
        if find_owner(lambda table: bool(data.get(table))) != self._provider:
            raise wording.BACKUP_REFUSED(path=path, reason=wording.OTHER_PROVIDER)
        with PaymentTurn(self._state.path).take(), self._state.transaction(replacing=True) as tables:
            present, whole = _dump_readable(tables)
            before = self._write_present(present) if present and whole else None
            known = tables.single(FilesBeside)
            tables.replace(data)
            self._require_records(path, tables)
            if known != FilesBeside():
                tables.put_single(known)
            cancelled = _end_mailings(tables)
            carry_over(tables, present, self._now())
            for check, violations in find_violations(tables, self._shop).items():
                if violations and check != "payments-known":
                    reason = wording.BAD_BOOKS.format(
                        check=wording.CHECK_TITLES[check], violation=violations[0]
                    )
                    raise wording.BACKUP_REFUSED(path=path, reason=reason)
        self._beside.restore(beside, saved=before is not None)
        return RestoreResult(Backup(path, count), before, cancelled)

    def _require_lists(self, path: Path, beside: Data) -> None:
        """Refuse lists that no backup has, and to add to one that cannot be read."""
        try:
            self._beside.require_valid(beside)
        except DirectMailError as error:
            raise wording.BACKUP_REFUSED(path=path, reason=wording.CHANGED_BACKUP) from error
        self._beside.require_readable()

    def _require_records(self, path: Path, tables: Tables) -> None:
        """Refuse what reads would show as it is, though this program writes no such value."""
        try:
            self._state.require_readable(tables)
        except DirectMailError as error:
            reason = wording.BAD_RECORD.format(table=error.values.get("table", "?"))
            raise wording.BACKUP_REFUSED(path=path, reason=reason) from error

    def _write_present(self, present: Data) -> Backup:
        name = f"{self._state.path.name}.before-restore-{datetime.now(UTC):%Y%m%d-%H%M%S-%f}"
        return self._write(self._state.path.with_name(name), present | self._beside.dump(readable_only=True))

    def find_backup_beside(self) -> Path | None:
        """Return the copy beside a state that cannot be read, where that is good; None where the state is."""
        path = backup_path(self._state.path)
        try:
            with self._state.read() as tables:
                self._state.require_readable(tables)
        except DirectMailError:
            with suppress(DirectMailError):
                self._state.read_aside(path)
                return path
        return None

    def _is_aside(self, path: Path) -> bool:
        real = os.path.realpath  # Path.resolve raises for a link that leads to itself
        own = (aside.path for aside in self._state.list_asides())
        return real(path) in {real(other) for other in (*own, backup_path(self._state.path))}

    def _read_aside(self, path: Path) -> Data:
        try:
            data = self._state.read_aside(path)
        except DirectMailError as error:
            raise wording.BACKUP_REFUSED(path=path, reason=wording.UNREADABLE_ASIDE) from error
        return {name: table for name, table in data.items() if name != "meta"}

    def _read_verified(self, path: Path) -> Data:
        try:
            data = decode(read_file(path, MAX_STATE_BYTES))
        except OSError as error:
            raise read_error(path, error) from error
        except ValueError:
            raise wording.BACKUP_REFUSED(path=path, reason=wording.NOT_A_BACKUP) from None
        if schema_of(data) > SCHEMA:
            raise STATE_TOO_NEW(path=path, schema=schema_of(data))
        meta: dict[str, Any] = data.pop("meta", {}).get("1", {})
        if meta.get("checksum") != _checksum(data):
            raise wording.BACKUP_REFUSED(path=path, reason=wording.CHANGED_BACKUP)
        migrated = migrate({**data, "meta": {"1": meta}})
        return {name: table for name, table in migrated.items() if name != "meta"}


def _dump_readable(tables: Tables) -> tuple[Data, bool]:
    """Return what can be read of a state, and whether that is all of it."""
    try:
        return tables.dump(), True
    except DirectMailError as error:
        if error.code != HISTORY_UNREADABLE.code:
            raise
    return tables.dump(readable_only=True), False


def _end_mailings(tables: Tables) -> tuple[str, ...]:
    """Cancel unfinished mailings and return their ids; unknown deliveries are settled without a log."""
    mailings = tables.of(Mailing).open()
    for mailing in mailings:
        tables.of(Mailing).put(detach_mailing(mailing))
    return tuple(mailing.id for mailing in mailings if not mailing.ended)


def _checksum(data: Data) -> str:
    return hashlib.sha256(json.dumps(data, sort_keys=True).encode()).hexdigest()


def _count(data: Data) -> int:
    return sum(map(len, data.values()))
