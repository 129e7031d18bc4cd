"""Activation, which includes pay-as-you-go: the billing standards, the agreement, then *Activate now*.

No call activates a live account: the step shows the address where you do it, and looks until it is active.
"""

from decimal import Decimal
from functools import partial
from time import monotonic

from textual.app import ComposeResult

from dm_tui.domain.money import Money
from dm_tui.domain.purchase.quote_wording import price_words
from dm_tui.domain.purchase.wizard import Step, WizardDraft
from dm_tui.domain.purchase.wording import ACTIVATE_AT_ADDRESS, NOT_ACTIVE_YET, PAY_AS_YOU_GO_ACTIVE
from dm_tui.services.wizard_steps import draft_region
from dm_tui.tui.app_messages import Proceed
from dm_tui.tui.background import READING_FAULT, Failure, run_in_thread
from dm_tui.tui.marks import MARKS
from dm_tui.tui.screen_text import Part, lines, muted, text, warning
from dm_tui.tui.toasts import toast
from dm_tui.tui.widgets.action_button import ActionButton
from dm_tui.tui.widgets.qr import qr_lines
from dm_tui.tui.widgets.text_block import TextBlock
from dm_tui.tui.wizard.agreement_step import AgreementStep
from dm_tui.tui.workers import start_worker

LOOK_AGAIN_SECONDS = 10
"""Seconds between two automatic looks at a live account."""


class ActivationScreen(AgreementStep):
    """The prices first, then the agreement; activating charges nothing."""

    step = Step.ACTIVATION
    next_label = "Activate now"
    next_description = "Activate Direct Mail"
    first_focus = "agreement"
    agreement_id = "agreement"
    reason = "Accept the agreement"
    agreement_title = "Activation agreement"

    _began: float | None = None
    _looking = False
    _looked = 0.0
    _problem = ""

    def compose_body(self) -> ComposeResult:
        yield from self.compose_agreement()
        yield TextBlock(id="address")

    def on_mount(self) -> None:
        """Check a live account every few seconds while this step is on the screen."""
        if self._address:
            self.set_interval(1, self._tick)

    def fill(self) -> None:
        super().fill()
        for id in (f"#{self.agreement_id}", "#accept-terms"):
            self.query_one(id).display = not self._address
        self.query_one("#address").display = bool(self._address)
        if self._address:
            self._began, self._looked = monotonic(), 0.0
            self.query_one("#next", ActionButton).rename(f"Check again {MARKS.next}")

    def paint(self) -> None:
        catalogue = self.direct_mail.purchases.catalogue()
        nothing = Money(amount=Decimal(0), currency=catalogue.currency)
        self.total(f"Now {nothing}, then {price_words(catalogue)} per 1,000 emails")
        if self._address:
            self.query_one("#address", TextBlock).update(lines(self._activation_lines()))

    def blocked_reason(self) -> str:
        if not self._address:
            return super().blocked_reason()
        return f"Asking {self.direct_mail.facts.vendor_name} …" if self._looking else ""

    def read(self) -> WizardDraft:
        return self.draft if self._address else super().read()

    def complete(self, draft: WizardDraft) -> WizardDraft:
        draft = super().complete(draft)
        toast(self.app, PAY_AS_YOU_GO_ACTIVE)
        return draft

    def proceed(self) -> None:
        if not self._address:
            super().proceed()
        elif self.is_current and not self._looking:
            start_worker(self, self._check_active, group="activation", exclusive=True)

    @property
    def _address(self) -> str:
        return self.direct_mail.activation.address

    def _activation_lines(self) -> list[Part]:
        waited = int(monotonic() - self._began) if self._began is not None else 0
        status = warning(self._problem, width=self.text_width) if self._problem else muted(NOT_ACTIVE_YET)
        return [
            ACTIVATE_AT_ADDRESS,
            text((self._address, "bold underline")),
            "",
            status,
            muted(f"Checks every {LOOK_AGAIN_SECONDS} s; {waited} s so far. Esc goes back."),
            "",
            *qr_lines(self._address),
        ]

    def _tick(self) -> None:
        if not self.is_current or self._looking:
            return
        if monotonic() - max(self._looked, self._began or 0) >= LOOK_AGAIN_SECONDS:
            self.proceed()
        else:
            self.repaint()

    async def _check_active(self) -> None:
        self._looking = True
        self.repaint()
        region = draft_region(self.direct_mail, self.draft).id
        activate = partial(self.direct_mail.activation.activate, region, self.version())
        result = await run_in_thread(activate, fault=READING_FAULT, abandonable=True)
        self._looking, self._looked = False, monotonic()
        if isinstance(result, Failure):
            self._problem = "" if result.code == "activate-in-console" else result.words
        else:
            toast(self.app, PAY_AS_YOU_GO_ACTIVE)
            if self.is_current:
                self.post_message(Proceed(self.draft))
        self.repaint()
