"""Waiting for an answer by lines: the seconds are printed, and Ctrl-C stops waiting."""

import threading
from collections.abc import Callable
from concurrent.futures import Future
from time import monotonic
from typing import TypeVar

T = TypeVar("T")

PROGRESS_EVERY = 5.0
"""Seconds between two lines about the wait (our own choice)."""


def wait_with_progress(ask: Callable[[], T], say: Callable[[str], None], who: str) -> T:
    """Return the result of `ask`, run in a thread; `say` gets a line every few seconds.

    Ctrl-C stops waiting at once and never interrupts `ask`, which may still finish unless the program ends.
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
            if answer.done():  # raised by `ask` itself
                raise
            say(f"Still waiting for {who} ({monotonic() - began:.0f} s). Ctrl-C stops waiting.")
