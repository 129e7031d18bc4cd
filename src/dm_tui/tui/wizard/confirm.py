"""Step 4, confirm order: the plans, the price and the terms."""

from textual.app import ComposeResult

from dm_tui.domain.errors import DirectMailError
from dm_tui.domain.purchase.payment_wording import ALREADY_BOUGHT, BUY_AGAIN
from dm_tui.domain.purchase.quote_wording import order_card_facts, order_facts, order_line
from dm_tui.domain.purchase.wizard import Step
from dm_tui.services.wizard_steps import complete_step, draft_region, quote_draft, waiting_order_words
from dm_tui.tui.app_messages import Proceed
from dm_tui.tui.dialogs.question import AnswerButton, Question
from dm_tui.tui.marks import MARKS
from dm_tui.tui.screen_text import Part, fact, lines, warning
from dm_tui.tui.toasts import toast_error, toast_errors
from dm_tui.tui.widgets.accept_box import AcceptBox
from dm_tui.tui.widgets.text_block import TextBlock
from dm_tui.tui.wizard.agreement_step import AgreementStep
from dm_tui.tui.wizard.order_warnings import serious_warning_lines


class ConfirmScreen(AgreementStep):
    """Shows the order with its serious warnings before it is made.

    You can continue to Payment once you accept the terms. Who comes back to an order whose terms are accepted
    begins at the button: an Enter at the box would untick it, and at the button it makes no other order.
    """

    step = Step.CONFIRM
    comes_before_the_order = True
    has_card = True
    next_label = "Confirm order"
    first_focus = "terms"
    agreement_id = "terms"
    reason = "Accept the terms"
    agreement_title = "Terms of service"

    def compose_body(self) -> ComposeResult:
        yield TextBlock(id="details")
        yield from self.compose_agreement()

    def fill(self) -> None:
        super().fill()
        goes_on = self.query_one(AcceptBox).value and self.draft.order_id is not None
        self.first_focus = "next" if goes_on else self.agreement_id

    def proceed(self) -> None:
        """Confirm the order; ask first where the same was paid by a program that ended before it said so."""
        if self.blocked_reason():
            super().proceed()
            return
        try:
            self._continue(again=False)
        except DirectMailError as error:
            if error.code != ALREADY_BOUGHT.code:
                toast_error(self.app, error)
                self.repaint()
                return
            no, yes = AnswerButton("no-more", "Do not buy"), AnswerButton("buy-again", "Buy again")
            question = Question("already-bought", BUY_AGAIN, [error.message], yes, no)
            self.app.push_screen(question, self._buy_again)

    def _buy_again(self, really: bool | None) -> None:
        if really:
            with toast_errors(self.app):
                self._continue(again=True)

    def _continue(self, *, again: bool) -> None:
        self.draft = complete_step(self.direct_mail, self.read(), again=again)
        self.post_message(Proceed(self.draft))

    def paint(self) -> None:
        try:
            quote = quote_draft(self.direct_mail, self.draft)
        except DirectMailError as error:
            self.query_one("#details", TextBlock).update(warning(str(error), width=self.text_width))
            return
        region = draft_region(self.direct_mail, self.draft)
        self.set_class(bool(quote.serious_warnings), "-warned")
        facts: list[Part] = []
        if not self.card_is_beside:
            facts += [fact(label, value) for label, value in order_facts(quote, region.words, MARKS.times)]
        waiting = waiting_order_words(self.direct_mail, self.draft)
        facts += serious_warning_lines(quote, self.text_width)
        facts += [warning(waiting, width=self.text_width)] if waiting else []
        details = self.query_one("#details", TextBlock)
        details.update(lines(facts))
        details.display = bool(facts)
        self.order_card.show(
            order_card_facts(quote, region.name, MARKS.times),
            order_line(quote, MARKS.times),
            str(quote.total),
            "" if waiting else "Esc goes back; nothing is ordered.",
        )
