"""A list of any length, with search, sorting and export; it follows changes by other programs."""

import asyncio
from collections.abc import Sequence

from textual import on, work
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Vertical
from textual.widgets import Input

from dm_tui.domain.lazy_list import LazyList
from dm_tui.services.direct_mail import DirectMail
from dm_tui.tui.app_messages import Act
from dm_tui.tui.console.lists.copy_row import copy_row
from dm_tui.tui.console.lists.empty_list import EmptyList
from dm_tui.tui.console.lists.export_dialog import ask_to_export
from dm_tui.tui.console.lists.list_column import ListColumn, RowsAndPreview
from dm_tui.tui.console.lists.list_keys import ListKeys
from dm_tui.tui.console.lists.list_picture import ListPicture
from dm_tui.tui.console.lists.list_spec import ListSpec, Row
from dm_tui.tui.console.lists.list_words import count_words, words_for_none
from dm_tui.tui.console.lists.preview_pane import PreviewPane
from dm_tui.tui.console.lists.row_table import CHUNK, RowTable, place_of
from dm_tui.tui.console.lists.search_field import SearchField
from dm_tui.tui.console.lists.sort_order import ColumnOrder, Sort
from dm_tui.tui.screen_text import text, warning
from dm_tui.tui.toasts import toast_errors
from dm_tui.tui.widgets.text_block import TextBlock


