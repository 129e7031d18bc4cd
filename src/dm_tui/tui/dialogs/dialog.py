"""The dialog that all others are: a frame, a body, one row of buttons with the safe one in focus, and Esc."""

from collections.abc import Callable
from functools import partial
from typing import Any, ClassVar, Generic, TypeVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.screen import ModalScreen
from textual.widget import Widget
from textual.widgets import Button

from dm_tui.tui.app_messages import AccountChanged
from dm_tui.tui.background import Failure, run_in_thread
from dm_tui.tui.front_screen import is_closed
from dm_tui.tui.marks import MARKS
from dm_tui.tui.painted_once import OneFrameScreen
from dm_tui.tui.screen_text import Part, lines, muted, text, warning
from dm_tui.tui.toasts import toast
from dm_tui.tui.widgets.action_button import ActionButton
from dm_tui.tui.widgets.button_keys import name_keys, spread
from dm_tui.tui.widgets.text_block import TextBlock
from dm_tui.tui.widgets.window_sizes import NORMAL
from dm_tui.tui.workers import start_worker

T = TypeVar("T")
D = TypeVar("D")

SHOW_SECONDS_AFTER = 2
"""Seconds after which a dialog shows how long its work has taken."""


class Dialog(ModalScreen[T | None], OneFrameScreen[T | None], Generic[T]):
    """A button runs the action of its id, as its key does.

    `prefix` begins the ids of the parts, `safe` is the button in focus, `hint` names keys without a button.
    `primary_key` is what presses a primary button that has no key of its own.
    """

    BINDINGS = [
        Binding("escape", "close", "Close", show=False),
        Binding("ctrl+z", "app.suspend_process", "Suspend", show=False),  # the program's is hidden here
    ]
    AUTO_FOCUS = ""
    DEFAULT_CSS = """
    Dialog {
        align: center middle;
        & .dialog-box {
            width: 72; max-width: 96%; height: auto; max-height: 96%; padding: 1 2;
            background: $surface; border: round $primary; overflow-y: auto;
            scrollbar-size-vertical: 1;
        }
        & .dialog-outcome { height: auto; }
        & .dialog-actions { height: 1; margin-top: 1; }
        & .dialog-actions > ActionButton { margin-right: 1; }
        & .gap { width: 1fr; height: 1; }
        &.-stacked .dialog-actions { layout: vertical; height: auto; }
        &.-stacked .dialog-actions > .gap { display: none; }
        & .-primary:last-child { margin: 0; }
    }
    """
    prefix: ClassVar[str]
    box_id: ClassVar[str] = ""
    safe = "close"
    hint = ""
    primary_key = ""

    def compose(self) -> ComposeResult:
        with Vertical(id=self.box_id or f"{self.prefix}-box", classes="dialog-box"):
            yield from self.body()
            with Horizontal(id=f"{self.prefix}-actions", classes="dialog-actions"):
                yield from spread(self.actions())

    def on_mount(self) -> None:
        self.begin()
        self.place_later(self._show_focus)

    def scroll_to_center(self, widget: Widget, animate: bool = False, **how: Any) -> None:
        """Scroll to a focus at once: Textual's animation ran on after the focus had moved on."""
        super().scroll_to_center(widget, animate, **how)

    def place_later(self, deed: Callable[[], object]) -> None:
        """Do something with the widgets after the next frame, unless the dialog is closed by then."""
        self.call_after_refresh(lambda: None if is_closed(self) else deed())

    def _show_focus(self) -> None:
        """Style the buttons once more: Textual 8.2 misses a focus that is set before the first styles."""
        self.app.update_styles(self.query_one(".dialog-actions"))

    def _keep_focus_in_view(self) -> None:
        """Scroll a small window to the button in focus: it did not show what Enter would do."""
        if isinstance(self.focused, ActionButton):
            self.focused.scroll_visible(animate=False, immediate=True)

    def on_resize(self) -> None:
        """Name the keys: in the buttons, or in the frame where there is no room."""
        self.name_keys()

    def name_keys(self) -> None:
        """Show the keys of the buttons that are there now."""
        self._name_primary(self.primary_key if self.app.size.width >= NORMAL else "")
        named = name_keys(self)
        box = self.query_one(".dialog-box")
        box.border_subtitle = text("  ".join(filter(None, (self.hint, named))))
        self.place_later(self.stack)

    def _name_primary(self, key: str) -> None:
        """Show the key of the primary buttons that have none of their own."""
        for button in self.query(".-primary").results(ActionButton):
            if button.key in ("", self.primary_key):
                button.show_key(key)

    def stack(self) -> None:
        """Put the buttons under one another where they do not fit beside one another, even without a key."""
        room = self.query_one(".dialog-actions").size.width
        if self._cells_of_buttons > room > 0:
            self._name_primary("")
        self.set_class(self._cells_of_buttons > room > 0, "-stacked")
        self.place_later(self._keep_focus_in_view)

    @property
    def _cells_of_buttons(self) -> int:
        shown = [button for button in self.query(ActionButton) if button.display]
        return sum(button.get_content_width(self.size, self.size) + 1 for button in shown) - 1

    def body(self) -> ComposeResult:
        """Yield what is above the buttons."""
        raise NotImplementedError

    def actions(self) -> ComposeResult:
        """Yield the buttons, the safe one first, the primary one last."""
        return iter(())

    def begin(self) -> None:
        """Focus the safe button."""
        self.query_one(f"#{self.safe}").focus()

    @on(Button.Pressed)
    async def _pressed(self, event: Button.Pressed) -> None:
        event.stop()
        if event.button.id is not None:
            await self.press(event.button.id)

    async def press(self, button: str) -> None:
        """Do what the button of this id is for."""
        await self.run_action(button.replace("-", "_"))

    def action_close(self) -> None:
        """Close without an answer; work that has begun continues."""
        if self.is_current:
            self.dismiss(None)


