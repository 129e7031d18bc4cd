"""The screens on which you write something longer: it is saved while you type, and none of it is lost."""

from collections.abc import Callable, Iterable
from typing import ClassVar, Generic, TypeVar

from textual import on
from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.widget import Widget
from textual.widgets import Button

from dm_tui.services.direct_mail import DirectMail
from dm_tui.tui.console.shared.autosave import SAVE_EVERY, Autosave, AutosavedDraft
from dm_tui.tui.console.shared.console_tab import masthead_account
from dm_tui.tui.dialogs.question import Question
from dm_tui.tui.front_screen import is_closed
from dm_tui.tui.painted_once import OneFrameScreen
from dm_tui.tui.toasts import toast_errors
from dm_tui.tui.widgets.action_button import ActionButton
from dm_tui.tui.widgets.button_keys import name_keys, spread
from dm_tui.tui.widgets.key_row import KeyLine
from dm_tui.tui.widgets.masthead import Masthead
from dm_tui.tui.widgets.window_sizes import HEIGHT_BREAKPOINTS, WIDTH_BREAKPOINTS
from dm_tui.tui.workers import start_worker

W = TypeVar("W", bound=AutosavedDraft)


class EditorScreen(OneFrameScreen[None], Generic[W]):
    """The frame, what is written, and the buttons, each of which does what the key of its name does."""

    HORIZONTAL_BREAKPOINTS = WIDTH_BREAKPOINTS
    VERTICAL_BREAKPOINTS = HEIGHT_BREAKPOINTS
    AUTO_FOCUS = ""
    DEFAULT_CSS = """
    EditorScreen {
        background: $background; color: $foreground;
        & > .actions { height: 1; padding: 0 1; margin: 1 0; }
        & > .actions > ActionButton { margin-right: 2; }
        & > .actions > .gap { width: 1fr; }
        & > .actions > .-primary { margin: 0; }
    }
    EditorScreen.-short > .actions { margin: 0; }
    EditorScreen.-wide > .actions { padding: 0 3; }
    """
    heading: ClassVar[str]

    def __init__(self, direct_mail: DirectMail, id: str, autosave: Autosave[W]) -> None:
        super().__init__(id=id)
        self.direct_mail = direct_mail
        self._autosave = autosave

    def compose(self) -> ComposeResult:
        yield Masthead(id="masthead")
        yield from self.editor()
        with Horizontal(classes="actions"):
            yield from spread(self.actions())
        yield KeyLine()

    def editor(self) -> Iterable[Widget]:
        """Yield what is written on."""
        raise NotImplementedError

    def actions(self) -> Iterable[ActionButton]:
        """Yield the buttons."""
        raise NotImplementedError

    def on_mount(self) -> None:
        masthead = self.query_one(Masthead)
        masthead.title = self.heading
        with toast_errors(self.app):
            masthead.account = masthead_account(self.direct_mail)
        self.set_interval(SAVE_EVERY, self.follow)

    def on_resize(self) -> None:
        """Name the keys in the buttons."""
        name_keys(self)

    def follow(self) -> None:
        """Save in the background where something has changed, unless you have left it."""
        if not is_closed(self) and self._autosave.has_changes:
            start_worker(self, self.save_in_thread, group="keep")

    async def save_in_thread(self) -> None:
        """Save what is written in a thread."""
        await self._autosave.save_in_thread(self.app)

    @property
    def unsaved(self) -> bool:
        """Whether something is written that is saved nowhere."""
        return self.is_mounted and self._autosave.unsaved

    @property
    def begun(self) -> bool:
        """Whether anything is written, saved or not."""
        return self.is_mounted and not self._autosave.empty

    def save_now(self) -> None:
        """Save what is written at once."""
        if self.is_mounted:
            self._autosave.save_now(self.app)

    @on(Button.Pressed)
    async def _pressed(self, event: Button.Pressed) -> None:
        event.stop()
        if event.button.id is not None:
            await self.run_action(event.button.id)

    def leave_if(self, question: Question, before: Callable[[], None]) -> None:
        """Ask, and leave when the answer is yes, after doing `before`."""

        def leave_then(yes: bool | None) -> None:
            if yes and self.is_current:
                before()
                self.dismiss(None)

        self.app.push_screen(question, leave_then)
