"""Which addresses of a file came before, exactly, in about a dozen bytes of memory for each.

The addresses themselves go into a temporary file without a name. Memory holds a hash table of places in that
file, with some bits of each hash: an address is looked up in the file only where those bits agree, and there
it is compared in full. A set of strings was rejected: ten million addresses take more than a gigabyte.
"""

import os
import tempfile
from contextlib import suppress
from mmap import MAP_ANONYMOUS, MAP_PRIVATE, mmap
from pathlib import Path

from dm_tui.store.errors import disk_error

_PARTS = 64
"""The table grows in parts, so that growing needs little more memory than the table."""

_FIRST_SLOTS = 512
"""A page of memory."""

_PLACE_BITS = 40
"""A terabyte of addresses."""

_TAG_BITS = 64 - _PLACE_BITS
_PLACE_MASK = (1 << _PLACE_BITS) - 1
_TAIL_BYTES = 1 << 20
"""Bytes of addresses that are kept in memory before they are written."""

_MAX_RECORD = 512
"""Bytes of an address with its line; addresses are much shorter."""


class SeenAddresses:
    """Remembers each address with the line it is in."""

    def __init__(self) -> None:
        self._descriptor: int | None = None  # first: `__del__` comes also where there is no memory for parts
        self._parts = [_empty_part(_FIRST_SLOTS) for _ in range(_PARTS)]
        self._counts = [0] * _PARTS
        self._tail = bytearray(b"\n")  # so that no address is at place 0, which means an empty slot
        self._written = 0

    def __del__(self) -> None:
        if self._descriptor is not None:
            with suppress(OSError):
                os.close(self._descriptor)

    def first_line(self, address: str, line: int) -> int:
        """Return the line that `address` was first seen in, which is `line` if that is now."""
        hashed = hash(address)
        number = hashed % _PARTS
        tag = (hashed >> 6) & ((1 << _TAG_BITS) - 1)
        part = self._parts[number]
        size = len(part)
        slot = tag * size >> _TAG_BITS
        wanted: bytes | None = None
        while entry := part[slot]:
            if entry >> _PLACE_BITS == tag:
                wanted = wanted or f"{address}\t".encode()
                if (seen := self._line_at(entry & _PLACE_MASK, wanted)) is not None:
                    return seen
            slot = slot + 1 if slot + 1 < size else 0
        part[slot] = tag << _PLACE_BITS | self._add(address, line)
        self._counts[number] += 1
        if self._counts[number] * 4 > size * 3:
            self._grow(number)
        return line

    def _add(self, address: str, line: int) -> int:
        """Keep an address, and return its place."""
        place = self._written + len(self._tail)
        self._tail += f"{address}\t{line}\n".encode()
        if len(self._tail) >= _TAIL_BYTES:
            self._write_tail()
        return place

    def _line_at(self, place: int, wanted: bytes) -> int | None:
        """Return the line of the address at a place, None if it is another address."""
        if place >= self._written:
            start = place - self._written
            record = bytes(self._tail[start : start + _MAX_RECORD])
        else:
            record = self._read(place)
        if not record.startswith(wanted):
            return None
        return int(record[len(wanted) :].partition(b"\n")[0])

    def _grow(self, number: int) -> None:
        """Make a part of the table larger by a quarter."""
        old = self._parts[number]
        size = len(old) * 5 // 4
        new = _empty_part(size)
        for entry in old:
            if entry:
                slot = (entry >> _PLACE_BITS) * size >> _TAG_BITS
                while new[slot]:
                    slot = slot + 1 if slot + 1 < size else 0
                new[slot] = entry
        self._parts[number] = new

    def _write_tail(self) -> None:
        try:
            if self._descriptor is None:
                self._descriptor = _open_nameless()
            view = memoryview(self._tail)
            while view:
                view = view[os.write(self._descriptor, view) :]
        except OSError as error:
            raise disk_error(Path(tempfile.gettempdir()), error) from error
        self._written += len(self._tail)
        self._tail = bytearray()

    def _read(self, place: int) -> bytes:
        try:
            return os.pread(self._descriptor or 0, _MAX_RECORD, place)
        except OSError as error:
            raise disk_error(Path(tempfile.gettempdir()), error) from error


def _empty_part(size: int) -> memoryview:
    """Return so many empty slots, in pages of their own.

    The system has them back as soon as the part is dropped. Arrays left holes between them that nothing
    fitted into: a third more than the table.
    """
    try:
        pages = mmap(-1, 8 * size, MAP_PRIVATE | MAP_ANONYMOUS)
    except OSError as error:  # of no file: whoever reads one would take it for the file's
        raise MemoryError from error
    return memoryview(pages).cast("Q")


def _open_nameless() -> int:
    """Return a new file of the temporary folder that only this program can reach."""
    with tempfile.TemporaryFile() as file:
        return os.dup(file.fileno())
