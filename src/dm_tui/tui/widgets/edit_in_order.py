"""What you type is edited in the order in which you typed it, however many keys arrive together.

Textual 8.2 inserts a character as soon as its widget comes to it. A key with a binding, backspace too, first
goes up to the program and comes back from there: of `⌫5` in one packet of a slow line the 5 was inserted and
then deleted. A widget that takes characters does at once, therefore, what it binds keys to.
"""

from textual import events
from textual.widget import Widget


async def edit_in_order(field: Widget, event: events.Key) -> None:
    """Do what `field` itself binds the key to, if it does, and let nobody do it again."""
    for binding in field._bindings.key_to_bindings.get(event.key, ()):
        if not binding.priority and await field.app.run_action(binding.action, field):
            event.stop()
            event.prevent_default()
            return
