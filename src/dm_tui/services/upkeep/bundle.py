"""What you attach to the report of a fault: versions, checks, names of settings, crash reports, the log.

Each part is made of what can hold nothing private: results without their words, names without their values,
crash reports without what you typed, and lines of the log, which have known fields alone. Whatever looks like
an address all the same is taken out at the end.
"""

import os
import platform
import re
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path

from dm_tui import __version__
from dm_tui.domain.errors import DirectMailError
from dm_tui.domain.text import clean_line, show_control_characters
from dm_tui.domain.upkeep.wording import BUNDLE_EXISTS, BUNDLE_NOT_WRITTEN
from dm_tui.services.upkeep.crash_report import installed_version
from dm_tui.services.upkeep.doctor import Check
from dm_tui.settings.declared import SETTINGS
from dm_tui.settings.values import log_path, settings_file
from dm_tui.store.durable_files import write_new
from dm_tui.user_files import MEGABYTE, read_file
from dm_tui.work_log import MAX_BYTES, is_event

MOST_REPORTS, MOST_LINES = 5, 300
"""Crash reports, the newest, and lines of the log, the last (our own choice)."""

_PACKAGES = ("textual", "rich", "pydantic", "tinydb", "platformdirs", "keyring", "alibabacloud_dm20151123")
_ADDRESS = re.compile(r"[^\s<>\"'=,;:]+@[^\s<>\"'=,;:]+")


def bundle_lines(state: Path, provider: str, checks: Sequence[Check], now: datetime) -> list[str]:
    """Return the lines of the bundle, as they are shown and written."""
    packages = ((name, installed_version(name)) for name in _PACKAGES)
    lines = [
        f"dm-tui {__version__}, {now.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}",
        f"Python {platform.python_version()}, {platform.system()} {platform.release()} {platform.machine()}",
        ", ".join(f"{name} {version or 'not installed'}" for name, version in packages),
        f"provider {provider}, TERM {os.environ.get('TERM', 'not set')}, stdout {sys.stdout.encoding}",
        *_part("checks", (f"{'ok ' if check.ok else 'BAD'}  {check.name}" for check in checks)),
        *_part("what is set, without the values", _settings()),
        *_part("files", _files(state)),
        *_part("crash reports", _crash_reports(state.parent)),
        *_part("the end of the log", _log_lines()),
    ]
    return [_without_addresses(show_control_characters(line)) for line in lines]


def write_bundle(path: Path, lines: Sequence[str]) -> None:
    """Write the bundle to a new file that only its owner can read."""
    try:
        write_new(path, ("\n".join(lines) + "\n").encode())
    except FileExistsError:
        raise BUNDLE_EXISTS(path=path) from None
    except OSError as error:
        raise BUNDLE_NOT_WRITTEN(path=path, reason=(error.strerror or "").lower()) from error


def _part(title: str, lines: Iterable[str]) -> list[str]:
    return ["", f"{title}:", *(f"  {line}" for line in list(lines) or ["none"])]


def _settings() -> Iterator[str]:
    for setting in SETTINGS:
        named = setting.variable
        if named in os.environ or (named.endswith("_") and any(map(_begins_with(named), os.environ))):
            yield named  # without the name of a hook, which is the user's own
    try:
        read = settings_file()
    except DirectMailError as error:
        yield f"the settings file cannot be used ({error.code})"
        return
    for section, values in read.sections.items():
        yield from (f"[{section}] {clean_line(key, 40)}" for key in values)
    yield f"{len(read.profiles)} profiles"


def _begins_with(beginning: str) -> Callable[[str], bool]:
    return lambda name: name.startswith(beginning)


def _files(state: Path) -> Iterator[str]:
    """Yield the files of the state, named by what follows the name of the state file."""
    for path in sorted(state.parent.glob(f"{state.name}*")):
        name = f"state{path.name.removeprefix(state.name)}"
        what = "folder" if path.is_dir() else f"{path.lstat().st_size:,} bytes"
        yield f"{name}: {what}"


def _crash_reports(directory: Path) -> Iterator[str]:
    paths = sorted(directory.glob("crash-*.txt"), key=lambda path: path.lstat().st_mtime, reverse=True)
    for path in paths[:MOST_REPORTS]:
        yield path.name
        try:
            yield from (
                f"  {line}" for line in read_file(path, MEGABYTE).decode(errors="replace").splitlines()
            )
        except OSError as error:
            yield f"  {(error.strerror or 'it cannot be read').lower()}"


def _log_lines() -> Iterator[str]:
    """Yield the last events of the log; a line that is none is of another program."""
    try:
        path = log_path()
        raw = b"" if path is None else read_file(path, 2 * MAX_BYTES)
    except (DirectMailError, OSError):
        return
    lines = raw.decode("ascii", "replace").splitlines()[-MOST_LINES:]
    yield from filter(is_event, lines)


def _without_addresses(line: str) -> str:
    home = os.path.expanduser("~")
    line = line.replace(home, "~") if len(home) > 1 else line
    return _ADDRESS.sub("…", line)
