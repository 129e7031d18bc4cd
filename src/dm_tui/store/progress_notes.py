"""Progress of the current chunk, one byte per recipient, not fsynced.

The log of a mailing announces several deliveries at once, durably, before they begin. The notes say which of
them really began. What a program wrote survives the program without an fsync, though not a crash of the
machine, so notes are valid until the machine restarts; where that cannot be known there are none. An fsync
for each delivery was rejected: with the outbox it would take longer than the delivery.
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
    """Return an id of the machine's present boot, "" if the system has none."""
    try:
        return Path("/proc/sys/kernel/random/boot_id").read_text("ascii").strip()
    except (OSError, ValueError):
        return ""


class ProgressNotes:
    """Notes on recipients `numbers`, whose chunk began when the log ended at `log`. Any thread may note."""

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
        """Note the step of a recipient. If it raises, the delivery must not begin."""
        if self._descriptor is None:
            return
        try:
            _write_at(self._descriptor, step.encode(), self._places[number])
        except OSError as error:
            raise problems.disk_error(self._path, error) from error

    def close(self) -> None:
        """Close the file."""
        if self._descriptor is not None:
            with suppress(OSError):
                os.close(self._descriptor)
            self._descriptor = None


def read_progress_notes(
    path: Path, log: LogEnd, numbers: Iterable[int]
) -> dict[int, DeliveryStep | None] | None:
    """Return the last step of each recipient, None for one not begun; None if there are no valid notes."""
    boot = boot_id()
    try:
        with open(os.open(path, _READ), "rb") as file:
            content = file.read()
    except OSError:
        return None
    header, known = _header(boot, log), tuple(numbers)
    if not boot or not content.startswith(header) or len(content) != len(header) + len(known):
        return None
    try:
        letters = content[len(header) :].decode("ascii")
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
    """Return the first line of the notes; the end of the log is different for every chunk."""
    return f"{boot} {log.size} {log.checksum:08x}\n".encode("ascii")
