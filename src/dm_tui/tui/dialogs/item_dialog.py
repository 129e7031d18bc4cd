"""The dialog of one item, such as a domain, a template or a mailing: its facts and your choices."""

from collections.abc import Callable, Iterable
from typing import Generic, TypeVar

from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Horizontal
from textual.events import DescendantFocus

from dm_tui.services.direct_mail import DirectMail
from dm_tui.tui.clipboard import copy_quietly
from dm_tui.tui.dialogs.dialog import WorkingDialog
from dm_tui.tui.dialogs.question import Question
from dm_tui.tui.marks import MARKS
from dm_tui.tui.screen_text import text
from dm_tui.tui.toasts import toast
from dm_tui.tui.widgets.action_button import ActionButton
from dm_tui.tui.widgets.text_block import TextBlock
from dm_tui.tui.widgets.window_sizes import HEIGHT_BREAKPOINTS, WIDTH_BREAKPOINTS

T = TypeVar("T")

WIDTH = 70
"""Cells of a line of facts, at most."""


class ItemDialog(WorkingDialog[T], Generic[T]):
    """Facts, the details of the kind of item, the outcome of the last action, and the buttons."""

    HORIZONTAL_BREAKPOINTS = WIDTH_BREAKPOINTS
    VERTICAL_BREAKPOINTS = HEIGHT_BREAKPOINTS
    BINDINGS = [Binding("delete", "remove", "Remove", id="item.remove", show=False)]
    DEFAULT_CSS = """
    ItemDialog {
        & .dialog-box { width: 76; padding: 0 2; border: round $primary; }
        & .dialog-box, & VerticalScroll {
            scrollbar-color: $scrollbar; scrollbar-background: $surface;
            scrollbar-color-hover: $scrollbar-hover; scrollbar-background-hover: $surface;
            scrollbar-color-active: $scrollbar-active; scrollbar-background-active: $surface;
        }
        & #item-facts { height: auto; margin-bottom: 1; }
        & .dialog-outcome { margin-top: 1; }
        & .actions { height: 1; width: auto; }
        & .actions:last-child { width: 1fr; }
        & .actions > ActionButton { margin-right: 1; }
        & .actions > .-primary { margin: 0; }
    }
    ItemDialog.-beside .dialog-box { width: 92; }
    ItemDialog.-wide .dialog-box { width: 96; }
    ItemDialog.-narrow .dialog-box { padding: 0 1; }
    ItemDialog.-narrow .gap { display: none; }
    ItemDialog.-short #item-facts { margin-bottom: 0; }
    ItemDialog.-short .dialog-outcome { margin-top: 0; }
    ItemDialog.-short .dialog-actions { margin-top: 0; }
    """
    prefix = box_id = "item"

    def __init__(self, direct_mail: DirectMail, id: str) -> None:
        super().__init__(id)
        self.direct_mail = direct_mail
        self._painted_for = 0

    def on_mount(self) -> None:
        self._painted_for = self.facts_width

    def on_resize(self) -> None:
        """Paint again for another width: lines are divided at what was the last one."""
        if self.facts_width != self._painted_for:
            self._painted_for = self.facts_width
            self.show()

    def body(self) -> ComposeResult:
        yield TextBlock(id="item-facts")
        yield from self.details()
        yield self.outcome_line()

    def actions(self) -> ComposeResult:
        for row in self.buttons():
            with Horizontal(classes="actions"):
                yield from row

    def stack(self) -> None:
        """Show only rows of which a button is shown."""
        super().stack()
        for row in self.query(".actions"):
            row.display = any(isinstance(widget, ActionButton) and widget.display for widget in row.children)

    def on_descendant_focus(self, event: DescendantFocus) -> None:
        """Bring a button into view in a small window, whatever was scrolled to before it had the focus."""
        if isinstance(event.widget, ActionButton):
            self.call_after_refresh(self._keep_button_in_view, event.widget)

    def _keep_button_in_view(self, button: ActionButton) -> None:
        if self.focused is button:
            button.scroll_visible(animate=False, immediate=True)

    def details(self) -> ComposeResult:
        """Yield what is between facts and buttons."""
        return iter(())

    def buttons(self) -> Iterable[Iterable[ActionButton]]:
        """Return the buttons in rows, beside one another where there is room; the primary one last."""
        raise NotImplementedError

    def action_remove(self) -> None:
        """Ask, then remove the item."""
        raise NotImplementedError

    def ask(self, question: Question, act: Callable[[], None]) -> None:
        """Ask, and act when the answer is yes."""
        if self.is_current and not self.busy:
            self.app.push_screen(question, lambda yes: act() if yes else None)

    def ask_to_remove(
        self, question: Question, remove: Callable[[], object], after: str, doing: str = "Removing"
    ) -> None:
        """Ask, then remove the item in a thread, close the dialog and say `after`."""

        def close(result: object) -> None:
            self.finish(after)

        self.ask(question, lambda: self.start(doing, remove, close))

    def copy(self, words: str, what: str) -> None:
        """Copy, and say so in the dialog, where nothing is covered."""
        said = copy_quietly(self.app, words, what)
        if not self.busy:
            self.say(text((f"{MARKS.done} ", "$success"), said))

    @property
    def facts_width(self) -> int:
        """Cells of a line of the facts."""
        return min(WIDTH, max(20, self.app.size.width * 96 // 100 - 6))

    def finish(self, words: str) -> None:
        """Close the dialog of an item that is gone, and say so."""
        toast(self.app, words)
        self.action_close()
