"""The agreements to accept: in which step of the wizard, in which version, and for which order an acceptance
holds.
"""

from typing import NamedTuple

from dm_tui.domain.purchase.catalogue import Catalogue
from dm_tui.domain.purchase.wizard import Step, WizardDraft
from dm_tui.domain.purchase.wording import ACCEPT_AGREEMENT, ACCEPT_TERMS


class Agreement(NamedTuple):
    """A text to accept in a step: a file of `content/`, the draft's field for its version, what you state."""

    document: str
    field: str
    statement: str
    for_order: bool

    def accepted_version(self, draft: WizardDraft) -> str | None:
        """Return the accepted version, if any; one that was accepted for another order is none."""
        version: str | None = getattr(draft, self.field)
        return None if self.for_order and draft.accepted_order != draft.order_content else version

    def accept(self, draft: WizardDraft, version: str | None) -> WizardDraft:
        """Return the draft with this version accepted, or none."""
        order = {"accepted_order": draft.order_content} if self.for_order else {}
        return draft.model_copy(update={self.field: version, **order})


def current_agreement_version(catalogue: Catalogue, step: Step) -> str:
    """Return the version of the agreement of `step` that is to be accepted now."""
    return catalogue.terms_version if step is Step.CONFIRM else catalogue.agreement_version


AGREEMENTS = {
    Step.CONFIRM: Agreement("resource-plan-terms.txt", "accepted_terms", ACCEPT_TERMS, for_order=True),
    Step.ACTIVATION: Agreement(
        "activation-agreement.txt", "accepted_agreement", ACCEPT_AGREEMENT, for_order=False
    ),
}
