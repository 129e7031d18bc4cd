"""The list of addresses that get no mail, in a file beside the state file.

It is not in the state file, because a list may have a hundred thousand addresses: every fold and every start
would write or read them all. Each line is a change behind a checksum that continues the one before, as in the
journal: the address with why it is on the list, or the address alone when it was taken off. What counts is
the last line of an address. Writers hold a lock and sync each append; readers take none, and read only what
was added since. A file that is mostly history is written anew in one rename. A small file beside it says how
far it was confirmed: a list that lost its end, or is gone, would let mail go to those it names. Only the user
may read them (0600), and no symbolic link is followed.
"""

import json
import os
import threading
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from datetime import datetime
from pathlib import Path
from zlib import crc32

from dm_tui.domain.lazy_list import LazyList, MappedList
from dm_tui.domain.mailing.suppressed import SuppressedAddress, SuppressionReason, address_key
from dm_tui.domain.mailing.suppressed_wording import LIST_DAMAGED, LIST_MISSING
from dm_tui.store import errors, journal
from dm_tui.store.confirmed_end import ConfirmedEnd
from dm_tui.store.durable_files import (
    FileIdentity,
    file_identity,
    make_directory,
    replace_file,
    sync_directory,
    write_new,
)
from dm_tui.store.journal import JournalEnd
from dm_tui.store.lock import Lock, lock_path
from dm_tui.store.state_files import read_bytes

_EMPTY = JournalEnd(0, crc32(b"dm-tui suppressed addresses"))
_ENCODE = json.JSONEncoder(ensure_ascii=True, separators=(",", ":")).encode
_FIELDS = ("address", "reason", "since", "source", "until", "words")
_MAY_EXPIRE = f'","{SuppressionReason.INVALID}","'.encode()
_LOCK_SECONDS = 5.0
_MOST_READS = 5  # of a list that others write anew meanwhile
_REWRITE_FROM = 1_000
"""Lines that no longer count before the file is written anew, where the lines that count are fewer."""


class SuppressionFile:
    """The list beside the state file `path`. Raises DirectMailError when the disk refuses."""

    def __init__(self, path: Path) -> None:
        self.path = path.with_name(path.name + ".suppressed")
        self._confirmed = ConfirmedEnd(self.path)
        self._mutex = threading.RLock()
        self._lines: dict[str, bytes] = {}
        self._end, self._written = _EMPTY, 0
        self._identity: FileIdentity = None
        self._lock = Lock(self.path)

    def find(self, key: str) -> SuppressedAddress | None:
        """Return the entry of an address, by its key."""
        with self._mutex:
            self._refresh()
            payload = self._lines.get(key)
        return None if payload is None else _decode(payload)

    def search(self, *texts: str, expired_at: datetime | None = None) -> LazyList[SuppressedAddress]:
        """Return the entries with these texts anywhere in them, the newest first; each is decoded when read.

        Those that no longer count at `expired_at` are left out.
        """
        with self._mutex:
            self._refresh()
            payloads = list(reversed(self._lines.values()))
        for sought in (_ENCODE(text)[1:-1].lower().encode() for text in texts if text):
            payloads = [payload for payload in payloads if sought in payload.lower()]
        if expired_at is not None:
            payloads = [
                payload
                for payload in payloads
                if _MAY_EXPIRE not in payload or _decode(payload).counts_at(expired_at)
            ]
        return MappedList(payloads, _decode)

    def keys(self) -> set[str]:
        """Return the keys of all addresses on the list, those that no longer count too."""
        with self._mutex:
            self._refresh()
            return set(self._lines)

    def __len__(self) -> int:
        with self._mutex:
            self._refresh()
            return len(self._lines)

    def change(self, added: Iterable[SuppressedAddress], removed: Iterable[str] = ()) -> None:
        """Put these entries on the list and take these keys off, durably: all in one append."""
        added, removed = list(added), list(removed)
        if not added and not removed:
            return
        with self._locked():
            self._refresh()
            if not os.path.exists(self.path):
                write_new(self.path, b"")
                sync_directory(self.path.parent)
            payloads = [_ENCODE([key]).encode() for key in removed if key in self._lines]
            payloads += map(_encode, added)
            self._append(payloads)
            self._identity = file_identity(self.path)
            if self._written > 2 * len(self._lines) + _REWRITE_FROM:
                try:
                    self._rewrite()
                except OSError:  # the change is kept all the same, in the longer file
                    self._forget()

    def repair(self) -> tuple[int, Path | None] | None:
        """Keep every line that can be read; return how many addresses are left, and where the file is saved.

        None where nothing is damaged; no path where the file was gone.
        """
        with self._locked():
            raw, confirmed = read_bytes(self.path), self._confirmed.read()
            gone = raw is None and confirmed is not None
            if not gone and _replay(raw or b"", _EMPTY, {}, confirmed) is not None:
                return None
            kept = None if raw is None else self._keep_damaged(raw)
            self._forget()
            for line in journal.readable_lines(raw or b"", b"%08x " % _EMPTY.checksum):
                _take(self._lines, line[9:])
            self._rewrite()
            return len(self._lines), kept

    def _keep_damaged(self, raw: bytes) -> Path:
        kept = self.path.with_name(f"{self.path.name}.damaged-{crc32(raw):08x}")
        if not os.path.exists(kept):
            write_new(kept, raw)
        return kept

    def drop(self) -> None:
        """Remove the list; the next change makes another."""
        if not (os.path.lexists(self.path) or os.path.lexists(self._confirmed.path)):
            return
        with self._locked():
            self._confirmed.withdraw()
            with suppress(FileNotFoundError):
                os.unlink(self.path)
            self._forget()

    def _refresh(self) -> None:
        """Read what was added since; all of the file where another one has its name."""
        for _ in range(_MOST_READS):
            identity = file_identity(self.path)
            if identity is not None and identity == self._identity:
                return
            confirmed = self._confirmed.read()  # before the list, which can only have more
            if self._read(identity, confirmed):
                return
            self._forget()
            if (identity, confirmed) == (file_identity(self.path), self._confirmed.read()):
                break
        raise (LIST_MISSING if identity is None else LIST_DAMAGED)(path=self.path)

    def _read(self, identity: FileIdentity, confirmed: JournalEnd | None) -> bool:
        """Read the file from where reading stopped; say whether it is all that was confirmed."""
        known = self._identity
        if identity is None or known is None or identity[0] != known[0] or identity[2] < self._end.size:
            self._forget()
        raw = read_bytes(self.path, self._end.size)
        if raw is None:
            return confirmed is None
        replayed = _replay(raw, self._end, self._lines, confirmed)
        if replayed is None:
            return False
        self._end, written = replayed
        self._written, self._identity = self._written + written, identity
        return True

    def _append(self, payloads: list[bytes]) -> None:
        if not self._lock.still_excludes():
            raise errors.LOCK_LOST(path=self.path, lock=lock_path(self.path).name)
        end, lines = self._end, []
        for payload in payloads:
            line, end = journal.encode_line(payload, end)
            lines.append(line)
        if os.path.getsize(self.path) > self._end.size:  # torn by a crash, and never acknowledged
            os.truncate(self.path, self._end.size)
        journal.write_lines(self.path, b"".join(lines), self._end)
        self._confirmed.note(end)
        self._end, self._written = end, self._written + len(lines)
        for payload in payloads:
            _take(self._lines, payload)

    def _rewrite(self) -> None:
        end, lines = _EMPTY, []
        for payload in self._lines.values():
            line, end = journal.encode_line(payload, end)
            lines.append(line)
        self._confirmed.withdraw()
        replace_file(self.path, b"".join(lines), keep_backup=False)
        self._confirmed.note(end)
        self._end, self._written, self._identity = end, len(lines), file_identity(self.path)

    def _forget(self) -> None:
        self._lines = {}
        self._end, self._written, self._identity = _EMPTY, 0, None

    @contextmanager
    def _locked(self) -> Iterator[None]:
        with self._mutex:
            try:
                make_directory(self.path.parent)
                self._lock.acquire(_LOCK_SECONDS)
            except TimeoutError:
                raise errors.STATE_BUSY(path=self.path) from None
            except OSError as error:
                raise errors.disk_error(lock_path(self.path), error) from error
            try:
                yield
            except OSError as error:
                self._forget()
                raise errors.disk_error(self.path, error) from error
            finally:
                self._lock.release()


