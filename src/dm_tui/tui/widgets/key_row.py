"""A line of keys and what they do; a click presses one."""

from collections.abc import Awaitable, Callable, Iterable
from typing import Any, NamedTuple

from textual import events
from textual.app import App, RenderResult
from textual.binding import Binding
from textual.dom import DOMNode
from textual.widget import Widget

from dm_tui.tui.paint import text


class ShownKey(NamedTuple):
    """A key, what it does, whether it works now, and what a click does."""

    key: str
    label: str
    press: Callable[[], object]
    enabled: bool = True


class KeyRow(Widget):
    """As many keys as fit, the unavailable ones dimmed."""

    def __init__(self, *, id: str | None = None, classes: str | None = None) -> None:
        super().__init__(id=id, classes=classes)
        self._spots: list[tuple[range, ShownKey]] = []

    @property
    def gap(self) -> int:
        """Cells between two keys."""
        return 2

    def keys(self) -> Iterable[ShownKey]:
        """Return the keys, the most important first."""
        raise NotImplementedError

    def render(self) -> RenderResult:
        parts: list[tuple[str, str]] = []
        self._spots = []
        column, width, gap = 0, self.content_size.width, self.gap
        for shown in self.keys():
            length = len(shown.key) + 1 + len(shown.label)
            if column + length > width:
                break
            self._spots.append((range(column, column + length), shown))
            parts += [
                (shown.key, "bold $foreground" if shown.enabled else "dim"),
                (f" {shown.label}{' ' * gap}", "" if shown.enabled else "dim"),
            ]
            column += length + gap
        return text(*parts)

    async def on_click(self, event: events.Click) -> None:
        """Press the key under the mouse."""
        event.stop()
        offset = event.get_content_offset(self)
        for columns, shown in self._spots:
            if offset is not None and offset.x in columns:
                pressed = shown.press()
                if isinstance(pressed, Awaitable):
                    await pressed


def keys_of(app: App[Any], owner: DOMNode) -> list[Binding]:
    """Return the bindings of a class with the keys they have now: the keymap may have others."""
    bindings = [binding for binding in owner.BINDINGS if isinstance(binding, Binding)]
    keymap = app._keymap
    return [
        binding.with_key(keymap[binding.id].partition(",")[0])
        if binding.id and binding.id in keymap
        else binding
        for binding in bindings
    ]
