"""Reading in parallel. Threads may share the SDK's clients: each call is a request of its own."""

from collections.abc import Callable
from concurrent.futures import Future
from concurrent.futures import wait as wait_for
from threading import Thread
from time import monotonic
from typing import Protocol, TypeVar

from dm_tui.providers.alibaba.api.errors import OutcomeUnknownError

MAX_PARALLEL_READS = 16
"""Reads at once, enough for one round of an account; the pace keeps the rates. Our own limit."""

T = TypeVar("T")
T_co = TypeVar("T_co", covariant=True)

READING_SECONDS = 15.0
"""How long a reading waits for its slowest part (our own limit): the others are shown without it."""


class Wait(Protocol[T_co]):
    """Waits for a result until the reading ends, or for `seconds` at most."""

    def __call__(self, seconds: float = READING_SECONDS) -> T_co: ...


LONGEST_READING = 90.0
"""How long a reading waits in all while the vendor takes no more calls (our own limit)."""


class ParallelReads:
    """Reads in daemon threads, which do not hold up the end of the program; each fails on its own.

    How many calls are made at once is the client's matter: a read may wait for another without holding up a
    third. A reading waits longer while the vendor takes no more calls: `throttled_at` returns when it last
    took none.
    """

    def __init__(self, throttled_at: Callable[[], float]) -> None:
        self._began, self._throttled_at = monotonic(), throttled_at

    def begin(self, read: Callable[[], T]) -> "Wait[T]":
        """Start a read, and return a function that waits for its result until the reading ends."""
        future: Future[T] = Future()
        Thread(target=_run, args=(read, future), daemon=True).start()

        def wait(seconds: float = READING_SECONDS) -> T:
            asked = monotonic()
            while not wait_for([future], max(0.0, left := self._seconds_left(asked, seconds))).done:
                if left <= 0:
                    raise OutcomeUnknownError("Alibaba Cloud did not answer in time.")
            return future.result()

        return wait

    def _seconds_left(self, asked: float, seconds: float) -> float:
        """Return how long to wait for an answer still, `seconds` at most since it was `asked` for."""
        throttled = self._throttled_at()
        end = min(max(self._began, throttled) + READING_SECONDS, max(asked, throttled) + seconds)
        return min(end, self._began + LONGEST_READING) - monotonic()


def _run(read: Callable[[], T], future: "Future[T]") -> None:
    try:
        future.set_result(read())
    except BaseException as failure:  # raised where the result is awaited
        future.set_exception(failure)
