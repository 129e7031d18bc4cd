"""What a list says of itself: how many rows in which order, and what to do where there are none."""

from dm_tui.tui.console.lists.list_spec import ListSpec
from dm_tui.tui.console.lists.sort_order import ColumnOrder, Sort
from dm_tui.tui.marks import MARKS


def count_words(
    spec: ListSpec, rows: int, *, whole: bool, query: str, sort: Sort, by: ColumnOrder | None
) -> str:
    """Return the number of rows, what they were searched for, and their order."""
    count = f"{rows:,} {spec.one if rows == 1 else spec.noun}"
    if not whole:
        count += " and more"
    if query:
        count += f" with “{query}”"
    return f"{count} {MARKS.dot} {_order_words(spec, sort, by)}"


def _order_words(spec: ListSpec, sort: Sort, by: ColumnOrder | None) -> str:
    if by is None:
        return str(sort)
    turned = ", turned" if by.turned else ""
    return f"by {spec.columns[by.column].title.lower()}{turned}"


def words_for_none(spec: ListSpec, query: str, unread: str) -> str:
    """Return what stands in place of the rows; where they are not known, that is said above."""
    if query:
        return f"No {spec.noun} with “{query}”. Esc shows all {spec.noun} again."
    return "" if unread else spec.words_for_none
