"""Text that attacks a terminal program, and how to see whether any of it reached the terminal."""

import os
import re
from collections.abc import Sequence

from tests.tui.journey import User

HOSTILE = (
    "[red]x[/red]",
    "a[/foo]b",
    "[@click=app.quit]x[/]",
    "[@click=x('",
    "[$primary]x[/]",
    "[/]",
    "[USD]",
    "[100%]",
    "C:\\Users\\[me]\\",
    "\x1b[31m",
    "\x1b]52;c;aGk=\x07",
    "\x9b31m",
    "\u202egnp.exe",
    "W" * 10_000,
    "\U0001f468\u200d\U0001f469\u200d\U0001f467",
    "e\u0301\u0327\u0489",
    "a\tb",
    "a\r\nb",
    "",
    "   ",
    "\x00\x7f\ud800",
)

CONTROL = re.compile("[\x00-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")
"""What must never be in a cell of the screen; even newlines and tabs move the terminal's cursor."""

ALL_AT_ONCE = "".join(text for text in HOSTILE if len(text) < 100).replace("\ud800", "")


EVERY = "DM_TUI_EVERY" in os.environ


def shares(fields: Sequence[str]) -> dict[str, tuple[str, ...]]:
    """Return for each field its share of all this, and all at once; with `DM_TUI_EVERY` each meets all."""
    return {
        field: (*(HOSTILE if EVERY else HOSTILE[at :: len(fields)]), ALL_AT_ONCE)
        for at, field in enumerate(fields)
    }


def shows_nothing_hostile(user: User) -> None:
    """Look at every segment of every row of what the terminal gets, toasts and dialogs included."""
    for screen in user.app.screen_stack:
        for strip in screen._compositor.render_strips():
            assert not CONTROL.search(strip.text), (screen.id, strip.text)
            for segment in strip:
                action = segment.style.meta if segment.style else {}
                assert "app.quit" not in str(action), "text became something to click"
