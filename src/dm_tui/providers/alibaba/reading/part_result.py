"""The result of reading one part of the account: what to store, and what the answer did not say."""

from collections.abc import Callable
from typing import NamedTuple

from dm_tui.domain.account.unknown_figures import PART_FIGURES, ReadingPart, UnknownFigure
from dm_tui.domain.errors import DirectMailError
from dm_tui.providers.alibaba.api.errors import CallFailedError
from dm_tui.providers.alibaba.api.failure_wording import explain_failure
from dm_tui.providers.alibaba.api.parallel_reads import Wait
from dm_tui.providers.alibaba.api.permission_denials import is_for_want_of_verification
from dm_tui.store.state import Tables

_UNREADABLE = "Alibaba Cloud's answer cannot be read."
_DENIED = "These credentials lack the permission {action}."


def _store_nothing(tables: Tables) -> None:
    """Keep what is stored."""


class PartResult(NamedTuple):
    """`store` stores what was read, in the transaction of the reading. `failure` is why nothing was read."""

    store: Callable[[Tables], None] = _store_nothing
    unknown: tuple[UnknownFigure, ...] = ()
    missing: tuple[str, ...] = ()
    failure: Exception | None = None

    @property
    def unverified(self) -> bool:
        """Whether it was refused because identity verification is not complete."""
        return isinstance(self.failure, CallFailedError) and is_for_want_of_verification(self.failure)


def take_result(part: ReadingPart, wait: Wait[PartResult]) -> PartResult:
    """Wait for a part; one that could not be read, for whatever reason, is not known.

    What is stored of it stays as it was.
    """
    try:
        return wait()
    except Exception as failure:  # an answer that nobody thought of must not take the other parts away
        return not_known(part, failure_words(failure), failure)


def not_known(part: ReadingPart, why: str, failure: Exception) -> PartResult:
    """Return the result of a part of which nothing could be read."""
    unknown = tuple(UnknownFigure(what=figure, why=why) for figure in PART_FIGURES[part])
    return PartResult(unknown=unknown, missing=missing_actions(failure), failure=failure)


def failure_words(failure: Exception) -> str:
    """Return why a part could not be read, for a person."""
    if isinstance(failure, CallFailedError):
        if failure.action:
            return _DENIED.format(action=failure.action)
        return explain_failure(failure).message
    return failure.message if isinstance(failure, DirectMailError) else _UNREADABLE


def missing_actions(failure: Exception) -> tuple[str, ...]:
    """Return the RAM action that a refused call lacked."""
    return (failure.action,) if isinstance(failure, CallFailedError) and failure.action else ()
