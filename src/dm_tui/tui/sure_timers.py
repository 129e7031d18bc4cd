"""A timer that is to fire once fires, however late.

Textual 8.2 skips what a timer missed. Where the processor went elsewhere for longer than the timer waits,
between two looks at the clock, it skips the only time of a timer that fires once. The console then held its
frames back for good: the timer that ends this waits for a fiftieth of a second.
"""

from typing import Any

from textual import message_pump
from textual.timer import Timer


class SureTimer(Timer):
    """A timer that skips what it missed only where it fires again."""

    def __init__(self, *args: Any, repeat: int | None = None, **named: Any) -> None:
        super().__init__(*args, repeat=repeat, skip=repeat is None, **named)


def fire_every_timer() -> None:
    """Let every timer of the program be one."""
    message_pump.Timer = SureTimer  # type: ignore[attr-defined]
