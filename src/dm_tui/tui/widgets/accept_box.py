"""The checkbox for accepting an agreement."""

from textual.content import Content
from textual.widgets import Checkbox

from dm_tui.tui.screen_text import text


class AcceptBox(Checkbox, inherit_css=False):
    """`[x] I accept …` or `[ ] I accept …`: shape, not colour, shows the state."""

    COMPONENT_CLASSES = Checkbox.COMPONENT_CLASSES
    DEFAULT_CSS = """
    AcceptBox {
        width: auto; height: 1; color: $foreground;
        &:hover { text-style: underline; }
        &.-on { color: $success; }
        &:focus { color: $background; background: $accent; text-style: bold; }
        &:focus:nocolor { color: $background; background: $foreground; text-style: bold; }
    }
    """

    @property
    def enter_does(self) -> str:
        """What Enter does here, for the line of keys."""
        return "Untick" if self.value else "Tick"

    def render(self) -> Content:
        return text("[x] " if self.value else "[ ] ", self._label)
