"""The state file: every face, service and provider reads and changes it through transactions.

TinyDB's own way, to write the whole file at every change, was rejected: it overwrites the only copy, and each
change would cost as much as all history. Instead there are three mechanisms. The *snapshot* is the file
itself, a stock TinyDB file that is only ever replaced as a whole (`durable_files`). The *journal* beside it
holds one checksummed line for each transaction since; a commit is one append and one fsync, so its cost is
that of its changes. The *archive* holds closed history in TinyDB files of its own, so that snapshot, start
and memory stay small for ever. Folding (after a long, torn or failed journal, and at a clean exit) writes a
snapshot with the next number and an empty journal of that number: a journal can only be read with its own
snapshot, and no data that still counts is ever cut or overwritten. The previous snapshot and its journal are
kept: together they give the present state if the present snapshot is damaged, because a fold adds nothing to
what the journal has. Writers hold a lock file and read the changes of others before they write. Readers take
no lock: both files only grow or are replaced, and a line counts once it is whole. An error leaves memory and
disk unchanged.
"""

import os
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from dm_tui.domain.dates import Clock
from dm_tui.domain.errors import DirectMailError
from dm_tui.store import durable_files, errors, journal
from dm_tui.store.archive import KEEP_LIVE, Archive, ArchivedHistory, ArchiveIndex, split_closed
from dm_tui.store.collection import Collection, ModelCache
from dm_tui.store.durable_files import NotConfirmedError, file_identity, replace_file, sync_directory
from dm_tui.store.last_good_state import LoadCheck, find_bad_table
from dm_tui.store.migrations import SCHEMA, Data
from dm_tui.store.restorable import read_aside, read_backup_beside
from dm_tui.store.set_aside import Aside, list_asides, mark_seen, set_aside
from dm_tui.store.snapshot import encode, written_digest
from dm_tui.store.state_files import journal_numbers
from dm_tui.store.state_lock import LOCK_SECONDS, StateLock
from dm_tui.store.state_reader import LoadedState, Repair, StateReader
from dm_tui.store.tables import Tables
from dm_tui.store.transaction_view import IdIndex

__all__ = ["Collection", "StateFile", "Tables"]


