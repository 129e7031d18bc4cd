"""Filling a table without losing the reader's place."""

from collections.abc import Sequence

from rich.text import Text
from textual.widgets import DataTable, Static

from dm_tui.domain.text import visible


def show_rows(
    table: DataTable[Text],
    heads: Sequence[str],
    rows: Sequence[Sequence[str]],
    empty: Static,
    say_when_empty: str,
) -> None:
    """Fill `table`, keeping cursor and scroll; with no rows show `empty` with what to do next."""
    if not table.columns:
        table.add_columns(*(Text(head) for head in heads))
    row, scroll = table.cursor_row, table.scroll_y
    table.clear()
    table.add_rows([Text(visible(cell)) for cell in cells] for cells in rows)
    table.move_cursor(row=min(row, max(0, len(rows) - 1)), scroll=False)
    table.scroll_to(y=scroll, animate=False)
    table.display = bool(rows)
    empty.display = not rows
    empty.update(say_when_empty)
