"""The common part of confirming an order and activating: a text to read and a box to tick."""

from typing import ClassVar

from textual import events, on
from textual.app import ComposeResult
from textual.widgets import Checkbox

from dm_tui.domain.purchase.agreements import AGREEMENTS, Agreement, current_agreement_version
from dm_tui.domain.purchase.wizard import WizardDraft
from dm_tui.tui.toasts import keep_clear
from dm_tui.tui.widgets.accept_box import AcceptBox
from dm_tui.tui.widgets.agreement_text import AgreementText
from dm_tui.tui.wizard.step import StepScreen


class AgreementStep(StepScreen):
    """You can continue once the box is ticked; it stays ticked only for the same version of the text.

    An Enter in the packet that ticks the box unticks it: who continues has seen it ticked.
    """

    reason: ClassVar[str]
    agreement_id: ClassVar[str]
    agreement_title: ClassVar[str]

    def compose_agreement(self) -> ComposeResult:
        agreement = AgreementText(id=self.agreement_id)
        agreement.border_title = self.agreement_title
        yield agreement
        yield AcceptBox(self.agreement.statement, id="accept-terms")

    @property
    def agreement(self) -> Agreement:
        return AGREEMENTS[self.step]

    def version(self) -> str:
        return current_agreement_version(self.direct_mail.purchases.catalogue(), self.step)

    def fill(self) -> None:
        self.query_one(AgreementText).show(self.agreement.document, self.direct_mail.purchases.catalogue())
        with self.prevent(Checkbox.Changed):
            self.query_one(AcceptBox).value = self.agreement.accepted_version(self.draft) == self.version()

    def blocked_reason(self) -> str:
        return "" if self.query_one(AcceptBox).value else self.reason

    def read(self) -> WizardDraft:
        version = self.version() if self.query_one(AcceptBox).value else None
        return self.agreement.accept(self.draft, version)

    def on_screen_resume(self, event: events.ScreenResume) -> None:
        """Let toasts of the screen before stand above the box."""
        self.call_after_refresh(keep_clear, self.app)

    @on(Checkbox.Changed)
    def _ticked(self, event: Checkbox.Changed) -> None:
        self.repaint()
        self.refresh_bindings()  # the line of keys says that Enter ticks the box, or unticks it
        if event.value:
            self.focus_on("next")
