"""A list of any length: searched, sorted, exported, and followed while others change it."""

import asyncio
from collections.abc import Iterator
from itertools import islice

from textual import on, work
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Vertical
from textual.content import Content
from textual.coordinate import Coordinate
from textual.message import Message
from textual.widgets import DataTable, Input, Static

from dm_tui.domain.text import clean, clean_line
from dm_tui.services.direct_mail import DirectMail
from dm_tui.tui.console.exporting import ExportDialog, export
from dm_tui.tui.console.rows import Rows
from dm_tui.tui.console.sheet import Row, Sheet, Sort
from dm_tui.tui.notice import tell, told
from dm_tui.tui.paint import MARKS, Part, text
from dm_tui.tui.widgets.field import Field

CHUNK = 100
"""How many rows are added at a time; the next ones follow as the reader nears the end."""

NEAR = 30
"""How many rows before the last one the next ones are added."""


class Listing(Vertical):
    """Rows of a sheet. Only as many as were reached are read; a search reads all of them beside the screen."""

    SCOPED_CSS = False
    DEFAULT_CSS = """
    Listing {
        & > .count { height: 1; color: $muted; }
        & > .search { width: 1fr; display: none; }
        & > .keys { height: 1; color: $muted; }
    }
    .-short Listing > .keys { display: none; }
    """
    BINDINGS = [
        Binding("slash", "search", "Search", id="list.search", key_display="/"),
        Binding("s", "sort", "Sort", id="list.sort", tooltip="Newest, oldest or largest first"),
        Binding("x", "export", "Export", id="list.export", tooltip="CSV or JSON"),
        Binding("c", "copy", "Copy id", id="list.copy"),
        Binding("escape", "show_all", "Show all", show=False),
    ]

    class Opened(Message):
        """Enter on a row."""

        def __init__(self, row: str) -> None:
            super().__init__()
            self.row = row

    def __init__(self, mail: DirectMail, sheet: Sheet, *, id: str, opens: bool = True) -> None:
        super().__init__()
        self.mail = mail
        self.sheet = sheet
        self._table_id = id
        self._opens = opens
        self._sort = sheet.sorts[0]
        self._query = ""
        self._rows: list[Row] = []
        self._rest: Iterator[Row] = iter(())
        self._ahead: Row | None = None
        self._found: int | None = None
        self._asked: object = None

    def compose(self) -> ComposeResult:
        """Yield count, search, rows, what to do without rows, and the keys."""
        yield Static(classes="count", markup=False)
        yield Field(id=f"{self.sheet.name}-search", placeholder="Search", limit=60).add_class(
            "search"
        )
        yield Rows(id=self._table_id)
        yield Static(classes="empty", markup=False)
        yield Static(classes="keys", markup=False)

    def on_mount(self) -> None:
        """Look where the reader is whenever that changes."""
        self.watch(self.table, "scroll_y", self._add_when_near, init=False)

    def on_resize(self) -> None:
        """Name the keys for the room there is."""
        self.query_one(".keys", Static).update(self._keys(self.size.width))

    def on_unmount(self) -> None:
        """Let a search under way end."""
        self._asked = None

    @property
    def table(self) -> Rows:
        """The table."""
        return self.query_one(Rows)

    @property
    def home(self) -> Rows | None:
        """The rows, if there are any to have the focus."""
        return self.table if self._rows else None

    @property
    def selected(self) -> str | None:
        """The id of the row under the cursor."""
        at = self.table.cursor_row
        return self._rows[at].id if 0 <= at < len(self._rows) else None

    def turn_to(self, sheet: Sheet) -> None:
        """Show another sheet from its first row, without the search of the one before."""
        self.sheet, self._sort, self._query = sheet, sheet.sorts[0], ""
        field = self.query_one(Field)
        field.put("")
        field.display = False
        self._rows = []
        self.table.clear(columns=True)
        self._read(keep=False)

    def look(self) -> None:
        """Show the present rows; cursor and scroll stay with the row they are at."""
        self._read(keep=True)

    # Reading

    def _read(self, *, keep: bool) -> None:
        self._asked = asked = object()
        if not self._query and self._sort is Sort.NEWEST:
            with told(self.app):
                self._show(self.sheet.rows(), keep)
            return
        self.query_one(".count", Static).update(text("Looking through all of them …"))
        self._find(asked, keep)

    @work(group="find", exclusive=True)
    async def _find(self, asked: object, keep: bool) -> None:
        """Look through all rows in a thread, and show what was found unless something else was asked."""

        def given_up() -> bool:
            return self._asked is not asked

        with told(self.app):
            found = await asyncio.to_thread(
                self.sheet.look_through, self._query, self._sort, given_up
            )
            if found is not None and not given_up() and self.app.is_running:
                self._show(iter(found), keep, len(found))

    def _show(self, rows: Iterator[Row], keep: bool, found: int | None = None) -> None:
        table, before = self.table, self._rows
        at, scroll, selected = table.cursor_row, int(table.scroll_y), self.selected
        reached = max(at, scroll + table.size.height) if keep and before else 0
        self._rest, self._ahead = rows, None
        self._rows = self._take(CHUNK * (1 + -(-reached // CHUNK)))
        self._found = found
        if [row.id for row in before] == [row.id for row in self._rows]:
            self._update_cells(before)
        else:
            table.clear(columns=True)  # they would stay as wide as they ever were
            table.add_columns(*(column.head for column in self.sheet.columns))
            self._add(self._rows)
            self._return_to(selected if keep else None, at, scroll)
        self._say()

    def _take(self, count: int) -> list[Row]:
        taken = [] if self._ahead is None else [self._ahead]
        taken += islice(self._rest, count - len(taken))
        self._ahead = next(self._rest, None)
        return taken

    def _add(self, rows: list[Row]) -> None:
        columns = self.sheet.columns
        self.table.add_rows(
            [column.cell(value) for column, value in zip(columns, row.cells, strict=True)]
            for row in rows
        )

    def _update_cells(self, before: list[Row]) -> None:
        for at, (old, new) in enumerate(zip(before, self._rows, strict=True)):
            for place, (was, now) in enumerate(zip(old.cells, new.cells, strict=True)):
                if was != now:
                    cell = self.sheet.columns[place].cell(now)
                    self.table.update_cell_at(Coordinate(at, place), cell, update_width=True)

    def _return_to(self, selected: str | None, at: int, scroll: int) -> None:
        """Put the cursor on the row it was on, at the same height of the window; else where it was."""
        table = self.table
        if selected is None:
            return
        now = next((i for i, row in enumerate(self._rows) if row.id == selected), None)
        row = min(at, len(self._rows) - 1) if now is None else now
        y = 0 if scroll == 0 and row < table.size.height - 1 else max(0, scroll + row - at)
        table.move_cursor(row=row, scroll=False)
        self.call_after_refresh(table.scroll_to, y=y, animate=False, immediate=True)

    @on(DataTable.RowHighlighted)
    def _moved(self, event: DataTable.RowHighlighted) -> None:
        event.stop()
        self._add_when_near()

    def _add_when_near(self) -> None:
        table = self.table
        reached = max(table.cursor_row, int(table.scroll_y) + table.size.height)
        if self._ahead is None or reached + NEAR < len(self._rows):
            return
        with told(self.app):
            more = self._take(CHUNK)
            self._rows += more
            self._add(more)
            self._say()

    # Saying

    def _say(self) -> None:
        rows, name = len(self._rows), self.sheet.noun
        count = rows if self._found is None else self._found
        said = f"{count:,} {name[:-1] if count == 1 else name}"
        if self._found is None and self._ahead is not None:
            said += " and more"
        if self._query:
            said += f" with “{self._query}”"
        self.query_one(".count", Static).update(text(f"{said} {MARKS.dot} {self._sort}"))
        self.query_one(".count").display = bool(rows) or bool(self._query)
        self.table.display = bool(rows)
        self.query_one(".keys").display = bool(rows)
        empty = self.query_one(".empty", Static)
        empty.display = not rows
        empty.update(
            text(f"Nothing here has “{self._query}”. Esc shows all {name} again.")
            if self._query
            else text(self.sheet.empty)
        )

    def _keys(self, width: int) -> Content:
        """Return the keys that work here, the tab's own first, as many as fit."""
        keys = [("enter", "Open")] if self._opens else []
        for owner in (type(self.parent), type(self)) if self.parent else (type(self),):
            keys += [
                (binding.key_display or binding.key, binding.description)
                for binding in owner.BINDINGS
                if isinstance(binding, Binding) and binding.show
            ]
        parts: list[Part] = []
        for key, name in keys:
            width -= len(key) + len(name) + 1
            if width < 0:
                break
            parts += [(key, "bold"), f" {name}  "]
            width -= 2
        return text(*parts)

    # Doing

    def action_search(self) -> None:
        """Open the search."""
        field = self.query_one(Field)
        field.display = True
        field.focus()

    def action_show_all(self) -> None:
        """End the search."""
        field = self.query_one(Field)
        field.put("")
        field.display = False
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
    def _searched(self, event: Input.Submitted) -> None:
        event.stop()
        if self._rows:
            self.table.focus()

    def action_sort(self) -> None:
        """Take the next order."""
        sorts = self.sheet.sorts
        self._sort = sorts[(sorts.index(self._sort) + 1) % len(sorts)]
        self._read(keep=False)

    def action_export(self) -> None:
        """Ask for the format, then write the file beside the screen."""

        def chosen(kind: str | None) -> None:
            if kind is not None:
                work = export(self.app, self.mail, self.sheet, kind)
                self.app.run_worker(work, group="export", exit_on_error=False)

        self.app.push_screen(ExportDialog(self.sheet.name), chosen)

    def action_copy(self) -> None:
        """Copy the id of the row under the cursor."""
        if self.selected is not None:
            self.app.copy_to_clipboard(clean(self.selected))
            tell(self.app, f"{clean_line(self.selected, 60)} copied.")

    @on(DataTable.RowSelected)
    def _open(self, event: DataTable.RowSelected) -> None:
        event.stop()
        if self._opens and event.cursor_row < len(self._rows):
            self.post_message(self.Opened(self._rows[event.cursor_row].id))
