"""The list of addresses that get no mail, in a file beside the state file.

It is not in the state file, because a list may have a hundred thousand addresses: every fold and every start
would write or read them all. Each line is a change (`suppression_lines`). A change is a transaction of the
state file: it appends, syncs, and then the state has the end that the list must reach, because a list that
lost its end, is an older one or is gone would let mail go to those it names. Readers take no lock, and read
only what was added since. A file that is mostly history is written again in one rename, once the state allows
both ends. Only the user may read it (0600), and no symbolic link is followed.
"""

import os
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from datetime import datetime
from functools import partial
from pathlib import Path
from zlib import crc32

from dm_tui.domain.errors import DirectMailError
from dm_tui.domain.lazy_list import LazyList, MappedList
from dm_tui.domain.mailing.suppressed import SuppressedAddress, SuppressionReason
from dm_tui.domain.mailing.suppressed_wording import LIST_DAMAGED, LIST_MISSING
from dm_tui.domain.upkeep.files_beside import FileEnd, FilesBeside
from dm_tui.store import errors, journal
from dm_tui.store.durable_files import FileIdentity, file_identity, replace_file, sync_directory, write_new
from dm_tui.store.journal import JournalEnd
from dm_tui.store.state import StateFile, Tables
from dm_tui.store.state_files import read_bytes
from dm_tui.store.suppression_lines import (
    EMPTY,
    apply_change,
    decode_entry,
    encode_entry,
    encode_json,
    encode_list,
    reaches,
    replay,
)

_MAY_EXPIRE = f'","{SuppressionReason.INVALID}","'.encode()
_MOST_READS = 5  # of a list that others write again meanwhile
_REWRITE_FROM = 1_000
"""Lines that no longer count before the file is written again, where the lines that count are fewer."""


