"""Buttons: each shows the key that presses it, and its state is a shape, never colour alone."""

from textual.app import RenderResult
from textual.binding import Binding
from textual.content import Content
from textual.geometry import Size
from textual.widgets import Button

from dm_tui.tui.marks import MARKS
from dm_tui.tui.screen_text import text

TAB_ENTER = "Tab Enter"
"""The keys of a button that is beside the one in focus; in focus itself, only Enter is left of them."""

_MARGINS = 4
"""Cells at both sides of the words, where the marks of the focus stand."""


class ActionButton(Button, inherit_css=False):
    """A one-line button: `Enter  Review order →`. The arrow keys move to its neighbours.

    `key` is shown before the words. `description` is what the palette says the button does. `action_name` is
    what it does; without one, its id names the action. With `key_in_focus` the key presses it in focus alone
    and is shown only then; its cells stay.
    """

    BINDINGS = [
        Binding("left,up", "app.focus_previous", "Previous", show=False),
        Binding("right,down", "app.focus_next", "Next", show=False),
    ]

    def __init__(
        self, label: str, *, id: str, primary: bool = False, description: str = "", key: str = ""
    ) -> None:
        # Textual gives it this class as soon as it is there, and would style it a second time for that.
        look = "-style-default"
        super().__init__(text(label), id=id, classes=f"{look} -primary" if primary else look)
        self.active_effect_duration = 0
        self.description = description
        self.key = key
        self.action_name = ""
        self.key_in_focus = False

    @property
    def enter_does(self) -> str:
        """What Enter does here, for the line of keys."""
        return self.description if len(self.label) == 1 else str(self.label).removesuffix(f" {MARKS.next}")

    def rename(self, label: str) -> bool:
        """Show a label, and resize to fit it; return whether it is another one."""
        if text(label) == self.label:
            return False
        self.label = text(label)
        self.refresh(layout=True)
        return True

    def show_key(self, key: str) -> None:
        """Show this key before the label, or none."""
        if key != self.key:
            self.key = key
            self.refresh(layout=True)

    def watch_has_focus(self, has_focus: bool) -> None:
        """Paint the marks of the focus."""
        super().watch_has_focus(has_focus)
        self.refresh()

    def render(self) -> RenderResult:
        """Return the label between its marks: those of the focus, brackets where there is no colour."""
        left, right = ("[ ", " ]") if self.app.no_color else ("  ", "  ")
        if self.has_focus:
            left, right = f"{MARKS.focus_left} ", f" {MARKS.focus_right}"
        return Content.assemble(left, self._words, right)

    def get_content_width(self, container: Size, viewport: Size) -> int:
        """Return the width of the label and its margins."""
        return self._words.cell_length + _MARGINS

    @property
    def _words(self) -> Content:
        label = str(self.label)
        if not self.key:
            return text(label)
        key = f"{'Enter':>{len(TAB_ENTER)}}" if self.has_focus and self.key == TAB_ENTER else self.key
        gap = "  " if self.has_class("-primary") else " "
        if self.key_in_focus and not self.has_focus:
            return text(f"{label:^{len(key + gap + label)}}")
        return text((key, "bold"), gap, label)
