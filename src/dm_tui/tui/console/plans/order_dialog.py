"""One order: its receipt, and what can be done with it."""

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Horizontal, Vertical
from textual.screen import ModalScreen
from textual.widgets import Button, Static

from dm_tui.domain.purchase.order import Order, OrderStatus
from dm_tui.domain.purchase.receipt import receipt_lines
from dm_tui.domain.purchase.wizard import Step, WizardDraft
from dm_tui.domain.text import clean
from dm_tui.services.direct_mail import DirectMail
from dm_tui.tui.dialogs.question import AnswerButton, Question
from dm_tui.tui.paint import lines, text
from dm_tui.tui.toasts import toast, toast_errors
from dm_tui.tui.widgets.action_button import ActionButton


class OrderDialog(ModalScreen[WizardDraft | None]):
    """Returns a draft at the payment step when the order is to be paid or checked, otherwise None."""

    BINDINGS = [
        Binding("escape", "close", "Close", show=False),
        Binding("c", "copy", "Copy id"),
        Binding("p", "pay", "Pay", id="order.pay", tooltip="Pay it, or check its payment"),
        Binding(
            "delete", "cancel", "Cancel", id="order.cancel_order", tooltip="Cancel an unpaid order"
        ),
    ]
    DEFAULT_CSS = """
    OrderDialog {
        align: center middle;
        & #order-box {
            width: 76; max-width: 96%; height: auto; max-height: 96%; padding: 1 2;
            background: $surface; border: round $primary; overflow-y: auto;
        }
        & #order-actions { height: 1; margin-top: 1; }
        & #order-actions > ActionButton { margin-right: 2; }
    }
    """

    def __init__(self, direct_mail: DirectMail, order: Order) -> None:
        super().__init__(id="order")
        self.direct_mail = direct_mail
        self._order = order
        self._plans = direct_mail.purchases.plans_of(order.id)

    def compose(self) -> ComposeResult:
        """Yield the receipt and the actions the order's state allows."""
        order = self._order
        with Vertical(id="order-box") as box:
            box.border_subtitle = text(self._hint)
            yield Static(lines(receipt_lines(order, self._plans)), markup=False)
            with Horizontal(id="order-actions"):
                yield ActionButton("Close", id="close")
                yield ActionButton("Copy id", id="copy")
                if order.status is OrderStatus.UNPAID:
                    yield ActionButton("Pay …", id="pay", primary=True)
                    yield ActionButton("Cancel order …", id="cancel")
                elif order.unsettled:
                    yield ActionButton("Check payment", id="pay", primary=True)

    def on_mount(self) -> None:
        """Focus the safe button."""
        self.query_one("#close").focus()

    @property
    def _hint(self) -> str:
        """The keys that work on an order in its state."""
        if self._order.status is OrderStatus.UNPAID:
            return "c copy  p pay  del cancel  esc"
        return "c copy  p check  esc" if self._order.unsettled else "c copy  esc"

    @on(Button.Pressed)
    async def _pressed(self, event: Button.Pressed) -> None:
        """Do what the key of the same name does."""
        event.stop()
        if self.is_current and event.button.id is not None:
            await self.run_action(event.button.id)

    def action_close(self) -> None:
        """Close it."""
        if self.is_current:
            self.dismiss(None)

    def action_copy(self) -> None:
        """Copy the order id."""
        self.app.copy_to_clipboard(clean(self._order.id))
        toast(self.app, f"{self._order.id} copied.")

    def action_pay(self) -> None:
        """Go to the payment step, where a payment without an answer is checked as well."""
        order = self._order
        if self.is_current and (order.status is OrderStatus.UNPAID or order.unsettled):
            self.dismiss(
                WizardDraft(
                    step=Step.PAYMENT,
                    region=order.region,
                    spec=order.spec,
                    quantity=str(order.quantity),
                    accepted_terms=order.terms_version,
                    order_id=order.id,
                    catalogue_version=order.catalogue_version,
                )
            )

    def action_cancel(self) -> None:
        """Ask, then cancel an unpaid order."""
        if self.is_current and self._order.status is OrderStatus.UNPAID:
            self.app.push_screen(_cancel_question(self._order), self._cancel)

    def _cancel(self, really: bool | None) -> None:
        if not really:
            return
        with toast_errors(self.app):
            self.direct_mail.purchases.cancel(self._order.id)
            toast(self.app, f"Order {self._order.id} is cancelled. Nothing was charged.")
            self.dismiss(None)


def _cancel_question(order: Order) -> Question:
    return Question(
        "cancel-order",
        f"Cancel order {order.id}?",
        [f"{order.quantity} x {order.spec} for {order.total}. Nothing was charged."],
        AnswerButton("cancel-it", "Cancel the order"),
        AnswerButton("keep-it", "Keep it"),
    )
