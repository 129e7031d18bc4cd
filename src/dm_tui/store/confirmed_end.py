"""How far a list beside the state file was confirmed, in a file of its own.

The list cannot say itself that its last lines are gone, or all of it, or that it is another account's. What
is confirmed and not there was lost; what is torn behind it was never acknowledged.
"""

import os
from contextlib import suppress
from pathlib import Path

from dm_tui.store.durable_files import create_file, sync_directory, write_all
from dm_tui.store.journal import JournalEnd, end_line, read_end_line
from dm_tui.user_files import open_regular, read_file

_MAX_BYTES = 4_096


class ConfirmedEnd:
    """The file beside the list `path`. It may only ever say less than there is: notes are not fsynced."""

    def __init__(self, path: Path) -> None:
        self.path = path.with_name(path.name + ".end")

    def read(self) -> JournalEnd | None:
        """Return what was confirmed, None if that is not said readably."""
        try:
            return read_end_line(read_file(self.path, _MAX_BYTES, follow=False))
        except OSError:
            return None

    def note(self, end: JournalEnd) -> None:
        """Say that all before `end` is durable; where the disk refuses, that stays unsaid."""
        with suppress(OSError):
            try:
                descriptor = open_regular(self.path, os.O_WRONLY)
            except FileNotFoundError:
                descriptor = create_file(self.path)
            try:
                write_all(descriptor, end_line(end))
            finally:
                os.close(descriptor)

    def withdraw(self) -> None:
        """Say nothing from now on, durably, before the list is written anew or dropped; raises OSError."""
        if os.path.lexists(self.path):
            os.unlink(self.path)
            sync_directory(self.path.parent)
