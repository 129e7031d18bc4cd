"""In place of rows where there are none: what to do, and in a large window the list that will be there."""

import re
from collections.abc import Sequence

from textual.content import Content
from textual.widget import Widget

from dm_tui.tui.marks import MARKS
from dm_tui.tui.screen_text import Part, lines, text, wrap_words
from dm_tui.tui.widgets.text_block import TextBlock

LEAST_WIDTH, LEAST_ROWS = 60, 20
"""The room of a list from which on the rows to come are drawn."""

MOST_WORDS = 76
"""Cells of a line of words, at most."""

FIRST_COLUMN, LEAST_COLUMN = 18, 11
"""Cells of a column that is drawn, at least."""

_ROWS = (10, 7, 9, 6)
"""How much of each row to come is drawn, in tenths."""

_GAP = 2
_KEY = re.compile(r"(?<=[Pp]ress )\S+(?= )")


class EmptyList(TextBlock):
    """The list's keys work on it: it can have the focus."""

    can_focus = True

    def __init__(self) -> None:
        super().__init__(classes="empty")
        self._words = ""
        self._heads: Sequence[str] = ()

    def show(self, words: str, heads: Sequence[str]) -> None:
        """Say this; where `heads` of columns are given, the list may be drawn below."""
        self._words, self._heads = words, heads
        self.paint()

    def paint(self) -> None:
        """Paint for the room there is now."""
        width, height = self.parent.size if isinstance(self.parent, Widget) else (0, 0)
        roomy = self._words and self._heads and width >= LEAST_WIDTH and height >= LEAST_ROWS
        self.update(_draw(self._words, self._heads, width) if roomy else text(self._words))


def _draw(words: str, heads: Sequence[str], width: int) -> Content:
    """Return the first sentence above the others, below them the heads of the columns and rows to come."""
    first, _, rest = words.partition(". ")
    rows: list[Part] = ["", (first.removesuffix("."), "bold")]
    rows += [_with_key(row) for row in wrap_words(rest, min(width, MOST_WORDS))]
    shown: list[tuple[str, int]] = []
    for head in heads:
        cells = max(len(head), LEAST_COLUMN if shown else FIRST_COLUMN)
        if sum(taken + _GAP for _, taken in shown) + cells > width:
            break
        shown.append((head, cells))
    named = "".join(f"{head:<{cells + _GAP}}" for head, cells in shown)
    rows += ["", (named.rstrip(), "$muted")]
    for tenths in _ROWS:
        drawn = (f"{MARKS.empty * max(1, cells * tenths // 10):<{cells + _GAP}}" for _, cells in shown)
        rows.append(("".join(drawn).rstrip(), "$line"))
    return lines([*rows, ""])


def _with_key(row: str) -> Content:
    """Return a line in which the key to press is bold."""
    match = _KEY.search(row)
    return text(row) if match is None else text(row[: match.start()], (match[0], "bold"), row[match.end() :])
