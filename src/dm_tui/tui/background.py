"""Work in a thread beside the screen, and the words for its failure.

A failure is returned, not raised: every screen has to clear its busy state and show the words in its own
place, so an exception would be caught at once in each of them. Where a toast is the place, `toast_errors`
around `asyncio.to_thread` is enough.
"""

import asyncio
from collections.abc import Callable
from typing import NamedTuple, TypeVar

from dm_tui.domain.errors import DirectMailError

T = TypeVar("T")


class Failure(NamedTuple):
    """Why work failed: words for the screen, and the error's code, which is empty for a fault of ours."""

    words: str
    code: str = ""


READING_FAULT = "What the service answered could not be read ({error}). What was read before stays."
"""The sentence for a fault in reading a live account: no answer of a service may end the program."""


async def run_in_thread(work: Callable[[], T], *, fault: str = "", abandonable: bool = False) -> T | Failure:
    """Return what `work` returns, or why it failed.

    `fault` is the sentence for an exception that nobody foresaw, with its name as `{error}`; without it such
    an exception ends the program with a report. The program may end before `abandonable` work does.
    """
    try:
        if abandonable:
            from dm_tui.tui.abandonable import run_abandonable

            return await run_abandonable(work)
        return await asyncio.to_thread(work)
    except DirectMailError as error:
        return Failure(str(error), error.code)
    except Exception as error:
        if not fault:
            raise
        return Failure(fault.format(error=type(error).__name__))
