"""The screen of each step, made once and mounted before it is needed.

Mounting a screen when its step is reached was rejected: it appears three times later. Mounting all of them
before the first frame was rejected, too: the first frame would wait for screens that many never see. So they
are mounted after it, one at a time, in a mode that is never shown, and those that show the draft alone are
filled and drawn there, too: the first look at one took three times as long as the next.
"""

import asyncio
from functools import partial
from importlib import import_module
from typing import TYPE_CHECKING, Any

from textual.app import App

from dm_tui.domain.purchase.wizard import STEPS, Step, WizardDraft, applicable
from dm_tui.services.direct_mail import DirectMail
from dm_tui.tui.widgets.window_sizes import apply_breakpoints

if TYPE_CHECKING:
    from dm_tui.tui.wizard.step import StepScreen

SCREENS: dict[Step, str] = {
    Step.PREREQUISITES: "prerequisites.PrerequisitesScreen",
    Step.BILLING_MODEL: "billing_model.BillingModelScreen",
    Step.PLAN: "plan.PlanScreen",
    Step.CONFIRM: "confirm.ConfirmScreen",
    Step.PAYMENT: "payment.PaymentScreen",
    Step.RECEIPT: "receipt.ReceiptScreen",
    Step.ACTIVATION: "activation.ActivationScreen",
}
"""Module and class in this package; each is imported when its step is first needed."""

PRELOAD_MODE = "wings"
"""The mode for mounted screens that wait; it is never shown."""

PAUSE = 0.02
"""Seconds between two pieces of the preloading, in which a key is answered."""


class ScreenCache:
    """The wizard's screens, each made once."""

    def __init__(self, direct_mail: DirectMail) -> None:
        self._direct_mail = direct_mail
        self._screens: dict[Step, StepScreen] = {}

    def screen(self, app: App[Any], step: Step) -> "StepScreen":
        """Return the screen of `step`, made and installed on first use."""
        if step not in self._screens:
            module, _, name = SCREENS[step].partition(".")
            screen_class: type[StepScreen] = getattr(import_module(f"{__package__}.{module}"), name)
            self._screens[step] = screen_class(self._direct_mail)
            apply_breakpoints(self._screens[step], app.size)
            app.install_screen(self._screens[step], f"step-{step}")
        return self._screens[step]

    def current(self, app: App[Any]) -> "StepScreen | None":
        return next((screen for screen in self._screens.values() if screen is app.screen), None)

    def current_or_covered(self, app: App[Any]) -> "StepScreen | None":
        """Return the step on the screen, or the one under a dialog."""
        made = set(self._screens.values())
        return next((screen for screen in reversed(app.screen_stack) if screen in made), None)

    async def preload_screens(self, app: App[Any], draft: WizardDraft) -> None:
        """Mount the screens that are not mounted yet, the draft's own path first; prepare those on it."""
        mode = app.current_mode
        app.switch_mode(PRELOAD_MODE)  # opens the mode, which is left before a frame is drawn
        app.switch_mode(mode)
        for rule in (*applicable(draft), *STEPS):
            if rule.step not in self._screens:
                screen = self.screen(app, rule.step)
                await app.push_screen(screen, mode=PRELOAD_MODE)
                await asyncio.sleep(PAUSE)
                if rule.applies(draft):
                    await _prepare(screen, draft)


async def _prepare(screen: "StepScreen", draft: WizardDraft) -> None:
    """Fill, lay out and draw a step, in pieces: its first look then takes no longer than the next ones."""
    pieces = (partial(screen.prepare, draft), screen.lay_out_behind, screen.draw_ahead)
    for piece in pieces:
        if not screen.can_be_prepared:  # the user may be there already
            return
        piece()
        await asyncio.sleep(PAUSE)