def _replay(
    raw: bytes, end: JournalEnd, lines: dict[str, bytes], confirmed: JournalEnd | None
) -> tuple[JournalEnd, int] | None:
    """Apply the changes in `raw`, which was read from `end` on, to `lines`; return their end and number.

    None where a whole line behind the end does not continue it, or where what was `confirmed` is not there; a
    line that is torn behind that was never acknowledged.
    """
    size, checksum, count = end.size, end.checksum, 0
    whole = confirmed is None or confirmed.size <= size
    for line in raw.splitlines(keepends=True):
        payload = line[:-1] if line.endswith(b"\n") else b""
        verified = journal.verify_line(payload, checksum)
        if verified is None:
            whole = whole and size + len(line) >= end.size + len(raw)
            break
        size, checksum, count = size + len(line), verified, count + 1
        whole = whole or (size, checksum) == confirmed
        _take(lines, payload[9:])
    return (JournalEnd(size, checksum), count) if whole else None


def _take(lines: dict[str, bytes], payload: bytes) -> None:
    """Apply one change: an address with why it is listed, or the address alone to take it off."""
    address = payload.split(b'"', 2)[1]
    key = address_key(address.decode())
    lines.pop(key, None)  # so that the newest is last
    if len(payload) > len(address) + 4:
        lines[key] = payload


def _encode(entry: SuppressedAddress) -> bytes:
    """Return the fields of an entry, without empty ones at the end; no address has a quote."""
    since = entry.since.isoformat() if entry.since else ""
    until = entry.until.isoformat() if entry.until else ""
    fields = [entry.address, entry.reason, since, entry.source, until, entry.words]
    while not fields[-1]:
        fields.pop()
    return _ENCODE(fields).encode()


def _decode(payload: bytes) -> SuppressedAddress:
    fields = dict(zip(_FIELDS, json.loads(payload), strict=False))
    instants = {name: fields.get(name) or None for name in ("since", "until")}
    return SuppressedAddress(**{**fields, **instants})
