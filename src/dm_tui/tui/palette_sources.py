"""What the palette and the help list of a screen: its keys that work now, and commands without a key."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import partial
from typing import Any, Protocol, runtime_checkable

from textual.app import SystemCommand
from textual.binding import Binding
from textual.dom import DOMNode
from textual.screen import Screen
from textual.widget import Widget

from dm_tui.tui.widgets.key_row import keys_of


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


def keys_that_work(screen: Screen[Any]) -> Iterator[tuple[DOMNode, Binding, Callable[[], object]]]:
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
