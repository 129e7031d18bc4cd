"""The table of a list: rows are chosen in it, not cells."""

from rich.text import Text
from textual.binding import Binding
from textual.geometry import Offset
from textual.widgets import DataTable


class Rows(DataTable[Text]):
    """Home and End lead to the first and the last row; screen readers follow the hardware cursor."""

    DEFAULT_CSS = """
    Rows {
        height: 1fr; background: $background; scrollbar-size: 1 1;
        scrollbar-color: $scrollbar; scrollbar-background: $background;
        scrollbar-color-hover: $scrollbar-hover; scrollbar-background-hover: $background;
        scrollbar-color-active: $scrollbar-active; scrollbar-background-active: $background;
        & > .datatable--odd-row, & > .datatable--even-row { background: $background; }
    }
    """
    BINDINGS = [
        Binding("home", "scroll_top", "First row", show=False),
        Binding("end", "scroll_bottom", "Last row", show=False),
    ]

    def __init__(self, *, id: str) -> None:
        super().__init__(id=id, cursor_type="row")

    def on_focus(self) -> None:
        """Put the hardware cursor on the row under the cursor."""
        self.call_after_refresh(self._place_cursor)

    def on_data_table_row_highlighted(self) -> None:
        """Move the hardware cursor along."""
        self.call_after_refresh(self._place_cursor)

    def _place_cursor(self) -> None:
        if self.has_focus:
            row = 1 + self.cursor_row - int(self.scroll_y)
            self.app.cursor_position = self.region.offset + Offset(0, max(0, row))
