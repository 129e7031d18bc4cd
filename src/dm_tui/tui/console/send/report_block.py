"""What the composer says of recipients and message: as many rows as it needs."""

from textual.message import Message

from dm_tui.tui.widgets.text_block import TextBlock


class ReportBlock(TextBlock):
    """Posts `RowsChanged` once it is laid out: its rows depend on the width of the window."""

    class RowsChanged(Message):
        """It has another height or width than before."""

    @property
    def rows(self) -> int:
        """The rows it has, none while it is hidden."""
        return self.size.height if self.display else 0

    def on_resize(self) -> None:
        self.post_message(self.RowsChanged())
