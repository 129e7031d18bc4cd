"""The field in which you search a list: hidden until you do."""

from dm_tui.tui.widgets.field import Field


class SearchField(Field):
    """What is looked for; the list reads it while you type."""

    DEFAULT_CSS = "SearchField { width: 1fr; display: none; }"

    def __init__(self, *, id: str) -> None:
        super().__init__(id=id, placeholder="Search", limit=60)

    def open(self) -> None:
        """Show it, and let it be typed in."""
        self.display = True
        self.screen.set_focus(self)

    def close(self) -> None:
        """Empty and hide it without an event."""
        self.put("")
        self.display = False
