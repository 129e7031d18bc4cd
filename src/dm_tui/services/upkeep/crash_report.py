"""Crash reports of our own faults: where one happened, without the data it happened with."""

import errno
import os
import platform
import sys
from collections.abc import Iterator
from contextlib import suppress
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from traceback import extract_tb
from zlib import crc32

from dm_tui import __version__
from dm_tui.domain.errors import DirectMailError
from dm_tui.domain.upkeep.wording import (
    CRASHED,
    CRASHED_WITHOUT_REPORT,
    FAULT,
    FAULT_WITHOUT_REPORT,
    FILES_CHANGED,
    NO_MEMORY,
)
from dm_tui.store.durable_files import make_directory
from dm_tui.store.file_owner import keep_owner
from dm_tui.user_files import REWRITE, open_regular

_BY_RECORDS = (ArithmeticError, AttributeError, LookupError, TypeError, ValueError)
"""What a value may raise that no program of ours writes."""


def report_crash(
    error: BaseException | None, directory: Path, now: datetime, *, survived: bool = False
) -> DirectMailError:
    """Write a report into `directory` and return the error to show; one that was `survived` says so."""
    path = directory / _name(error)
    written, unwritten = (FAULT, FAULT_WITHOUT_REPORT) if survived else (CRASHED, CRASHED_WITHOUT_REPORT)
    text = written if _write_report(_report(error, now), path) else unwritten
    return text(fault=type(error).__name__, path=path)


def explain_fault(
    error: BaseException | None, state: Path, provider: str, now: datetime, *, survived: bool = False
) -> DirectMailError:
    """Return what to say of an unexpected error: no memory, an update, the state file, or our own fault."""
    if isinstance(error, MemoryError) or (isinstance(error, OSError) and error.errno == errno.ENOMEM):
        return NO_MEMORY()
    if isinstance(error, ImportError) and (error.name or "").startswith("dm_tui"):
        return FILES_CHANGED()
    with suppress(Exception):  # what looks for the cause may run into it as well
        if isinstance(error, _BY_RECORDS) and (unreadable := _find_unreadable(state, provider, now)):
            return unreadable
    return report_crash(error, state.parent, now, survived=survived)


def _find_unreadable(path: Path, provider: str, now: datetime) -> DirectMailError | None:
    from dm_tui.services.ledger.readable_records import record_check
    from dm_tui.store.errors import RECORD_UNREADABLE
    from dm_tui.store.state import StateFile

    state = StateFile(path, lambda: now, load_check=lambda: record_check(provider))
    try:
        with state.read() as tables:
            state.require_readable(tables)
    except DirectMailError as error:
        return error if error.code == RECORD_UNREADABLE.code else None
    return None


def _report(error: BaseException | None, now: datetime) -> str:
    # Local variables and the messages of errors are left out: both may hold addresses, texts or secrets.
    packages = ("textual", "rich", "pydantic", "tinydb")
    lines = [
        f"dm-tui {__version__}, {now.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}",
        f"Python {platform.python_version()}, {platform.system()} {platform.release()}, "
        f"TERM {os.environ.get('TERM', 'not set')}",
        *(f"{name} {installed_version(name) or 'not installed'}" for name in packages),
        "The messages of the errors are left out: they may hold what you typed.",
    ]
    for link in _chain(error):
        lines += ["", type(link).__qualname__]
        lines += (f"  {place}" for place in _places(link))
    return "\n".join(lines) + "\n"


@cache
def installed_version(package: str) -> str | None:
    """Return the version of an installed package: it is looked for once, since looking takes milliseconds."""
    from importlib.metadata import PackageNotFoundError, version

    try:
        return version(package)
    except PackageNotFoundError:
        return None


def _chain(error: BaseException | None) -> Iterator[BaseException]:
    seen: set[int] = set()
    while error is not None and id(error) not in seen:
        seen.add(id(error))
        yield error
        error = error.__cause__ or (None if error.__suppress_context__ else error.__context__)


def _places(error: BaseException) -> Iterator[str]:
    for frame in extract_tb(error.__traceback__):
        yield f"{_strip_private_path(frame.filename)}:{frame.lineno} {frame.name}: {frame.line}"


def _strip_private_path(path: str) -> str:
    """Return a path without the directories above the libraries, which may name the user."""
    for root in sorted(filter(os.path.isabs, sys.path), key=len, reverse=True):
        if path.startswith(root + os.sep):
            return os.path.relpath(path, root)
    return os.path.basename(path)


def _name(error: BaseException | None) -> str:
    """Return a file name for this fault, so that the same fault overwrites its report."""
    places = [place for link in _chain(error) for place in (type(link).__name__, *_places(link))]
    return f"crash-{crc32(chr(10).join(places).encode()):08x}.txt"


def _write_report(report: str, path: Path) -> bool:
    with suppress(OSError):
        make_directory(path.parent)
        with os.fdopen(open_regular(path, REWRITE), "w", encoding="utf-8") as file:
            keep_owner(file.fileno(), path)
            file.write(report)
        return True
    return False
