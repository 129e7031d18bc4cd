"""The reading side of the state file: the committed state, from the snapshot and its journal, without a lock.

Both files only grow or are replaced, and a line counts once it is whole, so a reader needs no lock. Where
they cannot be read, it returns the last good state, and what has to be repaired before the next change; it
changes nothing itself.
"""

from collections.abc import Iterable
from pathlib import Path
from typing import Literal, NamedTuple, NoReturn

from dm_tui.domain.errors import DirectMailError
from dm_tui.store import errors, journal
from dm_tui.store.archive import Archive, ArchiveIndex
from dm_tui.store.durable_files import FileIdentity, backup_path, file_identity
from dm_tui.store.last_good_state import (
    LastGood,
    LoadCheck,
    find_bad_table,
    find_remains,
    is_replaced,
    read_last_good,
    replay_journal,
)
from dm_tui.store.migrations import FIRST_DIGESTED, SCHEMA, Data, meta_of, migrate, schema_of
from dm_tui.store.set_aside import Kind
from dm_tui.store.snapshot import decode, decode_with_digest
from dm_tui.store.state_files import journal_numbers, read_bytes

_RECOVERED: dict[tuple[Kind, bool], tuple[Kind, str]] = {
    ("unreadable", True): ("unreadable", errors.STATE_RECOVERED),
    ("unreadable", False): ("unreadable-older", errors.STATE_RECOVERED_OLDER),
    ("missing", True): ("missing", errors.STATE_WAS_MISSING),
    ("missing", False): ("missing-older", errors.STATE_WAS_MISSING_OLDER),
}
"""What is said, and under which kind files are set aside, where a state was recovered, whole or not."""

_BROKEN = {"unreadable", "unreadable-older", "missing", "missing-older", "replaced"}

_NO_END = journal.JournalEnd(0, 0)
"""The end of a journal that is not appended to."""


class Repair(NamedTuple):
    """What is wrong with the files: why, in words, and which of them are set aside before the next change."""

    kind: Kind
    notice: str
    parts: tuple[Path, ...]

    @property
    def without_file(self) -> bool:
        """Whether there is no state file that could be set aside."""
        return self.kind in ("missing", "missing-older")


class LoadedState(NamedTuple):
    """The committed state in memory, and its files on disk: the number and the digest of its snapshot."""

    data: Data
    number: int
    digest: str
    end: journal.JournalEnd
    seen: tuple[FileIdentity, FileIdentity]
    clean: bool = True
    repair: Repair | None = None

    @property
    def archive(self) -> ArchiveIndex:
        """What it says of its archive."""
        return ArchiveIndex.of(self.data)

    @property
    def broken(self) -> bool:
        """Whether there is no snapshot that it was read from."""
        return self.repair is not None and self.repair.kind in _BROKEN


