"""Enter answers what was in front when it was pressed, and nothing that came to the front later."""

from typing import TypeVar

from textual import events
from textual.app import App
from textual.screen import Screen

from dm_tui.tui.wizard.screen_cache import PRELOAD_MODE

R = TypeVar("R")


class IgnoreStaleEnter(App[R]):
    """Lets an Enter do nothing that was pressed before the screen in front came.

    The second half of a double press, and what a slow line delivers late, would choose, go on or send on a
    screen nobody has seen yet. Textual looks for the binding of a key twice at a later time: when the key is
    taken from the queue, and when it has bubbled up through the widgets to the program.
    """

    _front_screen: Screen[object] | None = None
    _front_since = 0.0

    def track_front_screen(self) -> None:
        """Begin to note when a screen comes to the front; the program must be mounted."""
        self._front_screen = self.screen
        self.screen_change_signal.subscribe(self, self._note_front_screen, immediate=True)

    def _note_front_screen(self, screen: Screen[object]) -> None:
        unseen = self.current_mode == PRELOAD_MODE or screen is not self.screen
        if not unseen and screen is not self._front_screen:
            self._front_screen, self._front_since = screen, events.Event().time

    async def on_event(self, event: events.Event) -> None:
        """Take every event but such an Enter."""
        enter = isinstance(event, events.Key) and event.key == "enter"
        if not enter or event.time >= self._front_since:
            await super().on_event(event)
