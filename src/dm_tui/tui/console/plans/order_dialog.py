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

    def body(self) -> ComposeResult:
        yield TextBlock(id="order-receipt")

    def actions(self) -> ComposeResult:
        yield ActionButton("Close", id="close")
        yield ActionButton("Copy id", id="copy")
        yield ActionButton("Cancel order …", id="cancel")
        yield ActionButton("Pay …", id="pay", primary=True)

    def begin(self) -> None:
        """Show the order with the acts that its status allows."""
        self._show()
        super().begin()

    def _show(self) -> None:
        order, purchases = self._order, self.direct_mail.purchases
        region = self.direct_mail.prerequisites.region_words(order.region)
        receipt = receipt_lines(order, purchases.plans_of(order.id), region)
        self.query_one("#order-receipt", TextBlock).update(lines(receipt))
        cancel, pay = self.query_one("#cancel", ActionButton), self.query_one("#pay", ActionButton)
        cancel.display, pay.display = self.check_action("cancel", ()), self.check_action("pay", ())
        pay.rename("Check payment" if order.unsettled else "Pay …")

    def show_changes(self) -> None:
        """Show the order as another program has left it."""
        order = self.direct_mail.purchases.order(self._order.id)
        if order != self._order:
            self._order = order
            self._show()
            self.name_keys()
            if self.focused is None or not self.focused.display:
                super().begin()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool:
        """Offer to pay or to cancel an unpaid order, and to check a payment without an answer."""
        unpaid = self._order.status is OrderStatus.UNPAID
        return action not in ("pay", "cancel") or unpaid or (action == "pay" and self._order.unsettled)

    def action_copy(self) -> None:
        """Copy the order id."""
        copy(self.app, self._order.id, f"{self._order.id} is")

    def action_pay(self) -> None:
        """Go to the payment step, which also checks a payment without an answer."""
        if self.is_current:
            self.dismiss(draft_to_pay(self._order, WizardDraft()))

    def action_cancel(self) -> None:
        """Ask, then cancel an unpaid order."""
        if self.is_current:
            self.app.push_screen(cancel_question(self._order), self._cancel)

    def _cancel(self, really: bool | None) -> None:
        if not really:
            return
        with toast_errors(self.app):
            self.direct_mail.purchases.cancel(self._order.id)
            toast(self.app, f"Order {self._order.id} is cancelled. Nothing was charged.")
            self.dismiss(None)
