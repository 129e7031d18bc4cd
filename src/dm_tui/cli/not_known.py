"""Reads something for an answer that is complete without it: which errors make it not known."""

from collections.abc import Callable
from typing import TypeVar

from dm_tui.domain.account.unknown_figures import Figure, UnknownFigure
from dm_tui.domain.errors import DirectMailError, ErrorKind

T = TypeVar("T")

_OF_ONE_CALL = ("no-answer", "permission-missing", "refused-by-vendor", "throttled", "missing-activation")
"""The errors about one call: what it reports is not known, and all else of the account still is."""


def read_or_not_known(
    read: Callable[[], T], what: Figure, *, rest_is_here: bool = False
) -> tuple[T | None, tuple[UnknownFigure, ...]]:
    """Return what `read` returns; where the answer is refused or cannot be read, None, and why.

    Where the `rest_is_here`, in the state file, that holds without a network or credentials, too.
    """
    try:
        return read(), ()
    except DirectMailError as error:
        if error.kind is ErrorKind.STATE_FILE or not (rest_is_here or error.code in _OF_ONE_CALL):
            raise
        return None, (UnknownFigure(what=what, why=error.message),)
