"""Garbage is collected while the program is idle, so that a key press never waits for it."""

import gc

from textual.app import App

PAUSE = 0.5
"""Seconds between two collections of the young generations."""


def collect_garbage_when_idle(app: App[int]) -> None:
    """Collect the garbage of the start, freeze everything that is left, and then collect by the clock.

    The command line turned automatic collection off to start; if it is on (tests, other programs)
    nothing changes. The threshold is only a safety net.
    """
    if gc.isenabled():
        return
    gc.collect()
    gc.freeze()
    gc.set_threshold(200_000, 50, 1_000)
    gc.enable()
    app.set_interval(PAUSE, lambda: gc.collect(1), name="collect garbage")
