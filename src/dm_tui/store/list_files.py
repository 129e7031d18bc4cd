"""The kept lists of recipients, each a file in a folder beside the state file.

They are not in the state file, because it is read at every start and a list may have a million recipients.
The first line says what the list is, as JSON, with a checksum of that and a digest of all; the rest is CSV in
UTF-8, so that a list is also read where its path is given. Only the user may read them (0600).
"""

import hashlib
import json
import os
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from functools import partial
from pathlib import Path
from tempfile import TemporaryFile
from typing import BinaryIO, NamedTuple
from zlib import crc32

from dm_tui.domain.mailing.kept_list import KeptList
from dm_tui.domain.mailing.recipients_wording import KEPT_LIST_DAMAGED
from dm_tui.store.durable_files import create_file, make_directory, sync_directory, write_all, write_durably
from dm_tui.store.errors import disk_error, read_error
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

    def names(self) -> list[str]:
        """Return the names under which there is a file."""
        try:
            files = sorted(os.listdir(self.directory))
        except FileNotFoundError:
            return []
        except OSError as error:
            raise read_error(self.directory, error) from error
        return [file.removesuffix(_SUFFIX) for file in files if file.endswith(_SUFFIX)]

    def find(self, name: str) -> KeptList | None:
        """Return what a list is, None if there is none of this name; refuses a file that does not say so."""
        try:
            with open_file(self.path(name), follow=False) as file:
                return self._read_head(name, file).kept
        except FileNotFoundError:
            return None
        except OSError as error:
            raise read_error(self.path(name), error) from error

    def verify(self, name: str) -> None:
        """Read a list once; refuses one that is not all that was kept. Blocks."""
        try:
            with open_file(self.path(name), follow=False) as file:
                head = self._read_head(name, file)
                seen = hashlib.sha256(head.kept_json)
                for block in iter(partial(file.read, _BLOCK), b""):
                    seen.update(block)
        except OSError as error:
            raise read_error(self.path(name), error) from error
        if seen.hexdigest() != head.digest:
            raise KEPT_LIST_DAMAGED(name=name, path=self.path(name))

    def _read_head(self, name: str, file: BinaryIO) -> "_Head":
        try:
            fields = json.loads(file.readline(_MAX_HEAD))
            kept = KeptList.model_validate(fields["dm-tui list"])
            if fields["checksum"] != _checksum(kept):
                raise ValueError
            return _Head(kept.model_copy(update={"name": name}), _encode(kept), fields["sha256"])
        except (ValueError, LookupError, TypeError, RecursionError):
            raise KEPT_LIST_DAMAGED(name=name, path=self.path(name)) from None

    def write(self, name: str, rows: Iterable[str], describe: Callable[[], KeptList]) -> KeptList:
        """Keep these rows durably under a name, and return what `describe` says once all are there."""
        path = self.path(name)
        new = path.with_name(path.name + f".{os.getpid()}{_NEW}")
        try:
            make_directory(self.directory)
            with TemporaryFile(dir=self.directory) as written:
                written.writelines(row.encode() for row in rows)
                kept = describe()
                _copy(new, kept, written)
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


class _Head(NamedTuple):
    """The first line of a list: what the list is, as its digest has it, and the digest."""

    kept: KeptList
    kept_json: bytes
    digest: str


def _encode(kept: KeptList) -> bytes:
    return kept.model_dump_json().encode()


def _checksum(kept: KeptList) -> str:
    return f"{crc32(_encode(kept)):08x}"


def _copy(path: Path, kept: KeptList, rows: BinaryIO) -> None:
    digest = hashlib.sha256(_encode(kept))
    for block in _blocks(rows):
        digest.update(block)
    descriptor = create_file(path)
    try:
        checks = f', "checksum": "{_checksum(kept)}", "sha256": "{digest.hexdigest()}"}}\n'
        write_all(descriptor, LIST_MARK + _encode(kept) + checks.encode())
        for block in _blocks(rows):
            write_all(descriptor, block)
        write_durably(descriptor, b"")
    finally:
        os.close(descriptor)


def _blocks(file: BinaryIO) -> Iterator[bytes]:
    file.seek(0)
    while block := file.read(_BLOCK):
        yield block
