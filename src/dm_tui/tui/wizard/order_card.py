"""The order so far, which goes with you from Plan to Payment and changes with every key."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from rich.cells import cell_len
from textual.content import Content

from dm_tui.tui.screen_text import Part, justify_ends, lines, text
from dm_tui.tui.widgets.text_block import TextBlock, entitle
from dm_tui.tui.widgets.window_sizes import BESIDE, WIDE

if TYPE_CHECKING:
    from dm_tui.domain.purchase.quote_wording import OrderFact

CARD_WIDTH = 38
"""Cells of the card beside a step (`wizard.tcss`)."""

_INSIDE = CARD_WIDTH - 4


class OrderCard(TextBlock):
    """A card of 38 cells beside the step, or in a narrower window one ruled line above the buttons.

    What ends the line is left out where there is no room for it: half a date is none.
    """

    def __init__(self, *, id: str) -> None:
        super().__init__(id=id)

    def show(self, facts: "Sequence[OrderFact]", line: str, total: str, note: str = "") -> None:
        """Show the facts with a `note` below them, or the line, which ends with the total."""
        if self.app.size.width >= BESIDE:
            entitle(self, "Your order")
            self.update(lines([*(row for fact in facts for row in _rows(fact)), "", *_note_rows(note)]))
        else:
            entitle(self, "")
            width = self.app.size.width - (6 if self.app.size.width >= WIDE else 2)
            price = text((f"Total {total}", "bold"))
            room = max(1, width - price.cell_length - 2)
            left = text(line if cell_len(line) <= room else line.rpartition(", ")[0] or line)
            self.update(justify_ends(left.truncate(room, ellipsis=True), price, width))


def _rows(fact: "OrderFact") -> list[Part]:
    """Return a fact in one row, or its value in a row of its own: a value never wraps under its label."""
    if fact is None:
        return [text(("─" * _INSIDE, "$line"))]
    label, value = text((fact[0], "$muted")), text((fact[1], "bold"))
    if label.cell_length + 1 + value.cell_length <= _INSIDE:
        return [justify_ends(label, value, _INSIDE)]
    return [label, *(_right(row) for row in value.wrap(_INSIDE - 2))]


def _right(row: Content) -> Content:
    return text(" " * max(0, _INSIDE - row.cell_length), row)


def _note_rows(note: str) -> list[Part]:
    return [text((note, "$success"))] if note else []
