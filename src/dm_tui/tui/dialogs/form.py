"""A short form: its values are validated by the function that takes them, and refused in place."""

from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from typing import Any, Generic, NamedTuple, TypeVar
from weakref import WeakKeyDictionary

from textual import on
from textual.app import App, ComposeResult
from textual.content import Content
from textual.widgets import Input, OptionList

from dm_tui.domain.setup.domain_name import ascii_domain
from dm_tui.tui.background import Failure
from dm_tui.tui.dialogs.dialog import WorkingDialog
from dm_tui.tui.front_screen import is_closed
from dm_tui.tui.screen_text import lines, muted, text
from dm_tui.tui.widgets.action_button import ActionButton
from dm_tui.tui.widgets.choices import Choice, Choices
from dm_tui.tui.widgets.field import Field, example
from dm_tui.tui.widgets.text_block import TextBlock

T = TypeVar("T")

_left: "WeakKeyDictionary[App[Any], dict[str, dict[str, str]]]" = WeakKeyDictionary()
"""What was typed in the forms of a program that were closed, by the id of the form."""


class TextField(NamedTuple):
    """One line to fill in. While empty it shows an `example`, or `words` that say what to type or what holds.

    It takes a `whole` paste or nothing of it.
    """

    id: str
    label: str
    example: str = ""
    value: str = ""
    limit: int = 192
    whole: bool = False
    words: str = ""


class ChoiceField(NamedTuple):
    """One thing to choose; each option is its id and its label."""

    id: str
    options: Sequence[tuple[str, str]]


class Form(WorkingDialog[T], Generic[T]):
    """Returns what `do` makes of the values, None when the form is closed.

    `do` gets every value by its id, in a thread; the form shows a DirectMailError it raises until a value
    changes, and keeps what is typed. It goes to the field at fault if the error quotes it.

    One that `adds` something shows what was typed in it when it was closed before, while the program runs: a
    change of what there is begins with what there is.
    """

    DEFAULT_CSS = """
    Form {
        & .dialog-box { width: 76; padding: 0 2; }
        & .label { color: $muted; }
        & Field, & Choices { width: 1fr; margin-bottom: 1; }
        & .dialog-outcome { margin-bottom: 1; }
        & .dialog-actions { margin-top: 0; }
    }
    """
    prefix = box_id = "form"
    primary_key = "Enter"
    outcome_id = "form-problem"

    def __init__(
        self,
        id: str,
        title: str,
        body: Sequence[str],
        parts: Sequence[TextField | ChoiceField],
        submit: str,
        do: Callable[[Mapping[str, str]], T],
        *,
        adds: bool = False,
    ) -> None:
        super().__init__(id=id)
        self._title = title
        self._body = body
        self._parts = parts
        self._label = submit
        self._do = do
        self._adds = adds
        self._submitted: dict[str, str] = {}
        self._refused: dict[str, str] | None = None

    def body(self) -> ComposeResult:
        head = [text((self._title, "bold")), *(muted(line) for line in self._body)]
        yield TextBlock(lines([*head, ""]))
        for part in self._parts:
            if isinstance(part, TextField):
                yield TextBlock(text(part.label), classes="label")
                placeholder = part.words or example(part.example)
                yield Field(id=part.id, placeholder=placeholder, limit=part.limit, whole=part.whole)
            else:
                yield Choices(id=part.id)
        yield self.outcome_line()

    def actions(self) -> ComposeResult:
        yield ActionButton("Close", id="close")
        yield ActionButton(self._label, id="submit", primary=True)

    def begin(self) -> None:
        """Fill in the known values, or those of before, and focus the first field."""
        before = _left.get(self.app, {}).get(self.id or "", {}) if self._adds else {}
        for part in self._parts:
            if isinstance(part, TextField):
                self.query_one(f"#{part.id}", Field).put(before.get(part.id, part.value))
            else:
                rows = [Choice(id, text(label)) for id, label in part.options]
                self.query_one(f"#{part.id}", Choices).show(rows, before.get(part.id))
        first = self.query_one(f"#{self._parts[0].id}")
        if before and isinstance(first, Field):
            first.correct()
        else:
            first.focus()

    def action_close(self) -> None:
        """Close without an answer; what was typed is there when the form is opened again."""
        if self._adds and self.id is not None:
            _left.setdefault(self.app, {})[self.id] = self.values
        super().action_close()

    @property
    def values(self) -> dict[str, str]:
        """The values now, by id."""
        values = {}
        for part in self._parts:
            widget = self.query_one(f"#{part.id}")
            if isinstance(widget, Field):
                values[part.id] = widget.value.strip()
            elif isinstance(widget, Choices):
                values[part.id] = widget.chosen or ""
        return values

    @on(Input.Submitted)
    @on(OptionList.OptionSelected)
    def _next(self, event: Input.Submitted | OptionList.OptionSelected) -> None:
        """Focus the next field, and after the last one the button that submits."""
        event.stop()
        at = [part.id for part in self._parts].index(event.control.id or "")
        following = self._parts[at + 1].id if at + 1 < len(self._parts) else "submit"
        self.query_one(f"#{following}").focus()

    @on(Input.Changed)
    @on(OptionList.OptionHighlighted)
    def _corrected(self) -> None:
        """Take a refusal back once it is about other values than these."""
        if self._refused not in (None, self.values):
            self._refused = None
            self.say(None)

    def action_submit(self) -> None:
        """Submit the values."""
        values = self._submitted = self.values
        self._refused = None
        self.start("One moment", lambda: self._do(values), self._dismiss_with)

    def fail(self, failure: Failure) -> Content | None:
        """Go to the field whose value the refusal names, or to the first one if that is empty.

        It names what was submitted; another value may be there by now.
        """
        if not is_closed(self):
            self._refused = self._submitted
        if self.is_current and self.focused is self.query_one("#submit"):
            fields = list(self.query(Field))
            given = self._submitted
            named = [field for field in fields if _names(failure.words, given[field.id or ""])]
            at_fault = named or [field for field in fields[:1] if not given[field.id or ""]]
            if at_fault:
                at_fault[0].correct()
        return super().fail(failure)

    def _dismiss_with(self, result: T) -> None:
        _left.get(self.app, {}).pop(self.id or "", None)
        if self.is_current:
            self.dismiss(result)


def _names(words: str, value: str) -> bool:
    """Say whether a refusal quotes a value, or names the domain in it."""
    domain = value.rpartition("@")[2]
    with suppress(ValueError):  # a refusal has the DNS form
        domain = ascii_domain(domain)
    return bool(value) and (f"“{value}”" in words or ("." in domain and domain in words))
