"""A wait that can be left: what it waits for does not hold the program up when it ends."""

import asyncio
import threading
from collections.abc import Callable
from contextlib import suppress
from typing import TypeVar

T = TypeVar("T")


async def run_abandonable(function: Callable[[], T]) -> T:
    """Run `function` in a thread of its own and return its answer, or raise what it raised.

    Unlike `asyncio.to_thread`, the program may end before the thread does: only for what may be cut off.
    """
    loop = asyncio.get_running_loop()
    answered: asyncio.Future[T] = loop.create_future()

    def tell(act: Callable[[], None]) -> None:
        with suppress(RuntimeError):  # the program has ended
            loop.call_soon_threadsafe(lambda: None if answered.done() else act())

    def run() -> None:
        try:
            answer = function()
        except Exception as error:
            raised = error
            tell(lambda: answered.set_exception(raised))
        else:
            tell(lambda: answered.set_result(answer))

    threading.Thread(target=run, daemon=True).start()
    return await answered
