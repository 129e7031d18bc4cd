"""The addresses of a file, in the order in which they were read, in little memory however many they are.

An open form keeps them for as long as it is open: a million of them as text take 80 MB. What is more than a
few thousand goes into a temporary file without a name.
"""

import os
import tempfile
from collections.abc import Collection, Iterator
from pathlib import Path
from typing import BinaryIO

from dm_tui.store.errors import disk_error

_AT_ONCE = 4_096
"""Addresses that are written at once."""

_PIECE = 1 << 16
"""Bytes that are read at once."""


class AddressesOnDisk(Collection[str]):
    """Addresses to go through again and again, in any thread, once the last was added."""

    def __init__(self) -> None:
        self._file: BinaryIO | None = None
        self._written = 0
        self._last: list[str] = []

    def add(self, address: str) -> None:
        """Keep one more address; it has no line break."""
        self._last.append(address)
        if len(self._last) == _AT_ONCE:
            try:
                self._file = self._file or tempfile.TemporaryFile()  # noqa: SIM115  # as long as this is kept
                self._file.write("".join(f"{kept}\n" for kept in self._last).encode())
                self._file.flush()
            except OSError as error:
                raise disk_error(Path(tempfile.gettempdir()), error) from error
            self._written += len(self._last)
            self._last = []

    def __len__(self) -> int:
        return self._written + len(self._last)

    def __iter__(self) -> Iterator[str]:
        if self._file is not None:
            yield from self._read(self._file.fileno())
        yield from self._last

    def _read(self, descriptor: int) -> Iterator[str]:
        place, rest = 0, b""
        while piece := os.pread(descriptor, _PIECE, place):
            place += len(piece)
            *lines, rest = (rest + piece).split(b"\n")
            yield from (line.decode() for line in lines)

    def __contains__(self, address: object) -> bool:
        return any(address == kept for kept in self)
