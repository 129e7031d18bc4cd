"""The program: it shows the screens, saves the draft, and runs payments, which outlive their screen."""

from collections.abc import Iterable
from contextlib import suppress
from datetime import datetime
from functools import partial
from pathlib import Path, PurePath
from typing import TYPE_CHECKING

from textual import constants, on
from textual.app import SystemCommand
from textual.screen import Screen

from dm_tui.domain.errors import DirectMailError
from dm_tui.domain.purchase.wizard import Step, WizardDraft, next_step, previous_step
from dm_tui.services.direct_mail import DirectMail
from dm_tui.tui.app_messages import (
    GoBack,
    LeaveWizard,
    OpenConsole,
    PaymentRequested,
    Proceed,
    ReadAccount,
    StartWizard,
)
from dm_tui.tui.exact_update import write_only_what_changed
from dm_tui.tui.idle_gc import collect_garbage_when_idle
from dm_tui.tui.light_strips import make_caches_late
from dm_tui.tui.reading_account import console_class
from dm_tui.tui.sure_timers import fire_every_timer
from dm_tui.tui.themed_app import ThemedApp
from dm_tui.tui.toasts import toast, toast_error, toast_errors, toast_new_notices
from dm_tui.tui.widgets.window_sizes import apply_breakpoints
from dm_tui.tui.wizard.screen_cache import PRELOAD_MODE
from dm_tui.tui.workers import start_worker

if TYPE_CHECKING:
    from textual.driver import Driver

WARM_UP_AFTER = 0.3
"""Seconds after the first frame until the other steps are preloaded, one at a time."""


