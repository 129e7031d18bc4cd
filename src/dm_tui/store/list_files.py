"""The saved lists of recipients, each a file in a folder beside the state file.

They are not in the state file, because it is read at every start and a list may have a million recipients.
The first line says what the list is, as JSON, with a checksum of that and a digest of all; the rest is CSV in
UTF-8, so that a list is also read where its path is given. The state file has the digest of each: a list that
is gone or an older one is missed. Only the user may read them (0600).
"""

import hashlib
import json
import os
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from functools import partial
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryFile
from typing import BinaryIO, NamedTuple, TypeVar
from zlib import crc32

from dm_tui.domain.errors import DirectMailError
from dm_tui.domain.mailing.recipients.kept_list import KeptList
from dm_tui.domain.mailing.recipients.recipients_wording import KEPT_LIST_DAMAGED, KEPT_LIST_MISSING
from dm_tui.domain.upkeep.files_beside import GONE, FilesBeside
from dm_tui.store.durable_files import (
    create_file,
    make_directory,
    sync_directory,
    write_all,
    write_durably,
    write_new,
)
from dm_tui.store.errors import STATE_BUSY, disk_error, read_error
from dm_tui.store.named_lock import try_lock
from dm_tui.store.state import StateFile
from dm_tui.store.state_files import MAX_STATE_BYTES
from dm_tui.store.state_lock import LOCK_SECONDS
from dm_tui.user_files import open_file, read_file

T = TypeVar("T")

LIST_MARK = b'{"dm-tui list": '
"""How the file of a list begins."""

_SUFFIX, _NEW = ".csv", ".new"
_MAX_HEAD = 1_048_576  # our own limit: the names of a list's columns
_BLOCK = 1 << 16


