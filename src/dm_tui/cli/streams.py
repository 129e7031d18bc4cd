"""The three streams of a program, when one of them is closed, full, or read by nobody any more."""

import errno
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager

_READER_GONE = (errno.EPIPE, errno.EIO)
"""What a write comes to when the reader of a pipe, or the terminal, is gone."""


def reopen_closed_streams() -> None:
    """Open the streams that were closed before the program began: their numbers would go to the state file."""
    for name, mode in (("stdin", "r"), ("stdout", "w"), ("stderr", "w")):
        if getattr(sys, name) is None:
            setattr(sys, name, open(os.devnull, mode, encoding="utf-8"))  # noqa: SIM115


@contextmanager
def flush_or_report(name: str) -> Iterator[None]:
    """See what is printed on `stdout` or `stderr` through; where nobody is left to read it, that is no error.

    Raises DirectMailError when an answer did not get through to somebody who waits for it: a full disk.
    """
    stream = getattr(sys, name)
    try:
        yield
        stream.flush()
    except OSError as error:
        _redirect_to_devnull(stream.fileno())
        if name == "stdout" and error.errno not in _READER_GONE:
            from dm_tui.domain.errors import DirectMailError, ErrorKind

            raise DirectMailError(
                ErrorKind.UNEXPECTED,
                "not-written",
                f"The answer could not be written: {(error.strerror or 'no reason given').lower()}.",
                "What the command did is done; only its answer is lost.",
            ) from error


def is_reader_gone(error: OSError) -> bool:
    """Say whether an error means that nobody is left to read; from then on nothing takes its place."""
    if error.errno not in _READER_GONE:
        return False
    _redirect_to_devnull(1)
    return True


def _redirect_to_devnull(descriptor: int) -> None:
    nothing = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nothing, descriptor)  # what is still to be written goes there as well
    os.close(nothing)
