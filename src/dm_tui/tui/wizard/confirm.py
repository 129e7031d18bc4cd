"""Step 4, confirm order: what is bought, at which price, under which terms."""

from textual.app import ComposeResult
from textual.content import Content
from textual.widgets import Static

from dm_tui.domain.catalogue import parse_quantity
from dm_tui.domain.dates import show_instant
from dm_tui.domain.errors import DirectMailError
from dm_tui.domain.quote import Quote
from dm_tui.domain.wizard import Draft, Step
from dm_tui.tui.paint import MARKS, fact, lines, warning
from dm_tui.tui.wizard.agreement import AgreementStep


class ConfirmScreen(AgreementStep):
    """Shows the order as it will be made; the way to Pay opens when the terms are accepted."""

    step = Step.CONFIRM
    question = "Is this what you want to order?"
    next_label = "Confirm and pay"
    first_focus = "terms"
    document = "resource-plan-terms.txt"
    accepted = "accepted_terms"
    agreement_id = "terms"
    box_label = "I accept the Resource Plan Terms of Service"
    reason = "Accept the terms to pay"

    def compose_body(self) -> ComposeResult:
        """Yield the details, the terms and the box to accept them."""
        yield Static(id="details", markup=False)
        yield from self.compose_agreement()

    def version(self) -> str:
        """Return the version of the terms."""
        return self.mail.purchases.catalogue().terms_version

    def paint(self) -> None:
        """Show the order and its total."""
        try:
            quote = self._quote()
        except DirectMailError as error:
            self.query_one("#details", Static).update(warning(str(error)))
            return
        region = self.mail.prerequisites.region(self.draft.region or "")
        self.query_one("#details", Static).update(_details(quote, region.name))
        self.total(f"Total  {quote.emails:,} emails {MARKS.dot} {quote.total}")

    def complete(self, draft: Draft) -> Draft:
        """Make the order, unpaid, or keep the one that is there when nothing changed."""
        order = self.mail.purchases.confirm(
            draft.spec,
            parse_quantity(draft.quantity),
            draft.region or "",
            draft.accepted_terms or "",
            replaces=draft.order_id,
        )
        return draft.model_copy(update={"order_id": order.id})

    def _quote(self) -> Quote:
        return self.mail.purchases.quote(self.draft.spec, parse_quantity(self.draft.quantity))


def _details(quote: Quote, region: str) -> Content:
    return lines(
        [
            fact("Plan", f"{quote.quantity} {MARKS.times} {quote.spec}: {quote.emails:,} emails"),
            fact("Price", f"{quote.unit_price} each, {quote.total} in all"),
            fact("Region", region),
            fact("Valid until", f"{show_instant(quote.expires_at)}, six months if paid now"),
            fact("Refund", "none after use or expiry"),
        ]
    )