class StateFile:
    """The one file behind a whole account.

    `path` may not exist yet: the first change makes it (0600, in a 0700 directory). `load_check` returns what
    says whether a record can be read: a file with one that cannot is an unreadable file.
    """

    def __init__(
        self,
        path: Path,
        clock: Clock,
        lock_timeout: float = LOCK_SECONDS,
        load_check: LoadCheck | None = None,
    ) -> None:
        self.path = path
        self._clock = clock
        self._mutex = threading.RLock()
        self._open: Tables | None = None
        self._undo: list[Callable[[], None]] = []
        self.lock = StateLock(path, lock_timeout)
        self._writer = False
        self._confirmed: int | None = None
        self._archive = Archive(path)
        self._load_check = load_check
        self._reader = StateReader(path, self._archive, load_check)
        self._index = IdIndex()
        self._models = ModelCache()

    @contextmanager
    def read(self) -> Iterator[Tables]:
        """Give the newest committed tables; inside a transaction, the transaction's own."""
        with self._mutex:
            yield self._open or self._tables(self._reader.newest())

    @property
    def notices(self) -> list[str]:
        """What is wrong with the files now, and what was repaired until the user says that it was seen."""
        repair = self._reader.loaded.repair if self._reader.loaded else None
        unseen = [aside.notice for aside in list_asides(self.path) if not aside.seen]
        return [repair.notice, *unseen] if repair and repair.notice else unseen

    @contextmanager
    def transaction(self, *, replacing: bool = False) -> Iterator[Tables]:
        """Give the newest tables to change; all changes become durable together at the end, or none.

        A transaction inside another joins it. Raises DirectMailError for a busy lock or a refusing disk. One
        that is `replacing` everything begins with empty tables where the files cannot be read, and sets these
        aside.
        """
        with self._mutex:
            if self._open is not None:
                yield self._open
                return
            with self.lock.hold():
                if not self._writer:
                    durable_files.remove_leftover(self.path)
                self._writer = True
                loaded = self._repair(self._newest_or_empty() if replacing else self._reader.newest())
                loaded = self._without_lost_history(loaded) if replacing else loaded
                self._open = self._tables(loaded)
                try:
                    yield self._open
                    self._commit(loaded, self._open)
                except BaseException as error:
                    self._take_back(error)
                    raise
                finally:
                    self._open = None
                    self._undo.clear()

    @property
    def is_open(self) -> bool:
        """Whether a transaction is open: another one joins it."""
        return self._open is not None

    def undo_on_failure(self, undo: Callable[[], None]) -> None:
        """Take back what this transaction did beside the file if it is not kept, under the same lock."""
        self._undo.append(undo)

    def _take_back(self, error: BaseException) -> None:
        if isinstance(error, DirectMailError) and error.code == errors.CHANGE_NOT_CONFIRMED.code:
            return  # it may be kept
        for undo in reversed(self._undo):
            with suppress(OSError):
                undo()

    def read_aside(self, path: Path) -> Data:
        """Return all documents of what was set aside, or of the backup beside this file; see `restorable`."""
        own = path.name == durable_files.backup_path(self.path).name
        return read_backup_beside(self.path, self._load_check) if own else read_aside(path, self._load_check)

    def list_asides(self) -> tuple[Aside, ...]:
        """Return what was set aside beside this file, the oldest first."""
        return list_asides(self.path)

    def mark_asides_seen(self) -> None:
        """Save that the user knows of all that was set aside: its notices end, its files stay."""
        try:
            for aside in list_asides(self.path):
                mark_seen(aside)
        except OSError as error:
            raise errors.disk_error(self.path, error) from error

    def require_readable(self, tables: Tables) -> None:
        """Refuse a state with a record that cannot be read, live or archived."""
        if (bad := find_bad_table(tables.dump(), self._load_check)) is not None:
            raise errors.RECORD_UNREADABLE(table=bad)

    def close(self) -> None:
        """Fold the journal, so that stock TinyDB reads the present state; readers leave that to writers."""
        with self._mutex, suppress(DirectMailError):
            known = self._reader.loaded
            if self._writer and known is not None and known.end.size > journal.HEAD_SIZE:
                with self.lock.hold():
                    loaded = self._repair(self._reader.newest())
                    if loaded.end.size > journal.HEAD_SIZE:
                        self._fold(loaded, loaded.data)

    def signature(self) -> object:
        """Return something that changes whenever the state does; None while there is no file."""
        if self._open is not None:
            return object()  # inside a transaction the state may change at any moment
        loaded = self._reader.loaded
        seen = self._reader.signature(loaded.number if loaded else 0)
        return seen if seen[0] else None

    def _newest_or_empty(self) -> LoadedState:
        try:
            return self._reader.newest()
        except DirectMailError as error:
            if error.code not in errors.REPLACEABLE:
                raise
            return self._reader.replaced()

    def _without_lost_history(self, loaded: LoadedState) -> LoadedState:
        """Return the state, to be set aside with all its files where its history is not whole."""
        try:
            self._tables(loaded).verify_history()
        except DirectMailError:
            return loaded._replace(repair=loaded.repair or self._reader.find_all("replaced"))
        return loaded

    def _repair(self, loaded: LoadedState) -> LoadedState:
        """Return the state with files that can all be read; those that cannot are set aside."""
        if loaded.repair is None or loaded.repair.kind == "replaced":
            return loaded
        self._set_aside(loaded, loaded.repair)
        return self._fold(loaded, loaded.data)

    def _set_aside(self, loaded: LoadedState, repair: Repair) -> None:
        """Give what could be the only copy of anything another name before files are replaced or removed."""
        content = encode(loaded.data) if repair.without_file else None
        try:
            set_aside(self.path, repair.kind, self._clock(), repair.parts, content)
        except OSError as error:
            raise errors.disk_error(self.path, error) from error

    def _tables(self, loaded: LoadedState) -> Tables:
        history = ArchivedHistory(self._archive, loaded.archive)
        return Tables(loaded.data, self._index, self._models, history, KEEP_LIVE)

    # Writing

    def _commit(self, loaded: LoadedState, tables: Tables) -> None:
        changes, cleared = tables.view.changes, tables.view.cleared
        if cleared:
            history = max(loaded.archive.history + 1, self._reader.unused_history())
            index = ArchiveIndex(history, loaded.archive.account, {})
            changes = {"meta": {"1": {"schema": SCHEMA, **index.as_meta()}}, **changes}
        if not changes:
            return
        self.lock.require()
        if loaded.repair is not None:
            self._set_aside(loaded, loaded.repair)
            loaded = loaded if loaded.seen[0] is None else loaded._replace(repair=None)
        if loaded.seen[0] is None:
            # An uncommitted document must not be in the archive: there it would count.
            now = self._fold(loaded, journal.apply_changes(loaded.data, changes), archive=False)
            if split_closed(now.data, KEEP_LIVE)[1]:
                with suppress(DirectMailError):  # the change is durable; the next fold tries again
                    self._fold(now, now.data)
            return
        if not loaded.clean:
            loaded = self._fold(loaded, loaded.data)
        now = self._append(loaded, changes)
        if cleared or now.end.size > journal.FOLD_BYTES:
            with suppress(DirectMailError):  # the change is durable; the next commit folds again
                self._fold(now, now.data)
        if cleared:
            with suppress(OSError):
                self._archive.drop(loaded.archive.history)

    def _append(self, loaded: LoadedState, changes: journal.Changes) -> LoadedState:
        path = self._reader.journal(loaded.number)
        try:
            if self._confirmed != loaded.number:  # the folding program may have died before this
                sync_directory(self.path.parent)
                self._confirmed = loaded.number
            end = journal.append(path, changes, loaded.end)
        except OSError as error:
            # After a failed fsync the bytes on disk are unknown: this journal is never appended to again.
            self._reader.distrust(loaded.number)
            if isinstance(error, NotConfirmedError):
                raise errors.CHANGE_NOT_CONFIRMED(path=self.path) from error
            raise errors.disk_error(self.path, error) from error
        data = journal.apply_changes(loaded.data, changes)
        self._index.follow_commit(loaded.data, data, changes)
        seen = loaded.seen[0], file_identity(path)
        return self._reader.remember(loaded._replace(data=data, end=end, seen=seen))

    def _fold(self, loaded: LoadedState, data: Data, *, archive: bool = True) -> LoadedState:
        """Make `data` the snapshot with the next number and an empty journal; archive closed documents."""
        live, closed = split_closed(data, KEEP_LIVE) if archive else (dict(data), {})
        number = 1 + max(loaded.number, *journal_numbers(self.path), 0)
        if number > loaded.number + 1 and not loaded.broken:
            self._set_aside(loaded, self._reader.find_newer(loaded.number))
        index = self._archive.complete(ArchiveIndex.of(data))
        self._keep_beside_lost_history(loaded, index)
        for table, documents in closed.items():
            try:
                index = self._archive.add(index, table, documents)
            except (OSError, ValueError):
                live[table] = data[table]  # it stays live: no reason to refuse a change
        meta = {"schema": SCHEMA, "snapshot": number, **index.as_meta()}
        live = {"meta": {"1": meta}, **{name: live[name] for name in live if name != "meta"}}
        snapshot = encode(live)
        digest = written_digest(snapshot)
        try:
            head = journal.JournalHead(digest, loaded.digest)
            journal.create_journal(self._reader.journal(number), head)
            sync_directory(self.path.parent)  # a snapshot without its journal would look like a lost one
            replace_file(self.path, snapshot, keep_backup=not loaded.broken)
        except NotConfirmedError as error:
            self._reader.distrust(number)
            raise errors.CHANGE_NOT_CONFIRMED(path=self.path) from error
        except OSError as error:
            raise errors.disk_error(self.path, error) from error
        self._confirmed = number
        end, seen = journal.empty_journal_end(digest), self._reader.signature(number)
        now = self._reader.remember(LoadedState(live, number, digest, end, seen))
        with suppress(OSError, DirectMailError):
            self._tidy(loaded, number)
        return now

    def _keep_beside_lost_history(self, loaded: LoadedState, index: ArchiveIndex) -> None:
        """Keep what a fold would replace while the archive lacks a file: it may have a part of it."""
        lost = not loaded.broken and self._archive.lacks_file(index)
        if lost and not any(aside.kind == "history" for aside in list_asides(self.path)):
            self._set_aside(loaded, self._reader.find_all("history"))

    def _tidy(self, before: LoadedState, present: int) -> None:
        """Remove journals whose changes are in the previous snapshot: nothing that may be the only copy."""
        if before.broken:
            return  # the previous snapshot is older than `before`
        for number in journal_numbers(self.path):
            if number not in (before.number, present):
                os.unlink(self._reader.journal(number))
