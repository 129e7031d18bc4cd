"""The rows of a list with what is above and below them, and where the preview of a row is.

The preview is beside the rows, below them, or nowhere, whichever the window has room for.
"""

from collections.abc import Sequence

from textual.containers import Horizontal, Vertical
from textual.geometry import NULL_OFFSET, NULL_SPACING, Region, Size
from textual.layout import ArrangeResult, DockArrangeResult, Layout, WidgetPlacement
from textual.layouts.horizontal import HorizontalLayout
from textual.widget import Widget

from dm_tui.tui.console.lists.empty_list import EmptyList
from dm_tui.tui.console.lists.list_picture import LEAST_ROWS, ListPicture, Picture
from dm_tui.tui.console.lists.row_table import RowTable
from dm_tui.tui.widgets.window_sizes import BESIDE

LEAST_BELOW = 6
"""Lines that the rows leave free from which on the preview is below them, in its frame."""


class ListColumn(Vertical):
    """The rows of a list, and the pictures below them, which follow its size."""

    def on_resize(self) -> None:
        self._paint_pictures()
        self.query_one(EmptyList).paint()

    def show_pictures(self, pictures: Sequence[Picture], rows: int) -> None:
        """Show these below a list of so many rows."""
        self.query_one(ListPicture).follow(pictures, rows)
        self._paint_pictures()

    def _paint_pictures(self) -> None:
        whole = self.parent.size.height if isinstance(self.parent, Widget) else 0
        self.query_one(ListPicture).paint(*self.size, whole)

    def room_below(self, size: Size) -> int:
        """Return how many lines of a list of this size the preview gets: half a large one is for pictures."""
        above = (child for child in self.displayed_children if not isinstance(child, (ListPicture, RowTable)))
        taken = sum(
            child.get_content_height(size, size, size.width) if child.styles.is_auto_height else 1
            for child in above
        )
        free = size.height - taken - self.query_one(RowTable).height_in(size.width)
        if free < LEAST_BELOW:
            return 0
        has_pictures = self.query_one(ListPicture).has_pictures and size.height >= LEAST_ROWS
        return min(free, size.height // 2) if has_pictures else free


class RowsAndPreview(Horizontal):
    """A list's column, then the preview of the row under the cursor.

    They are placed while the window is laid out: a class that follows a resize would lay it out twice.
    """

    @property
    def layout(self) -> Layout:
        """What places the two."""
        return _PLACES

    def arrange(self, size: Size, optimal: bool = False) -> DockArrangeResult:
        """Place them anew: Textual knows nothing of the rows on which their places depend."""
        self._clear_arrangement_cache()
        return super().arrange(size, optimal)


class _PreviewPlaces(HorizontalLayout):
    """Beside the rows from 100 columns on; in a narrower window below them, where they leave room."""

    name = "rows-and-preview"

    def arrange(
        self, parent: Widget, children: list[Widget], size: Size, greedy: bool = True
    ) -> ArrangeResult:
        column, *previews = children
        if not previews or not isinstance(column, ListColumn) or parent.app.size.width >= BESIDE:
            return super().arrange(parent, children, size, greedy)
        below = column.room_below(size)
        above = size.height - below
        return [
            _place(column, Region(0, 0, size.width, above)),
            *(_place(pane, Region(0, above, size.width if below else 0, below)) for pane in previews),
        ]


_PLACES = _PreviewPlaces()


def _place(widget: Widget, region: Region) -> WidgetPlacement:
    return WidgetPlacement(region, NULL_OFFSET, NULL_SPACING, widget)
