"""The frame around every screen: a title line above, a line of keys below."""

from collections.abc import Iterable
from functools import partial

from textual import events
from textual.app import RenderResult
from textual.binding import Binding
from textual.content import Content
from textual.reactive import reactive
from textual.screen import Screen, SystemModalScreen
from textual.widget import Widget

from dm_tui.settings.profiles import profile_name
from dm_tui.tui.app_messages import Act
from dm_tui.tui.paint import MARKS, breadcrumb, justify_ends, lines, text
from dm_tui.tui.widgets.key_row import KeyRow, ShownKey, keys_of
from dm_tui.tui.widgets.window_sizes import ROOMY_KEYS, TOO_SMALL

MAX_KEYS = 5
"""How many keys the footer shows at most."""

PROGRAM = "Direct Mail"


class Masthead(Widget):
    """The title, the account, the profile in use and the badge of sandbox or live; below them the steps.

    `account` ends with the badge: its first word is shown at any width, as the profile is. In a terminal that
    is too small, everything else is hidden and it asks for a larger window.
    """

    title: reactive[str] = reactive("")
    account: reactive[tuple[str, ...]] = reactive(())
    reading: reactive[str] = reactive("")
    steps: reactive[tuple[tuple[str, ...], int] | None] = reactive(None)

    class StepClicked(Act):
        """The user wants to go back to a finished step, counted from 0."""

        def __init__(self, step: int) -> None:
            super().__init__()
            self.step = step

    def on_click(self, event: events.Click) -> None:
        """Go back to the finished step under the mouse."""
        step = event.style.meta.get("step")
        if isinstance(step, int):
            self.post_message(self.StepClicked(step))

    def render(self) -> RenderResult:
        width = self.content_size.width
        if width < 1:
            return ""
        if self.screen.has_class("-tiny") or self.screen.has_class("-flat"):
            return text(TOO_SMALL)
        *account, badge = self.account or ("",)
        names = [self.reading, *account] if self.reading else account
        title = text((PROGRAM, "bold $primary"), (f"  {self.title}" if self.title else "", "bold"))
        described = text((f" {MARKS.dot} ".join(names), "$muted"), "  " if names else "")
        profile = profile_name()
        in_use = text((f"profile {profile}", "bold"), "  ") if profile else text("")
        short, whole = (text(in_use, _badge(words, badge)) for words in (badge.partition(" ")[0], badge))
        region = text((names[-1], "$muted"), "  ") if names else described
        rights = (text(described, whole), text(described, short), text(region, short), whole, short)
        right = next((shown for shown in rights if title.cell_length + shown.cell_length + 2 <= width), short)
        head = justify_ends(
            title.truncate(max(1, width - right.cell_length - 1), ellipsis=True), right, width
        )
        return head if self.steps is None else lines([head, breadcrumb(*self.steps, width)])


def _badge(words: str, badge: str) -> Content:
    """Return a badge: another colour and other words where money is real."""
    style = "$badge-text on $badge-sandbox" if "no real" in badge else "$badge-text on $badge-live"
    return text((f" {words} " if words else "", f"bold {style}"))


class KeyLine(KeyRow):
    """The keys of the screen, at most five and F1 among them, the unavailable ones dimmed.

    A click presses one. Behind a dialog it has those of the program that work there; a dialog names its own.

    `hint` is one more key and its label, shown before them. Where the screen `names_enter`, Enter is the
    first key, with what it does in the widget in focus.
    """

    hint: reactive[tuple[str, str] | None] = reactive(None)

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
        if self.hint is not None:
            yield from self._hint(*self.hint)
        enter_does = getattr(self.screen.focused, "enter_does", "")
        names_enter = bool(enter_does) and getattr(self.screen, "names_enter", False)
        if names_enter:
            yield ShownKey("Enter", enter_does, partial(self.app.simulate_key, "enter"))
        for binding, enabled in self._shown_bindings(MAX_KEYS - names_enter):
            yield self._shown(binding)._replace(enabled=enabled)

    def _shown(self, binding: Binding) -> ShownKey:
        key = self.app.get_key_display(binding)
        return ShownKey(key, binding.description, partial(self.app.simulate_key, binding.key))

    def _hint(self, key: str, label: str) -> Iterable[ShownKey]:
        """Yield the hint; where a field takes its key as text, Esc if that leads to the same."""
        focused = self.screen.focused
        if focused is None or not focused.check_consume_key(key[0], key[0]):
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
        return [key for key in program if key.show and key.priority and key.action != "help"]

    def _shown_bindings(self, most: int) -> list[tuple[Binding, bool]]:
        """Return the screen's own keys in the order it declares them, then those of the program."""
        declared = [
            binding.action
            for owner in (type(self.screen), type(self.app))
            for binding in owner.BINDINGS
            if isinstance(binding, Binding)
        ]
        shown = {
            active.binding.action: (active.binding, active.enabled)
            for active in self.screen.active_bindings.values()
            if active.binding.show and active.binding.action in declared
        }
        keys = sorted(shown.values(), key=lambda item: declared.index(item[0].action))
        help = [item for item in keys[most:] if item[0].action == "help"]
        return keys[: most - len(help)] + help
