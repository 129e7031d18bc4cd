"""The sizes of a window from which on more is shown, the same on every screen, in cells."""

from typing import Any

from textual.geometry import Size
from textual.screen import Screen

TOO_SMALL = "dm-tui needs 40 × 12. Make the window larger."

NORMAL = 76
"""From this width on, buttons show their keys."""

BESIDE = 100
"""From this width on, lists have a preview beside them, and the wizard its order card."""

TALL = 24
"""From this height on, the console has an empty row above its tabs' contents."""

WIDE, ROOMY = 120, 30
"""From this size on, panels are beside one another and charts grow."""

SPACIOUS = 34
"""From this height on, a step shows all there is to show: tall ladders, whole cards, sentences."""

VERY_TALL = 44
"""From this height on, a step shows below it what emails cost, or what may come of a payment."""

ROOMY_KEYS = 70
"""From this width on, three cells are between two keys."""

WIDTH_BREAKPOINTS = [(0, "-tiny"), (40, "-narrow"), (NORMAL, "-normal"), (BESIDE, "-beside"), (WIDE, "-wide")]

HEIGHT_BREAKPOINTS = [(0, "-flat"), (12, "-short"), (TALL, "-tall"), (ROOMY, "-roomy")]
"""Breakpoints in cells, shared by every screen."""


def apply_breakpoints(screen: Screen[Any], size: Size) -> None:
    """Give a new screen the classes of its breakpoints at once: Textual sets them only after the first
    layout, and then lays out and paints a second time.
    """
    for breakpoints, cells in ((WIDTH_BREAKPOINTS, size.width), (HEIGHT_BREAKPOINTS, size.height)):
        screen.add_class([name for least, name in breakpoints if cells >= least][-1], update=False)
