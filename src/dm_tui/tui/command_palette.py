"""The palette: what can be done on the screen in front, by name. It is read from the keys and buttons."""

from collections.abc import Callable, Iterable
from functools import partial
from typing import Any

from textual import events
from textual.app import App, ComposeResult, SystemCommand
from textual.binding import Binding
from textual.command import CommandInput, CommandList, CommandPalette, DiscoveryHit, Hit, Hits, SearchIcon
from textual.content import Content
from textual.dom import DOMNode
from textual.screen import Screen
from textual.system_commands import SystemCommandsProvider

from dm_tui.content import HELP_TITLES
from dm_tui.tui.help_page import show_help
from dm_tui.tui.painted_once import WholeUpdateScreen
from dm_tui.tui.palette_sources import OffersCommands, keys_that_work
from dm_tui.tui.theme import THEME_TITLES
from dm_tui.tui.widgets.action_button import ActionButton
from dm_tui.tui.widgets.choices import can_turn_pages
from dm_tui.tui.widgets.edit_in_order import edit_in_order

NO_COMMANDS = frozenset(
    ("app.leave", "app.more_help", "app.interrupt", "app.palette", "console.page_up", "console.page_down")
)
"""Keys that are no commands: they do what another key does, open the palette, or only turn a page."""

_SEARCH = "/"

_SCORE_BY_HELP = 1e-6
"""The score of a command found by its help: less than any name has."""


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


class Palette(CommandPalette, WholeUpdateScreen[None]):
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
        yield SystemCommand(f"Help: {title}", "Show this help", partial(show_help, app, topic))
    for name, title in THEME_TITLES.items():
        yield SystemCommand(
            f"Theme: {title}", f"Switch to the {title.lower()} theme", partial(use_theme, name)
        )


def _buttons(screen: Screen[Any]) -> Iterable[SystemCommand]:
    """Yield the buttons; what one does is what the key of the same action does."""
    helps: dict[tuple[DOMNode | None, str], str] = {
        _action(owner, binding): _help(binding) for owner, binding, _ in keys_that_work(screen)
    }
    for button in sorted(screen.query(ActionButton), key=lambda button: not button.has_class("-primary")):
        if button.is_on_screen and not button.disabled:
            help = button.description or helps.get(_button_action(button), "")
            yield SystemCommand(str(button.label), help or f"Press {button.label}", button.press)


def _keys(app: App[Any], screen: Screen[Any]) -> Iterable[SystemCommand]:
    """Yield the keys that no button has."""
    pressed = {_button_action(button) for button in screen.query(ActionButton) if button.is_on_screen}
    for owner, binding, press in keys_that_work(screen):
        if binding.id and binding.id not in NO_COMMANDS and _action(owner, binding) not in pressed:
            help = _help(binding)
            if help == binding.description:
                help = f"The key {app.get_key_display(binding)} does it"
            yield SystemCommand(binding.description, help, press)


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
