"""Paying an overdue bill: the method, the amount, and the answer of the bank."""

from textual import on
from textual.app import ComposeResult
from textual.content import Content
from textual.widgets import OptionList

from dm_tui.domain.billing_zone import BILLING_ZONE
from dm_tui.domain.dates import show_instant
from dm_tui.domain.purchase.payment_method import proposed_method
from dm_tui.domain.usage.billing import Bill
from dm_tui.services.direct_mail import DirectMail
from dm_tui.tui.background import Failure
from dm_tui.tui.dialogs.dialog import WorkingDialog
from dm_tui.tui.front_screen import is_closed
from dm_tui.tui.marks import MARKS
from dm_tui.tui.screen_text import Part, fact, lines, muted, text, warning
from dm_tui.tui.toasts import toast, toast_errors
from dm_tui.tui.widgets.action_button import TAB_ENTER, ActionButton
from dm_tui.tui.widgets.choices import Choice, Choices
from dm_tui.tui.widgets.text_block import TextBlock
from dm_tui.tui.widgets.window_sizes import HEIGHT_BREAKPOINTS


class BillDialog(WorkingDialog[None]):
    """Choosing a method never pays: Pay is a button of its own, and Close has the focus."""

    VERTICAL_BREAKPOINTS = HEIGHT_BREAKPOINTS
    DEFAULT_CSS = """
    BillDialog { & .dialog-box { padding: 0 2; } & Choices { margin: 1 0; } }
    BillDialog.-short {
        & .dialog-box { padding: 0 1; scrollbar-gutter: stable; }
        & Choices, & .dialog-actions { margin-top: 0; margin-bottom: 0; }
    }
    """
    prefix = "bill"
    primary_key = TAB_ENTER
    fault = "The payment could not be finished ({error}). Check it."
    closable_note = "The bill is saved; you can close this."

    def __init__(self, direct_mail: DirectMail, bill: Bill) -> None:
        super().__init__(id="bill")
        self.direct_mail = direct_mail
        self._bill = bill
        self._problem = ""
        self._earlier = bill.last_attempt  # its answer is none to what is done here

    def body(self) -> ComposeResult:
        yield TextBlock(id="bill-facts")
        yield Choices(id="bill-methods")
        yield self.outcome_line()

    def actions(self) -> ComposeResult:
        yield ActionButton("Close", id="close")
        yield ActionButton("Pay", id="pay", primary=True)

    def begin(self) -> None:
        """List the payment methods, and the outcome of the last payment."""
        super().begin()
        with toast_errors(self.app):
            methods = self.direct_mail.purchases.payment_methods()
            rows = [
                Choice(method.id, text(f"{method.label:<16}", (method.detail, "$muted")))
                for method in methods
            ]
            attempts, earlier = self._bill.attempts, self._earlier
            last = earlier.method if earlier is not None else None
            chosen = proposed_method([method.id for method in methods], attempts, last)
            self.query_one(Choices).show(rows, chosen)
        self.say(self._outcome())

    @on(OptionList.OptionSelected)
    def _chosen(self, event: OptionList.OptionSelected) -> None:
        event.stop()
        self.query_one("#pay").focus()

    def action_pay(self) -> None:
        """Pay; the service looks up an unknown payment before it charges anything."""
        method, bill = self.query_one(Choices).chosen, self._bill
        if self.busy or bill.closed or method is None or not self.is_current:
            return
        self._problem = ""
        self.query_one("#close").focus()
        self.start("Asking the bank", lambda: self.direct_mail.billing.pay(bill.id, method), self._take_bill)

    def _take_bill(self, bill: Bill) -> Content | None:
        self._bill = bill
        return self._conclude()

    def fail(self, failure: Failure) -> Content | None:
        self._problem = failure.words
        return self._conclude()

    def _conclude(self) -> Content | None:
        """Focus what comes next and return the outcome; once the dialog is closed, show it as a toast."""
        if is_closed(self):
            toast(self.app, self._outcome_text(), serious=not self._bill.closed, lasts=True)
            return None
        self.show()
        declined = not self._bill.closed and self._bill.unsettled is None
        self.query_one("#bill-methods" if declined else "#close").focus()
        return self._outcome()

    def _outcome_text(self) -> str:
        if self._bill.closed:
            return f"Bill {self._bill.id} is paid."
        if self._bill.unsettled is not None:
            return f"We don't know yet whether bill {self._bill.id} was charged. Check it."
        return f"Bill {self._bill.id} is not paid. Nothing was charged."

    def show_changes(self) -> None:
        """Show the bill as another program has left it."""
        bill = self.direct_mail.overviews.bill(self._bill.id)
        if bill is not None and bill != self._bill and not self.busy:
            self._bill, self._problem = bill, ""
            self.show()
            self.say(self._outcome())
            self.query_one("#close").focus()

    def show(self) -> None:
        bill = self._bill
        self.query_one("#bill-facts", TextBlock).update(
            lines(
                [
                    (f"Bill {bill.id}: {bill.status}", "bold"),
                    "",
                    fact("Amount", str(bill.total)),
                    fact("Sent", f"{bill.emails:,} emails, until {show_instant(bill.end, BILLING_ZONE)}"),
                ]
            )
        )
        methods, pay = self.query_one(Choices), self.query_one("#pay", ActionButton)
        methods.disabled = pay.disabled = self.busy
        methods.display = pay.display = not bill.closed
        pay.rename("Check again" if bill.unsettled is not None else f"Pay {bill.total}")

    def _outcome(self) -> Content | None:
        bill = self._bill
        rows: list[Part] = [warning(self._problem, serious=True)] if self._problem else []
        attempt = bill.last_attempt
        if bill.closed:
            rows.append(text((f"{MARKS.done} Paid.", "bold $success"), " Sending resumes."))
        elif bill.unsettled is not None and attempt is not None:
            rows += [
                warning(attempt.message or "No answer."),
                "We don't know yet whether you were charged. Nothing is charged twice.",
                muted("Check again looks up the payment, and pays only if nothing was charged."),
            ]
        elif attempt is not None and attempt == self._earlier:
            when = show_instant(attempt.started_at, BILLING_ZONE)
            tried = muted(f"Last tried on {when}: {attempt.message} Nothing was charged.")
            rows += [] if rows else [tried]
        elif attempt is not None:
            rows += [warning(attempt.message), "Nothing was charged. Choose another method and pay again."]
        return lines(rows) if rows else None
