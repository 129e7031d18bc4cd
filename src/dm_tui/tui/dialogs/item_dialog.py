"""What the dialogs of a domain, a sender address and a template share: one thing, and what can be done with it."""

import asyncio
from collections.abc import Callable, Iterable
from typing import Generic, TypeVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Button, Static

from dm_tui.domain.errors import DirectMailError
from dm_tui.services.direct_mail import DirectMail
from dm_tui.tui.dialogs.question import Question
from dm_tui.tui.paint import MARKS, lines, muted, text, warning
from dm_tui.tui.toasts import toast
from dm_tui.tui.widgets.action_button import ActionButton
from dm_tui.tui.widgets.frame import HEIGHT_BREAKPOINTS, WIDTH_BREAKPOINTS

T = TypeVar("T")
D = TypeVar("D")

SHOW_SECONDS_AFTER = 2
"""Seconds after which the time that something takes is told."""


class ItemDialog(ModalScreen[T | None], Generic[T]):
    """Facts, a body of the dialog's own, what happened last, and the buttons.

    What is done is done in a thread that belongs to the program: it goes on when the dialog is closed, and is
    told then.
    """

    HORIZONTAL_BREAKPOINTS = WIDTH_BREAKPOINTS
    VERTICAL_BREAKPOINTS = HEIGHT_BREAKPOINTS
    BINDINGS = [
        Binding("escape", "close", "Close", show=False),
        Binding("delete", "remove", "Remove", id="item.remove", show=False),
    ]
    AUTO_FOCUS = ""
    DEFAULT_CSS = """
    ItemDialog {
        align: center middle;
        & #item {
            width: 76; max-width: 96%; height: auto; max-height: 96%; padding: 0 2;
            background: $surface; border: round $primary; overflow-y: auto;
            scrollbar-size-vertical: 1;
        }
        & #item, & VerticalScroll {
            scrollbar-color: $scrollbar; scrollbar-background: $surface;
            scrollbar-color-hover: $scrollbar-hover; scrollbar-background-hover: $surface;
            scrollbar-color-active: $scrollbar-active; scrollbar-background-active: $surface;
        }
        & #item-facts { height: auto; margin-bottom: 1; }
        & #item-outcome { height: auto; margin-top: 1; }
        & #item-actions { height: 1; margin-top: 1; }
        & .actions { height: 1; width: auto; }
        & .actions > ActionButton { margin-right: 1; }
    }
    ItemDialog.-narrow #item { padding: 0 1; }
    ItemDialog.-narrow #item-actions { layout: vertical; height: auto; }
    ItemDialog.-short #item-facts { margin-bottom: 0; }
    ItemDialog.-short #item-outcome { margin-top: 0; }
    ItemDialog.-short #item-actions { margin-top: 0; }
    """

    hint = ""
    """The keys of the dialog, told in its frame."""

    def __init__(self, direct_mail: DirectMail, id: str) -> None:
        super().__init__(id=id)
        self.direct_mail = direct_mail
        self._doing = ""
        self._seconds = 0

    def compose(self) -> ComposeResult:
        """Yield facts, body, outcome and buttons."""
        with Vertical(id="item") as box:
            box.border_subtitle = text(self.hint)
            yield Static(id="item-facts", markup=False)
            yield from self.body()
            yield Static(id="item-outcome", markup=False)
            with Horizontal(id="item-actions"):
                for row in self.actions():
                    with Horizontal(classes="actions"):
                        yield from row

    def on_mount(self) -> None:
        """Show everything; nothing is under way yet."""
        self.query_one("#item-outcome").display = False
        self.show()
        self.begin()
        self.set_interval(1, self._tick)

    # What a dialog is made of

    def body(self) -> ComposeResult:
        """Yield what stands between facts and buttons."""
        return iter(())

    def actions(self) -> Iterable[Iterable[ActionButton]]:
        """Return the buttons, in rows that stand beside one another where there is room."""
        raise NotImplementedError

    def show(self) -> None:
        """Paint the thing as it is now."""
        raise NotImplementedError

    def begin(self) -> None:
        """Focus what does no harm."""
        self.query_one("#close").focus()

    def action_remove(self) -> None:
        """Ask, then remove the thing."""
        raise NotImplementedError

    # Closing

    def action_close(self) -> None:
        """Close it; what is under way goes on."""
        if self.is_current:
            self.dismiss(None)

    @on(Button.Pressed)
    async def _pressed(self, event: Button.Pressed) -> None:
        """Do what the key of the same name does."""
        event.stop()
        if self.is_current and event.button.id is not None:
            await self.run_action(event.button.id.replace("-", "_"))

    # Doing

    @property
    def busy(self) -> bool:
        """Whether something is under way."""
        return bool(self._doing)

    def run_in_background(
        self, doing: str, do: Callable[[], D], done: Callable[[D], Content | None]
    ) -> None:
        """Do something that may take long; `done` takes what came of it, and returns what to say of it."""
        if self.busy or not self.is_current:
            return
        self._doing, self._seconds = doing, 0
        self.show()
        self._show_seconds()
        self.app.run_worker(self._try(do, done), group="setup", exit_on_error=False)

    def ask(self, question: Question, really: Callable[[], None]) -> None:
        """Ask; do it when the answer is yes."""

        def answered(yes: bool | None) -> None:
            if yes:
                really()

        if self.is_current and not self.busy:
            self.app.push_screen(question, answered)

    def say(self, words: Content) -> None:
        """Say what came of the last thing done."""
        outcome = self.query_one("#item-outcome", Static)
        outcome.update(words)
        outcome.display = True
        outcome.scroll_visible(animate=False)

    def finish(self, words: str) -> None:
        """Close the dialog of a thing that is gone, and say so."""
        toast(self.app, words)
        self.action_close()

    async def _try(self, do: Callable[[], D], done: Callable[[D], Content | None]) -> None:
        said: Content | None = None
        try:
            result = await asyncio.to_thread(do)
        except DirectMailError as error:
            said = warning(str(error), serious=True)
        except Exception as error:  # a fault of ours must not leave the dialog waiting for ever
            said = warning(f"It could not be done ({type(error).__name__}).", serious=True)
        self._doing = ""
        if said is None:
            said = done(result)
        if said is None:
            if self.is_attached:
                self.query_one("#item-outcome").display = False
            return
        if self.is_attached:
            self.show()
            self.say(said)
        else:
            toast(self.app, said.plain)

    def _tick(self) -> None:
        if self.busy:
            self._seconds += 1
            self._show_seconds()

    def _show_seconds(self) -> None:
        elapsed = f" {self._seconds} s" if self._seconds >= SHOW_SECONDS_AFTER else ""
        words = text((f"{MARKS.here} {self._doing} …{elapsed}", "bold $accent"))
        self.say(lines([words, muted("It goes on when this is closed.")]) if elapsed else words)
