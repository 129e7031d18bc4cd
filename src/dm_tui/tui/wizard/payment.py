"""Step 5, payment: the order, the method, and the answer of the bank."""

from contextlib import suppress

from textual import events, on
from textual.app import ComposeResult
from textual.binding import Binding
from textual.content import Content
from textual.widget import Widget
from textual.widgets import Button, Input, Static

from dm_tui.domain.errors import DirectMailError
from dm_tui.domain.money import parse_amount
from dm_tui.domain.purchase.order import Order, OrderStatus
from dm_tui.domain.purchase.payment_wording import payment_facts
from dm_tui.domain.purchase.wizard import Step, WizardDraft
from dm_tui.services.wizard_steps import quote_draft
from dm_tui.tui.dialogs.not_bought import not_bought_question
from dm_tui.tui.dialogs.sightings import SightingsDialog
from dm_tui.tui.messages import PaymentEnded, PaymentRequested, Proceed
from dm_tui.tui.paint import MARKS, fact, lines, text
from dm_tui.tui.widgets.action_button import ActionButton
from dm_tui.tui.widgets.choices import Choice, Choices
from dm_tui.tui.widgets.field import Field
from dm_tui.tui.wizard.order_warnings import serious_warning_lines
from dm_tui.tui.wizard.payment_outcome import PaymentProgress, payment_outcome
from dm_tui.tui.wizard.step import StepPanes, StepRow, StepScreen

CHECK_AGAIN_SECONDS = 8
"""Seconds until an unknown outcome is checked automatically."""


