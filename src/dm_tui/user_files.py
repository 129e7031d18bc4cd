"""Opening and reading files whose content the program does not control.

A name may lead to a device that never ends, a pipe that nobody writes to or a file larger than the memory.
Every file is opened here, and read whole only up to a limit; what is refused raises OSError with a reason in
`strerror`, as what the system refuses does.
"""

import errno
import os
import stat
from collections.abc import Iterator
from functools import partial
from io import BufferedReader, FileIO
from pathlib import Path
from typing import Any, BinaryIO

MEGABYTE = 1_048_576

_BLOCK = MEGABYTE
"""Bytes read at once of a file that is longer than it said."""

NO_FOLLOW = os.O_NOFOLLOW
NO_WAIT = os.O_NONBLOCK
"""Without it, opening a pipe would wait for whoever is at its other end."""

REWRITE = os.O_WRONLY | os.O_CREAT | os.O_TRUNC
"""Of `open_regular`: emptied, or new."""

_READ = os.O_RDONLY | NO_WAIT


def open_file(path: str | Path, *, follow: bool = True, dir_fd: int | None = None) -> BinaryIO:
    """Open a regular file for reading; `follow` says whether a symbolic link at its end leads to it."""
    descriptor = os.open(path, _READ | (0 if follow else NO_FOLLOW), dir_fd=dir_fd)
    try:
        mode = os.fstat(descriptor).st_mode
        if stat.S_ISDIR(mode):
            raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR))
        if not stat.S_ISREG(mode):
            raise _not_a_file()
        return BufferedReader(_Answering(descriptor))
    except BaseException:
        os.close(descriptor)
        raise


class _Answering(FileIO):
    """A file that is read without waiting; some the system calls regular have nothing now."""

    def readinto(self, buffer: Any) -> int:
        read = super().readinto(buffer)
        if read is None:
            raise _without_content()
        return read

    def readall(self) -> bytes:
        content: bytes | None = super().readall()
        if content is None:
            raise _without_content()
        return content


def open_regular(path: str | Path, flags: int, *, dir_fd: int | None = None) -> int:
    """Return the descriptor of a regular file (0600 where it is new), opened with these flags.

    A link, a pipe or a device in its place is refused at once, and nothing is written to it.
    """
    descriptor = os.open(path, flags | NO_FOLLOW | NO_WAIT, 0o600, dir_fd=dir_fd)
    if not stat.S_ISREG(os.fstat(descriptor).st_mode):  # before it is written to: a pipe has a reader
        os.close(descriptor)
        raise _not_a_file()
    return descriptor


def read_file(
    path: str | Path, limit: int, *, start: int = 0, follow: bool = True, dir_fd: int | None = None
) -> bytes:
    """Return the content of a regular file from `start` on, of `limit` bytes at most."""
    with open_file(path, follow=follow, dir_fd=dir_fd) as file:
        file.seek(start)
        size = max(os.fstat(file.fileno()).st_size - start, 0)
        if size > limit:
            raise too_large(limit)
        parts = [file.read(size + 1)]  # a read takes memory for all that it is asked for
        read = len(parts[0])
        while size < read <= limit and (part := file.read(_BLOCK)):  # it grew, or its size is not known
            parts.append(part)
            read += len(part)
    if read > limit:
        raise too_large(limit)
    return b"".join(parts)


def empty_disk_cache(descriptor: int) -> bool:
    """Do what fsync() promises where it does not keep it, on macOS; False where fsync() has to be called.

    There fsync() leaves the bytes in the cache of the disk, and F_FULLFSYNC empties that, too. A file system
    may not have it, as one over the network.
    """
    import fcntl  # most commands write nothing

    full_sync = getattr(fcntl, "F_FULLFSYNC", None)
    if full_sync is None:
        return False
    try:
        fcntl.fcntl(descriptor, full_sync)
    except OSError as error:
        if error.errno in (errno.ENOTSUP, errno.EINVAL, errno.ENOTTY):
            return False
        raise
    return True


def read_lines(file: BinaryIO, limit: int) -> Iterator[bytes]:
    """Return the lines of a file, one of more than `limit` bytes in parts: a file of zeros is one line."""
    return iter(partial(file.readline, limit), b"")


def too_large(limit: int) -> OSError:
    """Return the refusal of a file of more than `limit` bytes."""
    size = f"{limit // MEGABYTE:,} megabytes" if limit >= MEGABYTE else f"{limit:,} bytes"
    return OSError(errno.EFBIG, f"it has more than {size}")


def _without_content() -> OSError:
    return OSError(errno.EINVAL, "it has no content that could be read without waiting")


def _not_a_file() -> OSError:
    return OSError(errno.EINVAL, "it is a pipe or a device, not a file")
