"""The kept lists of recipients, each a file in a folder beside the state file.

They are not in the state file, because it is read at every start and a list may have a million recipients.
The first line says what the list is, as JSON; the rest is CSV in UTF-8, so that a list is also read where its
path is given. Only the user may read them (0600).
"""

import os
from collections.abc import Callable, Iterable
from contextlib import suppress
from pathlib import Path
from tempfile import TemporaryFile
from typing import BinaryIO

from dm_tui.domain.mailing.kept_list import KeptList
from dm_tui.store.durable_files import create_file, make_directory, sync_directory, write_all, write_durably
from dm_tui.store.errors import disk_error
from dm_tui.user_files import open_file

LIST_MARK = b'{"dm-tui list": '
"""How the file of a list begins."""

_SUFFIX, _NEW = ".csv", ".new"
_MAX_HEAD = 1_048_576  # our own limit: the names of a list's columns
_BLOCK = 1 << 16


class ListFiles:
    """The folder beside one state file. Raises DirectMailError (state file) when the disk refuses."""

    def __init__(self, path: Path) -> None:
        self.directory = path.with_name(path.name + ".lists")

    def path(self, name: str) -> Path:
        """Return where a list of this name is kept."""
        return self.directory / f"{name}{_SUFFIX}"

    def all(self) -> list[KeptList]:
        """Return every list that can be read, by name; a file that is none is passed over."""
        try:
            names = sorted(os.listdir(self.directory))
        except FileNotFoundError:
            return []
        except OSError as error:
            raise disk_error(self.directory, error) from error
        lists = (self.find(name.removesuffix(_SUFFIX)) for name in names if name.endswith(_SUFFIX))
        return [kept for kept in lists if kept is not None]

    def find(self, name: str) -> KeptList | None:
        """Return what a list is, None if there is none of this name."""
        try:
            with open_file(self.path(name), follow=False) as file:
                head = file.readline(_MAX_HEAD)
        except (OSError, ValueError):
            return None
        if not head.startswith(LIST_MARK):
            return None
        try:
            return KeptList.model_validate_json(head[len(LIST_MARK) : -2]).model_copy(update={"name": name})
        except ValueError:
            return None

    def write(self, name: str, rows: Iterable[str], describe: Callable[[], KeptList]) -> KeptList:
        """Keep these rows durably under a name, and return what `describe` says once all are there."""
        path = self.path(name)
        new = path.with_name(path.name + f".{os.getpid()}{_NEW}")
        try:
            make_directory(self.directory)
            with TemporaryFile(dir=self.directory) as written:
                written.writelines(row.encode() for row in rows)
                kept = describe()
                written.seek(0)
                _copy(new, LIST_MARK + kept.model_dump_json().encode() + b"}\n", written)
            os.replace(new, path)
            sync_directory(self.directory)
        except BaseException as error:
            with suppress(OSError):
                os.unlink(new)
            if isinstance(error, OSError):
                raise disk_error(path, error) from error
            raise
        return kept

    def remove(self, name: str) -> None:
        """Remove the file of a list."""
        try:
            os.unlink(self.path(name))
            sync_directory(self.directory)
        except OSError as error:
            raise disk_error(self.path(name), error) from error


def _copy(path: Path, head: bytes, rows: BinaryIO) -> None:
    descriptor = create_file(path)
    try:
        write_all(descriptor, head)
        while block := rows.read(_BLOCK):
            write_all(descriptor, block)
        write_durably(descriptor, b"")
    finally:
        os.close(descriptor)
