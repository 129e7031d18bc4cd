"""Paying an overdue bill: the method, the amount, and what the bank said."""

import asyncio

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Button, OptionList, Static

from dm_tui.domain.dates import show_date
from dm_tui.domain.errors import DirectMailError
from dm_tui.domain.usage.billing import Bill
from dm_tui.services.direct_mail import DirectMail
from dm_tui.tui.paint import MARKS, Part, fact, lines, muted, text, warning
from dm_tui.tui.toasts import toast, toast_errors
from dm_tui.tui.widgets.action_button import ActionButton
from dm_tui.tui.widgets.choices import Choice, Choices


class BillDialog(ModalScreen[None]):
    """Choosing never pays: Pay is a button of its own, and Close has the focus.

    The payment belongs to the program. It goes on when the dialog is closed, and says how it ended.
    """

    BINDINGS = [Binding("escape", "close", "Close", show=False)]
    AUTO_FOCUS = ""
    DEFAULT_CSS = """
    BillDialog {
        align: center middle;
        & #bill-box {
            width: 72; max-width: 96%; height: auto; max-height: 96%; padding: 1 2;
            background: $surface; border: round $accent; overflow-y: auto;
        }
        & Choices { margin: 1 0; }
        & #bill-actions { height: 1; margin-top: 1; }
        & #bill-actions > ActionButton { margin-right: 2; }
    }
    """

    def __init__(self, direct_mail: DirectMail, bill: Bill) -> None:
        super().__init__(id="bill")
        self.direct_mail = direct_mail
        self._bill = bill
        self._asking = False
        self._seconds = 0
        self._problem = ""

    def compose(self) -> ComposeResult:
        """Yield the bill, the methods, how the payment stands, and the buttons."""
        with Vertical(id="bill-box"):
            yield Static(id="bill-facts", markup=False)
            yield Choices(id="bill-methods")
            yield Static(id="bill-outcome", markup=False)
            with Horizontal(id="bill-actions"):
                yield ActionButton("Close", id="close")
                yield ActionButton("Pay", id="pay", primary=True)

    def on_mount(self) -> None:
        """Show the ways to pay; focus the safe button."""
        with toast_errors(self.app):
            methods = self.direct_mail.purchases.payment_methods()
            rows = [
                Choice(one.id, text(f"{one.label:<16}", (one.detail, "$muted"))) for one in methods
            ]
            last = self._bill.attempts[-1].method if self._bill.attempts else None
            self.query_one(Choices).show(rows, last)
        self._paint()
        self.query_one("#close").focus()
        self.set_interval(1, self._tick)

    @on(Button.Pressed)
    def _pressed(self, event: Button.Pressed) -> None:
        event.stop()
        if event.button.id == "pay":
            self._pay()
        else:
            self.action_close()

    @on(OptionList.OptionSelected)
    def _chosen(self, event: OptionList.OptionSelected) -> None:
        event.stop()
        self.query_one("#pay").focus()

    def action_close(self) -> None:
        """Close it; a payment under way goes on."""
        if self.is_current:
            self.dismiss(None)

    def _pay(self) -> None:
        method = self.query_one(Choices).chosen
        if self._asking or self._bill.closed or method is None or not self.is_current:
            return
        self._asking, self._seconds, self._problem = True, 0, ""
        self._paint()
        self.query_one("#close").focus()
        self.app.run_worker(self._ask_bank(method), group="payment", exit_on_error=False)

    async def _ask_bank(self, method: str) -> None:
        """Pay in a thread; what became of an unknown payment is looked up before anything is charged."""
        try:
            self._bill = await asyncio.to_thread(
                self.direct_mail.billing.pay, self._bill.id, method
            )
        except DirectMailError as error:
            self._problem = str(error)
        except Exception as error:  # a fault of ours must not hide what became of the money
            self._problem = f"The payment could not be finished ({type(error).__name__}). Check it."
        self._asking = False
        if self.is_attached:
            self._paint()
            self._focus_what_is_next()
        else:
            toast(self.app, self._outcome_text(), serious=not self._bill.closed)

    def _focus_what_is_next(self) -> None:
        declined = not self._bill.closed and self._bill.unsettled is None
        self.query_one("#bill-methods" if declined else "#close").focus()

    def _outcome_text(self) -> str:
        if self._bill.closed:
            return f"Bill {self._bill.id} is paid."
        if self._bill.unsettled is not None:
            return f"We do not know yet whether bill {self._bill.id} was charged. Check it."
        return f"Bill {self._bill.id} is not paid. Nothing was charged."

    def _tick(self) -> None:
        if self._asking:
            self._seconds += 1
            self._paint()

    def _paint(self) -> None:
        bill = self._bill
        self.query_one("#bill-facts", Static).update(
            lines(
                [
                    (f"Bill {bill.id}: {bill.status}", "bold"),
                    "",
                    fact("Amount", str(bill.total)),
                    fact("Sent", f"{bill.emails:,} emails, until {show_date(bill.end)}"),
                ]
            )
        )
        self.query_one("#bill-outcome", Static).update(self._outcome())
        methods, pay = self.query_one(Choices), self.query_one("#pay", ActionButton)
        methods.disabled = self._asking
        methods.display = pay.display = not bill.closed
        pay.disabled = self._asking
        pay.rename("Check again" if bill.unsettled is not None else f"Pay {bill.total}")

    def _outcome(self) -> Content:
        bill = self._bill
        if self._asking:
            elapsed = f" {self._seconds} s" if self._seconds >= 2 else ""
            return lines(
                [
                    text((f"{MARKS.here} Asking the bank …{elapsed}", "bold $accent")),
                    muted("The bill is saved; the window may be closed."),
                ]
            )
        said: list[Part] = [warning(self._problem, serious=True)] if self._problem else []
        attempt = bill.attempts[-1] if bill.attempts else None
        if bill.closed:
            said += [
                text((f"{MARKS.done} Paid.", "bold $success"), " What you own can be sent again.")
            ]
        elif bill.unsettled is not None and attempt is not None:
            said += [
                warning(attempt.message or "No answer."),
                "We do not know yet whether the money moved. Nothing is charged twice.",
                muted("Check again looks it up first, and pays only if nothing was charged."),
            ]
        elif attempt is not None:
            said += [
                warning(attempt.message),
                "Nothing was charged. Choose another method and pay again.",
            ]
        return lines(said)
