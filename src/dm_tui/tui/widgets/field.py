"""A one-line input that cuts a long paste and reports it."""

import re

from textual import events
from textual.binding import Binding
from textual.widgets import Input
from textual.widgets.input import Selection

from dm_tui.domain.text import clean, clean_line
from dm_tui.tui.app_messages import Act
from dm_tui.tui.toasts import toast
from dm_tui.tui.widgets.edit_in_order import edit_in_order

TOO_LONG_A_LIST = "Nothing was pasted: {size} characters, and {room} fit. Save them as a file, one address a line, and name it."

NOT_A_NUMBER = "A quantity is a whole number: digits only."


def example(value: str) -> str:
    """Return an example of what is to be typed as a placeholder; no value, no example."""
    return f"e.g. {value}" if value else ""


class Field(Input):
    """An input of at most `limit` characters. A paste is cleaned and cut, and a toast reports it.

    A paste takes the place of what is selected, as a key does.

    A `whole` field takes all of a paste or nothing: a list of addresses that was cut would look like a list.

    While it is empty it shows a `placeholder`: what to type, or what holds, in words. An example is made
    by `example`, for without colour it would look like a value.
    """

    enter_does = "Done"
    DEFAULT_CSS = """
    Field {
        width: 16; height: 1; border: none; padding: 0 1; background: $panel;
        &:focus {
            border: none; background: $tint; background-tint: $tint 0%; color: $accent;
            text-style: bold underline;
        }
        &:nocolor { text-style: underline; }
        & > .input--placeholder { color: $muted; text-style: italic; }
    }
    """

    def __init__(self, *, id: str, placeholder: str = "", limit: int = 20, whole: bool = False) -> None:
        super().__init__(id=id, placeholder=placeholder, max_length=limit, compact=True)
        self.cursor_blink = False
        self._limit, self._whole = limit, whole

    def put(self, value: str) -> None:
        """Show `value` without announcing a change.

        What shows it already is left alone: a step that is filled again while you are in it would take the
        selection away, and the 3 you type for a 1 would make 13.
        """
        shown = clean(value, self._limit).replace("\n", " ").replace("\t", " ")
        if shown == self.value:
            return
        with self.prevent(Input.Changed):
            self.value = shown
            self.cursor_position = len(shown)

    def correct(self) -> None:
        """Take the focus with nothing selected: the next key must not take the place of all that is typed."""
        if not self.has_focus:
            self.screen.set_focus(self)
            self.call_later(setattr, self, "selection", Selection.cursor(len(self.value)))

    async def _on_key(self, event: events.Key) -> None:
        await edit_in_order(self, event)

    def _on_paste(self, event: events.Paste) -> None:
        event.stop()
        event.prevent_default()
        pasted = clean_line(event.text, self._limit + 1)
        if self.restrict and not re.fullmatch(self.restrict, pasted):
            self.restricted()
            return
        room = max(0, self._limit - len(self.value) + len(self.selected_text))
        if len(pasted) > room:
            size = max(len(event.text.strip()), len(pasted))
            if self._whole:
                toast(self.app, TOO_LONG_A_LIST.format(size=f"{size:,}", room=f"{room:,}"))
                return
            toast(self.app, f"Only {room} of {size:,} pasted characters fit.")
        if pasted and room:
            self.replace(pasted[:room], *self.selection)


class QuantityField(Field):
    """A whole number; the up and down arrows change it by one, and so may buttons beside it.

    What would be no number is not taken, and a toast says so: letters over a selected 3 would leave none.
    """

    SCOPED_CSS = False
    DEFAULT_CSS = "QuantityField { width: 10; } #less, #more { margin-left: 1; }"

    BINDINGS = [
        Binding("up,plus", "step(1)", "One more", show=False, priority=True),
        Binding("down,minus", "step(-1)", "One less", show=False, priority=True),
    ]

    def __init__(self, *, id: str, limit: int) -> None:
        super().__init__(id=id, limit=limit)
        self.restrict = "[0-9]*"

    class StepRequested(Act):
        """The user wants one more or one less."""

        def __init__(self, by: int) -> None:
            super().__init__()
            self.by = by

    def restricted(self) -> None:
        if len(self.value) < self._limit:
            toast(self.app, NOT_A_NUMBER)
        else:
            super().restricted()

    def action_step(self, by: int) -> None:
        self.post_message(self.StepRequested(by))

    def check_consume_key(self, key: str, character: str | None) -> bool:
        """Leave + and - to the bindings: a quantity has no sign."""
        return key not in ("plus", "minus") and super().check_consume_key(key, character)
