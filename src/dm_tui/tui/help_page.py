"""The help of the screen in front: its text, and the keys that work there."""

from collections.abc import Iterable
from typing import Any

from textual.app import App
from textual.screen import Screen

from dm_tui.content import HEAD, HELP_TITLES, load_help
from dm_tui.tui.dialogs.question import Notice
from dm_tui.tui.palette_sources import OffersCommands, keys_that_work
from dm_tui.tui.screen_text import Part


def show_help(app: App[Any], topic: str) -> None:
    """Show the help of this name."""
    page = load_help(topic)
    app.push_screen(Notice(f"Help: {HELP_TITLES[topic]}", [*_with_heads(page.about), "", *page.keys]))


def _with_heads(about: Iterable[str]) -> list[Part]:
    """Return the lines of a help; the names of its sections are bold."""
    return [(line.removeprefix(HEAD), "bold") if line.startswith(HEAD) else line for line in about]


def help_for(app: App[Any], screen: Screen[Any]) -> Notice:
    """Return the help of `screen` with the keys that work there."""
    keys = [
        f"  {app.get_key_display(binding):<8} {binding.description}"
        for _, binding, _ in keys_that_work(screen)
        if binding.show or binding.id
    ]
    if isinstance(screen, OffersCommands):
        topic = load_help(screen.help_topic).beginning_with(screen.help_section)
    else:
        topic = load_help(str(screen.id))
    return Notice("Help", [*_with_heads(topic.about), "", "Keys", *topic.keys, *dict.fromkeys(keys)])
