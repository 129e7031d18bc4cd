"""The last good state: the snapshot before an unreadable or missing one, with all journals since."""

from collections.abc import Callable, Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any, NamedTuple

from dm_tui.domain.errors import DirectMailError
from dm_tui.store import journal
from dm_tui.store.durable_files import backup_path
from dm_tui.store.migrations import FIRST_DIGESTED, Data, meta_of, migrate, schema_of
from dm_tui.store.snapshot import any_digest, decode_with_digest
from dm_tui.store.state_files import journal_numbers, read_bytes

RecordCheck = Callable[[str, Mapping[str, Any]], bool]
"""Says whether a document of a table can be read. The store itself does not know what records are."""

LoadCheck = Callable[[], RecordCheck]
"""Loads the check, only where one is needed: that takes longer than loading a state."""


class LastGood(NamedTuple):
    """A state, how far it reaches, its last snapshot, and the journals with more than could be replayed.

    It is `whole` where no change can be missing: what replaced the backup began a journal, and that is read.
    """

    data: Data
    number: int
    size: int
    digest: str
    left: tuple[int, ...]
    whole: bool

    @property
    def reach(self) -> tuple[int, int]:
        """The journal and its byte up to which every change is in it."""
        return self.number, self.size


def read_last_good(path: Path, load_check: LoadCheck | None) -> LastGood | None:
    """Return the newest state that the backup and the journals give; None without a good backup.

    Journals count one behind the other as far as they can be read: a change counts only where all those
    before it do.
    """
    backup = read_bytes(backup_path(path)) or b""
    try:
        data, digest = decode_with_digest(backup)
    except ValueError:
        return None
    if find_bad_table(data, load_check) is not None:
        return None
    check = load_check() if load_check else None
    first = int(meta_of(data).get("snapshot", 0))
    numbers = sorted(number for number in journal_numbers(path) if number >= first)
    reached, size, whole = first, 0, first in numbers
    ancestors, left = {digest}, []
    for number in numbers:
        raw = read_bytes(journal.journal_path(path, number)) or b""
        if not whole:
            left += [number] if raw else []
            continue
        head = journal.read_head(raw)
        if number > first and head is not None and head.before in ancestors:
            digest = head.snapshot
            ancestors.add(digest)
        elif number > first and (head is not None or schema_of(data) >= FIRST_DIGESTED):
            left += [number] if raw else []  # not of this account, or not known to be
            continue
        if number > first:
            data = migrate(data) if head else data  # as the snapshot of this journal was
        replayed = replay_journal(data, digest, raw, number)
        reached, size = number, 0
        for changes in replayed.changes:
            if not _all_readable(changes, check):
                whole = False
                break
            data = journal.apply_changes(data, changes)
        size = replayed.end.size if whole else 0
        if replayed.damaged or not whole:
            whole = False
            left.append(number)
    return LastGood(migrate(data), reached, size, digest, tuple(left), whole and reached > first)


def replay_journal(data: Data, digest: str, raw: bytes, number: int | None = None) -> journal.Replay:
    """Return the changes of the journal of a snapshot with this digest; that of schema 1 has its number."""
    if schema_of(data) < FIRST_DIGESTED:
        own = int(meta_of(data).get("snapshot", 0)) if number is None else number
        return journal.replay(raw, journal.old_journal_end(own))
    return journal.replay_all(raw, digest)


def is_replaced(path: Path, data: Data, digest: str) -> bool:
    """Say whether the journals beside a snapshot show that another one was in its place.

    A journal that was begun behind it and has no change is left by a program that ended before it could
    replace it.
    """
    old, number = schema_of(data) < FIRST_DIGESTED, int(meta_of(data).get("snapshot", 0))
    for other in journal_numbers(path):
        if other < number and not old:
            continue
        with suppress(DirectMailError):
            raw = read_bytes(journal.journal_path(path, other)) or b""
            head = journal.read_head(raw)
            if head is None or head.snapshot == digest:
                continue
            if head.before == digest and len(raw) <= journal.HEAD_SIZE:
                continue
            if old or head.before == digest:
                return True
            if other == number and head.before == _backup_digest(path):
                return True
    return False


def _backup_digest(path: Path) -> str:
    try:
        return any_digest(read_bytes(backup_path(path)) or b"")
    except ValueError:
        return ""


def find_bad_table(data: Data, load_check: LoadCheck | None) -> str | None:
    """Return a table with a record that cannot be read, None if every record can be."""
    check = load_check() if load_check else None
    for table, documents in data.items():
        if not _all_readable({table: documents}, check):
            return table
    return None


def add_later_changes(data: Data, path: Path, load_check: LoadCheck | None) -> Data:
    """Return `data` with those changes of its journal that can be read behind one that cannot.

    Those before it are in `data` already: in the same order, they change nothing.
    """
    check = load_check() if load_check else None
    raw = read_bytes(journal.journal_path(path, int(meta_of(data).get("snapshot", 0)))) or b""
    for changes in journal.read_every_line(raw):
        if _all_readable(changes, check):
            data = journal.apply_changes(data, changes)
    return data


def _all_readable(changes: journal.Changes, check: RecordCheck | None) -> bool:
    return check is None or all(
        document is None or table == "meta" or check(table, document)
        for table, documents in changes.items()
        for document in documents.values()
    )


def find_remains(path: Path) -> list[str]:
    """Return the names of what is beside a missing state file and holds acknowledged changes of it."""
    names = [backup_path(path)] + [journal.journal_path(path, number) for number in journal_numbers(path)]
    traces = [name.name for name in names if name.is_symlink() or (name.is_file() and _has_state(name))]
    kept = {".archive": "*.json", ".mailings": "*.log"}
    folders = {path.with_name(path.name + suffix): pattern for suffix, pattern in kept.items()}
    return traces + [folder.name for folder, pattern in folders.items() if any(folder.glob(pattern))]


def _has_state(path: Path) -> bool:
    if path.suffix != ".journal":
        return path.stat().st_size > 0
    head = journal.read_head(read_bytes(path) or b"")
    follows_a_state = head is not None and head.before != journal.NOTHING_BEFORE
    return follows_a_state or journal.has_changes(path)