class PaymentScreen(StepScreen):
    """Enter in the list only chooses; paying takes Tab and then Enter, so that no stray key pays.

    The order's own state refuses a second payment, whatever you press here.
    """

    step = Step.PAYMENT
    next_label = "Pay"
    next_key = "p"
    next_description = "Pay the order, or check its payment"
    first_focus = "payment-methods"
    fallback_focus = "next"

    BINDINGS = [
        Binding("escape", "back", "Back", id="payment.back", tooltip="Go to the previous step"),
        Binding("tab", "to_pay", "Next field", id="payment.tab", tooltip="Move to the next field"),
    ]

    _order: Order | None = None
    _asking = False
    _problem = ""
    _seconds = 0

    def compose_body(self) -> ComposeResult:
        with StepPanes():
            with Widget(classes="pane"):
                yield Static(id="order", markup=False)
                yield Choices(id="payment-methods")
                with StepRow(id="real-money", classes="block"):
                    yield Static(id="amount-label", classes="label", markup=False)
                    yield Field(id="amount", limit=20)
            with Widget(classes="pane"):
                yield Static(id="outcome", classes="block", markup=False)
                yield ActionButton("Settle as not bought …", id="not-bought")

    def on_mount(self) -> None:
        self.set_interval(1, self._tick)

    def fill(self) -> None:
        if self.draft.order_id is None:
            return
        if self._order is None or self._order.id != self.draft.order_id:
            self.query_one("#amount", Field).put("")
        self._order = self.direct_mail.purchases.order(self.draft.order_id)
        self._problem, self._seconds = "", 0
        methods = self.direct_mail.purchases.payment_methods()
        self.query_one(Choices).show(
            [Choice(method.id, text(f"{method.label:<16}", (method.detail, "$muted"))) for method in methods],
            self.draft.payment_method,
        )

    def paint(self) -> None:
        order = self._order
        if order is None:
            return
        facts = (fact(label, value) for label, value in payment_facts(order, MARKS.times))
        warnings = self._warnings(order)
        self.set_class(bool(warnings), "-warned")
        self.query_one("#order", Static).update(lines([*facts, *(warnings or [text("")])]))
        self.query_one("#outcome", Static).update(payment_outcome(order, self._progress(), self.pane_width))
        self.query_one(Choices).disabled = self._asking or order.status is not OrderStatus.UNPAID
        self.query_one("#real-money").display = self._must_type_amount
        self.query_one("#amount", Field).disabled = self._asking
        self.query_one("#not-bought").display = self._may_settle
        self.query_one("#not-bought").disabled = self._asking
        settle = "Is it this one? …" if order.sightings else "Settle as not bought …"
        self.query_one("#not-bought", ActionButton).rename(settle)
        self.query_one("#amount-label", Static).update(f"Real money. Type {order.total.amount} ")
        self.query_one("#back", ActionButton).disabled = self._asking or order.unsettled
        can_check = order.unsettled and not self._asking
        label = "Check payment" if can_check else f"Pay {order.total}"
        if order.status is OrderStatus.PARTLY_PAID:
            label = "Show receipt"
        self.query_one("#next", ActionButton).rename(f"{label} {MARKS.next}")
        self.total(f"Total  {order.emails:,} emails {MARKS.dot} {order.total}")

    def blocked_reason(self) -> str:
        if self._asking:
            return f"Asking {self._payment_party} …"
        if self._order is not None and self._order.status in (OrderStatus.LAPSED, OrderStatus.CANCELLED):
            return "Go back and confirm again"
        if self._order is None or not self._must_type_amount:
            return ""
        amount = self._order.total.amount
        return "" if parse_amount(self._typed_amount) == amount else f"Type {amount} to pay"

    def _progress(self) -> PaymentProgress:
        return PaymentProgress(
            asks_now=self._asks_now if self._asking else "",
            problem=self._problem,
            seconds=self._seconds,
            seconds_to_check=CHECK_AGAIN_SECONDS - self._seconds,
            amount_is_typed=self._must_type_amount,
        )

    def _warnings(self, order: Order) -> list[Content]:
        """Return the serious warnings of the order, while it can be paid."""
        if order.status is not OrderStatus.UNPAID:
            return []
        with suppress(DirectMailError):  # an order of another price list has none to show
            return serious_warning_lines(quote_draft(self.direct_mail, self.draft), self.pane_width)
        return []

    @property
    def _payment_party(self) -> str:
        return self.direct_mail.facts.payment_party

    @property
    def _asks_now(self) -> str:
        return self.direct_mail.purchases.waits_for or f"Asking {self._payment_party} …"

    @property
    def _may_settle(self) -> bool:
        """Whether only you can settle the outcome: something may be it, or nothing appeared in time."""
        return (
            not self.direct_mail.facts.recognizes_payments
            and self._order is not None
            and (bool(self._order.sightings) or self.direct_mail.purchases.can_user_settle(self._order))
        )

    @property
    def _must_type_amount(self) -> bool:
        """Whether the user must type the amount before Pay works: real money needs a real act."""
        return (
            self.direct_mail.facts.moves_real_money
            and self._order is not None
            and self._order.status is OrderStatus.UNPAID
        )

    @property
    def _typed_amount(self) -> str:
        return self.query_one("#amount", Field).value

    @on(Input.Changed, "#amount")
    def _typed(self) -> None:
        self.repaint()

    @on(Input.Submitted, "#amount")
    def _done(self) -> None:
        self.focus_on("next")

    def read(self) -> WizardDraft:
        return self.draft.model_copy(update={"payment_method": self.query_one(Choices).chosen})

    def action_to_pay(self) -> None:
        """Go from the methods to Pay, as the screen says; from anywhere else to the next field."""
        if isinstance(self.focused, Choices):
            self.focus_on("amount" if self._must_type_amount else "next")
        else:
            self.focus_next()

    def after_choice(self) -> None:
        """Stay in the list: a second Enter must not pay. The hint below names the key for Pay."""

    def proceed(self) -> None:
        """Pay, or check the payment; the button is disabled before the bank is asked."""
        order = self._order
        if not self.is_current or order is None or self.blocked_reason():
            return
        if order.status in (OrderStatus.PAID, OrderStatus.PARTLY_PAID):
            self.post_message(Proceed(self.read()))
            return
        self._request_payment(order)

    def action_back(self) -> None:
        """Go back, unless money may be on its way."""
        order = self._order
        if self._asking or (order is not None and order.unsettled):
            self.app.bell()
            return
        super().action_back()

    def on_payment_ended(self, event: PaymentEnded) -> None:
        event.stop()
        self._asking, self._seconds = False, 0
        self.query_one("#amount", Field).put("")
        self._order = event.order or self._order
        self._problem = event.problem
        self.repaint()
        self._proceed_if_paid()
        if self.is_current and self._order and self._order.status is OrderStatus.UNPAID:
            self.focus_on("payment-methods")
        elif self.is_current:
            self.focus_on("next")

    def unfinished_work(self) -> str:
        if not self._asking or self._order is None:
            return ""
        if self._order.quantity == 1:
            return "A payment is running. The next start checks its outcome."
        return (
            "A payment is running. The next start checks its outcome; "
            "plans not ordered by then are not bought."
        )

    def refresh_account(self) -> None:
        """Show the order again: reading the account settles unknown outcomes."""
        super().refresh_account()
        self._proceed_if_paid()

    def on_screen_resume(self, event: events.ScreenResume) -> None:
        """Continue if the payment ended while a question covered this screen."""
        self._proceed_if_paid()

    def _proceed_if_paid(self) -> None:
        paid = self._order is not None and self._order.status is OrderStatus.PAID
        if self.is_current and paid and self._order and self._order.id == self.draft.order_id:
            self.post_message(Proceed(self.read()))

    @on(Button.Pressed, "#not-bought")
    def _open_not_bought_question(self, event: Button.Pressed) -> None:
        event.stop()
        order = self._order
        if order is None or self._asking:
            return
        if order.sightings:
            self.app.push_screen(SightingsDialog(order), self._settle_sighting)
        else:
            facts = self.direct_mail.facts
            question = not_bought_question(order, facts.vendor_name, facts.order_page)
            self.app.push_screen(question, self._settle_not_bought)

    def _settle_sighting(self, sighting: str | None) -> None:
        if sighting is not None and self._order is not None and not self._asking:
            self._request_payment(self._order, sighting=sighting)

    def _settle_not_bought(self, really: bool | None) -> None:
        if really and self._order is not None and not self._asking:
            self._request_payment(self._order, not_bought=True)

    def _request_payment(
        self, order: Order, *, not_bought: bool = False, sighting: str | None = None
    ) -> None:
        spend = self._typed_amount
        self._asking, self._seconds, self._problem = True, 0, ""
        self.repaint()
        method = None if order.unsettled else self.query_one(Choices).chosen
        self.post_message(PaymentRequested(order.id, method, spend, not_bought=not_bought, sighting=sighting))

    def _tick(self) -> None:
        order = self._order
        if not self.is_current or order is None or not (self._asking or order.unsettled):
            return
        self._seconds += 1
        if self._asking and order.quantity > 1:
            with suppress(DirectMailError):  # the progress can wait
                self._order = self.direct_mail.purchases.order(order.id)
        if not self._asking and self._seconds >= CHECK_AGAIN_SECONDS:
            self._request_payment(order)
        else:
            self.repaint()
