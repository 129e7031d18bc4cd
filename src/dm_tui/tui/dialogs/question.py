"""A question with two answers; the safe one has the focus."""

from typing import NamedTuple

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Horizontal, Vertical
from textual.screen import ModalScreen
from textual.widgets import Button, Static

from dm_tui.tui.paint import lines, text
from dm_tui.tui.widgets.action_button import ActionButton


class AnswerButton(NamedTuple):
    """One answer: the id of its button and what is written on it."""

    id: str
    label: str


class Question(ModalScreen[bool]):
    """Returns True for `yes`. Esc and the first focus are `no`; a second press finds nothing to press."""

    BINDINGS = [Binding("escape", "no", "Close", show=False)]
    AUTO_FOCUS = ""
    DEFAULT_CSS = """
    Question {
        align: center middle;
        & #question {
            width: 64; max-width: 96%; height: auto; max-height: 96%; padding: 1 2;
            background: $surface; border: round $accent; overflow-y: auto;
        }
        & #answers { height: 1; margin-top: 1; }
        & #answers > ActionButton { margin-right: 2; }
    }
    """

    def __init__(
        self, id: str, title: str, body: list[str], yes: AnswerButton, no: AnswerButton
    ) -> None:
        super().__init__(id=id)
        self._title = title
        self._body = body
        self._yes = yes
        self._no = no

    def compose(self) -> ComposeResult:
        """Yield the question and its answers."""
        with Vertical(id="question"):
            yield Static(lines([(self._title, "bold"), "", *self._body]), markup=False)
            with Horizontal(id="answers"):
                yield ActionButton(self._no.label, id=self._no.id)
                yield ActionButton(self._yes.label, id=self._yes.id, primary=True)

    def on_mount(self) -> None:
        """Focus the safe answer."""
        self.query_one(f"#{self._no.id}").focus()

    @on(Button.Pressed)
    def _answered(self, event: Button.Pressed) -> None:
        event.stop()
        if self.is_current:
            self.dismiss(event.button.id == self._yes.id)

    def action_no(self) -> None:
        """Take the safe answer."""
        if self.is_current:
            self.dismiss(False)


class Notice(ModalScreen[None]):
    """A text to read and close: help, a message, a receipt."""

    BINDINGS = [
        Binding("escape,enter,f1", "close", "Close", show=False),
        Binding("up", "scroll(-1)", "Up", show=False),
        Binding("down", "scroll(1)", "Down", show=False),
    ]
    DEFAULT_CSS = """
    Notice {
        align: center middle;
        & #notice {
            width: 72; max-width: 96%; height: auto; max-height: 96%; padding: 1 2;
            background: $surface; border: round $primary; overflow-y: auto;
        }
    }
    """

    def __init__(self, title: str, body: list[str]) -> None:
        super().__init__(id="notice-screen")
        self._title = title
        self._body = body

    def compose(self) -> ComposeResult:
        """Yield the text."""
        with Vertical(id="notice") as box:
            box.border_subtitle = text("esc closes")
            yield Static(lines([(self._title, "bold $primary"), "", *self._body]), markup=False)

    def action_close(self) -> None:
        """Close it."""
        if self.is_current:
            self.dismiss(None)

    def action_scroll(self, rows: int) -> None:
        """Scroll the text."""
        self.query_one("#notice").scroll_relative(y=rows, animate=False)
