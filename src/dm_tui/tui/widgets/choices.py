"""A list with one choice: the highlighted row is chosen and has the mark."""

from collections.abc import Sequence
from typing import Literal, NamedTuple

from textual.binding import Binding
from textual.content import Content
from textual.geometry import Offset, Size
from textual.widget import Widget
from textual.widgets import OptionList
from textual.widgets.option_list import Option

from dm_tui.tui.marks import MARKS
from dm_tui.tui.screen_text import text
from dm_tui.tui.widgets.text_block import looks_alike

LEAST_DIVIDED = 10
"""Cells of a label below which its row is divided anywhere."""


class Choice(NamedTuple):
    """One row: `id` is the value of the choice, `label` its text."""

    id: str
    label: Content


def can_turn_pages(options: OptionList) -> bool:
    """Count the lines of a list, and say whether there are any to turn pages by.

    Textual 8.2 does not look before it turns one: a list that is not laid out yet, or was just filled, ended
    the program (`KeyError`).
    """
    options._update_lines()
    return bool(options._lines)


def _are_alike(rows: Sequence[Choice], others: Sequence[Choice]) -> bool:
    """Say whether these are the same rows, in words and styles."""
    return len(rows) == len(others) and all(
        row.id == other.id and looks_alike(row.label, other.label)
        for row, other in zip(rows, others, strict=True)
    )


class Choices(OptionList, inherit_css=False):
    """Marks the highlighted row with `▌ (•)` and keeps the hardware cursor on it for screen readers.

    Highlighting shows the consequence; Enter accepts it and moves on.
    """

    COMPONENT_CLASSES = OptionList.COMPONENT_CLASSES
    enter_does = "Choose"
    BINDINGS = [
        Binding("j", "cursor_down", "Down", show=False),
        Binding("k", "cursor_up", "Up", show=False),
        Binding("g", "first", "First", show=False),
        Binding("G", "last", "Last", show=False),
    ]

    def __init__(self, *, id: str, classes: str = "") -> None:
        super().__init__(id=id, classes=classes)
        self._rows: tuple[Choice, ...] = ()
        self._divided_for = 0

    @property
    def chosen(self) -> str | None:
        return None if self.highlighted is None else self._rows[self.highlighted].id

    def show(self, rows: Sequence[Choice], chosen: str | None) -> None:
        """Fill the list and highlight `chosen`, or else the first row."""
        is_new = not _are_alike(rows, self._rows)
        self._rows = tuple(rows)
        at = next((i for i, row in enumerate(rows) if row.id == chosen), 0)
        with self.prevent(OptionList.OptionHighlighted):
            if is_new:
                self.set_options(
                    Option(self._prompt(row, index == at), id=row.id) for index, row in enumerate(rows)
                )
            self.highlighted = at

    def watch_highlighted(self, before: int | None, now: int | None) -> None:  # type: ignore[override]
        """Move the mark; the base class's watcher takes one argument."""
        super().watch_highlighted(now)
        for index in (before, now):
            if index is not None and index < self.option_count:
                row = self._rows[index]
                self.replace_option_prompt_at_index(index, self._prompt(row, index == now))
        self.call_after_refresh(self._place_cursor)

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        """Return the height for `width`, at least 1: text cannot wrap to a width of 0."""
        return super().get_content_height(container, viewport, max(1, width))

    def _move_page(self, direction: Literal[-1, 1]) -> None:
        if can_turn_pages(self):
            super()._move_page(direction)

    def on_focus(self) -> None:
        """Place the cursor, and again whenever what is around the list scrolls."""
        for around in self.ancestors:
            if isinstance(around, Widget) and around.is_scrollable:
                self.watch(around, "scroll_y", self._follow_scroll, init=False)
        self.call_after_refresh(self._place_cursor)

    def _follow_scroll(self) -> None:
        if self.has_focus:
            self.call_after_refresh(self._place_cursor)

    def _place_cursor(self) -> None:
        if self.has_focus and self.highlighted is not None:
            line = self._index_to_line.get(self.highlighted, self.highlighted) - self.scroll_offset.y
            self.app.cursor_position = self.region.offset + Offset(1, line)

    def on_resize(self) -> None:
        """Divide the rows that are too long for another width."""
        if self._divided_for != (room := self.scrollable_content_region.width):
            before, self._divided_for = self._divided_for, room
            for index, row in enumerate(self._rows):
                cells = self._before_label(chosen=False).cell_length + row.label.cell_length
                if cells > min(before or room, room):
                    self.replace_option_prompt_at_index(index, self._prompt(row, index == self.highlighted))

    def _prompt(self, row: Choice, chosen: bool) -> Content:
        """Return a row, its further lines under the first.

        Without colour the chosen one is dark on light, where its own shades are not read.
        """
        label = text(row.label.plain) if chosen and self.app.no_color else row.label
        mark = self._before_label(chosen=chosen)
        room = self._divided_for - mark.cell_length
        if LEAST_DIVIDED <= room < label.cell_length and self.styles.text_wrap != "nowrap":
            label = Content("\n" + " " * mark.cell_length).join(label.wrap(room))
        return text(mark, label)

    def _before_label(self, *, chosen: bool) -> Content:
        """Return what is before the label of a row."""
        bar = (f"{MARKS.bar_of_choice} ", "$primary") if chosen else "  "
        return text(bar, f"{MARKS.chosen if chosen else MARKS.free} ")
