"""Step 4, confirm order: the plans, the price and the terms."""

from textual.app import ComposeResult
from textual.content import Content
from textual.widgets import Static

from dm_tui.domain.errors import DirectMailError
from dm_tui.domain.purchase.quote import Quote
from dm_tui.domain.purchase.wizard import Step
from dm_tui.domain.purchase.wording import order_facts
from dm_tui.services.wizard_steps import draft_region, quote_draft
from dm_tui.tui.paint import MARKS, fact, lines, warning
from dm_tui.tui.wizard.agreement_step import AgreementStep


class ConfirmScreen(AgreementStep):
    """Shows the order before it is made; you can continue to Payment once you accept the terms."""

    step = Step.CONFIRM
    next_label = "Confirm order"
    first_focus = "terms"
    agreement_id = "terms"
    reason = "Accept the terms to confirm"

    def compose_body(self) -> ComposeResult:
        yield Static(id="details", markup=False)
        yield from self.compose_agreement()

    def paint(self) -> None:
        try:
            quote = quote_draft(self.direct_mail, self.draft)
        except DirectMailError as error:
            self.query_one("#details", Static).update(warning(str(error)))
            return
        region = draft_region(self.direct_mail, self.draft)
        self.query_one("#details", Static).update(_details(quote, region.words))
        self.total(f"Total  {quote.emails:,} emails {MARKS.dot} {quote.total}")


def _details(quote: Quote, region: str) -> Content:
    return lines(fact(label, value) for label, value in order_facts(quote, region, MARKS.times))
