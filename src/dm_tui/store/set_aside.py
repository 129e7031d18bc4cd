"""What is set aside: files that could not be read, or are read no more, under a name that says when and why.

Each is a state file of its own, with its journals beside it, so that every tool that reads the one reads the
other. The name alone is the record: it needs no other file, and survives whatever happens to the state. It is
reported until the user says that it was seen, which an empty file beside it keeps.
"""

import os
import re
from collections.abc import Iterable
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from typing import Literal, NamedTuple

from dm_tui.store.durable_files import create_file, keep_copy, make_directory, replace_file, sync_directory
from dm_tui.store.errors import SET_ASIDE
from dm_tui.store.state_files import MAX_STATE_BYTES
from dm_tui.user_files import read_file

Kind = Literal[
    "unreadable",
    "unreadable-older",
    "missing",
    "missing-older",
    "damaged",
    "incomplete",
    "newer",
    "history",
    "replaced",
]

_LACKING = {"unreadable-older", "missing-older", "damaged", "incomplete", "newer", "replaced"}

_SEEN = ".seen"


class Aside(NamedTuple):
    """Files that were set aside together; `path` is the state file among them, which may not be there."""

    path: Path
    kind: str
    seen: bool

    @property
    def lacks_changes(self) -> bool:
        """Whether acknowledged changes are, or may be, missing from the state that took its place."""
        return self.kind in _LACKING

    @property
    def notice(self) -> str:
        """What there is to say about it."""
        return SET_ASIDE[self.kind].format(aside=self.path.name)


def list_asides(path: Path) -> tuple[Aside, ...]:
    """Return what was set aside beside the state file `path`, the oldest first."""
    kinds = "|".join(SET_ASIDE)
    # pattern: the name of the state file, the kind, the time, and what it is of that state
    pattern = rf"({re.escape(path.name)}\.({kinds})-\d{{8}}-\d{{6}}(-\d+)?)(\.\d{{1,18}}\.journal|\.bak|\.archive|\.lock|\{_SEEN})?"
    by_name: dict[str, Aside] = {}
    seen: set[str] = set()
    with suppress(OSError):
        for name in os.listdir(path.parent):
            if (match := re.fullmatch(pattern, name, re.ASCII)) is None:
                continue
            if match[4] == _SEEN:
                seen.add(match[1])
            else:
                by_name[match[1]] = Aside(path.with_name(match[1]), match[2], seen=False)
    asides = (aside._replace(seen=name in seen) for name, aside in by_name.items())
    return tuple(sorted(asides, key=lambda aside: (aside.path.name.rpartition(aside.kind)[2], aside.kind)))


def mark_seen(aside: Aside) -> None:
    """Save that the user knows of it; raises OSError."""
    with suppress(FileExistsError):
        os.close(create_file(Path(f"{aside.path}{_SEEN}")))
    sync_directory(aside.path.parent)


def set_aside(
    path: Path, kind: Kind, now: datetime, parts: Iterable[Path], content: bytes | None = None
) -> None:
    """Give these files of a state (itself, its backup, journals) another name, durably; raises OSError.

    `content` stands for the state file itself. What has such a name already, because what followed it failed,
    gets no second one.
    """
    names = {part: part.name.removeprefix(path.name) for part in parts if part.is_file()}
    if not (names or content is not None) or _is_kept(path, kind, names, content):
        return
    aside = _free_name(path, kind, now)
    if content is not None:
        replace_file(aside, content, keep_backup=False)
    for part, name in names.items():
        keep_copy(part, Path(f"{aside}{name}"))
    _keep_archive(path, aside)
    sync_directory(path.parent)


def _keep_archive(path: Path, aside: Path) -> None:
    """Keep the archive as it is: a state that was restored may reach less far, and use its numbers again."""
    archive, kept = (place.with_name(place.name + ".archive") for place in (path, aside))
    files = sorted(file for file in archive.glob("*.json") if file.is_file())
    if not files:
        return
    make_directory(kept)
    for file in files:
        keep_copy(file, kept / file.name)
    sync_directory(kept)


def _is_kept(path: Path, kind: Kind, names: dict[Path, str], content: bytes | None) -> bool:
    for aside in list_asides(path):
        pairs = [(part, Path(f"{aside.path}{name}")) for part, name in names.items()]
        same = all(kept.exists() and os.path.samefile(part, kept) for part, kept in pairs)
        if content is not None:
            same = same and aside.path.is_file() and read_file(aside.path, MAX_STATE_BYTES) == content
        if aside.kind == kind and same:
            return True
    return False


def _free_name(path: Path, kind: str, now: datetime) -> Path:
    used = {aside.path.name for aside in list_asides(path)}
    first = f"{path.name}.{kind}-{now:%Y%m%d-%H%M%S}"
    others = (f"{first}-{number}" for number in range(2, 1000))
    return path.with_name(next((name for name in (first, *others) if name not in used), first))
