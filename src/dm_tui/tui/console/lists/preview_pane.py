"""What Enter would open of the row under the cursor, beside the list where there is room."""

from collections.abc import Callable

from textual import events
from textual.content import Content
from textual.geometry import Region
from textual.strip import Strip
from textual.timer import Timer
from textual.visual import Visual
from textual.widget import Widget

from dm_tui.domain.errors import DirectMailError
from dm_tui.tui.messages import Act
from dm_tui.tui.paint import muted, text
from dm_tui.tui.widgets.frame import BESIDE

FOLLOW_AFTER = 0.08
"""Seconds that the cursor rests on a row before the preview follows: a held key reads no row it passes."""

Preview = Callable[[str, int], Content]
"""Returns what there is to see of the row of this id, in so many cells; may raise DirectMailError."""


class PreviewPane(Widget):
    """A panel that follows the cursor; only the lines that differ are painted again.

    A click opens the row. Below 100 columns it is not shown, and reads nothing.
    """

    SCOPED_CSS = False
    DEFAULT_CSS = """
    PreviewPane { display: none; width: 42%; max-width: 76; height: 1fr; margin-left: 2; }
    .-beside PreviewPane.-follows { display: block; }
    .-wide PreviewPane.-follows { display: block; }
    """

    class PreviewClicked(Act):
        """The user wants the whole of it."""

    def __init__(self) -> None:
        super().__init__(classes="panel")
        self._preview: Preview | None = None
        self._row: str | None = None
        self._timer: Timer | None = None
        self._words = text("")
        self._drawn: list[Strip] = []
        self._look: object = None

    def follow(self, preview: Preview | None, row: str | None, *, name: str, key: str) -> None:
        """Show this row of the list called `name` at once, or nothing where there is none."""
        self._preview, self._row = preview, row
        self.set_class(preview is not None and row is not None, "-follows")
        self.border_title = text(name)
        self.border_subtitle = text(key)
        self._show()

    def follow_cursor(self, row: str | None) -> None:
        """Show another row of the list, once the cursor rests there."""
        self._row = row
        if self._timer is not None:
            self._timer.stop()
        self._timer = self.set_timer(FOLLOW_AFTER, self._show) if self.display else None

    @property
    def fits(self) -> bool:
        """Whether the window has room for it."""
        return self.app.size.width >= BESIDE

    @property
    def shown(self) -> str:
        """What it says, row by row."""
        return "\n".join(strip.text.rstrip() for strip in self._drawn)

    def on_resize(self) -> None:
        self._show()

    def on_click(self, event: events.Click) -> None:
        """Open the row."""
        event.stop()
        self.post_message(self.PreviewClicked())

    def _show(self) -> None:
        """Read the row, and paint the lines that differ from what is shown."""
        width, height = self.content_size
        if not self.is_attached or not self.display or width < 1:
            return
        before, look = self._drawn, self._look
        self._words = self._read(width)
        self._draw()
        if look != self._look or len(before) != height:
            self.refresh()
            return
        changed = [y for y, (old, new) in enumerate(zip(before, self._drawn, strict=True)) if old != new]
        if changed:
            self.refresh(*(Region(0, y, width, 1) for y in changed))

    def _read(self, width: int) -> Content:
        if self._preview is None or self._row is None:
            return text("")
        try:
            return self._preview(self._row, width)
        except DirectMailError as error:
            return muted(str(error))

    def _draw(self) -> None:
        """Lay the words out for this size and theme; a last line of `…` says that there is more."""
        width, height = self.content_size
        strips = Visual.to_strips(self, self._words, width, None, self.visual_style)
        if len(strips) > height:
            strips = strips[: max(0, height - 1)] + Visual.to_strips(
                self, muted("…"), width, 1, self.visual_style
            )
        strips = [strip.adjust_cell_length(width, self.rich_style) for strip in strips[:height]]
        self._drawn = strips + [Strip.blank(width, self.rich_style)] * (height - len(strips))
        self._look = (self.content_size, self.app.theme)

    def render_line(self, y: int) -> Strip:
        if self._look != (self.content_size, self.app.theme):
            self._draw()
        return self._drawn[y] if y < len(self._drawn) else Strip.blank(self.content_size.width)
