"""A short form: what is typed is judged by what it is for, and refused in place."""

import asyncio
from collections.abc import Callable, Mapping, Sequence
from typing import Generic, NamedTuple, TypeVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Horizontal, Vertical
from textual.screen import ModalScreen
from textual.widgets import Button, Input, OptionList, Static

from dm_tui.domain.errors import DirectMailError
from dm_tui.tui.paint import lines, muted, text, warning
from dm_tui.tui.toasts import toast
from dm_tui.tui.widgets.action_button import ActionButton
from dm_tui.tui.widgets.choices import Choice, Choices
from dm_tui.tui.widgets.field import Field

T = TypeVar("T")


class TextField(NamedTuple):
    """One line to fill in; `hint` stands in it while it is empty."""

    id: str
    label: str
    hint: str = ""
    value: str = ""
    limit: int = 192


class ChoiceField(NamedTuple):
    """One thing to choose; each option is its id and what is read."""

    id: str
    options: Sequence[tuple[str, str]]


class Form(ModalScreen[T | None], Generic[T]):
    """Returns what `do` makes of the values, None when it is left.

    `do` gets every value by its id, in a thread; a DirectMailError it raises is shown, and nothing typed is lost.
    """

    BINDINGS = [Binding("escape", "close", "Close", show=False)]
    AUTO_FOCUS = "Field, Choices"
    DEFAULT_CSS = """
    Form {
        align: center middle;
        & #form {
            width: 76; max-width: 96%; height: auto; max-height: 96%; padding: 0 2;
            background: $surface; border: round $accent; overflow-y: auto;
            scrollbar-size-vertical: 1;
        }
        & .label { color: $muted; }
        & Field, & Choices { width: 1fr; margin-bottom: 1; }
        & #form-actions { height: 1; }
        & #form-actions > ActionButton { margin-right: 2; }
    }
    """

    def __init__(
        self,
        id: str,
        title: str,
        body: Sequence[str],
        parts: Sequence[TextField | ChoiceField],
        submit: str,
        do: Callable[[Mapping[str, str]], T],
    ) -> None:
        super().__init__(id=id)
        self._title = title
        self._body = body
        self._parts = parts
        self._label = submit
        self._do = do
        self._busy = False

    def compose(self) -> ComposeResult:
        """Yield what it is about, the blanks, what was wrong with them, and the buttons."""
        with Vertical(id="form"):
            head = [text((self._title, "bold")), *(muted(line) for line in self._body)]
            yield Static(lines([*head, ""]), markup=False)
            for part in self._parts:
                if isinstance(part, TextField):
                    yield Static(text(part.label), markup=False, classes="label")
                    yield Field(id=part.id, placeholder=part.hint, limit=part.limit)
                else:
                    yield Choices(id=part.id)
            yield Static(id="form-problem", markup=False)
            with Horizontal(id="form-actions"):
                yield ActionButton("Close", id="close")
                yield ActionButton(self._label, id="submit", primary=True)

    def on_mount(self) -> None:
        """Fill in what is known."""
        for part in self._parts:
            if isinstance(part, TextField):
                self.query_one(f"#{part.id}", Field).put(part.value)
            else:
                rows = [Choice(id, text(label)) for id, label in part.options]
                self.query_one(f"#{part.id}", Choices).show(rows, None)
        self.query_one("#form-problem").display = False

    @property
    def values(self) -> dict[str, str]:
        """What stands in the form now, by id."""
        found = {}
        for part in self._parts:
            widget = self.query_one(f"#{part.id}")
            if isinstance(widget, Field):
                found[part.id] = widget.value.strip()
            elif isinstance(widget, Choices):
                found[part.id] = widget.chosen or ""
        return found

    @on(Input.Submitted)
    @on(OptionList.OptionSelected)
    def _next(self, event: Input.Submitted | OptionList.OptionSelected) -> None:
        """Go on to the next blank; after the last one to the button that submits."""
        event.stop()
        at = [part.id for part in self._parts].index(event.control.id or "")
        following = self._parts[at + 1].id if at + 1 < len(self._parts) else "submit"
        self.query_one(f"#{following}").focus()

    @on(Button.Pressed)
    def _pressed(self, event: Button.Pressed) -> None:
        event.stop()
        if event.button.id == "submit":
            self._submit()
        else:
            self.action_close()

    def action_close(self) -> None:
        """Leave it; what is under way goes on, and is told."""
        if self.is_current:
            self.dismiss(None)

    def _submit(self) -> None:
        if self._busy or not self.is_current:
            return
        self._busy = True
        self._say("One moment …")
        self.app.run_worker(self._try(self.values), group="form", exit_on_error=False)

    async def _try(self, values: Mapping[str, str]) -> None:
        try:
            done = await asyncio.to_thread(self._do, values)
        except DirectMailError as error:
            self._busy = False
            if self.is_current:
                self._say(str(error), wrong=True)
            else:
                toast(self.app, str(error), serious=True)
            return
        self._busy = False
        if self.is_current:
            self.dismiss(done)

    def _say(self, words: str, *, wrong: bool = False) -> None:
        problem = self.query_one("#form-problem", Static)
        problem.update(lines([warning(words, serious=True) if wrong else muted(words), ""]))
        problem.display = True
        problem.scroll_visible(animate=False)
