"""Reading in parallel. Threads may share the SDK's clients: each call is a request of its own."""

from collections.abc import Callable
from concurrent.futures import Future
from threading import Semaphore, Thread
from typing import TypeVar

from dm_tui.domain.errors import DirectMailError
from dm_tui.providers.alibaba.api.errors import RefusedError

T = TypeVar("T")

MAX_PARALLEL_READS = 4
"""Parallel calls; the billing service accepts about ten a second."""


class ParallelReads:
    """Reads in daemon threads, which do not hold up the end of the program. After a failure no further read starts."""

    def __init__(self) -> None:
        self._room = Semaphore(MAX_PARALLEL_READS)
        self._failure: BaseException | None = None

    def begin(self, read: Callable[[], T]) -> Callable[[], T]:
        """Start a read, and return a function that waits for its result."""
        future: Future[T] = Future()
        Thread(target=self._run, args=(read, future), daemon=True).start()
        return future.result

    def _run(self, read: Callable[[], T], future: "Future[T]") -> None:
        with self._room:
            try:
                if self._failure is not None:
                    raise self._failure
                future.set_result(read())
            except (RefusedError, DirectMailError) as refused:  # the others may still work
                future.set_exception(refused)
            except BaseException as failure:  # raised where the result is awaited
                self._failure = failure
                future.set_exception(failure)
