"""The reading side of the state file: the committed state, from the snapshot and its journal, without a lock.

Both files only grow or are replaced, and a line counts once it is whole, so a reader needs no lock. An
unreadable snapshot is replaced in memory by the one before it and all journals since.
"""

from pathlib import Path
from typing import NamedTuple

from dm_tui.store import durable_files, errors, journal
from dm_tui.store.archive import Archive
from dm_tui.store.durable_files import FileIdentity, file_identity
from dm_tui.store.migrations import SCHEMA, Data, meta_of, migrate, schema_of
from dm_tui.store.snapshot import decode
from dm_tui.store.state_files import journal_numbers, read_bytes


class LoadedState(NamedTuple):
    """The committed state in memory, and its files on disk. `broken` where the snapshot could not be read."""

    data: Data
    number: int
    end: journal.JournalEnd
    seen: tuple[FileIdentity, FileIdentity]
    clean: bool = True
    broken: bool = False

    @property
    def history(self) -> int:
        """The number of its history."""
        return int(meta_of(self.data).get("history", 0))


class StateReader:
    """Reads the newest committed state and remembers it: what others added since is read, not all of it."""

    def __init__(self, path: Path, archive: Archive) -> None:
        self.path = path
        self.archive = archive
        self.notices: list[str] = []
        self.loaded: LoadedState | None = None
        self._distrusted: int | None = None
        self._journal_path = 0, journal.journal_path(path, 0)

    def remember(self, loaded: LoadedState) -> LoadedState:
        """Remember a state that has just been read or written."""
        self.loaded = loaded
        return loaded

    def distrust(self, number: int) -> None:
        """Read anew, and never append to the journal with this number again: its bytes are unknown."""
        self.loaded, self._distrusted = None, number

    def newest(self) -> LoadedState:
        """Return the committed state, reading only what others added since the last call."""
        loaded = self.loaded
        if loaded is not None:
            seen = self.signature(loaded.number)
            if seen == loaded.seen:
                return loaded
            if loaded.clean and seen[0] == loaded.seen[0] and seen[1] is not None:
                raw = read_bytes(self.journal(loaded.number), loaded.end.size)
                added = journal.replay(raw or b"", loaded.end)
                if added.changes and not added.torn:
                    return self._replayed(loaded.data, loaded.number, added, seen)
        return self._load()

    def _load(self) -> LoadedState:
        for _ in range(10):  # each time another program folded in between
            identity = file_identity(self.path)
            raw = read_bytes(self.path)
            if raw is None:
                return self._start_empty()
            try:
                data = decode(raw)
            except ValueError:
                return self._recover_last_good()
            self._refuse_newer(data)
            number = int(meta_of(data).get("snapshot", 0))
            seen = (identity, file_identity(self.journal(number)))
            lines = read_bytes(self.journal(number))
            if file_identity(self.path) == identity:
                break
        else:
            raise errors.STATE_BUSY(path=self.path)
        replayed = journal.replay(lines or b"", journal.empty_journal_end(number))
        if replayed.damaged:
            self.notice(errors.CHANGE_UNREADABLE.format(journal=self.journal(number).name))
        return self._replayed(data, number, replayed, seen, clean=lines is not None)

    def _start_empty(self) -> LoadedState:
        history = self.unused_history()  # existing ones belong to a file that was moved away
        data: Data = {"meta": {"1": {"history": history}}} if history else {}
        return self.remember(LoadedState(data, 0, journal.empty_journal_end(0), (None, None), clean=False))

    def _replayed(
        self,
        data: Data,
        number: int,
        replayed: journal.Replay,
        seen: tuple[FileIdentity, FileIdentity],
        *,
        clean: bool = True,
    ) -> LoadedState:
        old = schema_of(data) < SCHEMA
        for changes in replayed.changes:
            data = journal.apply_changes(data, changes)
        clean = clean and not replayed.torn and not old and number != self._distrusted
        return self.remember(
            LoadedState(migrate(data) if old else data, number, replayed.end, seen, clean=clean)
        )

    def _recover_last_good(self) -> LoadedState:
        """Return the state from the snapshot before the unreadable one, with all journals since."""
        raw = read_bytes(durable_files.backup_path(self.path))
        try:
            data = decode(raw or b"")
        except ValueError:
            raise errors.STATE_UNREADABLE(path=self.path) from None
        self._refuse_newer(data)
        number = first = int(meta_of(data).get("snapshot", 0))
        for number in sorted(number for number in journal_numbers(self.path) if number >= first):
            if number > first:
                data = migrate(data)  # as the snapshot of this journal was
            lines = read_bytes(self.journal(number)) or b""
            for changes in journal.replay(lines, journal.empty_journal_end(number)).changes:
                data = journal.apply_changes(data, changes)
        self.notice(errors.STATE_RECOVERED)
        end = journal.empty_journal_end(0)
        return self.remember(LoadedState(migrate(data), number, end, (None, None), clean=False, broken=True))

    def journal(self, number: int) -> Path:
        """Return the path of the journal with this number."""
        if self._journal_path[0] != number:
            self._journal_path = number, journal.journal_path(self.path, number)
        return self._journal_path[1]

    def signature(self, number: int) -> tuple[FileIdentity, FileIdentity]:
        """Return the identities of the snapshot and of the journal with this number."""
        return file_identity(self.path), file_identity(self.journal(number))

    def _refuse_newer(self, data: Data) -> None:
        if schema_of(data) > SCHEMA:
            raise errors.STATE_TOO_NEW(path=self.path, schema=schema_of(data))

    def notice(self, text: str) -> None:
        """Tell a repair, once."""
        if text not in self.notices:
            self.notices.append(text)

    def unused_history(self) -> int:
        """Return a number that no history here has had."""
        try:
            return self.archive.next_history_number()
        except OSError as error:
            raise errors.disk_error(self.archive.directory, error) from error
