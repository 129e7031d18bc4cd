"""The palette and the help, both read from the bindings: one registry for keys, palette and help."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import partial
from typing import Any, Protocol, runtime_checkable

from textual import events
from textual.app import App, ComposeResult, SystemCommand
from textual.binding import Binding
from textual.command import CommandInput, CommandList, CommandPalette, DiscoveryHit, Hit, Hits, SearchIcon
from textual.content import Content
from textual.dom import DOMNode
from textual.screen import Screen
from textual.system_commands import SystemCommandsProvider
from textual.widget import Widget

from dm_tui.content import HEAD, HELP_TITLES, load_help
from dm_tui.tui.dialogs.question import Notice
from dm_tui.tui.paint import Part
from dm_tui.tui.theme import THEME_TITLES
from dm_tui.tui.widgets.action_button import ActionButton
from dm_tui.tui.widgets.choices import can_turn_pages
from dm_tui.tui.widgets.key_row import keys_of
from dm_tui.tui.widgets.keys_in_order import edit_in_order

NO_COMMANDS = frozenset(
    ("app.leave", "app.more_help", "app.interrupt", "app.palette", "console.page_up", "console.page_down")
)
"""Keys that are no commands: they do what another key does, open the palette, or only turn a page."""

_SEARCH = "/"

_SCORE_BY_HELP = 1e-6
"""The score of a command found by its help: less than any name has."""


@runtime_checkable
class OffersCommands(Protocol):
    """A screen with more commands than its keys, and with help that depends on its content."""

    def extra_commands(self) -> Iterable[SystemCommand]:
        """Yield the commands that have no key."""

    @property
    def help_topic(self) -> str:
        """The name of the help file for the current content."""

    @property
    def help_section(self) -> str:
        """The section that this help begins with."""


@runtime_checkable
class OwnsKeys(Protocol):
    """A screen on which the keys of some widgets work wherever the focus is."""

    @property
    def key_owners(self) -> Sequence[Widget]:
        """The widgets."""


class CommandsInOrder(SystemCommandsProvider):
    """Offers the commands as they are yielded: what Enter on the screen would do is the first one.

    A search finds what is in the help of a command, too, below all that is found by its name.
    """

    async def discover(self) -> Hits:
        for name, help, callback, discover in self.app.get_system_commands(self.screen):
            if discover:
                yield DiscoveryHit(name, callback, help=help)

    async def search(self, query: str) -> Hits:
        by_name, words = self.matcher(query), query.strip().casefold()
        for name, help, callback, _ in self.app.get_system_commands(self.screen):
            if score := by_name.match(name):
                yield Hit(score, by_name.highlight(name), callback, help=help)
            elif words in help.casefold():
                yield Hit(_SCORE_BY_HELP, Content(name), callback, text=name, help=help)


class SearchInOrder(CommandInput):
    """Edits the keys of one packet in their order, as every other field does."""

    async def _on_key(self, event: events.Key) -> None:
        await edit_in_order(self, event)


class Palette(CommandPalette):
    """Textual's palette, which turns no page of commands that are not laid out yet.

    Its sign is the key that searches lists: a picture of a lens is not in every font, nor in ASCII.
    """

    DEFAULT_CSS = "Palette SearchIcon { color: $muted; }"
    BINDINGS = [
        Binding("ctrl+z", "app.suspend_process", "Suspend", show=False)
    ]  # the program's is hidden here

    def compose(self) -> ComposeResult:
        for part in super().compose():
            if isinstance(part, CommandInput):
                part = SearchInOrder(placeholder=self._placeholder, select_on_focus=False)
            yield part

    def on_mount(self) -> None:
        self.query_one(SearchIcon).icon = _SEARCH

    def _action_command_list(self, action: str) -> None:
        if "page" not in action or can_turn_pages(self.query_one(CommandList)):
            super()._action_command_list(action)


def commands_for(
    app: App[Any], screen: Screen[Any], use_theme: Callable[[str], None]
) -> Iterable[SystemCommand]:
    """Yield all that can be done on `screen`, each thing once, then help by name and the themes.

    The primary button is the first. A button comes before the key that does the same; buttons of hidden tabs
    are left out.
    """
    named = set[str]()
    for command in (*_buttons(screen), *_keys(app, screen)):
        if command.title not in named:
            named.add(command.title)
            yield command
    if isinstance(screen, OffersCommands):
        yield from screen.extra_commands()
    for topic, title in HELP_TITLES.items():
        yield SystemCommand(f"Help: {title}", "Show this help", partial(_show_help, app, topic))
    for name, title in THEME_TITLES.items():
        yield SystemCommand(
            f"Theme: {title}", f"Switch to the {title.lower()} theme", partial(use_theme, name)
        )


def _buttons(screen: Screen[Any]) -> Iterable[SystemCommand]:
    """Yield the buttons; what one does is what the key of the same action does."""
    helps: dict[tuple[DOMNode | None, str], str] = {
        _action(owner, binding): _help(binding) for owner, binding, _ in _bindings(screen)
    }
    for button in sorted(screen.query(ActionButton), key=lambda button: not button.has_class("-primary")):
        if button.is_on_screen and not button.disabled:
            help = button.description or helps.get(_button_action(button), "")
            yield SystemCommand(str(button.label), help or f"Press {button.label}", button.press)


def _keys(app: App[Any], screen: Screen[Any]) -> Iterable[SystemCommand]:
    """Yield the keys that no button has."""
    pressed = {_button_action(button) for button in screen.query(ActionButton) if button.is_on_screen}
    for owner, binding, press in _bindings(screen):
        if binding.id and binding.id not in NO_COMMANDS and _action(owner, binding) not in pressed:
            help = _help(binding)
            if help == binding.description:
                help = f"The key {app.get_key_display(binding)} does it"
            yield SystemCommand(binding.description, help, press)


def _bindings(screen: Screen[Any]) -> Iterator[tuple[DOMNode, Binding, Callable[[], object]]]:
    """Yield what works now: the keys of the widgets around the focus, and of those that own keys besides."""
    app = screen.app
    seen = set[str | None]()
    for active in screen.active_bindings.values():
        if active.enabled:
            seen.add(active.binding.id)
            yield active.node, active.binding, partial(app.simulate_key, active.binding.key)
    for owner in screen.key_owners if isinstance(screen, OwnsKeys) else ():
        for binding in keys_of(app, owner):
            if binding.id and binding.id not in seen and owner.check_action(binding.action, ()) is not False:
                yield owner, binding, partial(owner.run_action, binding.action)


def _action(owner: DOMNode, binding: Binding) -> tuple[DOMNode, str]:
    return owner, binding.action


def _button_action(button: ActionButton) -> tuple[DOMNode | None, str]:
    """Return whose action a button runs: that of its screen, or of the widget around it with such a key."""
    action = button.action_name or (button.id or "").replace("-", "_")
    for owner in button.ancestors:
        if any(binding.action == action for _, binding in owner._bindings):
            return owner, action
    return None, action


def _help(binding: Binding) -> str:
    return binding.tooltip or binding.description


def _show_help(app: App[Any], topic: str) -> None:
    page = load_help(topic)
    app.push_screen(Notice(f"Help: {HELP_TITLES[topic]}", [*_with_heads(page.about), "", *page.keys]))


def _with_heads(about: Iterable[str]) -> list[Part]:
    """Return the lines of a help; the names of its sections are bold."""
    return [(line.removeprefix(HEAD), "bold") if line.startswith(HEAD) else line for line in about]


def help_for(app: App[Any], screen: Screen[Any]) -> Notice:
    """Return the help of `screen` with the keys that work there."""
    keys = [
        f"  {app.get_key_display(binding):<8} {binding.description}"
        for _, binding, _ in _bindings(screen)
        if binding.show or binding.id
    ]
    if isinstance(screen, OffersCommands):
        topic = load_help(screen.help_topic).beginning_with(screen.help_section)
    else:
        topic = load_help(str(screen.id))
    return Notice("Help", [*_with_heads(topic.about), "", "Keys", *topic.keys, *dict.fromkeys(keys)])
