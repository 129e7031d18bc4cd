"""The three streams of a program, when one of them is closed, full, or no longer read."""

import errno
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager

_READER_GONE = (errno.EPIPE, errno.EIO)
"""The errors of a write when the reader of a pipe, or the terminal, is gone."""


def reopen_closed_streams() -> None:
    """Open the streams that were closed before the program began.

    Otherwise the state file would get their numbers.
    """
    for name, mode in (("stdin", "r"), ("stdout", "w"), ("stderr", "w")):
        if getattr(sys, name) is None:
            setattr(sys, name, open(os.devnull, mode, encoding="utf-8"))  # noqa: SIM115


@contextmanager
def flush_or_report(name: str) -> Iterator[None]:
    """Flush what is printed on `stdout` or `stderr`; a reader that is gone is no error.

    Raises DirectMailError when an answer could not be written for a reader who waits for it: a full disk.
    """
    stream = getattr(sys, name)
    try:
        yield
        stream.flush()
    except OSError as error:
        _redirect_to_devnull(stream.fileno())
        if name == "stdout" and error.errno not in _READER_GONE:
            from dm_tui.domain.errors import ErrorKind

            not_written = ErrorKind.UNEXPECTED.text(
                "not-written",
                "The answer could not be written: {reason}.",
                "The command did its work; only its answer is lost.",
            )
            raise not_written(reason=(error.strerror or "no reason given").lower()) from error


def is_reader_gone(error: OSError) -> bool:
    """Say whether an error means that the reader is gone; if so, discard all further output."""
    if error.errno not in _READER_GONE:
        return False
    _redirect_to_devnull(1)
    return True


def _redirect_to_devnull(descriptor: int) -> None:
    nothing = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nothing, descriptor)  # what is still buffered goes there as well
    os.close(nothing)