class WorkingDialog(Dialog[T], Generic[T]):
    """A dialog that works in a thread, on one thing at a time, and has a line for its progress and outcome.

    The work belongs to the program: it continues when the dialog is closed, and a toast then shows the
    outcome.
    """

    outcome_id: ClassVar[str] = ""
    fault: ClassVar[str] = "It could not be done ({error})."
    closable_note: ClassVar[str] = "It continues when you close this."

    def __init__(self, id: str) -> None:
        super().__init__(id=id)
        self._doing = ""
        self._seconds = 0

    def outcome_line(self) -> TextBlock:
        """Return the line for progress and outcome, which `body` puts in its place."""
        id = self.outcome_id or f"{self.prefix}-outcome"
        return TextBlock(id=id, classes="dialog-outcome")

    def on_mount(self) -> None:
        self.say(None)
        self.show()
        self.set_interval(1, self._tick)

    def show(self) -> None:
        """Paint the dialog as things are now."""

    @property
    def busy(self) -> bool:
        """Whether work is in progress."""
        return bool(self._doing)

    def start(self, doing: str, work: Callable[[], D], done: Callable[[D], Content | None]) -> None:
        """Do `work` in a thread while the line says `doing`.

        `done` takes its result and returns the outcome.
        """
        if self.busy or not self.is_current:
            return
        self._doing, self._seconds = doing, 0
        self.show()
        self._show_progress()
        start_worker(self.app, partial(self._run, work, done), group="dialog")

    async def _run(self, work: Callable[[], D], done: Callable[[D], Content | None]) -> None:
        result = await run_in_thread(work, fault=self.fault)
        self._doing = ""
        failed = isinstance(result, Failure)
        outcome = self.fail(result) if isinstance(result, Failure) else done(result)
        for screen in self.app.screen_stack:
            screen.post_message(AccountChanged())
        if is_closed(self):
            if outcome is not None:
                toast(self.app, outcome.plain, serious=failed, lasts=True)
            return
        if outcome is not None:
            self.show()
        self.say(outcome)

    def fail(self, failure: Failure) -> Content | None:
        """Return the outcome where the work failed."""
        return warning(failure.words, serious=True)

    def say(self, words: Part | None) -> None:
        """Show words on the line; None hides it."""
        line = self.query_one(".dialog-outcome", TextBlock)
        line.display = words is not None
        if words is not None:
            line.update(lines([words]))
            self.place_later(self._keep_in_view)

    def _keep_in_view(self) -> None:
        """Scroll a small window to the outcome, and on to the button in focus, which is below it."""
        self.query_one(".dialog-outcome").scroll_visible(animate=False, immediate=True)
        self._keep_focus_in_view()

    def _tick(self) -> None:
        if self.busy:
            self._seconds += 1
            self._show_progress()

    def _show_progress(self) -> None:
        elapsed = f" {self._seconds} s" if self._seconds >= SHOW_SECONDS_AFTER else ""
        words = text((f"{MARKS.here} {self._doing} …{elapsed}", "bold"))
        note = [muted(self.closable_note)] if elapsed and self.closable_note else []
        self.say(lines([words, *note]))
