"""The lines of keys: below every screen, and below every list. A click presses a key."""

from collections.abc import Awaitable, Callable, Iterable
from functools import partial
from typing import Any, NamedTuple

from textual import events
from textual.app import App, RenderResult
from textual.binding import Binding
from textual.dom import DOMNode
from textual.reactive import reactive
from textual.screen import Screen, SystemModalScreen
from textual.widget import Widget

from dm_tui.tui.screen_text import text
from dm_tui.tui.widgets.window_sizes import ROOMY_KEYS

MAX_KEYS = 5
"""How many keys the footer shows at most."""

LEFT_OUT_FIRST = ("app.focus_next", "command_palette", "buy")
"""The actions whose keys give way to Quit where not all fit."""


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


class KeyLine(KeyRow):
    """The keys of the screen, at most five and F1 among them, the unavailable ones dimmed.

    A click presses one. Behind a dialog it has those of the program that work there; a dialog names its own.

    `hint` is one more key and its label, shown before them unless `hint_is_said` elsewhere on the screen.
    Where the screen `names_enter`, Enter is the first key, with what it does in the widget in focus.
    """

    hint: reactive[tuple[str, str] | None] = reactive(None)
    hint_is_said: reactive[bool] = reactive(False)

    def __init__(self) -> None:
        super().__init__(id="keys")

    def on_mount(self) -> None:
        self.screen.bindings_updated_signal.subscribe(self, self._repaint)

    def _repaint(self, screen: Screen[object]) -> None:
        self.refresh()

    @property
    def gap(self) -> int:
        return 3 if self.content_size.width >= ROOMY_KEYS else 2

    def keys(self) -> Iterable[ShownKey]:
        if self.app.screen is not self.screen:
            yield from map(self._shown, self._bindings_on_a_dialog())
            return
        first = list(self._hint(*self.hint)) if self.hint is not None else []
        enter_does = getattr(self.screen.focused, "enter_does", "")
        names_enter = bool(enter_does) and getattr(self.screen, "names_enter", False)
        if names_enter:
            first.append(ShownKey("Enter", enter_does, partial(self.app.simulate_key, "enter")))
        yield from first
        taken = sum(len(f"{shown.key} {shown.label}") + self.gap for shown in first)
        room = self.content_size.width - taken
        keys = self._shown_bindings(enter_does if names_enter else "")
        for binding, enabled in self._fitting(keys, MAX_KEYS - names_enter, room):
            yield self._shown(binding)._replace(enabled=enabled)

    def _shown(self, binding: Binding) -> ShownKey:
        key = self.app.get_key_display(binding)
        return ShownKey(key, binding.description, partial(self.app.simulate_key, binding.key))

    def _fitting(self, keys: list[tuple[Binding, bool]], most: int, room: int) -> list[tuple[Binding, bool]]:
        """Leave out keys until at most so many are left, Help among them; Quit, too, where it has room."""
        fewer = keys
        for action in LEFT_OUT_FIRST:
            if len(fewer) > most or self._width(fewer) > room:
                fewer = [item for item in fewer if item[0].action != action]
        is_enough = len(fewer) <= most and self._width(fewer) <= room
        keys = fewer if is_enough else [item for item in keys if item[0].action != "command_palette"]
        help = [item for item in keys[most:] if item[0].action == "help"]
        keys = keys[: most - len(help)] + help
        at = next((at for at, (binding, _) in enumerate(keys) if binding.action == "help"), 0)
        while at and self._width(keys[: at + 1]) > room:
            at -= 1
            keys = [*keys[:at], *keys[at + 1 :]]
        shown: list[tuple[Binding, bool]] = []
        for item in keys:  # a short one may have room where a longer one before it has none
            shown += [item] if self._width([*shown, item]) <= room else []
        return shown

    def _width(self, keys: list[tuple[Binding, bool]]) -> int:
        shown = (f"{self.app.get_key_display(binding)} {binding.description}" for binding, _ in keys)
        return sum(len(words) + self.gap for words in shown) - self.gap

    def _hint(self, key: str, label: str) -> Iterable[ShownKey]:
        """Yield the hint; where a field takes its key as text, Esc if that leads to the same."""
        focused = self.screen.focused
        if focused is None or not focused.check_consume_key(key[0], key[0]):
            if not self.hint_is_said:
                yield ShownKey(key, label, lambda: None)
            return
        leave = self.screen.active_bindings.get("escape")
        if leave is not None and leave.binding.description == label:
            press = partial(self.app.simulate_key, "escape")
            yield ShownKey(self.app.get_key_display(leave.binding), label, press)

    def _bindings_on_a_dialog(self) -> list[Binding]:
        """Return the program's own keys; help is that of a screen, and the palette has nothing below it."""
        if isinstance(self.app.screen, SystemModalScreen):
            return []
        program = keys_of(self.app, self.app)
        return [
            key
            for key in program
            if key.show and key.priority and key.action != "help" and self.app.check_action(key.action, ())
        ]

    def _shown_bindings(self, enter_does: str) -> list[tuple[Binding, bool]]:
        """Return the screen's own keys in the order it declares them, then those of the program.

        What Enter does is named once: a key that does the same is left out.
        """
        declared = [
            binding.action
            for owner in (type(self.screen), type(self.app))
            for binding in owner.BINDINGS
            if isinstance(binding, Binding)
        ]
        by_enter = getattr(self.screen.focused, "action_name", "") if enter_does else ""
        shown = {
            active.binding.action: (active.binding, active.enabled)
            for active in self.screen.active_bindings.values()
            if active.binding.show
            and active.binding.action in declared
            and active.binding.action != by_enter
            and active.binding.description != enter_does
        }
        return sorted(shown.values(), key=lambda item: declared.index(item[0].action))
