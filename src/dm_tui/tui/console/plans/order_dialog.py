"""One order: its receipt, paying or checking it, cancelling it."""

from textual.app import ComposeResult
from textual.binding import Binding

from dm_tui.domain.purchase.order import Order, OrderStatus
from dm_tui.domain.purchase.receipt import receipt_lines
from dm_tui.domain.purchase.wizard import WizardDraft
from dm_tui.services.direct_mail import DirectMail
from dm_tui.services.wizard_steps import draft_to_pay
from dm_tui.tui.clipboard import copy
from dm_tui.tui.dialogs.cancel_order import cancel_question
from dm_tui.tui.dialogs.dialog import Dialog
from dm_tui.tui.screen_text import lines
from dm_tui.tui.toasts import toast, toast_errors
from dm_tui.tui.widgets.action_button import ActionButton
from dm_tui.tui.widgets.text_block import TextBlock


class OrderDialog(Dialog[WizardDraft]):
    """Returns a draft at the payment step where you pay or check the order, otherwise None."""

    BINDINGS = [
        Binding("c", "copy", "Copy id"),
        Binding("p", "pay", "Pay", id="order.pay", tooltip="Pay the order, or check its payment"),
        Binding("delete", "cancel", "Cancel", id="order.cancel_order", tooltip="Cancel an unpaid order"),
    ]
    DEFAULT_CSS = "OrderDialog .dialog-box { width: 76; border: round $primary; }"
    prefix = "order"

    def __init__(self, direct_mail: DirectMail, order: Order) -> None:
        super().__init__(id="order")
        self.direct_mail = direct_mail
        self._order = order
        self._plans = direct_mail.purchases.plans_of(order.id)

    def body(self) -> ComposeResult:
        region = self.direct_mail.prerequisites.region_words(self._order.region)
        yield TextBlock(lines(receipt_lines(self._order, self._plans, region)))

    def actions(self) -> ComposeResult:
        yield ActionButton("Close", id="close")
        yield ActionButton("Copy id", id="copy")
        if self._order.status is OrderStatus.UNPAID:
            yield ActionButton("Cancel order …", id="cancel")
            yield ActionButton("Pay …", id="pay", primary=True)
        elif self._order.unsettled:
            yield ActionButton("Check payment", id="pay", primary=True)

    def action_copy(self) -> None:
        """Copy the order id."""
        copy(self.app, self._order.id, f"{self._order.id} is")

    def action_pay(self) -> None:
        """Go to the payment step, which also checks a payment without an answer."""
        order = self._order
        if self.is_current and (order.status is OrderStatus.UNPAID or order.unsettled):
            self.dismiss(draft_to_pay(order, WizardDraft()))

    def action_cancel(self) -> None:
        """Ask, then cancel an unpaid order."""
        if self.is_current and self._order.status is OrderStatus.UNPAID:
            self.app.push_screen(cancel_question(self._order), self._cancel)

    def _cancel(self, really: bool | None) -> None:
        if not really:
            return
        with toast_errors(self.app):
            self.direct_mail.purchases.cancel(self._order.id)
            toast(self.app, f"Order {self._order.id} is cancelled. Nothing was charged.")
            self.dismiss(None)
