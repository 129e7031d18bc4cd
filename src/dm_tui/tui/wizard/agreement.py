"""What confirming an order and activating have in common: a text to read and a box to tick."""

from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.widgets import Checkbox

from dm_tui.domain.purchase.wizard import AGREEMENTS, Agreement, Draft
from dm_tui.services.wizard_steps import version_today
from dm_tui.tui.widgets.accept import AcceptBox
from dm_tui.tui.widgets.agreement import AgreementText
from dm_tui.tui.wizard.step import StepScreen


class AgreementStep(StepScreen):
    """The way on opens when the box is ticked; it stays ticked only while the text is the same version."""

    reason: ClassVar[str]
    agreement_id: ClassVar[str]

    def compose_agreement(self) -> ComposeResult:
        """Yield the text and the box."""
        yield AgreementText(id=self.agreement_id)
        yield AcceptBox(self.agreement.statement, id="accept-terms")

    @property
    def agreement(self) -> Agreement:
        """What is to be accepted."""
        return AGREEMENTS[self.step]

    def version(self) -> str:
        """Return today's version of the text."""
        return version_today(self.mail, self.step)

    def fill(self) -> None:
        """Show today's text and whether exactly this version was accepted."""
        self.query_one(AgreementText).show(self.agreement.document)
        with self.prevent(Checkbox.Changed):
            self.query_one(AcceptBox).value = (
                self.agreement.accepted_in(self.draft) == self.version()
            )

    def reason_not_to(self) -> str:
        """Ask for the box to be ticked."""
        return "" if self.query_one(AcceptBox).value else self.reason

    def read(self) -> Draft:
        """Return the draft with this version accepted or not."""
        version = self.version() if self.query_one(AcceptBox).value else None
        return self.agreement.accept(self.draft, version)

    @on(Checkbox.Changed)
    def _ticked(self, event: Checkbox.Changed) -> None:
        self.repaint()
        if event.value:
            self.focus_on("next")
