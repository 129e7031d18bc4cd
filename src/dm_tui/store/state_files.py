"""The files of a state on disk: its journals, and the bytes of any of them."""

import os
import re
from pathlib import Path

from dm_tui.store import errors
from dm_tui.user_files import MEGABYTE, read_file

MAX_STATE_BYTES = 512 * MEGABYTE
"""The largest state file, journal, segment or backup that is read (our own limit)."""


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
    try:
        return read_file(path, MAX_STATE_BYTES, start=start, follow=False)
    except FileNotFoundError:
        return None
    except OSError as error:
        raise errors.read_error(path, error) from error