class DirectMailApp(ThemedApp):
    """Two modes, wizard and console, and a hidden third for preloaded steps (`wizard.screen_cache`)."""

    TITLE = "Direct Mail"
    CSS_PATH = ["styles/app.tcss", "styles/wizard.tcss"]
    DEFAULT_MODE = "wizard"
    MODES = {PRELOAD_MODE: Screen}

    def __init__(self, direct_mail: DirectMail) -> None:
        super().__init__(direct_mail)
        write_only_what_changed()
        make_caches_late()
        fire_every_timer()
        resumed = direct_mail.wizard_drafts.resume()
        self._start: WizardDraft | None = resumed.draft
        self._notice = resumed.notice
        self.shown_notices: set[str] = set()
        self._from_console = resumed.draft is None
        self.entered_at: Step | None = None
        """The step to which the console led: Back from it leads to the console again."""
        self._wizard_styles: list[PurePath] = []
        if self._start is None:  # the console is the first screen: no other one is made and switched from
            self._screen_stacks, self._current_mode = {"console": []}, "console"
            self._wizard_styles.append(self.css_path.pop())
        else:
            self.add_mode("console", self._console)

    def get_default_screen(self) -> "Screen[None]":
        """Return the first step, or the console. Its mode is added only here: the screen of a declared mode
        makes Textual parse all style sheets again before the first frame.
        """
        if self._start is None:
            self.add_mode("console", self._console)
            return self._console()
        self.add_mode("wizard", self._make_wizard_base)
        return self._make_wizard_base()

    @classmethod
    def for_state(
        cls, path: Path, now: datetime | None = None, provider: str = "sandbox", region: str = ""
    ) -> "DirectMailApp":
        """Return the program on a state file. A given `now` fixes the clock and makes every wait instant."""
        if now is None:
            return cls(DirectMail(path, provider, region, in_interface=True))
        fixed = now
        return cls(
            DirectMail(path, provider, region, clock=lambda: fixed, sleep=lambda _: None, in_interface=True)
        )

    def get_driver_class(self) -> "type[Driver]":
        """Return our driver for misbehaving terminals, unless the environment names another one."""
        driver = super().get_driver_class()
        if constants.DRIVER is not None:
            return driver
        from dm_tui.tui.terminal_driver import SteadyDriver

        return SteadyDriver

    def give_terminal_back(self) -> None:
        """Leave the terminal as it was, whatever ended the program."""
        give_back = getattr(self._driver, "give_back", None)
        if give_back is not None:
            give_back()

    async def on_mount(self) -> None:
        """Ask for what the console asks for on landing, where it is the first screen."""
        self.track_front_screen()
        if self._start is None:
            self.add_mode("wizard", self._make_wizard_base)
            if self.direct_mail.preferences().prompt_activation:
                self.screen.call_later(self._ask_about_activation)

    def on_ready(self) -> None:
        """Show the notices; after the first frame, preload the other steps."""
        if self._notice:
            toast(self, self._notice, serious=True, lasts=True)
        self.show_theme_notice()
        toast_new_notices(self, self.direct_mail.notices, self.shown_notices)
        self.set_timer(WARM_UP_AFTER, lambda: start_worker(self, self._preload_screens, group="warm-up"))
        if self.direct_mail.facts.is_remote:
            self.post_message(ReadAccount())

    # Moving between steps

    @on(Proceed)
    async def _proceed(self, event: Proceed) -> None:
        step = next_step(event.draft)
        if step is None:
            await self._finish()
        else:
            await self._go(event.draft, step)

    @on(GoBack)
    async def _go_back(self, event: GoBack) -> None:
        step = previous_step(event.draft)
        if step is not None:
            await self._go(event.draft, event.to or step)

    @on(StartWizard)
    async def _start_wizard(self, event: StartWizard) -> None:
        if self.current_mode == "wizard":
            return
        if self._save(event.draft):
            self._start, self.entered_at = event.draft, event.draft.step
            await self.switch_mode("wizard")

    @property
    def came_from_console(self) -> bool:
        """Whether leaving the wizard leads back to the console."""
        return self._from_console

    @on(OpenConsole)
    async def _open_console(self, event: OpenConsole) -> None:
        if self.current_mode == "wizard":
            await self._finish(event.then)

    @on(LeaveWizard)
    async def _leave_first_step(self, event: LeaveWizard) -> None:
        """Return to the console; without one, offer to leave. What was chosen for an order is kept."""
        step = self.current_step
        if step is None or not self._from_console:
            self.action_leave()
        elif (
            self._forget_draft() if step.step in (Step.ACTIVATION, Step.PAYMENT) else self._save(step.read())
        ):
            await self._show_console(prompt=False)

    async def _go(self, draft: WizardDraft, step: Step) -> None:
        draft = draft.model_copy(update={"step": step})
        if not self._save(draft):
            return
        screen = self._screen_cache.screen(self, step)
        screen.show(draft)
        stack = self.screen_stack
        if screen is stack[0]:
            await self.pop_screen()
        elif len(stack) == 1:  # the base screen of a mode can only be covered
            await self.push_screen(screen)
        else:
            await self.switch_screen(screen)

    def _save(self, draft: WizardDraft) -> bool:
        """Save the draft before the screen changes; return whether it could be saved."""
        try:
            self.direct_mail.wizard_drafts.save(draft)
        except DirectMailError as error:
            toast_error(self, error)
            return False
        return True

    def _forget_draft(self) -> bool:
        with toast_errors(self):
            self.direct_mail.wizard_drafts.finish()
            return True
        return False

    async def _finish(self, then: str = "") -> None:
        if not self._forget_draft():
            return
        await self._show_console(prompt=not then)
        if then and self.current_mode == "console":
            await self.screen.run_action(then)

    async def _show_console(self, *, prompt: bool) -> None:
        """Show the console; the wizard's stack is dropped, so that no key leads back to the payment."""
        self._from_console, self.entered_at = True, None
        await self.switch_mode("console")
        await self.remove_mode("wizard")
        self.add_mode("wizard", self._make_wizard_base)
        if prompt:
            self._ask_about_activation()

    def _ask_about_activation(self) -> None:
        console = self.screen
        if isinstance(console, console_class()):
            console.ask_about_activation()

    # Screens

    def _make_wizard_base(self) -> "Screen[None]":
        if self._start is None:
            return Screen()
        while self._wizard_styles:  # the console's first frame did not wait for them
            self.stylesheet.read(self._wizard_styles.pop())
        screen = self._screen_cache.screen(self, self._start.step)
        screen.show(self._start)
        return screen

    def _console(self) -> "Screen[None]":
        console = console_class()(self.direct_mail)
        apply_breakpoints(console, self.size)
        return console

    async def _preload_screens(self) -> None:
        """Preload the other steps, then start to collect garbage when idle."""
        with suppress(DirectMailError):  # the screen that needs it shows the error
            self.direct_mail.preload()
        if self.is_running and self._start is not None and self.current_mode == "wizard":
            await self._screen_cache.preload_screens(self, self._start)
        collect_garbage_when_idle(self)

    # Paying

    @on(PaymentRequested)
    def _start_payment(self, event: PaymentRequested) -> None:
        step = self.current_step
        if step is not None:
            self._save(step.read())
        start_worker(self, partial(self._pay_or_check, event), group="payment")

    async def _pay_or_check(self, event: PaymentRequested) -> None:
        from dm_tui.tui.payment_call import pay_or_check

        ended = await pay_or_check(self.direct_mail.purchases, event)
        self._screen_cache.screen(self, Step.PAYMENT).post_message(ended)

    def _refresh_notifications(self) -> None:
        """Show toasts on the screen in front alone: Textual leaves them on the one behind a dialog, too."""
        super()._refresh_notifications()
        for screen in self._screen_stack[:-1]:
            for rack in screen.query_children("ToastRack"):
                rack.display = False

    # Palette

    def get_system_commands(self, screen: "Screen[object]") -> Iterable[SystemCommand]:
        from dm_tui.tui.command_palette import commands_for

        yield from commands_for(self, screen, self.use_theme)
        if not all(aside.seen for aside in self.direct_mail.state.list_asides()):
            yield SystemCommand(
                "I saw what was set aside", "Its notices end; its files stay", self.action_end_notices
            )

    def action_end_notices(self) -> None:
        """Save that the user knows of what was set aside."""
        with toast_errors(self):
            self.direct_mail.state.mark_asides_seen()


def run_interface(state: Path, provider: str, region: str) -> int:
    """Run the interface on the terminal and return the exit code."""
    app = DirectMailApp.for_state(state, provider=provider, region=region)
    try:
        app.run()
    finally:
        app.give_terminal_back()
        app.direct_mail.close()
    return app.return_code or 0
