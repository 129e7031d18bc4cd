"""What Enter would open of the row under the cursor, beside the list where there is room."""

from collections.abc import Callable

from textual import events
from textual.content import Content
from textual.timer import Timer

from dm_tui.domain.errors import DirectMailError
from dm_tui.tui.app_messages import Act
from dm_tui.tui.screen_text import muted, text
from dm_tui.tui.widgets.still_pane import StillPane
from dm_tui.tui.widgets.window_sizes import BESIDE

FOLLOW_AFTER = 0.08
"""Seconds that the cursor rests on a row before the preview follows: a held key reads no row it passes."""

Preview = Callable[[str, int], Content]
"""Returns what there is to see of the row of this id, in so many cells; may raise DirectMailError."""


class PreviewPane(StillPane):
    """A panel that follows the cursor. A click opens the row.

    Below 100 columns it is not shown, and reads nothing.
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
        self._timer = self.set_timer(FOLLOW_AFTER, self._read) if self.display else None

    @property
    def fits(self) -> bool:
        """Whether the window has room for it."""
        return self.app.size.width >= BESIDE

    def on_resize(self) -> None:
        """Read the row again: its pictures are as wide as the room."""
        self._read()

    def on_click(self, event: events.Click) -> None:
        """Open the row."""
        event.stop()
        self.post_message(self.PreviewClicked())

    def _read(self) -> None:
        width = self.content_size.width
        if not self.is_attached or not self.display or width < 1:
            return
        if self._preview is None or self._row is None:
            self.show(text(""))
            return
        try:
            self.show(self._preview(self._row, width))
        except DirectMailError as error:
            self.show(muted(str(error)))
