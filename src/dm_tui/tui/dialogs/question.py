"""A question with two answers, and a notice to read."""

from collections.abc import Callable, Sequence
from typing import NamedTuple

from textual.app import ComposeResult
from textual.binding import Binding
from textual.content import Content

from dm_tui.tui.dialogs.dialog import Dialog
from dm_tui.tui.screen_text import Part, lines
from dm_tui.tui.widgets.action_button import TAB_ENTER, ActionButton
from dm_tui.tui.widgets.text_block import TextBlock


class AnswerButton(NamedTuple):
    """One answer: the id of its button and its label."""

    id: str
    label: str


ASK_AGAIN_SECONDS = 0.5
"""Seconds between two looks whether a question is still about what is so."""


class Question(Dialog[bool]):
    """Returns True for `yes`. Esc and the button in focus are `no`.

    One that `follows` work asks what is so now: the work may end while the question is in front.
    """

    DEFAULT_CSS = "Question .dialog-box { width: 64; }"
    prefix = box_id = "question"
    primary_key = TAB_ENTER

    def __init__(self, id: str, title: str, body: list[str], yes: AnswerButton, no: AnswerButton) -> None:
        super().__init__(id=id)
        self._title = title
        self._body = body
        self._yes = yes
        self._no = no
        self.safe = no.id
        self.follows: Callable[[], Question] | None = None

    def body(self) -> ComposeResult:
        yield TextBlock(self._words, id="question-words")

    @property
    def _words(self) -> Content:
        return lines([(self._title, "bold"), "", *self._body])

    def actions(self) -> ComposeResult:
        answers = f"The answer to “{self._title}”"
        yield ActionButton(self._no.label, id=self._no.id, key="Esc", description=answers)
        yield ActionButton(self._yes.label, id=self._yes.id, primary=True, description=answers)

    def on_mount(self) -> None:
        if self.follows is not None:
            self.set_interval(ASK_AGAIN_SECONDS, self._ask_again)

    def _ask_again(self) -> None:
        if self.follows is not None:
            now = self.follows()
            self._title, self._body = now._title, now._body
            self.query_one("#question-words", TextBlock).update(self._words)
            self.query_one(f"#{self._yes.id}", ActionButton).rename(now._yes.label)

    async def press(self, button: str) -> None:
        self.dismiss(button == self._yes.id)


class Notice(Dialog[None]):
    """A text to read and close: help, a message, a receipt."""

    BINDINGS = [
        Binding("escape,enter,f1", "close", "Close", show=False),
        Binding("up,k", "scroll(-1)", "Up", show=False),
        Binding("down,j", "scroll(1)", "Down", show=False),
        Binding("pageup", "page(-1)", "Page up", show=False),
        Binding("pagedown", "page(1)", "Page down", show=False),
        Binding("home,g", "page(-99)", "Top", show=False),
        Binding("end,G", "page(99)", "End", show=False),
    ]
    DEFAULT_CSS = """
    Notice {
        & .dialog-box { width: 76; border: round $primary; }
        & .dialog-actions { display: none; }
    }
    """
    prefix = box_id = "notice"
    hint = "Esc closes"

    def __init__(self, title: str, body: Sequence[Part]) -> None:
        super().__init__(id="notice-screen")
        self._title = title
        self._body = body

    def body(self) -> ComposeResult:
        yield TextBlock(lines([(self._title, "bold $primary"), "", *self._body]))

    def begin(self) -> None:
        """Focus nothing: there is no button."""

    def action_scroll(self, rows: int) -> None:
        """Scroll the text."""
        self.query_one("#notice").scroll_relative(y=rows, animate=False)

    def action_page(self, pages: int) -> None:
        """Scroll the text by whole pages."""
        notice = self.query_one("#notice")
        notice.scroll_relative(y=pages * notice.scrollable_content_region.height, animate=False)
