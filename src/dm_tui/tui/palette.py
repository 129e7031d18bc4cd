"""The palette and the help, both read from the bindings: one registry for keys, palette and help."""

from collections.abc import Callable, Iterable
from functools import partial
from typing import Any, Protocol, runtime_checkable

from textual.app import App, SystemCommand
from textual.command import CommandList, CommandPalette
from textual.screen import Screen

from dm_tui.content import load_help
from dm_tui.tui.dialogs.question import Notice
from dm_tui.tui.theme import THEME_TITLES
from dm_tui.tui.widgets.action_button import ActionButton
from dm_tui.tui.widgets.choices import can_turn_pages


@runtime_checkable
class OffersCommands(Protocol):
    """A screen with more commands than its keys, and with help that depends on its content."""

    def extra_commands(self) -> Iterable[SystemCommand]:
        """Yield the commands that have no key."""

    @property
    def help_topic(self) -> str:
        """The name of the help file for the current content."""


class Palette(CommandPalette):
    """Textual's palette, which turns no page of commands that are not laid out yet."""

    def _action_command_list(self, action: str) -> None:
        if "page" not in action or can_turn_pages(self.query_one(CommandList)):
            super()._action_command_list(action)


def commands_for(
    app: App[Any], screen: Screen[Any], use_theme: Callable[[str], None]
) -> Iterable[SystemCommand]:
    """Yield every button and key that works on `screen`, then the themes.

    A key that does what a visible button of the same name does is left out, and so are the buttons of hidden
    tabs.
    """
    labels = set[str]()
    for button in screen.query(ActionButton):
        if button.is_on_screen and not button.disabled:
            label = str(button.label)
            labels.add(label)
            yield SystemCommand(label, button.description or "A button on this screen", button.press)
    for active in screen.active_bindings.values():
        binding = active.binding
        if binding.id and active.enabled and binding.description not in labels:
            yield SystemCommand(
                binding.description,
                binding.tooltip or f"Press {app.get_key_display(binding)}",
                partial(app.simulate_key, binding.key),
            )
    if isinstance(screen, OffersCommands):
        yield from screen.extra_commands()
    for name, title in THEME_TITLES.items():
        yield SystemCommand(
            f"Theme: {title}", f"Switch to the {title.lower()} theme", partial(use_theme, name)
        )


def help_for(app: App[Any], screen: Screen[Any]) -> Notice:
    """Return the help of `screen` with the keys that work there."""
    keys = [
        f"  {app.get_key_display(active.binding):<8} {active.binding.description}"
        for active in screen.active_bindings.values()
        if active.binding.show or active.binding.id
    ]
    topic = load_help(screen.help_topic if isinstance(screen, OffersCommands) else str(screen.id))
    return Notice("Help", [*topic.about, "", "Keys", *topic.keys, *dict.fromkeys(keys)])
