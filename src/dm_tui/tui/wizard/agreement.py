"""What confirming an order and activating have in common: a text to read and a box to tick."""

from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.widgets import Checkbox

from dm_tui.domain.wizard import Draft
from dm_tui.tui.widgets.accept import AcceptBox
from dm_tui.tui.widgets.agreement import Agreement
from dm_tui.tui.wizard.step import StepScreen


class AgreementStep(StepScreen):
    """The way on opens when the box is ticked; it stays ticked only while the text is the same version.

    `document` is a file of `content/`, `accepted` the draft's field that keeps the version accepted.
    """

    document: ClassVar[str]
    accepted: ClassVar[str]
    box_label: ClassVar[str]
    reason: ClassVar[str]
    agreement_id: ClassVar[str]

    def compose_agreement(self) -> ComposeResult:
        """Yield the text and the box."""
        yield Agreement(id=self.agreement_id)
        yield AcceptBox(self.box_label, id="accept-terms")

    def version(self) -> str:
        """Return today's version of the text."""
        raise NotImplementedError

    def fill(self) -> None:
        """Show today's text and whether exactly this version was accepted."""
        self.query_one(Agreement).show(self.document)
        with self.prevent(Checkbox.Changed):
            self.query_one(AcceptBox).value = getattr(self.draft, self.accepted) == self.version()

    def reason_not_to(self) -> str:
        """Ask for the box to be ticked."""
        return "" if self.query_one(AcceptBox).value else self.reason

    def read(self) -> Draft:
        """Return the draft with this version accepted or not."""
        version = self.version() if self.query_one(AcceptBox).value else None
        return self.draft.model_copy(update={self.accepted: version})

    @on(Checkbox.Changed)
    def _ticked(self, event: Checkbox.Changed) -> None:
        self.repaint()
        if event.value:
            self.focus_on("next")
