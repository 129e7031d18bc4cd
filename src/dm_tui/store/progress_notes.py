"""How far those are who are in hand, noted without waiting for the disk.

The log of a mailing announces several deliveries at once, each durable before it begins. Which of them really
began is noted here, one byte for each: what a program wrote outlives the program, though not the machine.
So a note counts as long as the machine was not started anew since; where that cannot be told there are none.
"""

import errno
import os
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path

from dm_tui.domain.mailing.mailing import DeliveryStep, LogEnd
from dm_tui.store import errors as problems

_FLAGS = os.O_WRONLY | os.O_CREAT | os.O_TRUNC | getattr(os, "O_NOFOLLOW", 0)
_READ = os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0)
_NOT_BEGUN = b"."


def boot_id() -> str:
    """Return what names the time since the machine was started, nothing where the system does not say."""
    try:
        return Path("/proc/sys/kernel/random/boot_id").read_text("ascii").strip()
    except (OSError, ValueError):
        return ""


class ProgressNotes:
    """Notes on the recipients `numbers`, taken in hand when the log ended at `log`. Any thread may note."""

    def __init__(self, path: Path, log: LogEnd, numbers: Iterable[int]) -> None:
        self._path = path
        self._descriptor: int | None = None
        boot = boot_id()
        if not boot:
            return
        header = _header(boot, log)
        self._places = {number: len(header) + place for place, number in enumerate(numbers)}
        try:
            self._descriptor = os.open(path, _FLAGS, 0o600)
            _write_at(self._descriptor, header + _NOT_BEGUN * len(self._places), 0)
        except BaseException as error:
            self.close()
            if isinstance(error, OSError):
                raise problems.disk_error(path, error) from error
            raise

    def note(self, number: int, step: DeliveryStep) -> None:
        """Note how far a recipient is. Before it raised nothing was begun that was not noted."""
        if self._descriptor is None:
            return
        try:
            _write_at(self._descriptor, step.encode(), self._places[number])
        except OSError as error:
            raise problems.disk_error(self._path, error) from error

    def close(self) -> None:
        """Note nothing more."""
        if self._descriptor is not None:
            with suppress(OSError):
                os.close(self._descriptor)
            self._descriptor = None


def read_progress_notes(
    path: Path, log: LogEnd, numbers: Iterable[int]
) -> dict[int, DeliveryStep | None] | None:
    """Return how far each of those in hand is, None for who was not begun; None where no note counts."""
    boot = boot_id()
    try:
        with open(os.open(path, _READ), "rb") as file:
            found = file.read()
    except OSError:
        return None
    header, known = _header(boot, log), tuple(numbers)
    if not boot or not found.startswith(header) or len(found) != len(header) + len(known):
        return None
    try:
        letters = found[len(header) :].decode("ascii")
        return {
            number: None if letter == _NOT_BEGUN.decode() else DeliveryStep(letter)
            for number, letter in zip(known, letters, strict=True)
        }
    except ValueError:
        return None


def _write_at(descriptor: int, data: bytes, at: int) -> None:
    if os.pwrite(descriptor, data, at) != len(data):
        raise OSError(errno.EIO, "only a part was written")


def _header(boot: str, log: LogEnd) -> bytes:
    """Return what the notes begin with; where the log ended is told by no two chunks alike."""
    return f"{boot} {log.size} {log.checksum:08x}\n".encode("ascii")
