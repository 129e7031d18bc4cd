"""Waiting where no screen counts the seconds: it is said for how long, and the wait can be left."""

import threading
from collections.abc import Callable
from concurrent.futures import Future
from time import monotonic
from typing import TypeVar

T = TypeVar("T")

PROGRESS_EVERY = 5.0
"""Seconds between two words of a wait."""


def wait_with_progress(ask: Callable[[], T], say: Callable[[str], None], who: str) -> T:
    """Return what `ask` does, in a thread of its own; `say` is told every few seconds for how long it has been.

    Ctrl-C leaves the wait at once, and never strikes in the middle of what is done. What was begun may still
    come to its end, if the program does not end before.
    """
    answer: Future[T] = Future()

    def run() -> None:
        try:
            answer.set_result(ask())
        except Exception as error:
            answer.set_exception(error)

    began = monotonic()
    threading.Thread(target=run, daemon=True).start()
    while True:
        try:
            return answer.result(PROGRESS_EVERY)
        except TimeoutError:
            if answer.done():  # its own
                raise
            say(f"Still asking {who}, {monotonic() - began:.0f} s. Ctrl-C stops waiting.")
