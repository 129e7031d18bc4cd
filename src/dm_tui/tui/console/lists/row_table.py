"""The table of a list of any length; only the rows in the window are made."""

from collections.abc import Callable, Sequence

from textual import events
from textual.binding import Binding
from textual.geometry import Offset, Region, Size
from textual.message import Message
from textual.reactive import reactive
from textual.scroll_view import ScrollView
from textual.strip import Strip

from dm_tui.tui.app_messages import Act
from dm_tui.tui.console.lists.column_widths import ColumnLayout
from dm_tui.tui.console.lists.list_spec import Column, Row

CHUNK = 100
"""How many rows are fetched together."""

MAX_CACHED_CHUNKS = 8
"""How many chunks are remembered."""

Fetch = Callable[[int, int], Sequence[Row]]
"""Returns the rows between two places; fewer where rows are gone."""


def place_of(row: str, fetch: Fetch, at: int, more: int) -> int:
    """Return the new place of a row that was at `at` before `more` rows came; `at` if the row is gone."""
    for guess in (at, at + more):
        start = max(0, guess - CHUNK)
        for place, item in enumerate(fetch(start, guess + CHUNK), start):
            if item.id == row:
                return place
    return at


class RowTable(ScrollView, can_focus=True):
    """A head, the rows, and a cursor on one of them. Columns are as wide as the cells seen so far.

    Home and End go to the first and the last row; the hardware cursor is for screen readers.
    """

    SCOPED_CSS = False
    COMPONENT_CLASSES = {"rows--head", "rows--cursor", "rows--hover"}
    DEFAULT_CSS = """
    RowTable {
        height: 1fr; background: $background; scrollbar-size: 1 1;
        scrollbar-color: $scrollbar; scrollbar-background: $background;
        scrollbar-color-hover: $scrollbar-hover; scrollbar-background-hover: $background;
        scrollbar-color-active: $scrollbar-active; scrollbar-background-active: $background;
        & > .rows--head { background: $panel; text-style: bold; }
        & > .rows--hover { background: $panel; }
        & > .rows--cursor { background: $panel; text-style: bold; }
        &:focus > .rows--cursor {
            color: $block-cursor-foreground; background: $block-cursor-background; text-style: bold;
        }
        &:nocolor > .rows--head { text-style: bold underline; }
        &:focus:nocolor > .rows--cursor { color: $background; background: $foreground; text-style: bold; }
    }
    """
    BINDINGS = [
        Binding("up,k", "move(-1)", "Up", show=False),
        Binding("down,j", "move(1)", "Down", show=False),
        Binding("pageup", "page(-1)", "Page up", show=False),
        Binding("pagedown", "page(1)", "Page down", show=False),
        Binding("home,ctrl+home,g", "first", "First row", show=False),
        Binding("end,ctrl+end,G", "last", "Last row", show=False),
        Binding("enter", "choose", "Open", show=False),
    ]

    cursor_row: reactive[int] = reactive(0, repaint=False)
    hover_row: reactive[int] = reactive(-1, repaint=False)

    class CursorMoved(Message):
        """The cursor is on another row."""

    class RowChosen(Act):
        """Enter or a click on a row."""

        def __init__(self, row: Row) -> None:
            super().__init__()
            self.row = row

    class HeadClicked(Act):
        """The user wants the rows in the order of this column."""

        def __init__(self, column: int) -> None:
            super().__init__()
            self.column = column

    def __init__(self, *, id: str, previewed: Callable[[], bool] = bool) -> None:
        """`previewed` says whether the row under the cursor is shown elsewhere, too."""
        super().__init__(id=id)
        self.row_count = 0
        self._columns: Sequence[Column] = ()
        self._columns_laid = ColumnLayout()
        self._chunks: dict[int, Sequence[Row]] = {}
        self._fetch: Fetch = lambda start, stop: ()
        self._whole = True
        self._end_requested = False
        self._previewed = previewed

    # Rows

    def height_in(self, width: int) -> int:
        """Return how many lines all rows take in so many cells, with the head and a scroll bar below them."""
        return 1 + self.row_count + (self.virtual_size.width > width)

    def show(self, columns: Sequence[Column], fetch: Fetch, count: int, *, whole: bool, cursor: int) -> None:
        """Show `count` rows; the cursor keeps its height in the window.

        Until all rows are counted they are not the `whole` list, and End waits.
        """
        height = self.cursor_row - int(self.scroll_y) if self.row_count else 0
        self._columns, self._fetch, self.row_count, self._whole = columns, fetch, count, whole
        if whole and self._end_requested:
            cursor = count - 1
        self.redraw()
        self.cursor_row = cursor
        self.call_after_refresh(self._restore_scroll, self.cursor_row - height)

    def redraw(self) -> None:
        """Make the rows in the window again."""
        self._chunks.clear()
        self._columns_laid = ColumnLayout(self._columns)
        top = int(self.scroll_y)
        self._widen_columns(top, top + max(self.size.height, 1))
        self.refresh()

    def row_at(self, place: int) -> Row | None:
        """Return the row at a place, None where the row is gone."""
        if not 0 <= place < self.row_count:
            return None
        start = place - place % CHUNK
        if start not in self._chunks:
            if len(self._chunks) >= MAX_CACHED_CHUNKS:
                self._chunks.pop(next(iter(self._chunks)))
            self._chunks[start] = self._fetch(start, min(start + CHUNK, self.row_count))
        chunk = self._chunks[start]
        return chunk[place - start] if place - start < len(chunk) else None

    def _widen_columns(self, start: int, stop: int) -> None:
        """Make the columns wide enough for these rows."""
        places = range(max(0, start), min(stop, self.row_count))
        rows = [row for row in map(self.row_at, places) if row is not None]
        size = Size(self._columns_laid.widen(rows, self.size.width), self.row_count + 1)
        if size != self.virtual_size:
            self.virtual_size = size

    # The cursor

    @property
    def _room(self) -> int:
        """Rows in the window."""
        return max(1, self.scrollable_content_region.height - 1)

    def validate_cursor_row(self, row: int) -> int:
        return max(0, min(row, self.row_count - 1))

    def watch_cursor_row(self, before: int, now: int) -> None:
        self._repaint_rows(before, now)
        self._show_cursor()
        if before != now:
            self.post_message(self.CursorMoved())

    def _repaint_rows(self, *places: int) -> None:
        """Paint these rows again and no others: a key costs two lines, not a screen."""
        top, width = int(self.scroll_y), self.size.width
        spots = [Region(0, 1 + place - top, width, 1) for place in places if 0 <= place - top <= self._room]
        if spots:
            self.refresh(*spots)

    def watch_scroll_y(self, old_value: float, new_value: float) -> None:
        """Fetch the rows that scroll in; columns may grow."""
        super().watch_scroll_y(old_value, new_value)
        self._widen_columns(int(new_value), int(new_value) + self._room)
        self._place_hardware_cursor()

    def watch_hover_row(self, before: int, now: int) -> None:
        self._repaint_rows(before, now)

    def on_focus(self) -> None:
        self.call_after_refresh(self._place_hardware_cursor)

    def on_resize(self) -> None:
        self._widen_columns(int(self.scroll_y), int(self.scroll_y) + self._room)
        self._show_cursor()

    def _show_cursor(self) -> None:
        top = int(self.scroll_y)
        if self.cursor_row < top:
            self.scroll_to(y=self.cursor_row, animate=False, force=True, immediate=True)
        elif self.cursor_row >= top + self._room:
            y = self.cursor_row - self._room + 1
            self.scroll_to(y=y, animate=False, force=True, immediate=True)
        self.call_after_refresh(self._place_hardware_cursor)

    def _restore_scroll(self, y: int) -> None:
        self.scroll_to(y=max(0, y), animate=False, force=True, immediate=True)
        self._show_cursor()

    def _place_hardware_cursor(self) -> None:
        if self.has_focus:
            row = 1 + self.cursor_row - int(self.scroll_y)
            self.app.cursor_position = self.region.offset + Offset(0, max(0, row))

    # Moving it

    def action_move(self, rows: int) -> None:
        """Move the cursor by rows."""
        self._end_requested = False
        self.cursor_row += rows

    def action_page(self, pages: int) -> None:
        """Move the cursor by windows."""
        self.action_move(pages * self._room)

    def action_first(self) -> None:
        """Go to the first row."""
        self.action_move(-self.row_count)

    def action_last(self) -> None:
        """Go to the last row, once all rows are counted."""
        self.action_move(self.row_count)
        self._end_requested = not self._whole

    def action_choose(self) -> None:
        """Open the row under the cursor."""
        row = self.row_at(self.cursor_row)
        if row is not None:
            self.post_message(self.RowChosen(row))

    def _row_under(self, event: events.MouseEvent) -> int:
        offset = event.get_content_offset(self)
        if offset is None or offset.y < 1:
            return -1
        place = int(self.scroll_y) + offset.y - 1
        return place if place < self.row_count else -1

    def on_click(self, event: events.Click) -> None:
        """Open the row under the mouse, with a preview the one that it shows already; sort by a head."""
        place, offset = self._row_under(event), event.get_content_offset(self)
        if offset is not None and offset.y == 0:
            event.stop()
            column = self._columns_laid.at(offset.x + int(self.scroll_x))
            if column is not None:
                self.post_message(self.HeadClicked(column))
        if place >= 0:
            event.stop()
            opens = place == self.cursor_row or not self._previewed()
            self.cursor_row = place
            if opens:
                self.action_choose()

    def on_mouse_move(self, event: events.MouseMove) -> None:
        self.hover_row = self._row_under(event)

    def on_leave(self) -> None:
        self.hover_row = -1

    # Painting

    def render_line(self, y: int) -> Strip:
        """Return a line of the window: the head, then rows."""
        place = int(self.scroll_y) + y - 1
        name, laid = "", self._columns_laid
        if y == 0:
            name, cells = "rows--head", laid.head()
        else:
            row = self.row_at(place)
            if row is None:
                return Strip.blank(self.size.width, self.rich_style)
            cells = laid.cells(row)
            if place == self.cursor_row:
                name = "rows--cursor"
            elif place == self.hover_row:
                name = "rows--hover"
        style = self.get_component_rich_style(name) if name else self.rich_style
        reversed_line = name == "rows--cursor" and self.app.no_color  # a bar is seen there as a hole
        line = laid.line(cells, style, self.app.console, None if reversed_line else self.rich_style)
        left = int(self.scroll_x)
        return line.crop_extend(left, left + self.size.width, style)