class StateReader:
    """Reads the newest committed state and remembers it: what others added since is read, not all of it."""

    def __init__(self, path: Path, archive: Archive, load_check: LoadCheck | None) -> None:
        self.path = path
        self.archive = archive
        self.loaded: LoadedState | None = None
        self._load_check = load_check
        self._whole: LoadedState | None = None
        self._distrusted: int | None = None
        self._journal_path = 0, journal.journal_path(path, 0)

    def remember(self, loaded: LoadedState) -> LoadedState:
        """Remember a state that has just been read or written."""
        self.loaded = loaded
        if loaded.seen[0] is not None and loaded.repair is None:
            self._whole = loaded
        return loaded

    def distrust(self, number: int) -> None:
        """Read again, and never append to the journal with this number again: its bytes are unknown."""
        self.loaded, self._distrusted = None, number

    def newest(self) -> LoadedState:
        """Return the committed state, reading only what others added since the last call."""
        loaded = self.loaded
        if loaded is not None:
            seen = self.signature(loaded.number)
            if seen == loaded.seen:
                return loaded
            if loaded.clean and seen[0] == loaded.seen[0] and seen[1] is not None:
                path = self.journal(loaded.number)
                added = journal.replay(read_bytes(path, loaded.end.size) or b"", loaded.end)
                if added.changes and not added.torn:
                    return self.remember(self._apply_replay(loaded, added, seen))
                if not added.torn and journal.confirmed_end(read_bytes(path) or b"") == loaded.end:
                    return self.remember(loaded._replace(seen=seen))  # only its head says more
        return self.remember(self._load())

    def _load(self) -> LoadedState:
        for _ in range(10):  # each time another program folded in between
            identity = file_identity(self.path)
            raw = read_bytes(self.path)
            if raw is None:
                state = self._recover("missing") or self._start_empty()
                if file_identity(self.path) is None:
                    return state or self._refuse_traces()
                continue
            try:
                data, digest = decode_with_digest(raw)
            except ValueError:
                return self._recover("unreadable") or self._refuse()
            self._refuse_newer(data)
            number = int(meta_of(data).get("snapshot", 0))
            seen = (identity, file_identity(self.journal(number)))
            lines = read_bytes(self.journal(number))
            replaced = is_replaced(self.path, data, digest)
            if file_identity(self.path) == identity:
                break
        else:
            raise errors.STATE_BUSY(path=self.path)
        if replaced and (recovered := self._recover("unreadable")):
            return recovered
        replayed = replay_journal(data, digest, lines or b"")
        snapshot = LoadedState(data, number, digest, replayed.end, seen, clean=lines is not None)
        loaded = self._apply_replay(snapshot, replayed, seen)
        # What has a digest is as this program wrote it, so no record of it needs a look.
        bad = find_bad_table(loaded.data, self._load_check) if schema_of(data) < FIRST_DIGESTED else None
        if bad is not None:
            return self._recover("unreadable") or self._refuse(bad)
        repair = self._find_repair(number, replayed, missing=lines is None)
        if replaced and repair is None:
            repair = self.find_newer(number)
        return loaded._replace(repair=repair)

    def _find_repair(self, number: int, replayed: journal.Replay, *, missing: bool) -> Repair | None:
        path = self.journal(number)
        if replayed.damaged and not missing:
            notice = errors.CHANGE_UNREADABLE.format(journal=path.name)
            return Repair("damaged", notice, (self.path, path))
        if missing and number:
            return Repair("incomplete", errors.JOURNAL_MISSING.format(journal=path.name), (self.path,))
        return None

    def _start_empty(self) -> LoadedState | None:
        """Return an empty state, None beside files of one that is missing."""
        return None if find_remains(self.path) else self._empty()

    def _empty(self, repair: Repair | None = None) -> LoadedState:
        history = self.unused_history()
        data: Data = {"meta": {"1": {"history": history}}} if history else {}
        return LoadedState(data, 0, journal.NOTHING_BEFORE, _NO_END, (None, None), clean=False, repair=repair)

    def replaced(self) -> LoadedState:
        """Return an empty state in the place of files that cannot be read, which are set aside."""
        return self._empty(self.find_all("replaced"))

    def find_all(self, kind: Kind) -> Repair:
        """Return all files of this state but its archive, to be set aside for this reason."""
        return Repair(kind, "", (self.path, backup_path(self.path), *self._journals()))

    def _apply_replay(
        self, loaded: LoadedState, replayed: journal.Replay, seen: tuple[FileIdentity, FileIdentity]
    ) -> LoadedState:
        data = loaded.data
        old = schema_of(data) < SCHEMA
        for changes in replayed.changes:
            data = journal.apply_changes(data, changes)
        clean = loaded.clean and not replayed.torn and not old and loaded.number != self._distrusted
        data = migrate(data) if old else data
        return loaded._replace(data=data, end=replayed.end, seen=seen, clean=clean)

    def _recover(self, kind: Literal["unreadable", "missing"]) -> LoadedState | None:
        """Return the last good state: on disk, or in memory where that reaches further."""
        good = read_last_good(self.path, self._load_check)
        parts = self._journals(good.left) if good else (backup_path(self.path), *self._journals())
        if self._whole is not None:
            reach = self._whole.number, self._whole.end.size
            if good is None or good.reach < reach:
                good = LastGood(self._whole.data, *reach, self._whole.digest, (), whole=False)
        if good is None:
            return None
        self._refuse_newer(good.data)
        aside_kind, notice = _RECOVERED[kind, good.whole]
        parts = parts if kind == "missing" else (self.path, *parts)
        repair = Repair(aside_kind, notice, parts)
        return LoadedState(
            good.data, good.number, good.digest, _NO_END, (None, None), clean=False, repair=repair
        )

    def find_newer(self, number: int) -> Repair:
        """Return the files of newer snapshots than `number`, whose state file an older one has replaced."""
        journals = self._journals(other for other in journal_numbers(self.path) if other > number)
        backup = backup_path(self.path)
        try:
            newer = int(meta_of(decode(read_bytes(backup) or b"")).get("snapshot", 0)) >= number > 0
        except (ValueError, DirectMailError):
            newer = False
        return Repair("newer", errors.STATE_OLDER, (backup, *journals) if newer else journals)

    def journal(self, number: int) -> Path:
        """Return the path of the journal with this number."""
        if self._journal_path[0] != number:
            self._journal_path = number, journal.journal_path(self.path, number)
        return self._journal_path[1]

    def signature(self, number: int) -> tuple[FileIdentity, FileIdentity]:
        """Return the identities of the snapshot and of the journal with this number."""
        return file_identity(self.path), file_identity(self.journal(number))

    def unused_history(self) -> int:
        """Return a number that no history here has had."""
        try:
            return self.archive.next_history_number()
        except OSError as error:
            raise errors.read_error(self.archive.directory, error) from error

    def _journals(self, numbers: Iterable[int] | None = None) -> tuple[Path, ...]:
        """Return those of these journals, or of all, that hold something."""
        wanted = sorted(journal_numbers(self.path) if numbers is None else numbers)
        paths = (journal.journal_path(self.path, number) for number in wanted)
        return tuple(path for path in paths if path.is_file() and journal.has_changes(path))

    def _refuse(self, table: str | None = None) -> NoReturn:
        if table is not None:
            raise errors.RECORD_UNREADABLE(table=table)
        raise errors.STATE_UNREADABLE(path=self.path)

    def _refuse_traces(self) -> NoReturn:
        raise errors.STATE_MISSING(path=self.path, left=", ".join(find_remains(self.path)))

    def _refuse_newer(self, data: Data) -> None:
        if schema_of(data) > SCHEMA:
            raise errors.STATE_TOO_NEW(path=self.path, schema=schema_of(data))