class ListPanel(Vertical):
    """The rows of a spec.

    The first rows are read at once; a thread counts or searches all of them, and the rest is read where the
    window is.
    """

    SCOPED_CSS = False
    DEFAULT_CSS = """
    ListPanel {
        & > .rows { height: 1fr; }
        & .list { width: 1fr; height: 1fr; }
        & .unread { height: auto; display: none; }
        & .count { height: 1; color: $muted; }
        & .keys { height: 1; color: $muted; }
    }
    """
    BINDINGS = [
        Binding("slash", "search", "Search", id="list.search", key_display="/"),
        Binding("s", "sort", "Sort", id="list.sort", tooltip="Newest, oldest or largest first"),
        Binding("x", "export", "Export", id="list.export", tooltip="CSV or JSON"),
        Binding("c", "copy", "Copy id", id="list.copy"),
        Binding("escape", "show_all", "Show all", show=False),
    ]

    class RowOpened(Act):
        """Enter on a row."""

        def __init__(self, row: str) -> None:
            super().__init__()
            self.row = row

    def __init__(self, direct_mail: DirectMail, spec: ListSpec, *, id: str, opens: bool = True) -> None:
        super().__init__()
        self.direct_mail = direct_mail
        self.spec = spec
        self._table_id = id
        self._opens = opens
        self._sort = spec.sorts[0]
        self._by: ColumnOrder | None = None
        self._query = ""
        self._rows: LazyList[Row] = ()
        self._whole = True
        self._asked: object = None
        self._reading = self._again = False

    def compose(self) -> ComposeResult:
        with RowsAndPreview(classes="rows"):
            with ListColumn(classes="list"):
                yield TextBlock(classes="unread")
                yield TextBlock(classes="count")
                yield SearchField(id=f"{self.spec.name}-search")
                yield RowTable(id=self._table_id, previewed=lambda: self._pane.is_seen)
                yield EmptyList()
                yield ListPicture()
            yield PreviewPane()
        yield ListKeys(self, self._choose, lambda: self._opens and bool(self.table.row_count))

    def on_unmount(self) -> None:
        """Give up a search in progress."""
        self._asked = None

    @property
    def table(self) -> RowTable:
        """The table."""
        return self.query_one(RowTable)

    @property
    def _pane(self) -> PreviewPane:
        return self.query_one(PreviewPane)

    @property
    def default_focus(self) -> RowTable | None:
        """The rows, if there are any."""
        return self.table if self.table.row_count else None

    @property
    def place(self) -> RowTable | EmptyList:
        """The rows, or the words in place of them: the list's keys work on either."""
        return self.default_focus or self.query_one(EmptyList)

    @property
    def selected(self) -> str | None:
        """The id of the row under the cursor."""
        row = self.table.row_at(self.table.cursor_row)
        return row.id if row is not None else None

    def switch_to(self, spec: ListSpec) -> None:
        """Show another list from its first row; the search ends."""
        self.spec, self._sort, self._query, self._by = spec, spec.sorts[0], "", None
        self.query_one(SearchField).close()
        self.query_one(ListKeys).refresh()
        self._read(keep=False)

    def reload_from_top(self) -> None:
        """Show other rows, from the first."""
        self._read(keep=False)

    def reload(self) -> None:
        """Read the rows again; cursor and scroll stay at their row."""
        self._read(keep=True)

    # Reading

    def redraw(self) -> None:
        """Draw the same rows again: their look depends on more than the rows."""
        if self.default_focus is not None:
            self.table.redraw()

    def _read(self, *, keep: bool) -> None:
        """Read the rows; `keep` says that they are shown already, perhaps out of date."""
        if keep and self._reading:
            self._again = True  # otherwise frequent reads would never end
            return
        self._asked = asked = object()
        self._reading = self._again = False
        if self._query or self._by or self._sort is not Sort.NEWEST:
            if not keep:
                self.query_one(".count", TextBlock).update(text("Searching all …"))
        elif not keep or self.table.row_count < CHUNK:
            with toast_errors(self.app):
                first = self.spec.rows()[0:CHUNK]
                if not keep or not self.table.row_count or len(first) < CHUNK:
                    self._show(first, keep, whole=len(first) < CHUNK)
                if len(first) < CHUNK:
                    return
                keep = True
        self._reading = True
        self._find(asked, keep)

    @work(group="find", exclusive=True)
    async def _find(self, asked: object, keep: bool) -> None:
        """Search all rows in a thread, and show the result unless the question has changed."""

        def given_up() -> bool:
            return self._asked is not asked

        try:
            with toast_errors(self.app):
                rows = await asyncio.to_thread(self.spec.find, self._query, self._sort, given_up, self._by)
                if rows is not None and not given_up() and self.app.is_running:
                    self._show(rows, keep, whole=True)
        finally:
            if not given_up():
                self._reading = False
                if self._again:
                    self._read(keep=True)

    def _show(self, rows: LazyList[Row], keep: bool, *, whole: bool) -> None:
        table, selected = self.table, self.selected
        self._rows, before, self._whole = rows, table.row_count, whole
        cursor = 0
        if keep and selected is not None:
            cursor = place_of(selected, self._fetch, table.cursor_row, len(rows) - before)
        table.show(self.spec.columns, self._fetch, len(rows), whole=whole, cursor=cursor)
        self._say()
        self._follow()
        self.query_one(ListColumn).show_pictures(self.spec.pictures, len(rows))

    def _follow(self) -> None:
        """Show the row under the cursor beside the list."""
        key = "Enter opens" if self._opens else ""
        name = self.spec.one.capitalize()
        self._pane.follow(self.spec.preview, self.selected, name=name, key=key)

    @on(RowTable.CursorMoved)
    def _cursor_moved(self, event: RowTable.CursorMoved) -> None:
        event.stop()
        self._pane.follow_cursor(self.selected)

    @on(PreviewPane.PreviewClicked)
    def _preview_clicked(self, event: PreviewPane.PreviewClicked) -> None:
        event.stop()
        self._choose()

    def _fetch(self, start: int, stop: int) -> Sequence[Row]:
        with toast_errors(self.app):
            return self._rows[start:stop]
        return ()

    # Words

    def _say(self) -> None:
        rows, unread = self.table.row_count, self.spec.unread()
        known = count_words(
            self.spec, rows, whole=self._whole, query=self._query, sort=self._sort, by=self._by
        )
        self.query_one(".count", TextBlock).update(text(known))
        self.query_one(".count").display = bool(rows) or bool(self._query)
        self.query_one(".unread", TextBlock).update(warning(unread) if unread else "")
        self.query_one(".unread").display = bool(unread)
        empty = self.query_one(EmptyList)
        focused = self.screen.focused in (self.table, empty)
        self.table.display, empty.display = bool(rows), not rows
        self.query_one(ListKeys).show()
        if focused:
            self.screen.set_focus(self.place)
        heads = [] if self._query else [column.title for column in self.spec.columns]
        empty.show("" if rows else words_for_none(self.spec, self._query, unread), heads)

    # Doing

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool:
        """Offer the actions on rows where there are rows, or a search hides them; a copy is of one row."""
        if action == "copy":
            return bool(self.table.row_count)
        return action not in ("search", "sort", "export") or bool(self._query or self.table.row_count)

    def action_search(self) -> None:
        """Open the search."""
        self.query_one(SearchField).open()

    def action_show_all(self) -> None:
        """End the search."""
        self.query_one(SearchField).close()
        if self._query:
            self._query = ""
            self._read(keep=False)
        self.table.focus()

    @on(Input.Changed)
    def _typed(self, event: Input.Changed) -> None:
        event.stop()
        query = " ".join(event.value.split())
        if query != self._query:
            self._query = query
            self._read(keep=False)

    @on(Input.Submitted)
    def _leave_search(self, event: Input.Submitted) -> None:
        event.stop()
        if self.default_focus is not None:
            self.table.focus()

    def action_sort(self) -> None:
        """Use the next order."""
        sorts = self.spec.sorts
        if self._by is None:
            self._sort = sorts[(sorts.index(self._sort) + 1) % len(sorts)]
        self._by = None
        self._read(keep=False)

    @on(RowTable.HeadClicked)
    def _sort_by(self, event: RowTable.HeadClicked) -> None:
        event.stop()
        self._by = self._by.next(event.column) if self._by is not None else ColumnOrder(event.column)
        self._read(keep=False)

    def action_export(self) -> None:
        """Ask for the format, then export the list."""
        ask_to_export(self.app, self.direct_mail, self.spec, self.spec.name)

    def action_copy(self) -> None:
        """Copy the id of the row under the cursor."""
        if self.selected is not None:
            copy_row(self.app, self.selected)

    def open_row(self, row: str) -> None:
        """Open a row, wherever the cursor is."""
        self.post_message(self.RowOpened(row))

    def _choose(self) -> None:
        self.table.action_choose()

    @on(RowTable.RowChosen)
    def _open(self, event: RowTable.RowChosen) -> None:
        event.stop()
        if self._opens:
            self.post_message(self.RowOpened(event.row.id))