class SuppressionFile:
    """The list beside a state file. Raises DirectMailError when the disk refuses."""

    def __init__(self, state: StateFile) -> None:
        self.path = state.path.with_name(state.path.name + ".suppressed")
        self._state = state
        self._lines: dict[str, bytes] = {}
        self._end, self._written = EMPTY, 0
        self._identity: FileIdentity = None

    def find(self, key: str) -> SuppressedAddress | None:
        """Return the entry of an address, by its key."""
        with self._fresh():
            payload = self._lines.get(key)
        return None if payload is None else decode_entry(payload)

    def search(self, *texts: str, expired_at: datetime | None = None) -> LazyList[SuppressedAddress]:
        """Return the entries with these texts anywhere in them, the newest first; each is decoded when read.

        Those that no longer count at `expired_at` are left out.
        """
        with self._fresh():
            payloads = list(reversed(self._lines.values()))
        for sought in (encode_json(text)[1:-1].lower().encode() for text in texts if text):
            payloads = [payload for payload in payloads if sought in payload.lower()]
        if expired_at is not None:
            payloads = [
                payload
                for payload in payloads
                if _MAY_EXPIRE not in payload or decode_entry(payload).counts_at(expired_at)
            ]
        return MappedList(payloads, decode_entry)

    def keys(self) -> set[str]:
        """Return the keys of all addresses on the list, those that no longer count too."""
        with self._fresh():
            return set(self._lines)

    def __len__(self) -> int:
        with self._fresh():
            return len(self._lines)

    def change(self, added: Iterable[SuppressedAddress], removed: Iterable[str] = ()) -> None:
        """Put these entries on the list and take these keys off, durably: all in one append.

        Joins a transaction of the state that is open.
        """
        entries, removed = [encode_entry(entry) for entry in added], list(removed)
        if not entries and not removed:
            return
        alone = not self._state.is_open
        with self._changing() as tables:
            self._refresh()
            if not os.path.exists(self.path):
                write_new(self.path, b"")
                sync_directory(self.path.parent)
            self._state.undo_on_failure(partial(self._cut_back, self._end.size))
            self._append([encode_json([key]).encode() for key in removed if key in self._lines] + entries)
            self._identity = file_identity(self.path)
            _expect(tables, self._end)
        if alone and self._written > 2 * len(self._lines) + _REWRITE_FROM:
            with suppress(DirectMailError):  # the change is kept all the same, in the longer file
                self._rewrite()

    def repair(self) -> tuple[int, Path | None] | None:
        """Keep every line that can be read; return how many addresses are left, and where the file is saved.

        None where nothing is damaged; no path where the file was gone.
        """
        with self._changing() as tables:
            raw, ends = read_bytes(self.path), _ends_of(tables)
            if reaches(b"" if raw is None else raw, ends) and (raw is not None or EMPTY in ends or not ends):
                return None
            kept = None if raw is None else self._keep_damaged(raw)
            lines: dict[str, bytes] = {}
            for line in journal.readable_lines(raw or b"", b"%08x " % EMPTY.checksum):
                apply_change(lines, line[9:])
            _expect(tables, *ends, encode_list(lines)[0])
        self._replace(lines)
        return len(lines), kept

    def _keep_damaged(self, raw: bytes) -> Path:
        kept = self.path.with_name(f"{self.path.name}.damaged-{crc32(raw):08x}")
        if not os.path.exists(kept):
            write_new(kept, raw)
        return kept

    def drop(self) -> None:
        """Remove the list; the next change makes another."""
        with self._state.read() as tables:
            if not (os.path.lexists(self.path) or _ends_of(tables)):
                return
        with self._changing() as tables:
            _expect(tables, *_ends_of(tables), EMPTY)
        with self._changing() as tables:
            with suppress(FileNotFoundError):
                os.unlink(self.path)
            _expect(tables)
            self._forget()

    def _refresh(self) -> None:
        """Read what was added since; all of the file where another one has its name."""
        for _ in range(_MOST_READS):
            identity = file_identity(self.path)
            if identity is not None and identity == self._identity:
                return
            ends = self._read_ends()  # before the list, which can only reach further
            if self._read(identity, ends):
                return
            self._forget()
            if (identity, ends) == (file_identity(self.path), self._read_ends()):
                break
        raise (LIST_MISSING if identity is None else LIST_DAMAGED)(path=self.path)

    @contextmanager
    def _fresh(self) -> Iterator[None]:
        """Hold the state while the list is read: its threads take turns, those that change the list too."""
        with self._state.read():
            self._refresh()
            yield

    def _read_ends(self) -> tuple[JournalEnd, ...]:
        with self._state.read() as tables:
            return _ends_of(tables)

    def _read(self, identity: FileIdentity, ends: tuple[JournalEnd, ...]) -> bool:
        """Read the file from where reading stopped; say whether it reaches one of these ends, if any."""
        known = self._identity
        if identity is None or known is None or identity[0] != known[0] or identity[2] < self._end.size:
            self._forget()
        raw = read_bytes(self.path, self._end.size)
        if raw is None:
            return not ends or EMPTY in ends
        replayed = replay(raw, self._end, self._lines, ends)
        if replayed is None:
            return False
        self._end, written = replayed
        self._written, self._identity = self._written + written, identity
        return True

    def _append(self, payloads: list[bytes]) -> None:
        self._state.lock.require()
        end, lines = self._end, []
        for payload in payloads:
            line, end = journal.encode_line(payload, end)
            lines.append(line)
        if os.path.getsize(self.path) > self._end.size:  # torn by a crash, and never acknowledged
            os.truncate(self.path, self._end.size)
        journal.write_lines(self.path, b"".join(lines), self._end)
        self._end, self._written = end, self._written + len(lines)
        for payload in payloads:
            apply_change(self._lines, payload)

    def _cut_back(self, size: int) -> None:
        """Take back a change that the state did not keep: it was refused."""
        self._forget()
        os.truncate(self.path, size)

    def _rewrite(self) -> None:
        """Write the list again without what no longer counts."""
        with self._changing() as tables:
            self._refresh()
            lines = dict(self._lines)
            _expect(tables, self._end, encode_list(lines)[0])
        self._replace(lines)

    def _replace(self, lines: dict[str, bytes]) -> None:
        """Make these lines the list, unless another program has changed it since the state allowed that."""
        end, encoded = encode_list(lines)
        with self._changing() as tables:
            if end not in _ends_of(tables):
                return
            replace_file(self.path, b"".join(encoded), keep_backup=False)
            _expect(tables, end)
            self._lines, self._end, self._written = lines, end, len(encoded)
            self._identity = file_identity(self.path)

    def _forget(self) -> None:
        self._lines = {}
        self._end, self._written, self._identity = EMPTY, 0, None

    @contextmanager
    def _changing(self) -> Iterator[Tables]:
        try:
            with self._state.transaction() as tables:
                yield tables
        except OSError as error:
            self._forget()
            raise errors.disk_error(self.path, error) from error


def _ends_of(tables: Tables) -> tuple[JournalEnd, ...]:
    ends = tables.single(FilesBeside).suppressed
    return tuple(JournalEnd(end.size, end.checksum) for end in ends)


def _expect(tables: Tables, *ends: JournalEnd) -> None:
    """Have the state say which ends the list must reach one of."""
    known = tuple(FileEnd(size=end.size, checksum=end.checksum) for end in dict.fromkeys(ends))
    tables.put_single(tables.single(FilesBeside).with_suppressed(*known))