class ListFiles:
    """The folder beside a state file. Raises DirectMailError (state file) when the disk refuses."""

    def __init__(self, state: StateFile) -> None:
        self.directory = state.path.with_name(state.path.name + ".lists")
        self._state = state

    def path(self, name: str) -> Path:
        """Return where a list of this name is kept."""
        return self.directory / f"{name}{_SUFFIX}"

    def names(self) -> list[str]:
        """Return the names under which there is a file, or must be one."""
        try:
            files = os.listdir(self.directory)
        except FileNotFoundError:
            files = []
        except OSError as error:
            raise read_error(self.directory, error) from error
        there = {file.removesuffix(_SUFFIX) for file in files if file.endswith(_SUFFIX)}
        with self._state.read() as tables:
            expected = tables.single(FilesBeside).lists
        return sorted(there | {name for name, digests in expected.items() if GONE not in digests})

    def find(self, name: str) -> KeptList | None:
        """Return what a list is, None if there is none of this name; refuses one that was changed."""
        try:
            return self._read_opened(name, lambda file: self._read_head(name, file).kept)
        except FileNotFoundError:
            if GONE not in (self._expected_digests(name) or (GONE,)):
                raise KEPT_LIST_MISSING(name=name, path=self.path(name)) from None
            return None
        except OSError as error:
            raise read_error(self.path(name), error) from error

    def verify(self, name: str) -> None:
        """Read a list once; refuses one that is not all that was kept. Blocks."""
        if self.find(name) is None:
            return
        try:
            self._read_opened(name, partial(self._verify_opened, name))
        except FileNotFoundError:
            return
        except OSError as error:
            raise read_error(self.path(name), error) from error

    def _verify_opened(self, name: str, file: BinaryIO) -> None:
        head = self._read_head(name, file)
        seen = hashlib.sha256(head.kept_json)
        for block in iter(partial(file.read, _BLOCK), b""):
            seen.update(block)
        if seen.hexdigest() != head.digest:
            raise KEPT_LIST_DAMAGED(name=name, path=self.path(name))

    def _read_opened(self, name: str, read: Callable[[BinaryIO], T]) -> T:
        """Return what `read` makes of a list, again where another program replaced or removes it meanwhile.

        The state knows of that already: the list before would be taken for one that was changed.
        """
        while True:
            with open_file(self.path(name), follow=False) as file:
                try:
                    return read(file)
                except DirectMailError:
                    if self._expected_digests(name) == (GONE,):
                        raise FileNotFoundError from None
                    if _has_name(file, self.path(name)):
                        raise

    def read(self, name: str) -> str:
        """Return the whole file of a list as text, to be put back; refuses one that is not as it was kept."""
        self.verify(name)
        try:
            return read_file(self.path(name), MAX_STATE_BYTES, follow=False).decode()
        except OSError as error:
            raise read_error(self.path(name), error) from error

    def verify_text(self, name: str, text: str) -> str:
        """Refuse a text that `read` has not returned; return its digest."""
        try:
            content = text.encode()
        except UnicodeEncodeError:
            raise KEPT_LIST_DAMAGED(name=name, path=self.path(name)) from None
        head = self._read_head(name, BytesIO(content), known=False)
        body = content.partition(b"\n")[2]
        if hashlib.sha256(head.kept_json + body).hexdigest() != head.digest:
            raise KEPT_LIST_DAMAGED(name=name, path=self.path(name))
        return head.digest

    def put_back(self, name: str, text: str, *, saved: bool) -> None:
        """Keep a list again as `read` returned it. One there is set aside if it is damaged or not `saved`."""
        digest = self.verify_text(name, text)
        with self._changing(name) as new:
            sound = self._is_sound(name)
            if sound and self._stated_digest(name) == digest:
                return
            if os.path.lexists(self.path(name)) and not (sound and saved):
                os.replace(self.path(name), self._free_name(name))
            write_new(new, text.encode())
            self._replace(name, new, digest)

    def _is_sound(self, name: str) -> bool:
        try:
            self.verify(name)
        except DirectMailError:
            return False
        return True

    def _free_name(self, name: str) -> Path:
        """Return a name for a list that could be the only copy of what can be read in it."""
        path = self.path(name)
        names = (path.with_name(f"{path.name}.before-restore-{number}") for number in range(1, 1_000))
        return next(name for name in names if not os.path.lexists(name))

    def _read_head(self, name: str, file: BinaryIO, *, known: bool = True) -> "_Head":
        """Return what a file says of itself; one that is `known` must be the one last kept."""
        try:
            fields = json.loads(file.readline(_MAX_HEAD))
            kept = KeptList.model_validate(fields["dm-tui list"])
            if fields["checksum"] != _checksum(kept):
                raise ValueError
            head = _Head(kept.model_copy(update={"name": name}), _encode(kept), fields["sha256"])
        except (ValueError, LookupError, TypeError, RecursionError):
            raise KEPT_LIST_DAMAGED(name=name, path=self.path(name)) from None
        if known and head.digest not in (self._expected_digests(name) or (head.digest,)):
            raise KEPT_LIST_DAMAGED(name=name, path=self.path(name))
        return head

    def _expected_digests(self, name: str) -> tuple[str, ...]:
        """Return the digests that a list may have; none where the state says nothing of it."""
        with self._state.read() as tables:
            return tables.single(FilesBeside).lists.get(name, ())

    def write(self, name: str, rows: Iterable[str], describe: Callable[[], KeptList]) -> KeptList:
        """Keep these rows durably under a name, and return what `describe` says once all are there.

        It is asked while no other program changes lists, and may refuse.
        """
        try:
            make_directory(self.directory)
            with TemporaryFile(dir=self.directory) as written:
                written.writelines(row.encode() for row in rows)
                with self._changing(name) as new:
                    kept = describe()
                    self._replace(name, new, _copy(new, kept, written))
        except OSError as error:
            raise disk_error(self.path(name), error) from error
        return kept

    def remove(self, name: str) -> None:
        """Remove the file of a list, if there is one; it is missed no more."""
        with self._changing(name):
            self._expect(name, GONE)
            with suppress(FileNotFoundError):
                os.unlink(self.path(name))
                sync_directory(self.directory)
            with suppress(DirectMailError):  # it is removed, and may be gone
                self._expect(name)

    @contextmanager
    def _changing(self, name: str) -> Iterator[Path]:
        """Let one program at a time change lists. Gives a name for a new file; removes what others left."""
        try:
            with try_lock(self._state.path, "lists", LOCK_SECONDS) as mine:
                if not mine:
                    raise STATE_BUSY(path=self.directory)
                make_directory(self.directory)
                self._sweep()
                try:
                    yield self.directory / f"{name}{_SUFFIX}{_NEW}"
                finally:
                    self._sweep()
        except OSError as error:
            raise disk_error(self.path(name), error) from error

    def _sweep(self) -> None:
        """Remove the new files of programs that ended before they had given them their names."""
        for file in os.listdir(self.directory):
            if file.endswith(_NEW):
                with suppress(OSError):
                    os.unlink(self.directory / file)

    def _replace(self, name: str, new: Path, digest: str) -> None:
        """Give a new file its name. Until that is durable, the state allows the list before it, too."""
        self._expect(name, *(self._expected_digests(name) or (self._stated_digest(name),)), digest)
        os.replace(new, self.path(name))
        sync_directory(self.directory)
        with suppress(DirectMailError):  # the list is kept, and allowed
            self._expect(name, digest)

    def _stated_digest(self, name: str) -> str:
        """Return the digest that the file of a list says it has."""
        try:
            with open_file(self.path(name), follow=False) as file:
                return self._read_head(name, file).digest
        except (OSError, DirectMailError):
            return GONE

    def _expect(self, name: str, *digests: str) -> None:
        with self._state.transaction() as tables:
            tables.put_single(tables.single(FilesBeside).with_list(name, *dict.fromkeys(digests)))


class _Head(NamedTuple):
    """The first line of a list: what the list is, as its digest has it, and the digest."""

    kept: KeptList
    kept_json: bytes
    digest: str


def _encode(kept: KeptList) -> bytes:
    return kept.model_dump_json().encode()


def _checksum(kept: KeptList) -> str:
    return f"{crc32(_encode(kept)):08x}"


def _has_name(file: BinaryIO, path: Path) -> bool:
    """Say whether an open file is still what a path leads to."""
    try:
        named = os.lstat(path)
    except FileNotFoundError:
        return False
    return os.path.samestat(os.fstat(file.fileno()), named)


def _copy(path: Path, kept: KeptList, rows: BinaryIO) -> str:
    """Write the file of a list, and return its digest."""
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
    return digest.hexdigest()


def _blocks(file: BinaryIO) -> Iterator[bytes]:
    file.seek(0)
    while block := file.read(_BLOCK):
        yield block
