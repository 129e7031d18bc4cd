"""Garbage is collected in the pauses, so that a key never waits for it."""

import gc

from textual.app import App

PAUSE = 0.5
"""Seconds between two collections of what is young."""


def collect_garbage_when_idle(app: App[int]) -> None:
    """Set the garbage of starting apart, leave what stands now alone for good, and collect by the clock.

    The command line turned automatic collection off to start; where it is on (tests, other programs)
    nothing is changed. The threshold is only a safety net.
    """
    if gc.isenabled():
        return
    gc.collect()
    gc.freeze()
    gc.set_threshold(200_000, 50, 1_000)
    gc.enable()
    app.set_interval(PAUSE, lambda: gc.collect(1), name="collect garbage")
