"""The buttons of a dialog or an editor: each names its key, the primary one is at the right."""

from collections.abc import Iterable, Iterator
from typing import Any

from textual.screen import Screen
from textual.widget import Widget

from dm_tui.tui.widgets.action_button import ActionButton
from dm_tui.tui.widgets.text_block import TextBlock
from dm_tui.tui.widgets.window_sizes import NORMAL


def spread(buttons: Iterable[Widget]) -> Iterator[Widget]:
    """Yield buttons with a gap before the first primary one, which goes to the right end."""
    gap = False
    for button in buttons:
        if not gap and button.has_class("-primary"):
            gap = True
            yield TextBlock(classes="gap")
        yield button


def name_keys(screen: Screen[Any]) -> str:
    """Show in each button the key that does the same; return them as words where there is no room."""
    keys = shown_keys(screen)
    roomy, words = screen.app.size.width >= NORMAL, []
    for button in screen.query(ActionButton):
        key = keys.get((button.id or "").replace("-", "_"))
        if key is None:
            continue
        button.show_key(key if roomy else "")
        if not roomy and button.display:
            words.append(f"{key} {button.label}".rstrip(" …"))
    return "  ".join(words)


def shown_keys(screen: Screen[Any]) -> dict[str, str]:
    """Return the key of each action of a screen, as the keymap has it."""
    bindings = screen._bindings.copy()
    bindings.apply_keymap(screen.app._keymap)
    keys: dict[str, str] = {}
    for _, binding in bindings:
        keys.setdefault(binding.action, screen.app.get_key_display(binding))
    return keys
