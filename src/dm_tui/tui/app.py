"""The program: which screen is on, what is saved when, and how a payment outlives its screen."""

import asyncio
import os
from collections.abc import Callable, Iterable
from contextlib import suppress
from datetime import datetime
from functools import partial
from pathlib import Path
from time import monotonic
from typing import TYPE_CHECKING

from textual import constants, on
from textual.app import App, ScreenStackError, SystemCommand
from textual.binding import Binding
from textual.css.query import NoMatches
from textual.screen import ModalScreen, Screen

from dm_tui.domain.errors import DirectMailError
from dm_tui.domain.purchase.wizard import Draft, Step, next_step, previous_step
from dm_tui.domain.text import visible
from dm_tui.services.direct_mail import DirectMail
from dm_tui.tui.idle_gc import collect_in_pauses
from dm_tui.tui.messages import (
    EndWanted,
    GoBack,
    Leave,
    OpenConsole,
    PaymentEnded,
    PaymentWanted,
    Proceed,
    ReadAccount,
    StartWizard,
)
from dm_tui.tui.stale_enter import EnterAnswersWhatIsSeen
from dm_tui.tui.theme import THEMES, TITLES
from dm_tui.tui.toasts import tell, tell_error
from dm_tui.tui.unsaved_text import MayHoldText
from dm_tui.tui.wizard.screen_cache import WINGS, Stage

if TYPE_CHECKING:
    from textual.driver import Driver

    from dm_tui.domain.purchase.order import Order
    from dm_tui.tui.console.screen import ConsoleScreen
    from dm_tui.tui.wizard.step import StepScreen

WARM_UP_AFTER = 0.3
"""Seconds after the first frame until the other steps are made ready, one at a time."""

LOCK_TIMEOUT = 1.5
"""Seconds the interface waits for another program that is changing the state file."""


