"""Reads the outbox, or any Maildir: what a mail reader would see of it. Nothing in it is changed."""

import os
from pathlib import Path
from typing import NamedTuple

from dm_tui.user_files import MEGABYTE, open_file, read_file

MAX_LETTER_BYTES = 64 * MEGABYTE
"""The largest letter that is opened (our own limit)."""

_HEAD_BYTES = 64 * 1024  # our own limit
_SUFFIX = ".dm-tui"


class LetterFile(NamedTuple):
    """One letter in the folder; `id` is the name of its file without what readers append."""

    id: str
    path: Path
    size: int
    changed_at: int


class OutboxFolder:
    """The folder; one that is missing has no letters. Raises OSError where it cannot be read."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def letters(self) -> list[LetterFile]:
        """Return all letters, the last one first."""
        return self._read_folder()[0]

    def passed_over(self) -> list[str]:
        """Return the names of what is not a file, by name: nothing is read through a link or from a pipe."""
        return self._read_folder()[1]

    def _read_folder(self) -> tuple[list[LetterFile], list[str]]:
        letters, others = list[LetterFile](), list[str]()
        for folder in ("new", "cur"):
            try:
                with os.scandir(self.path / folder) as entries:
                    for entry in entries:
                        if entry.name.startswith("."):
                            continue
                        if not entry.is_file(follow_symlinks=False):
                            others.append(entry.name)
                            continue
                        kept = entry.stat(follow_symlinks=False)
                        id = entry.name.partition(":")[0].removesuffix(_SUFFIX)
                        letters.append(LetterFile(id, Path(entry.path), kept.st_size, kept.st_mtime_ns))
            except FileNotFoundError:
                continue
        letters.sort(key=lambda letter: (letter.changed_at, letter.id), reverse=True)
        return letters, sorted(others)

    def head(self, letter: LetterFile) -> bytes:
        """Return the beginning of a letter, which has its header fields."""
        with open_file(letter.path, follow=False) as file:
            return file.read(_HEAD_BYTES)

    def find(self, id: str) -> LetterFile | None:
        """Return the letter of this id, None where there is none."""
        return next((letter for letter in self.letters() if letter.id == id), None)

    def read(self, letter: LetterFile) -> bytes:
        """Return a whole letter."""
        return read_file(letter.path, MAX_LETTER_BYTES, follow=False)
