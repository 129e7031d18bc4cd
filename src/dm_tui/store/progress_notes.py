"""Progress of the current chunk, one byte per recipient, not fsynced.

The log of a mailing announces several deliveries at once, durably, before they begin. The notes say whose
message may have left: each is written just before that. What a program wrote survives the program without an
fsync, though not a crash of the machine: only until the machine restarts are the notes complete, and does a
missing one mean that nothing left. Later they still veto that anything is sent again. Where a restart cannot
be noticed there are none. An fsync for each delivery was rejected: with the outbox it would take longer than
the delivery.
"""

import errno
import os
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path
from threading import Lock
from typing import NamedTuple

from dm_tui.domain.mailing.log_entry import DeliveryStep, LogEnd
from dm_tui.store import errors as problems
from dm_tui.store.file_owner import keep_owner
from dm_tui.user_files import REWRITE, open_regular, read_file

_NOT_BEGUN = b"."
_STEPS = frozenset(DeliveryStep)
_MAX_HEADER = 200  # bytes of the first line, our own limit


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
        self._guard = Lock()
        boot = boot_id()
        if not boot:
            return
        header = _header(boot, log)
        self._begin = len(header)
        self._places = {number: place for place, number in enumerate(numbers)}
        self._steps = bytearray(_NOT_BEGUN * len(self._places))
        try:
            self._descriptor = open_regular(path, REWRITE)
            keep_owner(self._descriptor, path)
            _write_at(self._descriptor, header + self._steps, 0)
        except BaseException as error:
            self.close()
            if isinstance(error, OSError):
                raise problems.disk_error(path, error) from error
            raise

    def note(self, step: DeliveryStep, *numbers: int) -> None:
        """Note the step of recipients, at once. If it raises, their message must not leave."""
        if self._descriptor is None or not numbers:
            return
        places = [self._places[number] for number in numbers]
        first, end = min(places), max(places) + 1
        with self._guard:
            for place in places:
                self._steps[place : place + 1] = step.encode()
            try:
                _write_at(self._descriptor, self._steps[first:end], self._begin + first)
            except OSError as error:
                raise problems.disk_error(self._path, error) from error

    def close(self) -> None:
        """Close the file."""
        if self._descriptor is not None:
            with suppress(OSError):
                os.close(self._descriptor)
            self._descriptor = None


class NotedSteps(NamedTuple):
    """The last step noted of each recipient, without those not begun; `complete` if none can be missing."""

    steps: dict[int, DeliveryStep]
    complete: bool


def read_progress_notes(path: Path, log: LogEnd, numbers: Iterable[int]) -> NotedSteps:
    """Return the notes on recipients `numbers`; they are not complete after the machine restarted."""
    nothing, known = NotedSteps({}, complete=False), tuple(numbers)
    try:
        content = read_file(path, _MAX_HEADER + len(known), follow=False)
    except OSError:
        return nothing
    boot, _, rest = content.decode("latin-1").partition(" ")
    header = _header(boot, log)
    letters = rest[len(header) - len(boot) - 1 :]
    if not boot or not content.startswith(header) or len(letters) != len(known):
        return nothing
    steps = {
        number: DeliveryStep(letter)
        for number, letter in zip(known, letters, strict=True)
        if letter in _STEPS
    }
    readable = len(steps) + letters.count(_NOT_BEGUN.decode()) == len(known)
    return NotedSteps(steps, complete=readable and boot == boot_id())


def _write_at(descriptor: int, data: bytes | bytearray, at: int) -> None:
    if os.pwrite(descriptor, data, at) != len(data):
        raise OSError(errno.EIO, "only a part was written")


def _header(boot: str, log: LogEnd) -> bytes:
    """Return the first line of the notes; the end of the log is different for every chunk."""
    return f"{boot} {log.size} {log.checksum:08x}\n".encode("latin-1")
