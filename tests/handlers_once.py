"""Which classes of a widget handle a kind of message is found once a test run.

Textual asks each class of each widget for each message: three in a hundred parts of the time of tests.
"""

from collections.abc import Iterator
from typing import Any

import pytest
from textual.message import Message
from textual.message_pump import MessagePump

find_each = MessagePump._get_dispatch_methods
"""What Textual does for each message."""


def find_handlers_once(patch: pytest.MonkeyPatch) -> None:
    """Let all widgets of a class share what was found; where `on` names what it handles, Textual looks."""
    known: dict[tuple[type, type, str], list[type] | None] = {}

    def methods(pump: MessagePump, name: str, message: Message) -> Iterator[tuple[type, Any]]:
        key = type(pump), type(message), name
        if key not in known:
            known[key] = _handling(*key)
        if (classes := known[key]) is None:
            yield from find_each(pump, name, message)
            return
        for cls in classes:
            if message._no_default_action:
                break
            method = cls.__dict__.get(f"_{name}") or cls.__dict__[name]
            yield cls, method.__get__(pump, cls)

    patch.setattr(MessagePump, "_get_dispatch_methods", methods)


def _handling(pump: type, message: type, name: str) -> list[type] | None:
    kinds = set(message.__mro__)
    if any(kinds & cls.__dict__.get("_decorated_handlers", {}).keys() for cls in pump.__mro__):
        return None
    found = {cls: cls.__dict__.get(f"_{name}") or cls.__dict__.get(name) for cls in pump.__mro__}
    return [cls for cls, method in found.items() if method and not getattr(method, "_textual_on", None)]
