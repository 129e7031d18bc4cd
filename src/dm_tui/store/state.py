"""The state file: every face, service and provider reads and changes it through transactions.

A change is all or nothing: the tables are copied, changed in memory, and replace the file durably
(`store.durable`) when the transaction ends well. Other processes are kept out by a lock file beside it,
and the newest state is read inside the lock. Reading takes no lock: the file is always a whole one.
"""

import os
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any, Generic, TypeVar

from pydantic import ValidationError
from tinydb import TinyDB, where
from tinydb.table import Document, Table

from dm_tui.domain.dates import Clock
from dm_tui.domain.errors import DirectMailError, ErrorKind
from dm_tui.domain.model import Model
from dm_tui.store.durable import NotConfirmedError, backup_path, keep_as, replace_file
from dm_tui.store.migrations import SCHEMA, Data, migrate, schema_of
from dm_tui.store.storage import StagedStorage, decode

M = TypeVar("M", bound=Model)


class Collection(Generic[M]):
    """A table of models that have an `id`, in the order in which they were first put."""

    def __init__(self, table: Table, model: type[M]) -> None:
        self._table = table
        self._model = model

    def all(self) -> tuple[M, ...]:
        """Return every model of the table."""
        return tuple(_valid(self._model, document) for document in self._table.all())

    def get(self, id: str) -> M | None:
        """Return the model with this id, if there is one."""
        document = self._table.get(where("id") == id)
        return _valid(self._model, document) if isinstance(document, Document) else None

    def put(self, model: M) -> M:
        """Insert or replace the model with the same id."""
        document = model.model_dump(mode="json")
        self._table.upsert(document, where("id") == document["id"])
        return model

    def __len__(self) -> int:
        return len(self._table)


class Tables:
    """All tables at one moment, by model: `of(Order)` is a collection, `one(Draft)` a single document."""

    def __init__(self, data: Data) -> None:
        self.storage = StagedStorage(data)
        self._db = TinyDB(storage=lambda: self.storage)

    def of(self, model: type[M]) -> Collection[M]:
        """Return the collection of a model, named by its `TABLE`."""
        return Collection(self._table(model), model)

    def one(self, model: type[M]) -> M:
        """Return the only document of a model, its defaults while there is none."""
        document = self._table(model).get(doc_id=1)
        return _valid(model, document or {})

    def put_one(self, value: M) -> M:
        """Make `value` the only document of its table."""
        document = Document(value.model_dump(mode="json"), doc_id=1)
        self._table(type(value)).upsert(document)
        return value

    def is_empty(self, table: str) -> bool:
        """Say whether a table has no document, without loading its model."""
        return not self.storage.data.get(table)

    def clear(self) -> None:
        """Drop every table."""
        self._db.drop_tables()

    def _table(self, model: type[M]) -> Table:
        table: Table = self._db.table(getattr(model, "TABLE"), cache_size=0)  # noqa: B009
        return table


