"""A panel of text that paints only the lines that differ from what it shows."""

from textual.content import Content
from textual.geometry import Region
from textual.strip import Strip
from textual.visual import Visual
from textual.widget import Widget

from dm_tui.tui.screen_text import muted, text


class StillPane(Widget):
    """What does not fit is cut, and a last line of `…` says so."""

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id, classes="panel")
        self._words = text("")
        self._drawn: list[Strip] = []
        self._look: object = None

    @property
    def shown(self) -> str:
        """What it says, row by row."""
        return "\n".join(strip.text.rstrip() for strip in self._drawn)

    def show(self, words: Content) -> None:
        """Show these words."""
        self._words = words
        width, height = self.content_size
        if not self.is_attached or width < 1:
            return
        before, look = self._drawn, self._look
        self._draw()
        if look != self._look or len(before) != height:
            self.refresh()
            return
        changed = [y for y, (old, new) in enumerate(zip(before, self._drawn, strict=True)) if old != new]
        if changed:
            self.refresh(*(Region(0, y, width, 1) for y in changed))

    def on_resize(self) -> None:
        """Lay the words out again."""
        self.show(self._words)

    def height_of(self, words: Content) -> int:
        """Return how many rows these words take."""
        return len(self._strips(words))

    def _strips(self, words: Content, height: int | None = None) -> list[Strip]:
        return Visual.to_strips(self, words, self.content_size.width, height, self.visual_style)

    def _draw(self) -> None:
        """Lay the words out for this size and theme."""
        width, height = self.content_size
        strips = self._strips(self._words)
        if len(strips) > height:
            strips = self._cut(strips, height)
        strips = [strip.adjust_cell_length(width, self.rich_style) for strip in strips[:height]]
        self._drawn = strips + [Strip.blank(width, self.rich_style)] * (height - len(strips))
        self._look = (self.content_size, self.app.theme)

    def _cut(self, strips: list[Strip], height: int) -> list[Strip]:
        """Return the rows that have room, with the last line that says that there are more."""
        if len(strips) <= height:
            return strips
        return [*strips[: max(0, height - 1)], *self._strips(muted("…"), 1)]

    def render_line(self, y: int) -> Strip:
        if self._look != (self.content_size, self.app.theme):
            self._draw()
        return self._drawn[y] if y < len(self._drawn) else Strip.blank(self.content_size.width)
