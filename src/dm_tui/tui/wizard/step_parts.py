"""The containers of a step, laid out by `wizard.tcss`."""

from textual.containers import Horizontal, VerticalScroll
from textual.widget import Widget

PANE_GAP = 4
"""Cells between two panes that are side by side (`wizard.tcss`)."""


class StepBody(VerticalScroll, inherit_css=False, can_focus=False):
    """The part of a step that scrolls when the terminal is small."""


class StepRow(Horizontal, inherit_css=False):
    """Widgets side by side."""


class StepPanes(Widget):
    """Two panes: choices on the left, consequences on the right; stacked on a narrow terminal."""


class StepMain(Widget):
    """The body and the order card: beside it where there is room, else a line below it."""
