"""What a restore can take beside its backups: a state that was set aside, and the last good one."""

from pathlib import Path

from dm_tui.store import errors
from dm_tui.store.archive import KEEP_LIVE, Archive, ArchivedHistory, ArchiveIndex
from dm_tui.store.collection import ModelCache
from dm_tui.store.durable_files import backup_path
from dm_tui.store.last_good_state import LoadCheck, add_later_changes, read_last_good
from dm_tui.store.migrations import Data
from dm_tui.store.state_reader import StateReader
from dm_tui.store.tables import Tables
from dm_tui.store.transaction_view import IdIndex


def read_aside(path: Path, load_check: LoadCheck | None) -> Data:
    """Return all documents of a state that was set aside, with every change of it that can be read.

    Raises DirectMailError where that is not even a snapshot.
    """
    archive = Archive(path)
    loaded = StateReader(path, archive, load_check).newest()
    data = add_later_changes(loaded.data, path, load_check)
    return _whole(data, archive, loaded.archive)


def read_backup_beside(path: Path, load_check: LoadCheck | None) -> Data:
    """Return all documents of the last good state, from the copy and the journals beside the file `path`.

    Raises DirectMailError where these are not good either.
    """
    good = read_last_good(path, load_check)
    if good is None:
        raise errors.STATE_UNREADABLE(path=backup_path(path))
    return _whole(good.data, Archive(path), ArchiveIndex.of(good.data))


def _whole(data: Data, archive: Archive, index: ArchiveIndex) -> Data:
    return Tables(data, IdIndex(), ModelCache(), ArchivedHistory(archive, index), KEEP_LIVE).dump()
