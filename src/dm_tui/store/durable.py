"""Replacing a file so that a reader, a crash or a power cut sees the old bytes or the new, never a mix.

New bytes go to a temporary file in the same directory and are fsynced; the present file is kept as `.bak`;
the temporary file takes its place; the directory is fsynced. Only then is the change acknowledged.
An error before the replacement leaves the present file as it was. A failed fsync is never retried.
"""

import os
from contextlib import suppress
from pathlib import Path


class NotConfirmedError(OSError):
    """The new content is in place and whole, but the disk did not confirm that it will last."""


def backup_path(path: Path) -> Path:
    """Return where the state before the last change is kept."""
    return path.with_name(path.name + ".bak")


def replace_file(path: Path, data: bytes, *, keep_backup: bool = True) -> None:
    """Make `data` the durable content of `path` (mode 0600).

    Raises NotConfirmedError when only the directory could not be synced, any other OSError with the old
    content intact.
    """
    temporary = path.with_name(path.name + ".tmp")
    with suppress(FileNotFoundError):
        os.unlink(temporary)  # left by a crash; the caller holds the lock
    try:
        _write_new(temporary, data)
        if keep_backup and path.exists():
            keep_as(path, backup_path(path))
        os.replace(temporary, path)
    except OSError:
        with suppress(OSError):
            os.unlink(temporary)
        raise
    try:
        sync_directory(path.parent)
    except OSError as error:
        raise NotConfirmedError(error.errno, error.strerror) from error


def keep_as(path: Path, kept: Path) -> None:
    """Keep the present content of `path` under the name `kept` as well, instead of what was there."""
    step = kept.with_name(kept.name + ".tmp")
    with suppress(FileNotFoundError):
        os.unlink(step)
    try:
        try:
            os.link(path, step)
        except OSError:  # a file system without hard links
            _write_new(step, path.read_bytes())
        os.replace(step, kept)
    finally:
        with suppress(OSError):
            os.unlink(
                step
            )  # still there after an error, or when both names were the same file already


def make_directory(directory: Path) -> None:
    """Make `directory` and those it lies in (0700), as durable as what will be put there."""
    missing: list[Path] = []
    while not directory.exists():
        missing.append(directory)
        directory = directory.parent
    for one in reversed(missing):
        with suppress(FileExistsError):
            os.mkdir(one, 0o700)
        sync_directory(one.parent)


def sync_directory(directory: Path) -> None:
    """Make the names in `directory` durable; systems that cannot fsync a directory need not."""
    if os.name == "nt":
        return
    descriptor = os.open(directory, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _write_new(path: Path, data: bytes) -> None:
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_NOFOLLOW", 0)
    descriptor = os.open(path, flags, 0o600)
    try:
        view = memoryview(data)
        while view:
            view = view[os.write(descriptor, view) :]
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
