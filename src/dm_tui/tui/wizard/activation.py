"""Pay-as-you-go: the billing standards and the activation agreement, then Activate Now."""

from textual.app import ComposeResult

from dm_tui.domain.wizard import Draft, Step
from dm_tui.tui.notice import tell
from dm_tui.tui.wizard.agreement import AgreementStep


class ActivationScreen(AgreementStep):
    """The prices first, then the agreement; nothing is charged by activating."""

    step = Step.ACTIVATION
    next_label = "Activate Now"
    first_focus = "agreement"
    agreement_id = "agreement"
    reason = "Accept the agreement to activate"

    def compose_body(self) -> ComposeResult:
        """Yield the standards with the agreement, and the box to accept it."""
        yield from self.compose_agreement()

    def paint(self) -> None:
        """Say what is paid now."""
        price = self.mail.purchases.catalogue().pay_as_you_go_per_thousand
        self.total(f"Now USD 0.00, then {price} per 1,000 emails")

    def complete(self, draft: Draft) -> Draft:
        """Activate."""
        draft = super().complete(draft)
        tell(self.app, "Pay-as-you-go is active.")
        return draft
