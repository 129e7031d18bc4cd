"""Waiting for a thread that the program may abandon when it ends.

`asyncio.to_thread` is no choice here: its pool is joined at exit, and a vendor that does not answer would
keep the terminal.
"""

import asyncio
import threading
from collections.abc import Callable
from contextlib import suppress
from typing import TypeVar

T = TypeVar("T")


async def run_abandonable(function: Callable[[], T]) -> T:
    """Run `function` in a thread of its own and return its answer, or raise its error.

    The program may end before the thread does: use it only for calls that may be cut off.
    """
    loop = asyncio.get_running_loop()
    answer: asyncio.Future[T] = loop.create_future()

    def schedule(act: Callable[[], None]) -> None:
        with suppress(RuntimeError):  # the program has ended
            loop.call_soon_threadsafe(lambda: None if answer.done() else act())

    def run() -> None:
        try:
            result = function()
        except Exception as error:
            raised = error
            schedule(lambda: answer.set_exception(raised))
        else:
            schedule(lambda: answer.set_result(result))

    threading.Thread(target=run, daemon=True).start()
    return await answer
