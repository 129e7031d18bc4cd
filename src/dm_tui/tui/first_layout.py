"""A screen that is styled and laid out once before its first frame, not twice."""

from typing import Generic, TypeVar

from textual import events
from textual.geometry import Size
from textual.screen import Screen

R = TypeVar("R")


class FirstLayoutScreen(Screen[R], Generic[R]):
    """Spares what Textual does again when a screen comes to the front and nothing has changed.

    It would apply the style sheets to every widget, and lay everything out to hide the empty rack of toasts.
    """

    _styled_for: tuple[str, Size] | None = None

    def note_styles(self) -> None:
        """Call this at the end of `on_mount`: from now on the styles are those of this theme and size."""
        self._styled_for = (self.app.theme, self.app.size)
        for rack in self.query_children("ToastRack"):
            rack.display = False  # showing no toasts then changes nothing

    def on_screen_resume(self, event: events.ScreenResume) -> None:
        """Apply the style sheets again only if theme or size changed while the screen was hidden."""
        theme_and_size = (self.app.theme, self.app.size)
        event.refresh_styles = theme_and_size != self._styled_for
        self._styled_for = theme_and_size

    def _on_timer_update(self) -> None:
        """Paint a screen that comes to the front once, whole.

        Textual 8.2 would lay it out, paint what differs from its last frame over the screen before, and then
        paint all of it.
        """
        if self._layout_required and self._repaint_required and self.is_current and not self.app._batch_count:
            self._repaint_required = False
            self._compositor._dirty_regions.add(self._compositor.size.region)
        super()._on_timer_update()
