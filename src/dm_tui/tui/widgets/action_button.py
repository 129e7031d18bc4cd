"""Buttons: their state is a shape or a word, never colour alone."""

from textual.binding import Binding
from textual.content import Content
from textual.geometry import Size
from textual.widgets import Button

from dm_tui.tui.paint import text


class ActionButton(Button, inherit_css=False):
    """A one-line button: `[ Review order → ]`. The arrow keys move to its neighbours.

    `description` is what the palette says the button does.
    """

    BINDINGS = [
        Binding("left,up", "app.focus_previous", "Previous", show=False),
        Binding("right,down", "app.focus_next", "Next", show=False),
    ]

    def __init__(self, label: str, *, id: str, primary: bool = False, description: str = "") -> None:
        super().__init__(self._bracketed(label), id=id, classes="-primary" if primary else "")
        self.active_effect_duration = 0
        self.description = description

    def rename(self, label: str) -> bool:
        """Show a label, and resize to fit it; return whether it is another one."""
        bracketed = self._bracketed(label)
        if bracketed == self.label:
            return False
        self.label = bracketed
        self.refresh(layout=True)
        return True

    def get_content_width(self, container: Size, viewport: Size) -> int:
        """Return the width of the label: its brackets are the padding."""
        return text(str(self.label)).cell_length

    @staticmethod
    def _bracketed(label: str) -> Content:
        return text(f"[ {label} ]")
