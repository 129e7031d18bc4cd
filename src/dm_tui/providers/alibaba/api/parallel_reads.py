"""Reads that do not wait for one another. The SDK's clients may be shared by threads: each call is a request of its own."""

from collections.abc import Callable
from concurrent.futures import Future
from threading import Semaphore, Thread
from typing import TypeVar

from dm_tui.domain.errors import DirectMailError
from dm_tui.providers.alibaba.api.errors import RefusedError

T = TypeVar("T")

MAX_PARALLEL_READS = 4
"""Calls under way at once; the billing service takes about ten a second."""


class ParallelReads:
    """Reads in threads that nobody waits for when the program ends. After one that failed no further one begins."""

    def __init__(self) -> None:
        self._room = Semaphore(MAX_PARALLEL_READS)
        self._failure: BaseException | None = None

    def begin(self, read: Callable[[], T]) -> Callable[[], T]:
        """Begin a read, and return what waits for it and returns or raises what it does."""
        future: Future[T] = Future()
        Thread(target=self._run, args=(read, future), daemon=True).start()
        return future.result

    def _run(self, read: Callable[[], T], future: "Future[T]") -> None:
        with self._room:
            try:
                if self._failure is not None:
                    raise self._failure
                future.set_result(read())
            except (RefusedError, DirectMailError) as refused:  # it says nothing of the others
                future.set_exception(refused)
            except BaseException as failure:  # whoever waits for it gets it
                self._failure = failure
                future.set_exception(failure)
