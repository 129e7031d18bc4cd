"""A list with one choice whose rows are beside one another as cards, where there is room."""

from collections.abc import Sequence
from typing import NamedTuple

from textual.binding import Binding
from textual.content import Content
from textual.geometry import Offset, Size
from textual.strip import Strip
from textual.visual import Visual

from dm_tui.tui.bars_and_ladders import frame
from dm_tui.tui.marks import MARKS
from dm_tui.tui.screen_text import Part, text
from dm_tui.tui.widgets.choices import Choice, Choices
from dm_tui.tui.widgets.text_block import looks_alike

GAP = 1
"""Cells between two cards."""


class Card(NamedTuple):
    """A choice: its name, a note beside it, what the card says, and the row it is in a list."""

    id: str
    name: str
    note: Content
    rows: Sequence[Part]
    row: Content


def _are_alike(cards: Sequence[Card], others: Sequence[Card]) -> bool:
    """Say whether these cards say the same, in words and styles."""
    return len(cards) == len(others) and all(map(_says_the_same, cards, others))


def _says_the_same(card: Card, other: Card) -> bool:
    if (card.id, card.name, len(card.rows)) != (other.id, other.name, len(other.rows)):
        return False
    said, before = ((each.note, each.row, *map(text, each.rows)) for each in (card, other))
    return all(map(looks_alike, said, before))


class Cards(Choices):
    """A `Choices` for both: the options are the same, and so are the keys; Left and Right move as well.

    Every state that was drawn is kept until the cards change.
    """

    BINDINGS = [
        Binding("left", "cursor_up", "Previous", show=False),
        Binding("right", "cursor_down", "Next", show=False),
    ]

    def __init__(self, *, id: str) -> None:
        super().__init__(id=id)
        self._cards: tuple[Card, ...] = ()
        self._beside = False
        self._drawn: dict[object, list[Strip]] = {}

    def show_cards(self, cards: Sequence[Card], chosen: str | None, *, beside: bool) -> None:
        """Show cards, `beside` one another or as the rows of a list."""
        if beside is not self._beside or not _are_alike(cards, self._cards):
            self._drawn = {}
            self.refresh(layout=True)
        self._cards, self._beside = tuple(cards), beside
        self.set_class(beside, "-cards")
        self.show([Choice(card.id, card.row) for card in cards], chosen)

    @property
    def card_width(self) -> int:
        """The cells of a card."""
        count = max(1, len(self._cards))
        return (self.size.width - GAP * (count - 1)) // count

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        if self._beside and self._cards:
            return max(len(card.rows) for card in self._cards) + 2
        return super().get_content_height(container, viewport, width)

    def render_line(self, y: int) -> Strip:
        if not self._beside:
            return super().render_line(y)
        state = (self.size, self.highlighted, self.has_focus, self._mouse_hovering_over, self.app.theme)
        if state not in self._drawn:
            self._drawn[state] = self._draw()
        drawn = self._drawn[state]
        return drawn[y] if y < len(drawn) else Strip.blank(self.size.width, self.rich_style)

    def _draw(self) -> list[Strip]:
        columns = [self._strips(index, card) for index, card in enumerate(self._cards)]
        gap = Strip.blank(GAP, self.rich_style)
        rows = []
        for parts in zip(*columns, strict=False):
            joined = [part for strip in parts for part in (strip, gap)][:-1]
            rows.append(Strip.join(joined).adjust_cell_length(self.size.width, self.rich_style))
        return rows

    def _strips(self, index: int, card: Card) -> list[Strip]:
        chosen = index == self.highlighted
        style = "$accent" if chosen and self.has_focus else "$primary" if chosen else "$line"
        if self.app.no_color and chosen and self.has_focus:
            style += " reverse"
        title = text(
            (f"{MARKS.chosen if chosen else MARKS.free} {card.name}", f"bold {style}" if chosen else "bold")
        )
        content = frame(
            title, card.note, card.rows, self.card_width, self.size.height, heavy=chosen, style=style
        )
        strips = Visual.to_strips(self, content, self.card_width, None, self.visual_style)
        return [strip.apply_meta({"option": index}) for strip in strips]

    def _place_cursor(self) -> None:
        if not self._beside:
            super()._place_cursor()
        elif self.has_focus and self.highlighted is not None:
            across = self.highlighted * (self.card_width + GAP) + 3
            self.app.cursor_position = self.region.offset + Offset(across, 0)