class StateFile:
    """The one file behind a whole account. `notices` tells what had to be mended when it was opened.

    `path` may not exist yet: it is made (0600, in a 0700 directory) by the first change.
    """

    def __init__(self, path: Path, clock: Clock, lock_timeout: float = 5.0) -> None:
        self.path = path
        self.notices: list[str] = []
        self._clock = clock
        self._lock_timeout = lock_timeout
        self._mutex = threading.RLock()
        self._open: Tables | None = None

    @contextmanager
    def read(self) -> Iterator[Tables]:
        """Give the newest committed tables; inside a transaction of this thread, the transaction's own."""
        with self._mutex:
            yield self._open or Tables(self._load())

    @contextmanager
    def transaction(self) -> Iterator[Tables]:
        """Give the newest tables to change; all changes become durable together at the end, or none.

        A transaction inside another joins it. An exception leaves the file as it was.
        Raises DirectMailError (state file) when the lock is busy too long or the disk refuses.
        """
        with self._mutex:
            if self._open is not None:
                yield self._open
                return
            with self._locked():
                self._open = Tables(self._load(mend=True))
                try:
                    yield self._open
                    self._commit(self._open)
                finally:
                    self._open = None

    def preload(self) -> None:
        """Load what the first transaction needs."""
        import filelock  # noqa: F401

    def signature(self) -> object:
        """Return something that changes whenever the state does; None while there is no file."""
        if self._open is not None:
            return object()  # inside a transaction everything may change at any moment
        try:
            status = os.stat(self.path)
        except OSError:
            return None
        return status.st_ino, status.st_mtime_ns, status.st_size

    @contextmanager
    def _locked(self) -> Iterator[None]:
        from filelock import FileLock, Timeout  # only writers need it

        try:
            self.path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            lock = FileLock(
                str(self.path) + ".lock",
                timeout=self._lock_timeout,
                mode=0o600,
                fallback_to_soft=False,
            )
            lock.acquire()
        except Timeout:
            raise DirectMailError(
                ErrorKind.STATE_FILE,
                "state-busy",
                f"Another program is changing {self.path}.",
                "Wait for it to finish, or close it, and try again.",
            ) from None
        except OSError as error:
            raise _unusable(self.path, error) from error
        try:
            yield
        finally:
            lock.release()

    def _commit(self, tables: Tables) -> None:
        if not tables.storage.changed:
            return
        tables.storage.data["meta"] = {"1": {"schema": SCHEMA}}
        self._replace(tables.storage.encoded())

    def _replace(self, data: bytes, *, keep_backup: bool = True) -> None:
        try:
            replace_file(self.path, data, keep_backup=keep_backup)
        except NotConfirmedError as error:
            raise DirectMailError(
                ErrorKind.STATE_FILE,
                "state-not-confirmed",
                f"{self.path} was changed, but the disk did not confirm that the change will last.",
                "Check the disk, and look at your orders before you buy again.",
            ) from error
        except OSError as error:
            raise _unusable(self.path, error) from error

    def _load(self, mend: bool = False) -> Data:
        """Return the committed tables. `mend` (lock held) also sets an unreadable file aside for good."""
        raw = self._bytes(self.path)
        if raw is None:
            return {}
        try:
            data = decode(raw)
        except ValueError:
            data = self._last_good(mend)
        if schema_of(data) > SCHEMA:
            raise DirectMailError(
                ErrorKind.STATE_FILE,
                "state-newer",
                f"{self.path} was written by a newer dm-tui (schema {schema_of(data)}).",
                "It was not touched. Update dm-tui, or choose another file with --state.",
            )
        return migrate(data)

    def _last_good(self, mend: bool) -> Data:
        backup = self._bytes(backup_path(self.path))
        try:
            data = decode(backup) if backup is not None else None
        except ValueError:
            data = None
        if data is None:
            raise DirectMailError(
                ErrorKind.STATE_FILE,
                "state-unreadable",
                f"{self.path} cannot be read and there is no good copy beside it.",
                "It was not touched. Mend it or move it away; a fresh one is then made.",
            )
        if mend and backup is not None:
            aside = self._aside(self._clock())
            try:
                keep_as(self.path, aside)
            except OSError as error:
                raise _unusable(self.path, error) from error
            self._replace(backup, keep_backup=False)
            self._notice(
                f"The state file could not be read. It was kept as {aside.name} and the last good "
                "state was restored: look at your orders before you buy again."
            )
        else:
            self._notice(
                "The state file cannot be read. This is the last good state, before its last "
                "change; the next change restores it."
            )
        return data

    def _notice(self, text: str) -> None:
        if text not in self.notices:
            self.notices.append(text)

    def _aside(self, now: datetime) -> Path:
        name = f"{self.path.name}.unreadable-{now:%Y%m%d-%H%M%S}"
        names = (name, *(f"{name}-{number}" for number in range(2, 1000)))
        return next(
            (path for path in map(self.path.with_name, names) if not path.exists()),
            self.path.with_name(name),
        )

    def _bytes(self, path: Path) -> bytes | None:
        # Without O_NONBLOCK a pipe in place of the file would be waited for for ever.
        flags = os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0)
        try:
            descriptor = os.open(path, flags)
        except FileNotFoundError:
            return None
        except OSError as error:
            raise _unusable(path, error) from error
        try:
            with open(descriptor, "rb") as file:
                return file.read()
        except OSError as error:
            if isinstance(error, IsADirectoryError):  # open() refuses it and leaves it open
                os.close(descriptor)
            raise _unusable(path, error) from error


def _valid(model: type[M], document: Mapping[str, Any]) -> M:
    try:
        return model.model_validate(document)
    except ValidationError:
        raise DirectMailError(
            ErrorKind.STATE_FILE,
            "state-unreadable",
            f"The state file has a record of “{getattr(model, 'TABLE', '')}” that cannot be read.",
            "It was not touched. Mend it or move the file away; a fresh one is then made.",
        ) from None


def _unusable(path: Path, error: OSError) -> DirectMailError:
    import errno

    hints = {
        errno.ENOSPC: "The disk is full: free some space and try again.",
        errno.EDQUOT: "Your disk quota is used up: free some space and try again.",
        errno.EROFS: "The file system is read-only: choose another file with --state.",
        errno.EACCES: "You may not write there: check the owner of the directory, or use --state.",
        errno.EPERM: "You may not write there: check the owner of the directory, or use --state.",
        errno.ELOOP: "It is a symbolic link, which is not followed: give the real path.",
        errno.EIO: "The disk reports a fault: check it before you go on.",
        errno.EISDIR: "It is a directory: give the path of a file.",
    }
    return DirectMailError(
        ErrorKind.STATE_FILE,
        "state-unusable",
        f"{path}: {(error.strerror or 'cannot be used').lower()}. Nothing was changed.",
        hints.get(error.errno or 0, "Check the file and its directory."),
    )
