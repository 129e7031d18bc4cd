"""The files of a state on disk: its journals, and the bytes of any of them."""

import os
import re
from pathlib import Path

from dm_tui.store import errors
from dm_tui.store.durable_files import NO_FOLLOW


def journal_numbers(path: Path) -> list[int]:
    """Return the numbers of all journals beside the state file `path`."""
    pattern = re.compile(re.escape(path.name) + r"\.(\d{1,18})\.journal", re.ASCII)
    try:
        names = os.listdir(path.parent)
    except FileNotFoundError:
        return []
    except OSError as error:
        raise errors.read_error(path, error) from error
    return [int(match[1]) for match in map(pattern.fullmatch, names) if match]


def read_bytes(path: Path, start: int = 0) -> bytes | None:
    """Return the bytes of a file from `start` on, None if there is no file.

    Raises DirectMailError if the disk refuses.
    """
    # Without O_NONBLOCK, opening a pipe in place of the file would block for ever.
    flags = os.O_RDONLY | NO_FOLLOW | getattr(os, "O_NONBLOCK", 0)
    try:
        descriptor = os.open(path, flags)
    except FileNotFoundError:
        return None
    except OSError as error:
        raise errors.read_error(path, error) from error
    try:
        with open(descriptor, "rb") as file:
            file.seek(start)
            return file.read()
    except OSError as error:
        if isinstance(error, IsADirectoryError):  # open() refuses it and leaves it open
            os.close(descriptor)
        raise errors.read_error(path, error) from error
