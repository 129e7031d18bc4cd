"""Replacing a file so that a reader, a crash or a power cut sees the old bytes or the new, never a mix.

New bytes go to a temporary file in the same directory and are fsynced; the temporary file replaces the
present one, which becomes `.bak`; the directory is fsynced. Only then is the change acknowledged. An error
before the replacement leaves the file and its backup unchanged. The two are never names of one file, because
one bad block would then damage both. A failed fsync is never retried: the kernel may have dropped the bytes
and report success the next time.
"""

import errno
import os
from contextlib import suppress
from pathlib import Path

from dm_tui.store.file_owner import keep_owner, make_owned_directory
from dm_tui.store.state_files import MAX_STATE_BYTES
from dm_tui.user_files import NO_FOLLOW, empty_disk_cache, read_file

FileIdentity = tuple[int, int, int] | None  # of one version of a file; None while there is no file


class NotConfirmedError(OSError):
    """The new content is in place and whole, but the disk did not confirm that it will last."""


def file_identity(path: Path) -> FileIdentity:
    """Return the identity of the present version of a file."""
    try:
        status = os.stat(path)
    except OSError:
        return None
    return status.st_ino, status.st_mtime_ns, status.st_size


def backup_path(path: Path) -> Path:
    """Return the path of the backup: the content before the last replacement."""
    return path.with_name(path.name + ".bak")


def replace_file(path: Path, data: bytes, *, keep_backup: bool = True) -> None:
    """Make `data` the durable content of `path` (0600).

    Raises NotConfirmedError when only a step after the replacement failed, otherwise OSError with all intact.
    """
    temporary, backup = _temporary_path(path), backup_path(path)
    with suppress(FileNotFoundError):
        os.unlink(temporary)  # left by a crash; the caller holds the lock
    kept = keep_backup and os.path.exists(path)
    try:
        write_new(temporary, data)
        if kept:
            _link_or_copy(path, _temporary_path(backup))
        os.replace(temporary, path)
    except OSError:
        remove_leftover(path)
        raise
    try:
        if kept:
            _move_into_place(_temporary_path(backup), backup)
        sync_directory(path.parent)
    except OSError as error:
        raise NotConfirmedError(error.errno, error.strerror) from error


def remove_leftover(path: Path) -> None:
    """Remove the temporary files of an interrupted replacement of `path`. The caller holds the lock."""
    for leftover in (_temporary_path(path), _temporary_path(backup_path(path))):
        with suppress(OSError):
            os.unlink(leftover)


def keep_copy(path: Path, kept: Path) -> None:
    """Save the present content of `path` under the name `kept` as well, replacing that file."""
    _link_or_copy(path, _temporary_path(kept))
    _move_into_place(_temporary_path(kept), kept)


def make_directory(directory: Path) -> None:
    """Make `directory` and its missing parents (0700), durably."""
    missing: list[Path] = []
    while _is_missing(directory):
        missing.append(directory)
        directory = directory.parent
    for parent in reversed(missing):
        with suppress(FileExistsError):
            make_owned_directory(parent)
        sync_directory(parent.parent)


def sync(descriptor: int) -> None:
    """Return once what was written to a file, or the names in a directory, would outlast a power cut."""
    if not empty_disk_cache(descriptor):
        os.fsync(descriptor)


def _is_missing(directory: Path) -> bool:
    """Say whether there is no such directory; raises OSError where there can be none, as below a file."""
    try:
        os.stat(directory)
    except FileNotFoundError:
        return True
    return False


def sync_directory(directory: Path) -> None:
    """Make the names in `directory` durable."""
    descriptor = os.open(directory, os.O_RDONLY)
    try:
        sync(descriptor)
    finally:
        os.close(descriptor)


def create_file(path: Path) -> int:
    """Return the descriptor of a new file to write to (0600), which must not exist."""
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | NO_FOLLOW, 0o600)
    try:
        keep_owner(descriptor, path)
    except OSError:
        os.close(descriptor)
        os.unlink(path)
        raise
    return descriptor


def save_new_file(path: Path, data: bytes) -> Path:
    """Write `data` to a new file named `path`, or nearly so where another is there; return its path."""
    names = (path.with_stem(f"{path.stem}-{number}") for number in range(2, 1_000))
    for name in (path, *names):
        try:
            write_new(name, data)
        except FileExistsError:
            with suppress(OSError):
                if read_file(name, len(data), follow=False) == data:
                    return name
        else:
            return name
    raise FileExistsError(errno.EEXIST, os.strerror(errno.EEXIST))


def write_all(descriptor: int, data: bytes) -> None:
    """Write all of `data`, however little the system takes at once."""
    view = memoryview(data)
    while view:
        view = view[os.write(descriptor, view) :]


def write_durably(descriptor: int, data: bytes) -> None:
    """Write all of `data`, with one fsync."""
    write_all(descriptor, data)
    sync(descriptor)


def write_new(path: Path, data: bytes) -> None:
    """Make a new file (0600) with durable content; the next fsync of the directory makes its name so."""
    descriptor = create_file(path)
    try:
        write_durably(descriptor, data)
    finally:
        os.close(descriptor)


def _temporary_path(path: Path) -> Path:
    """Return a name that nobody gives a file of their own: what is left under it is removed unseen."""
    return path.with_name(path.name + ".dm-tui.tmp")


def _link_or_copy(path: Path, name: Path) -> None:
    """Give the content of `path` another name; copies it where the file system has no hard links."""
    with suppress(FileNotFoundError):
        os.unlink(name)
    try:
        os.link(path, name)
    except OSError:
        write_new(name, read_file(path, MAX_STATE_BYTES))


def _move_into_place(step: Path, path: Path) -> None:
    try:
        os.replace(step, path)
    finally:
        with suppress(OSError):  # remains after an error, or when both names were one file already
            os.unlink(step)
