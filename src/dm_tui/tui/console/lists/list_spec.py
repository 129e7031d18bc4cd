"""The specification of a list: its columns, its source of rows, and its export."""

from collections.abc import Callable, Sequence
from decimal import Decimal
from typing import NamedTuple

from rich.text import Text

from dm_tui.domain.lazy_list import LazyList, ReversedList, resolve_length
from dm_tui.domain.model import Model
from dm_tui.tui.console.lists.cell_text import cell_text
from dm_tui.tui.console.lists.list_picture import Picture
from dm_tui.tui.console.lists.preview_pane import Preview
from dm_tui.tui.console.lists.sort_order import ColumnOrder, Sort, sort_key


class Column(NamedTuple):
    """One column; numbers are aligned right. A `flexible` one gives way where the row does not fit.

    Where there is still no room once it has only the cells that it `keeps`, the columns that are `spare` go:
    the most spare one first, of equal ones the last. The preview, or the row that is opened, has what was in
    them.
    """

    title: str
    right: bool = False
    spare: int = False
    flexible: bool = False
    keeps: int = 30

    @property
    def head(self) -> Text:
        """The title as a cell."""
        return Text(self.title, justify="right" if self.right else "left")

    def cell(self, value: "str | Text") -> Text:
        """Return a value as a cell: one harmless line, shortened where it is too long."""
        if isinstance(value, Text):
            return value
        return Text(cell_text(value), justify="right" if self.right else "left", no_wrap=True)


class Row(NamedTuple):
    """One row. `id` is opened and copied, `size` is for sorting; a search also finds `other_form`."""

    id: str
    cells: "tuple[str | Text, ...]"
    size: int | Decimal = 0
    other_form: str = ""

    def has(self, query: str) -> bool:
        """Say whether any cell contains `query`, which is case-folded."""
        return any(query in str(cell).casefold() for cell in (*self.cells, self.other_form))


class ListSpec(NamedTuple):
    """What a list shows: `rows` returns the rows, newest first, and `shapes` what is exported.

    Counting rows, or reading shapes, may be slow. `empty` is the sentence for a list without rows, `noun` the
    name of the rows. `unread` returns why the list is not known, or an empty text where it is known. A list
    that can `search` itself returns the matching rows; of any other all rows are looked at. `preview` is what
    is beside the list of the row under the cursor, `pictures` are below the rows of a large window.
    """

    name: str
    columns: Sequence[Column]
    rows: Callable[[], LazyList[Row]]
    shapes: Callable[[], tuple[type[Model], Sequence[Model]]]
    empty: str | Callable[[], str]
    sorts: Sequence[Sort] = tuple(Sort)
    noun: str = "rows"
    unread: Callable[[], str] = str
    search: Callable[[str], LazyList[Row]] | None = None
    preview: Preview | None = None
    pictures: Sequence[Picture] = ()

    @property
    def one(self) -> str:
        """The name of one row."""
        return singular(self.noun)

    @property
    def words_for_none(self) -> str:
        """The sentence for a list without rows, as it is now."""
        return self.empty if isinstance(self.empty, str) else self.empty()

    def find(
        self, query: str, sort: Sort, given_up: Callable[[], bool], by: ColumnOrder | None = None
    ) -> LazyList[Row] | None:
        """Return all rows that contain `query`, sorted and counted; None once they are no longer wanted."""
        searched = bool(query) and self.search is not None
        rows = self.search(query) if self.search is not None and query else self.rows()
        if (not query or searched) and sort is not Sort.LARGEST and by is None:
            return ReversedList(rows) if sort is Sort.OLDEST else resolve_length(rows)
        matches: list[Row] = []
        wanted = query.casefold()
        for row in rows:
            if given_up():
                return None
            if row.has(wanted):
                matches.append(row)
        if by is not None:
            at, is_number = by.column, self.columns[by.column].right
            matches.sort(key=lambda row: sort_key(row.cells[at], is_number=is_number), reverse=by.turned)
            return matches
        if sort is Sort.LARGEST:
            matches.sort(key=lambda row: row.size, reverse=True)
        return matches[::-1] if sort is Sort.OLDEST else matches


def singular(noun: str) -> str:
    """Return the name of one of several: `addresses` are each an `address`."""
    return noun[:-2] if noun.endswith("sses") else noun[:-1]
