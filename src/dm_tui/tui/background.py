"""Work in a thread beside the screen, and the words for its failure.

A failure is returned, not raised: every screen has to clear its busy state and show the words in its own
place, so an exception would be caught at once in each of them. Where a toast is the place, `toast_errors`
around `asyncio.to_thread` is enough: the program itself reports what else a worker raises
(`quitting_app.QuittingApp.survive`).
"""

import asyncio
from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import NamedTuple, TypeVar

from textual.worker import get_current_worker

from dm_tui.domain.errors import DirectMailError
from dm_tui.tui.quitting_app import QuittingApp

T = TypeVar("T")


class Failure(NamedTuple):
    """Why work failed: words for the screen, the error's code, empty for a fault of ours, and its values."""

    words: str
    code: str = ""
    values: Mapping[str, object] = MappingProxyType({})


READING_FAULT = "The service's answer could not be read ({error}). The earlier figures stay."
"""The sentence for a fault in reading a live account: no answer of a service may end the program."""

FAULT = "What you asked for could not be read ({error})."


async def run_in_thread(
    work: Callable[[], T], *, fault: str = FAULT, abandonable: bool = False
) -> T | Failure:
    """Return what `work` returns, or why it failed. Call it in a worker.

    `fault` is the sentence for an exception that nobody foresaw, with its name as `{error}`: the program
    reports it and continues. The program may end before `abandonable` work does.
    """
    try:
        if abandonable:
            from dm_tui.tui.abandonable import run_abandonable

            return await run_abandonable(work)
        return await asyncio.to_thread(work)
    except DirectMailError as error:
        return Failure(str(error), error.code, error.values)
    except Exception as error:
        app = get_current_worker().node.app
        if isinstance(app, QuittingApp):
            app.survive(error)
        return Failure(fault.format(error=type(error).__name__))
