"""What Ctrl+C and SIGTERM do while mail is sent: the first pauses, the second ends the program."""

import signal
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType


@contextmanager
def stop_on_interrupt() -> Iterator[threading.Event]:
    """Give an event that Ctrl+C or SIGTERM sets; a second one ends the program at once."""
    stop = threading.Event()

    def pause_or_leave(number: int, frame: FrameType | None) -> None:
        if stop.is_set():
            raise KeyboardInterrupt
        stop.set()
        print(
            "\nPausing: waiting for the deliveries under way. Press again to leave at once.", file=sys.stderr
        )

    if threading.current_thread() is not threading.main_thread():
        yield stop
        return
    handlers = {number: signal.signal(number, pause_or_leave) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield stop
    finally:
        for number, handler in handlers.items():
            signal.signal(number, handler)
