"""A program on a pseudo-terminal, and how long it takes to paint something.

Nothing heavy is imported here: the peak memory of a child counts from that of the process that forked it.
"""

import fcntl
import os
import pty
import re
import select
import signal
import struct
import termios
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from types import TracebackType
from typing import Self

COLUMNS, ROWS = 120, 36
DEADLINE = 20.0
"""Seconds after which a frame that did not come is an error of the harness or of the program."""

_CONTROL = re.compile(rb"\x1b\[[0-9;?>$]*[a-zA-Z]")


class NeverPainted(Exception):
    """The program ended, or the deadline passed, before the marker was on the screen."""


class Terminal:
    """Starts `argv` on a terminal of 120 × 36 and reads what it paints. Ends it when the block is left."""

    def __init__(self, argv: Sequence[str], env: Mapping[str, str], cwd: str) -> None:
        self.started = time.perf_counter()
        self._pid, self._terminal = pty.fork()
        if self._pid == 0:
            try:
                fcntl.ioctl(0, termios.TIOCSWINSZ, struct.pack("HHHH", ROWS, COLUMNS, 0, 0))
                os.chdir(cwd)
                os.execve(argv[0], list(argv), dict(env))
            finally:
                os._exit(127)
        self.painted = b""
        self.last_paint = self.started
        self.peak_megabytes = 0.0

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        os.kill(self._pid, signal.SIGKILL)
        _, _, used = os.wait4(self._pid, 0)
        os.close(self._terminal)
        self.peak_megabytes = used.ru_maxrss / 1024

    def press(self, keys: bytes) -> float:
        """Forget what was painted, send `keys`, and return when."""
        self._drain()
        self.painted = b""
        pressed = time.perf_counter()
        os.write(self._terminal, keys)
        return pressed

    def wait_for(self, *markers: str | re.Pattern[bytes]) -> float:
        """Return when all markers had been painted since the last key."""
        missing = [
            re.compile(re.escape(marker.encode())) if isinstance(marker, str) else marker
            for marker in markers
        ]
        end = time.perf_counter() + DEADLINE
        while missing := [pattern for pattern in missing if not pattern.search(self.painted)]:
            left = end - time.perf_counter()
            if left <= 0 or not self._read(left):
                tail = _CONTROL.sub(b"", self.painted)[-1500:].decode(errors="replace")
                names = ", ".join(repr(pattern.pattern) for pattern in missing)
                raise NeverPainted(f"{names} was not painted. Painted was: {tail}")
        return self.last_paint

    def settle(self, quiet: float = 0.08) -> float:
        """Read until nothing is painted for `quiet` seconds and return when the last paint came."""
        while self._read(quiet):
            pass
        return self.last_paint

    def idle(self, seconds: float) -> None:
        """Leave the program alone for a while, reading what it paints."""
        end = time.perf_counter() + seconds
        while (left := end - time.perf_counter()) > 0:
            self._read(left)

    def processor_seconds(self) -> float:
        """Return what all threads of the program have used of the processors (Linux)."""
        threads = Path(f"/proc/{self._pid}/task").iterdir()
        return sum(int((thread / "schedstat").read_text().split()[0]) for thread in threads) / 1e9

    def _drain(self) -> None:
        while self._read(0):
            pass

    def _read(self, seconds: float) -> bool:
        ready, _, _ = select.select([self._terminal], [], [], seconds)
        if not ready:
            return False
        try:
            painted = os.read(self._terminal, 65536)
        except OSError:  # Linux says so when the program has ended
            painted = b""
        if not painted:
            raise NeverPainted(
                "The program ended: " + _CONTROL.sub(b"", self.painted)[-1500:].decode(errors="replace")
            )
        self.painted += painted
        self.last_paint = time.perf_counter()
        return True
