"""The containers of a step, and the room that it has in the window: `wizard.tcss` lays them out."""

from typing import ClassVar

from textual._context import visible_screen_stack
from textual.containers import Horizontal, VerticalScroll
from textual.widget import Widget

from dm_tui.tui.painted_once import FirstLayoutScreen
from dm_tui.tui.widgets.window_sizes import BESIDE, ROOMY, SPACIOUS, TALL, WIDE
from dm_tui.tui.wizard.order_card import CARD_WIDTH

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


class StepLayout(FirstLayoutScreen[None]):
    """A step as far as it measures its text before anything is laid out. Sizes are in cells."""

    has_card: ClassVar[bool] = False

    def lay_out_behind(self) -> None:
        """Lay the step out behind the one in front, in the size of the window."""
        self._refresh_layout(self.app.size)

    def draw_ahead(self) -> None:
        """Draw what is laid out behind the step in front; what is drawn is kept until it changes."""
        self.lay_out_behind()
        visible_screen_stack.set([])
        self._compositor.render_strips()

    @property
    def text_width(self) -> int:
        """The width of a row of the step, without margins, order card and the column of a scroll bar."""
        width = self.app.size.width
        beside = CARD_WIDTH + 1 if self.card_is_beside else 0
        return max(1, width - (6 if width >= WIDE else 2) - 1 - beside)

    @property
    def card_is_beside(self) -> bool:
        """Whether the order card is beside the body (`wizard.tcss`)."""
        return self.has_card and self.app.size.width >= BESIDE

    @property
    def is_roomy(self) -> bool:
        """Whether the step has rows for frames and pictures (`wizard.tcss`)."""
        return self.app.size.height >= ROOMY

    @property
    def is_spacious(self) -> bool:
        """Whether the step has rows for all there is to show, beside its frames."""
        return self.app.size.height >= SPACIOUS

    @property
    def body_rows(self) -> int:
        """The rows of the body: those around it are the title, the total, the buttons and the keys."""
        total = 0 if self.card_is_beside else 2 if self.has_card and self.app.size.height >= TALL else 1
        return self.app.size.height - (6 if self.is_roomy else 4) - total

    @property
    def side_by_side(self) -> bool:
        """Whether the window is large enough for two panes side by side (`wizard.tcss`)."""
        return self.app.size.width >= WIDE and self.is_roomy

    @property
    def pane_width(self) -> int:
        """Cells of a line in one of two equal panes."""
        return (self.text_width - PANE_GAP) // 2 if self.side_by_side else self.text_width
