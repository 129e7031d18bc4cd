"""Screens that are painted as seldom as what they show changes."""

from typing import Generic, TypeVar

from textual import events
from textual.geometry import Size
from textual.reactive import Reactive
from textual.screen import Screen
from textual.widget import Widget

R = TypeVar("R")

SOON = 0.001
"""Seconds in which what came with a screen is worked off."""


class WholeUpdateScreen(Screen[R], Generic[R]):
    """A screen that paints what its widgets ask for, also while a screen beneath asks for a part.

    A screen that is covered lets the one in front refresh the part. Textual 8.2 takes this for all of the
    screen, and forgets each widget that had asked in the same sixtieth of a second: the focus had moved on,
    and list and button were shown as before.
    """

    def _on_timer_update(self) -> None:
        if self._repaint_required and self.outer_size.region not in self._repaint_regions:
            self._repaint_required = False
            self._dirty_widgets.add(self)
        super()._on_timer_update()

    def _compositor_refresh(self) -> None:
        """Ask once if the screen is covered, and nothing where it is not seen: it comes back whole.

        Textual has it ask anew in every frame.
        """
        is_front = self is self.app.screen
        if not is_front and self.app.screen.styles.background.a == 1:
            self._compositor._dirty_regions.clear()
            self._dirty_widgets.clear()
            return
        super()._compositor_refresh()
        if not is_front:
            self._repaint_required = False
            self._exchange_repaint_regions()


class OneFrameScreen(WholeUpdateScreen[R], Generic[R]):
    """A screen that comes to the front is painted once, whole; one in which the focus moves is not at all.

    Textual 8.2 lays the new screen out, paints what differs from its last frame over the screen before, then
    paints all of it, and then again what had asked for it meanwhile. It also paints all of a screen whenever
    the focus moves, though the widgets that lose and get it paint themselves: 10 KB for each Tab.
    """

    focused: Reactive[Widget | None] = Reactive(None, repaint=False)

    def on_screen_resume(self, event: events.ScreenResume) -> None:
        """Paint the screen once its focus has moved; Textual would wait for the next sixtieth of a second."""
        self.set_timer(SOON, self._on_timer_update)

    def _on_timer_update(self) -> None:
        is_asked_for = self.outer_size.region in self._repaint_regions and self._repaint_required
        is_whole = is_asked_for and self.is_current and not self.app._batch_count
        if is_whole and self._layout_required and self.outer_size:
            self._repaint_required = False
            self._compositor._dirty_regions.add(self._compositor.size.region)
        super()._on_timer_update()
        if is_whole:
            for widget in self._compositor.visible_widgets:
                widget._exchange_repaint_regions()


class FirstLayoutScreen(OneFrameScreen[R], Generic[R]):
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
