"""Step 4, confirm order: the plans, the price and the terms."""

from textual.app import ComposeResult
from textual.widgets import Static

from dm_tui.domain.errors import DirectMailError
from dm_tui.domain.purchase.wizard import Step
from dm_tui.domain.purchase.wording import order_facts
from dm_tui.services.wizard_steps import draft_region, quote_draft
from dm_tui.tui.paint import MARKS, fact, lines, warning
from dm_tui.tui.wizard.agreement_step import AgreementStep
from dm_tui.tui.wizard.order_warnings import serious_warning_lines


class ConfirmScreen(AgreementStep):
    """Shows the order with its serious warnings before it is made; you can continue to Payment once you accept the terms."""

    step = Step.CONFIRM
    next_label = "Confirm order"
    first_focus = "terms"
    agreement_id = "terms"
    reason = "Accept the terms"

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
        facts = (fact(label, value) for label, value in order_facts(quote, region.words, MARKS.times))
        self.set_class(bool(quote.serious_warnings), "-warned")
        warnings = serious_warning_lines(quote, self.app.size.width - 5)
        self.query_one("#details", Static).update(lines([*facts, *warnings]))
        self.total(f"Total  {quote.emails:,} emails {MARKS.dot} {quote.total}")
