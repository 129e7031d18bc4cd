"""Another program in a test of the store: a copy of this process, which has imported what it needs."""

import os
import signal
import time
import traceback
from collections.abc import Callable

DEADLINE = 60.0


def start(run: Callable[[], object]) -> int:
    """Start a program that does this and ends; return its number."""
    if number := os.fork():
        return number
    try:
        run()
    except BaseException:
        traceback.print_exc()
        os._exit(1)
    os._exit(0)


def wait(*programs: int) -> list[int]:
    """Wait until all have ended, and return their exit codes."""
    return [_code_of(program) for program in programs]


def _code_of(program: int) -> int:
    end = time.monotonic() + DEADLINE
    while True:
        ended, status = os.waitpid(program, os.WNOHANG)
        if ended:
            return os.waitstatus_to_exitcode(status)
        if time.monotonic() > end:
            os.kill(program, signal.SIGKILL)
        time.sleep(0.002)
