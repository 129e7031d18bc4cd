"""Files that root makes among a user's own belong to that user, as after `sudo dm-tui …`.

Otherwise the user could not read a journal, take the lock or send a mailing any more.
"""

import os
from pathlib import Path


def keep_owner(descriptor: int, path: Path) -> None:
    """Give a file or directory that was just made at `path` to the owner of what it belongs to.

    That is the state file that its name begins with, or else the directory that it is in.
    """
    if os.geteuid() == 0:
        _give(descriptor, _find_owner(path))


def keep_owner_of(descriptor: int, directory: int) -> None:
    """Give a new file to the owner of the open directory that it is in."""
    if os.geteuid() == 0:
        _give(descriptor, os.fstat(directory))


def make_owned_directory(path: Path) -> None:
    """Make a directory (0700) that belongs to the owner of what it belongs to."""
    os.mkdir(path, 0o700)
    if os.geteuid() == 0:
        descriptor = os.open(path, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW)
        try:
            keep_owner(descriptor, path)
        finally:
            os.close(descriptor)


def _find_owner(path: Path) -> os.stat_result:
    name = path.name
    while "." in name[1:]:
        name = name.rpartition(".")[0]
        try:
            return os.stat(path.with_name(name), follow_symlinks=False)
        except OSError:
            continue
    return os.stat(path.parent)


def _give(descriptor: int, owner: os.stat_result) -> None:
    if owner.st_uid != 0:
        os.fchown(descriptor, owner.st_uid, owner.st_gid)
