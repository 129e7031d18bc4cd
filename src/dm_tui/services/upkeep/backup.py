"""A copy of everything in one file, and the way back. Both verify what they read."""

import hashlib
import json
from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, NamedTuple

from dm_tui.domain.dates import Clock
from dm_tui.domain.errors import DirectMailError, ErrorKind
from dm_tui.domain.mailing.mailing import Mailing, detach_mailing
from dm_tui.domain.reminders.record import ReminderRecord, ReminderTargetState
from dm_tui.providers.protocol import Shop
from dm_tui.providers.registry import find_owner
from dm_tui.services.ledger.books import find_violations
from dm_tui.store.durable_files import replace_file
from dm_tui.store.errors import disk_error, state_too_new
from dm_tui.store.migrations import SCHEMA, Data, migrate, schema_of
from dm_tui.store.snapshot import decode, encode
from dm_tui.store.state import StateFile, Tables


class Backup(NamedTuple):
    """A backup that was written or read: where, and how many documents it holds."""

    path: Path
    documents: int


class RestoreResult(NamedTuple):
    """A restore: the backup that was read, the one made of what there was, and the mailings that it ended."""

    read: Backup
    before: Backup | None
    cancelled: tuple[str, ...]


class Backups:
    """Writes and restores backups: one TinyDB file with all tables, closed history included.

    The files of mailings are no part of it. Nobody knows what was sent of a mailing since a backup was made:
    what was not finished then is cancelled when it is restored, so that nobody is sent to twice. Reminders
    that left this program since stay known for the same reason. `now` is the account's clock.
    """

    def __init__(self, state: StateFile, shop: Shop, now: Clock) -> None:
        self._state = state
        self._shop = shop
        self._now = now

    def write(self, path: Path) -> Backup:
        """Write everything to `path` (0600), read it back and compare. A file that is there is refused."""
        if path.exists():
            raise DirectMailError(
                ErrorKind.USAGE,
                "backup-exists",
                f"{path} is there already.",
                "It was not touched. Give another name.",
            )
        with self._state.read() as tables:
            data = tables.dump()
        meta = {"schema": SCHEMA, "checksum": _checksum(data)}
        try:
            path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            replace_file(path, encode({"meta": {"1": meta}, **data}), keep_backup=False)
        except OSError as error:
            raise disk_error(path, error) from error
        return Backup(path, _count(self._read_verified(path)))

    def restore(self, path: Path) -> RestoreResult:
        """Make the state what a backup says, all of it or nothing.

        What there was is backed up beside the state file first; there is no such backup of nothing. Refuses
        a file that was changed since it was written, and one whose books do not add up.
        """
        data = self._read_verified(path)
        with self._state.transaction() as tables:
            before = None
            if find_owner(lambda table: bool(data.get(table))) != find_owner(
                lambda table: not tables.is_empty(table)
            ):
                raise _unusable_backup_error(path, "it is of another provider's account")
            if tables.dump():
                name = (
                    f"{self._state.path.name}.before-restore-{datetime.now(UTC):%Y%m%d-%H%M%S-%f}"
                )
                before = self.write(self._state.path.with_name(name))
            reminders = tuple(tables.of(ReminderRecord).history())
            tables.replace(data)
            cancelled = _end_mailings(tables)
            _merge_reminder_records(tables, reminders, self._now())
            off = {
                name: wrong
                for name, wrong in find_violations(tables, self._shop).items()
                if wrong and name != "no payment is without a known outcome"
            }
            if off:
                name, wrong = next(iter(off.items()))
                raise _unusable_backup_error(path, f"its books do not add up ({name}: {wrong[0]})")
        return RestoreResult(Backup(path, _count(data)), before, cancelled)

    def _read_verified(self, path: Path) -> Data:
        try:
            data = decode(path.read_bytes())
        except OSError as error:
            raise disk_error(path, error) from error
        except ValueError:
            raise _unusable_backup_error(path, "it is no backup of dm-tui") from None
        if schema_of(data) > SCHEMA:
            raise state_too_new(path, schema_of(data))
        meta: dict[str, Any] = data.pop("meta", {}).get("1", {})
        if meta.get("checksum") != _checksum(data):
            raise _unusable_backup_error(path, "it is not as it was written")
        migrated = migrate({**data, "meta": {"1": meta}})
        return {name: table for name, table in migrated.items() if name != "meta"}


def _end_mailings(tables: Tables) -> tuple[str, ...]:
    """Cancel what was being sent, and return it; whose outcome is unknown is settled without a log."""
    mailings = tables.of(Mailing)
    ended = []
    for mailing in mailings.open():
        if not mailing.ended:
            ended.append(mailing.id)
        mailings.put(detach_mailing(mailing))
    return tuple(ended)


def _merge_reminder_records(
    tables: Tables, records: Iterable[ReminderRecord], now: datetime
) -> None:
    """Keep what is known of messages that left, or may have; not of days that have not come yet again."""
    for record in records:
        left = any(one.state is not ReminderTargetState.WAITING for one in record.targets)
        if left and record.reminder.at <= now:
            tables.of(ReminderRecord).put(record)


def _checksum(data: Data) -> str:
    return hashlib.sha256(json.dumps(data, sort_keys=True).encode()).hexdigest()


def _count(data: Data) -> int:
    return sum(map(len, data.values()))


def _unusable_backup_error(path: Path, why: str) -> DirectMailError:
    return DirectMailError(
        ErrorKind.STATE_FILE,
        "backup-refused",
        f"{path} was not restored: {why}.",
        "Nothing was changed. Choose another backup.",
    )
