"""Step 6, the receipt: copy or save it, then open the console."""

from textual.app import ComposeResult
from textual.binding import Binding
from textual.widgets import Static

from dm_tui.domain.account.wording import USER_GUIDE
from dm_tui.domain.purchase.order import OrderStatus
from dm_tui.domain.purchase.receipt import receipt_lines
from dm_tui.domain.purchase.wizard import Step
from dm_tui.domain.purchase.wording import RECEIPT_SAVED, receipt_heading, receipt_not_saved
from dm_tui.domain.text import clean
from dm_tui.tui.messages import OpenConsole
from dm_tui.tui.paint import MARKS, lines, muted, text
from dm_tui.tui.toasts import toast, toast_errors
from dm_tui.tui.widgets.frame import Masthead
from dm_tui.tui.wizard.step import StepScreen


class ReceiptScreen(StepScreen):
    """Copy and save with one key each. No key leads back to the payment."""

    step = Step.RECEIPT
    next_label = "Management Console"
    first_focus = "body"
    BINDINGS = [
        Binding("escape", "console", "Console", id="receipt.console", tooltip="Open the management console"),
        Binding("c", "copy", "Copy", id="receipt.copy", tooltip="Copy the receipt"),
        Binding("s", "save", "Save", id="receipt.save", tooltip="Save the receipt as text"),
        Binding("tab", "app.focus_next", "Next field", show=False),
        Binding("enter", "ready", show=False),
    ]

    def compose_body(self) -> ComposeResult:
        yield Static(id="order-id", markup=False)
        yield Static(id="receipt", markup=False)
        yield Static(id="again", classes="block", markup=False)

    def on_mount(self) -> None:
        """Make the receipt itself focusable: a second Enter after Pay must not skip it."""
        for body in self.query("#body"):  # no widget while the program is closing
            body.can_focus = True
        for back in self.query("#back"):
            back.display = False

    def paint(self) -> None:
        if self.draft.order_id is None:
            return
        order = self.direct_mail.purchases.order(self.draft.order_id)
        self.query_one(Masthead).title = receipt_heading(order)
        mark = MARKS.done if order.status is OrderStatus.PAID else MARKS.warning
        self.query_one("#order-id", Static).update(text((f"{mark} {order.id}", "bold $success")))
        self.query_one("#receipt", Static).update(lines(self._receipt()[1:]))
        self.query_one("#again", Static).update(
            lines(
                [
                    muted("You can find it again in the console under Plans, or with"),
                    text(f"  dm-tui orders show {order.id}"),
                    muted(f"User Guide: {USER_GUIDE}"),
                ]
            )
        )
        emails = order.emails // order.quantity * order.bought
        self.total(f"Total  {emails:,} emails {MARKS.dot} {order.paid_total}")

    def proceed(self) -> None:
        with toast_errors(self.app):
            self.direct_mail.save_reported()
        self.post_message(OpenConsole())

    def action_back(self) -> None:
        """Do nothing: a payment cannot be undone."""

    def action_console(self) -> None:
        self.proceed()

    def action_ready(self) -> None:
        """Focus the button; only another Enter leaves: the first may be a double press after Pay."""
        self.focus_on("next")

    def action_copy(self) -> None:
        with toast_errors(self.app):
            self.app.copy_to_clipboard(clean("\n".join(self._receipt())))
            toast(self.app, "Receipt copied.")

    def action_save(self) -> None:
        with toast_errors(self.app):
            try:
                path = self.direct_mail.save_text(f"receipt-{self.draft.order_id}.txt", self._receipt())
            except OSError as error:
                toast(self.app, receipt_not_saved(error), serious=True)
            else:
                toast(self.app, RECEIPT_SAVED.format(path=path))

    def _receipt(self) -> list[str]:
        order = self.direct_mail.purchases.order(self.draft.order_id or "")
        region = self.direct_mail.prerequisites.region_words(order.region)
        return receipt_lines(order, self.direct_mail.purchases.plans_of(order.id), region)
