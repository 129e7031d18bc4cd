"""What Enter would open of the row under the cursor, beside the list or below it, where there is room."""

from collections.abc import Callable, Sequence

from textual import events
from textual.content import Content
from textual.strip import Strip
from textual.timer import Timer

from dm_tui.domain.errors import DirectMailError
from dm_tui.tui.app_messages import Act
from dm_tui.tui.screen_text import muted, text
from dm_tui.tui.widgets.still_pane import StillPane

FOLLOW_AFTER = 0.08
"""Seconds that the cursor rests on a row before the preview follows: a held key reads no row it passes."""

LOW = 14
"""Rows of words below which a blank one takes room from them."""

Preview = Callable[[str, int], Content | Sequence[Content]]
"""Returns what there is to see of the row of this id, in so many cells; may raise DirectMailError.

Of several the first that has room is shown, or the last: the fullest comes first.
"""


class PreviewPane(StillPane):
    """A panel that follows the cursor. A click opens the row.

    Where the list leaves no room it is not shown, and reads nothing.
    """

    SCOPED_CSS = False
    DEFAULT_CSS = """
    PreviewPane { display: none; width: 42%; max-width: 76; height: 1fr; margin-left: 2; }
    PreviewPane.-follows { display: block; }
    """

    class PreviewClicked(Act):
        """The user wants the whole of it."""

    def __init__(self) -> None:
        super().__init__()
        self._preview: Preview | None = None
        self._row: str | None = None
        self._timer: Timer | None = None

    def follow(self, preview: Preview | None, row: str | None, *, name: str, key: str) -> None:
        """Show this row of the list called `name` at once, or nothing where there is none."""
        self._preview, self._row = preview, row
        self.set_class(preview is not None and row is not None, "-follows")
        self.border_title = text(name)
        self.border_subtitle = text(key)
        self._read()

    def follow_cursor(self, row: str | None) -> None:
        """Show another row of the list, once the cursor rests there."""
        self._row = row
        if self._timer is not None:
            self._timer.stop()
        self._timer = self.set_timer(FOLLOW_AFTER, self._read) if self.is_seen else None

    @property
    def is_seen(self) -> bool:
        """Whether there is a row to show, and room for it."""
        return self.display and bool(self.size)

    def on_resize(self) -> None:
        """Read the row again: its pictures are as wide as the room."""
        self._read()

    def on_click(self, event: events.Click) -> None:
        """Open the row."""
        event.stop()
        self.post_message(self.PreviewClicked())

    def _cut(self, strips: list[Strip], height: int) -> list[Strip]:
        """Give up blank rows first in a low panel, from the top: a letter keeps its own the longest."""
        surplus = len(strips) - height if height < LOW else 0
        kept: list[Strip] = []
        for strip in strips:
            if surplus > 0 and not strip.text.strip():
                surplus -= 1
            else:
                kept.append(strip)
        return super()._cut(kept, height)

    def _read(self) -> None:
        width = self.content_size.width
        if not self.is_attached or not self.display or width < 1:
            return
        if self._preview is None or self._row is None:
            self.show(text(""))
            return
        try:
            self.show(self._with_room(self._preview(self._row, width)))
        except DirectMailError as error:
            self.show(muted(str(error)))

    def _with_room(self, previews: Content | Sequence[Content]) -> Content:
        if isinstance(previews, Content):
            return previews
        height = self.content_size.height
        return next((preview for preview in previews if self.height_of(preview) <= height), previews[-1])
