"""An Enter counts only for the screen that was in front when it was pressed."""

from typing import TypeVar

from textual import events
from textual.app import App
from textual.screen import Screen

from dm_tui.tui.wizard.screen_cache import PRELOAD_MODE

R = TypeVar("R")


class IgnoreStaleEnter(App[R]):
    """Ignores an Enter pressed before the current screen appeared.

    The second half of a double press, and an Enter that a slow line delivers late, would choose, continue or
    send on a screen the user has not seen yet. Textual looks for the binding of a key twice, and later: when
    it takes the key from the queue, and when the key has bubbled up through the widgets to the program.
    """

    _front_screen: Screen[object] | None = None
    _front_since = 0.0

    def track_front_screen(self) -> None:
        """Start to record when a screen comes to the front; the program must be mounted."""
        self._front_screen = self.screen
        self.screen_change_signal.subscribe(self, self._note_front_screen, immediate=True)

    def _note_front_screen(self, screen: Screen[object]) -> None:
        hidden = self.current_mode == PRELOAD_MODE or screen is not self.screen
        if not hidden and screen is not self._front_screen:
            self._front_screen, self._front_since = screen, events.Event().time

    async def on_event(self, event: events.Event) -> None:
        """Handle every event except a stale Enter."""
        enter = isinstance(event, events.Key) and event.key == "enter"
        if not enter or event.time >= self._front_since:
            await super().on_event(event)
