"""One plan: what is left of it, and what giving it back would bring while it was never used."""

from textual.app import ComposeResult
from textual.binding import Binding
from textual.content import Content

from dm_tui.domain.purchase.plan import ResourcePlan
from dm_tui.domain.purchase.refund import RefundOffer, may_be_refunded
from dm_tui.lines.refunds import refund_lines
from dm_tui.services.direct_mail import DirectMail
from dm_tui.services.purchase.json_shapes import PlanShape
from dm_tui.tui.clipboard import copy
from dm_tui.tui.console.plans.plan_and_order_facts import WIDTH, plan_facts
from dm_tui.tui.dialogs.dialog import WorkingDialog
from dm_tui.tui.screen_text import lines, muted
from dm_tui.tui.widgets.action_button import ActionButton
from dm_tui.tui.widgets.text_block import TextBlock


class PlanDialog(WorkingDialog[None]):
    """Nothing is requested here: the vendor says what a refund would bring, and where to ask for it."""

    BINDINGS = [
        Binding("c", "copy", "Copy id"),
        Binding("f", "refund", "Refund", id="plan.refund", tooltip="What giving the plan back would bring"),
    ]
    DEFAULT_CSS = """
    PlanDialog {
        & .dialog-box { width: 76; border: round $primary; }
        & .dialog-outcome { margin-top: 1; }
    }
    """
    prefix = "plan-details"

    def __init__(self, direct_mail: DirectMail, plan: ResourcePlan) -> None:
        super().__init__(id="plan-details")
        self.direct_mail = direct_mail
        self._plan = plan
        self._refundable = may_be_refunded(plan, direct_mail.now())

    def body(self) -> ComposeResult:
        yield TextBlock(id="plan-facts")
        yield self.outcome_line()

    def actions(self) -> ComposeResult:
        yield ActionButton("Close", id="close")
        yield ActionButton("Copy id", id="copy")
        if self._refundable:
            yield ActionButton("Ask about a refund", id="refund")

    def show(self) -> None:
        plan = PlanShape.of(self._plan, self.direct_mail.now())
        facts = self.query_one("#plan-facts", TextBlock)
        facts.update(lines(plan_facts(plan, facts.content_size.width or WIDTH)))
        if self._refundable:
            self.query_one("#refund", ActionButton).disabled = self.busy

    def action_copy(self) -> None:
        """Copy the id of the plan."""
        copy(self.app, self._plan.id, f"{self._plan.id} is")

    def action_refund(self) -> None:
        """Ask what giving the plan back would bring."""
        if self._refundable:
            vendor = self.direct_mail.facts.vendor_name
            work = lambda: self.direct_mail.refunds.ask(self._plan.id)  # noqa: E731
            self.start(f"Asking {vendor}", work, self._paint_offer)

    def _paint_offer(self, offer: RefundOffer) -> Content:
        answer, *notes = refund_lines(
            offer, self.direct_mail.facts.vendor_name, self.direct_mail.refunds.page
        )
        return lines([answer, *map(muted, notes)])