class DirectMailApp(EnterAnswersWhatIsSeen[int]):
    """Two modes, wizard and console, and a third that is never shown, in which steps wait (`wizard.stage`)."""

    TITLE = "Direct Mail"
    CSS_PATH = "styles/app.tcss"
    DEFAULT_MODE = "wizard"
    MODES = {WINGS: Screen}
    BINDINGS = [
        Binding("f1", "help", "Help", id="app.help", priority=True),
        Binding("ctrl+p", "command_palette", "Commands", id="app.palette", priority=True),
        Binding("ctrl+q", "leave", "Quit", id="app.quit", priority=True),
        Binding("ctrl+z", "suspend_process", "Suspend", show=False),
    ]

    def __init__(self, mail: DirectMail) -> None:
        super().__init__()
        self.mail = mail
        self._stage = Stage(mail)
        resumed = mail.drafts.resume()
        self._start: Draft | None = resumed.draft
        self._notice = resumed.notice
        self._from_console = resumed.draft is None
        self.reading_since: float | None = None
        self.readings = 0
        self._trouble = ""
        for theme in THEMES:
            self.register_theme(theme)
        chosen = mail.preferences().theme
        # Set without its watcher, which would parse all style sheets once more before the first frame.
        self.set_reactive(App.theme, chosen if chosen in TITLES else THEMES[0].name)
        self.stylesheet.set_variables(self.get_css_variables())
        self.add_mode("console", self._console)

    def get_default_screen(self) -> "Screen[None]":
        """Return the step that begins. Known as a mode from here on: the screen of a declared mode makes
        Textual parse all style sheets once more before the first frame.
        """
        self.add_mode("wizard", self._base)
        return self._base()

    @classmethod
    def for_state(
        cls, path: Path, now: datetime | None = None, provider: str = "sandbox"
    ) -> "DirectMailApp":
        """Return the program on a state file. A given `now` fixes the clock, and nothing ever waits."""
        if now is None:
            return cls(DirectMail(path, provider, lock_timeout=LOCK_TIMEOUT))
        fixed = now
        mail = DirectMail(
            path, provider, clock=lambda: fixed, sleep=lambda _: None, lock_timeout=LOCK_TIMEOUT
        )
        return cls(mail)

    def get_driver_class(self) -> "type[Driver]":
        """Return the driver that stands a terminal that misbehaves; one the environment names is used instead."""
        chosen = super().get_driver_class()
        if os.name == "nt" or constants.DRIVER is not None:
            return chosen
        from dm_tui.tui.terminal_driver import SteadyDriver

        return SteadyDriver

    async def on_mount(self) -> None:
        """Show the console when there is nothing to resume."""
        self.follow_screens()
        if self._start is None:
            await self._land(prompt=self.mail.preferences().prompt_activation)

    def on_ready(self) -> None:
        """Say what happened meanwhile; once the first frame stands, make the other steps ready."""
        for notice in (*self.mail.notices, self._notice):
            if notice:
                tell(self, notice, serious=True)
        self.set_timer(
            WARM_UP_AFTER,
            lambda: self.run_worker(self._settle_down(), group="warm-up", exit_on_error=False),
        )
        if not self.mail.prerequisites.sandbox:
            self.post_message(ReadAccount())

    # Moving between steps

    @on(Proceed)
    async def _proceed(self, event: Proceed) -> None:
        if self._is_stale(event.draft):
            return
        step = next_step(event.draft)
        if step is None:
            await self._finish()
        else:
            await self._go(event.draft, step)

    @on(GoBack)
    async def _go_back(self, event: GoBack) -> None:
        step = previous_step(event.draft)
        if step is not None and not self._is_stale(event.draft):
            await self._go(event.draft, step)

    @on(StartWizard)
    async def _start_wizard(self, event: StartWizard) -> None:
        if self.current_mode == "wizard":
            return
        if self._save(event.draft):
            self._start = event.draft
            await self.switch_mode("wizard")

    @on(OpenConsole)
    async def _open_console(self, event: OpenConsole) -> None:
        if self.current_mode == "wizard":
            await self._finish()

    @on(Leave)
    async def _leave_first_step(self, event: Leave) -> None:
        step = self.current_step
        if step is not None and self._from_console:
            if self._save(step.read()):
                await self._land(prompt=False)
        else:
            self.action_leave()

    def action_leave(self) -> None:
        """Quit; from the wizard ask first, and save what was typed."""
        step = self.current_step
        if step is not None:
            from dm_tui.tui.dialogs.leave import leave_question

            self.push_screen(leave_question(step.loose_ends()), self._left)
        elif self._unsaved() is not None:
            from dm_tui.tui.dialogs.leave import unsaved_question

            if self.screen.id != "unsaved":  # it is asked already
                self.push_screen(
                    unsaved_question(), lambda really: self._quit() if really else None
                )
        elif self.current_mode == "console" and self.mail.sends:
            from dm_tui.tui.dialogs.leave import sending_question

            if self.screen.id != "leave-sending":  # it is asked already
                self.push_screen(
                    sending_question(), lambda really: self._quit() if really else None
                )
        elif self.current_mode == "console":
            self._quit()

    def _quit(self, code: int = 0, message: str | None = None) -> None:
        """End; what is being sent is paused first, and that is said on the way out."""
        if not self.mail.sends:
            self.exit(code, return_code=code, message=message)
            return
        tell(self, "Pausing: what is on its way is waited for …")
        self.run_worker(self._pause_and_exit(code, message), group="leave", exclusive=True)

    async def _pause_and_exit(self, code: int, message: str | None) -> None:
        stopped = await asyncio.to_thread(self.mail.runs.stop)
        told = [visible(one.in_short) for one in stopped]
        self.exit(code, return_code=code, message="\n".join([*told, *filter(None, [message])]))

    def _left(self, really: bool | None) -> None:
        step = self.current_step
        if really and step is not None:
            self._save_and_exit(step, 0)

    @on(EndWanted)
    def _end(self, event: EndWanted) -> None:
        """End without a question, keeping what was typed into the step, whatever lies over it."""
        self._save_and_exit(self._stage.beneath(self), event.code, self._rescued())

    def _rescued(self) -> str | None:
        """Write what is kept nowhere else to a private file, and say where it is."""
        screen = self._unsaved()
        if screen is not None:
            with suppress(OSError):
                name = f"unsaved-{self.mail.now():%Y%m%d-%H%M%S}.txt"
                return f"What was written is kept in {self.mail.save_text(name, screen.written())}"
        return None

    def _unsaved(self) -> MayHoldText | None:
        """Let screens keep what is written, and return the one that could not."""
        holding = [one for one in self.screen_stack if isinstance(one, MayHoldText)]
        for one in holding:
            one.keep()
        return next((one for one in holding if one.unsaved), None)

    def _save_and_exit(
        self, step: "StepScreen | None", code: int, message: str | None = None
    ) -> None:
        try:
            if step is not None:
                self.mail.drafts.save(step.read())
        except DirectMailError as error:
            self.exit(int(error.kind), return_code=int(error.kind), message=str(error))
            return
        self._quit(code, message)

    def _is_stale(self, draft: Draft) -> bool:
        """Say whether a message comes from a screen that is no longer shown: a second press of a key."""
        step = self.current_step
        return step is None or step.step is not draft.step

    async def _go(self, draft: Draft, step: Step) -> None:
        draft = draft.model_copy(update={"step": step})
        if not self._save(draft):
            return
        screen = self._stage.screen(self, step)
        screen.show(draft)
        stack = self.screen_stack
        if screen is stack[0]:
            await self.pop_screen()
        elif len(stack) == 1:  # the base of a mode cannot be switched, only covered
            await self.push_screen(screen)
        else:
            await self.switch_screen(screen)

    def _save(self, draft: Draft) -> bool:
        """Save the draft before the screen changes; where it cannot be saved, nothing changes."""
        try:
            self.mail.drafts.save(draft)
        except DirectMailError as error:
            tell_error(self, error)
            return False
        return True

    async def _finish(self) -> None:
        try:
            self.mail.drafts.finish()
        except DirectMailError as error:
            tell_error(self, error)
            return
        await self._land(prompt=True)

    async def _land(self, *, prompt: bool) -> None:
        """Show the console; the wizard's stack is dropped, so that no key leads back to the payment."""
        self._from_console = True
        await self.switch_mode("console")
        await self.remove_mode("wizard")
        self.add_mode("wizard", self._base)
        console = self.screen
        if prompt and isinstance(console, _console_type()):
            console.ask_about_activation()

    # Screens

    def _base(self) -> "Screen[None]":
        if self._start is None:
            return Screen()
        screen = self._stage.screen(self, self._start.step)
        screen.show(self._start)
        return screen

    def _console(self) -> "Screen[None]":
        return _console_type()(self.mail)

    @property
    def current_step(self) -> "StepScreen | None":
        """The step on the screen, if one is."""
        return self._stage.current(self)

    async def _settle_down(self) -> None:
        """Make the other steps ready, then see to the garbage."""
        with suppress(DirectMailError):  # whoever needs it will be told
            self.mail.preload()
        if self.is_running and self._start is not None and self.current_mode == "wizard":
            await self._stage.warm_up(self, self._start)
        collect_in_pauses(self)

    # A live account

    @on(ReadAccount)
    def _read_account(self) -> None:
        self.run_worker(self._ask_vendor(), group="read", exit_on_error=False)

    async def _ask_vendor(self) -> None:
        """Read the account in a thread of its own; each step says for how long, and can be left meanwhile."""
        if self.reading_since is not None:
            return
        from dm_tui.tui.abandonable import detached

        self.reading_since = monotonic()
        try:
            await detached(self.mail.connect)
        except DirectMailError as error:
            shown = self.current_step is not None and self.current_step.step is Step.PREREQUISITES
            if not shown and error.code != self._trouble:  # each trouble is told once
                tell_error(self, error)
            self._trouble = error.code
        else:
            self._trouble = ""
        finally:
            self.reading_since = None
            self.readings += 1
        step = self.current_step
        if step is not None:
            step.look_again()

    # Paying

    @on(PaymentWanted)
    def _payment_wanted(self, event: PaymentWanted) -> None:
        step = self.current_step
        if step is not None:
            self._save(step.read())
        self.run_worker(self._ask_bank(event), group="payment", exit_on_error=False)

    async def _ask_bank(self, event: PaymentWanted) -> None:
        """Pay or look up in a thread of its own; it belongs to the program, not to a screen."""
        from dm_tui.tui.abandonable import detached

        order: Order | None = None
        problem = ""
        purchases, id = self.mail.purchases, event.order_id
        ask: Callable[[], Order] = partial(purchases.settle, id)
        if event.not_bought:
            ask = partial(purchases.settle_as_not_bought, id)
        elif event.method is not None:
            ask = partial(purchases.pay, id, event.method, event.spend)
        try:
            order = await detached(ask)
        except DirectMailError as error:
            problem = str(error)
        except Exception as error:  # a fault of ours must not hide what became of the money
            problem = f"The payment could not be finished ({type(error).__name__}). Check it."
        if order is None:
            with suppress(DirectMailError):
                order = self.mail.purchases.order(event.order_id)
        self._stage.screen(self, Step.PAYMENT).post_message(PaymentEnded(order, problem))

    # Help, palette, themes

    def action_help(self) -> None:
        """Explain this screen."""
        from dm_tui.tui.palette import help_for

        if not isinstance(self.screen, ModalScreen):
            self.push_screen(help_for(self, self.screen))
        elif self.screen.id == "notice-screen":
            self.screen.dismiss(None)

    def use_theme(self, name: str) -> None:
        """Use a theme from now on."""
        self.theme = name
        try:
            self.mail.prefer(theme=name)
        except DirectMailError as error:
            tell_error(self, error)

    def get_system_commands(self, screen: "Screen[object]") -> Iterable[SystemCommand]:
        """Offer every action that works on `screen`, and the themes."""
        from dm_tui.tui.palette import commands_for

        yield from commands_for(self, screen, self.use_theme)

    def _handle_exception(self, error: Exception) -> None:
        """End with a report. Who works on while the program ends (a screen that is opened, a timer) misses
        the widgets and the screens: that is no fault, and what was asked for comes to pass.
        """
        ends = self._exit or not self.is_running
        if not (ends and isinstance(error, NoMatches | ScreenStackError)):
            super()._handle_exception(error)

    def _fatal_error(self) -> None:
        """Write a report and say where it is: a traceback on the screen shows what must not be shown."""
        from dm_tui.services.upkeep.crash_report import crashed

        told = crashed(self._exception, self.mail.state_path.parent, self.mail.now())
        self._exit_renderables.append(f"dm-tui: {told.message}\n  {told.hint}")
        self._close_messages_no_wait()


def open_interface(state: Path, provider: str) -> int:
    """Run the interface on the terminal and return the exit code."""
    app = DirectMailApp.for_state(state, provider=provider)
    try:
        app.run()
    finally:
        app.mail.close()
    return app.return_code or 0


def _console_type() -> "type[ConsoleScreen]":
    from dm_tui.tui.console.screen import ConsoleScreen

    return ConsoleScreen
