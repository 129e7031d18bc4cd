"""Pay-as-you-go: the billing standards and the activation agreement, then Activate Now."""

from textual.app import ComposeResult

from dm_tui.domain.wizard import Draft, Step
from dm_tui.tui.notice import tell
from dm_tui.tui.wizard.agreement import AgreementStep


class ActivationScreen(AgreementStep):
    """The prices first, then the agreement; nothing is charged by activating."""

    step = Step.ACTIVATION
    question = "Enable pay-as-you-go?"
    next_label = "Activate Now"
    first_focus = "agreement"
    document = "activation-agreement.txt"
    accepted = "accepted_agreement"
    agreement_id = "agreement"
    box_label = "I accept the Direct Mail Activation Agreement"
    reason = "Accept the agreement to activate"

    def compose_body(self) -> ComposeResult:
        """Yield the standards with the agreement, and the box to accept it."""
        yield from self.compose_agreement()

    def version(self) -> str:
        """Return the version of the agreement."""
        return self.mail.purchases.catalogue().agreement_version

    def paint(self) -> None:
        """Say what is paid now."""
        price = self.mail.purchases.catalogue().pay_as_you_go_per_thousand
        self.total(f"Now USD 0.00, then {price} per 1,000 emails")

    def complete(self, draft: Draft) -> Draft:
        """Activate."""
        region = draft.region or self.mail.prerequisites.account().region
        self.mail.activation.activate(region, draft.accepted_agreement or "")
        tell(self.app, "Pay-as-you-go is active.")
        return draft
