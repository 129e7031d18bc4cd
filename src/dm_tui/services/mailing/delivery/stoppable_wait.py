"""Waiting during a mailing, in steps short enough to notice that it should stop."""

from collections.abc import Callable

TICK = 0.1
"""Seconds between two checks of whether to stop (our own choice)."""


def wait_unless_stopped(
    seconds: float,
    sleep: Callable[[float], None],
    stopped: Callable[[], bool],
    tick: Callable[[], None] = lambda: None,
) -> None:
    """Wait `seconds`, calling `tick` after each step, or until `stopped` says so."""
    while seconds > 0 and not stopped():
        sleep(min(TICK, seconds))
        seconds -= TICK
        tick()
