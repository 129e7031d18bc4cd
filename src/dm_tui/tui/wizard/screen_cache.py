"""Which screen shows which step, and where the screens wait until they are shown."""

import asyncio
from importlib import import_module
from typing import Any

from textual.app import App

from dm_tui.domain.purchase.wizard import STEPS, Step, WizardDraft, applicable
from dm_tui.services.direct_mail import DirectMail
from dm_tui.tui.widgets.frame import apply_breakpoints
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
"""Module and class below this package; each is imported when its step is first needed."""


PRELOAD_MODE = "wings"
"""The mode in which mounted screens wait; it is never shown."""


class ScreenCache:
    """The wizard's screens, each made once.

    A screen that was mounted beforehand appears three times sooner than one that is mounted when its
    step is reached: after the first frame the others are mounted in the wings, one at a time.
    """

    def __init__(self, direct_mail: DirectMail) -> None:
        self._direct_mail = direct_mail
        self._screens: dict[Step, StepScreen] = {}

    def screen(self, app: App[Any], step: Step) -> StepScreen:
        """Return the screen of `step`, made and installed on first use."""
        if step not in self._screens:
            module, _, name = SCREENS[step].partition(".")
            made: type[StepScreen] = getattr(import_module(f"{__package__}.{module}"), name)
            self._screens[step] = made(self._direct_mail)
            apply_breakpoints(self._screens[step], app.size)
            app.install_screen(self._screens[step], f"step-{step}")
        return self._screens[step]

    def current(self, app: App[Any]) -> StepScreen | None:
        """Return the step that is on the screen, if one is."""
        return next((one for one in self._screens.values() if one is app.screen), None)

    def current_or_covered(self, app: App[Any]) -> StepScreen | None:
        """Return the step that is on the screen, or under what lies over it."""
        from_the_top = reversed(app.screen_stack)
        return next((one for one in from_the_top if isinstance(one, StepScreen)), None)

    async def preload_screens(self, app: App[Any], draft: WizardDraft) -> None:
        """Mount what is not mounted yet, the draft's own path first."""
        mode = app.current_mode
        app.switch_mode(PRELOAD_MODE)  # opens the mode; it is left again before a frame is drawn
        app.switch_mode(mode)
        for rule in (*applicable(draft), *STEPS):
            if rule.step not in self._screens:
                await app.push_screen(self.screen(app, rule.step), mode=PRELOAD_MODE)
                await asyncio.sleep(0.02)
