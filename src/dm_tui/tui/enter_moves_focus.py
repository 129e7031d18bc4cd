"""What was typed behind an Enter waits until the Enter has moved the focus.

Textual 8.2 hands every key to the widget in focus at once. An Enter moves the focus some messages later, so
what came with it in one packet of a slow line went to the widget before: of Enter and 3 on the plans the 3
was lost and one plan was on the order, and 3, Enter, 4 on the quantity made 34.
"""

from collections.abc import Iterator
from typing import Any

from textual import events
from textual.app import App
from textual.message_pump import MessagePump
from textual.widget import Widget


class KeysBehindEnter:
    """Holds keys and pastes while an Enter is on its way; then they are taken as if they came one by one."""

    def __init__(self, app: App[Any]) -> None:
        self._app = app
        self._typed: list[events.Event] = []
        self._waits = False

    def holds(self, event: events.Event) -> bool:
        """Say whether an Enter is on its way, and take what was typed behind it."""
        if self._waits:
            self._typed.append(event)
        return self._waits

    def follow(self, widget: Widget) -> None:
        """Hold what comes next until the Enter that `widget` gets is worked off.

        A callback goes behind the Enter from the widget up to the program, which runs the action of the key,
        and a second time behind the message that the widget makes of it.
        """
        self._waits = True
        self._climb(iter(widget.ancestors_with_self * 2))

    def _climb(self, way: Iterator[MessagePump]) -> None:
        if not any(pump.call_later(self._climb, way) for pump in way):  # a closed one takes none
            self._app.call_later(self.release)

    async def release(self) -> None:
        """Have taken what was held; another Enter in it holds the rest again."""
        typed, self._typed, self._waits = self._typed, [], False
        for event in typed:
            await self._app.on_event(event)
