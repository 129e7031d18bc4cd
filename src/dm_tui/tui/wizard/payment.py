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
from dm_tui.domain.purchase.payment_steps import proposed_method
from dm_tui.domain.purchase.payment_wording import order_facts_to_pay, payment_deadline, payment_facts
from dm_tui.domain.purchase.wizard import Step, WizardDraft
from dm_tui.services.wizard_steps import quote_draft
from dm_tui.tui.dialogs.not_bought import not_bought_question
from dm_tui.tui.dialogs.sightings import SightingsDialog
from dm_tui.tui.drawing import gauge
from dm_tui.tui.messages import OpenConsole, PaymentEnded, PaymentRequested, Proceed
from dm_tui.tui.paint import MARKS, Part, fact, lines, text, warning
from dm_tui.tui.toasts import toast, toast_errors
from dm_tui.tui.widgets.action_button import ActionButton
from dm_tui.tui.widgets.choices import Choice, Choices
from dm_tui.tui.widgets.field import Field
from dm_tui.tui.wizard.order_warnings import serious_warning_lines
from dm_tui.tui.wizard.payment_outcome import (
    CHECK_AGAIN_SECONDS,
    PaymentProgress,
    payment_ladder,
    payment_outcome,
)
from dm_tui.tui.wizard.step import StepScreen
from dm_tui.tui.wizard.step_parts import StepRow

BALANCE_METHODS = ("balance", "account")
"""The methods that take the money from the balance of the account."""


class PaymentScreen(StepScreen):
    """Enter in the list only chooses; paying takes a key of its own, so that no stray Enter pays.

    The order's own state refuses a second payment, whatever you press here.
    """

    step = Step.PAYMENT
    next_label = "Pay"
    next_key = "p"
    next_description = "Pay the order, or check its payment"
    first_focus = "payment-methods"
    fallback_focus = "next"
    has_card = True

    BINDINGS = [
        Binding("escape", "back", "Back", id="payment.back", tooltip="Go to the previous step"),
        Binding("p", "pay", "Pay", id="payment.pay", tooltip="Pay by the chosen method"),
        Binding("x", "cancel_order", "Cancel order", id="payment.cancel", tooltip="Nothing is paid"),
        Binding("l", "pay_later", "Pay later", id="payment.later", tooltip="Leave; the order stays open"),
        Binding("tab", "to_pay", "Next field", id="payment.tab", show=False),
    ]

    _order: Order | None = None
    _asking = False
    _problem = ""
    _seconds = 0

    def compose_body(self) -> ComposeResult:
        with Widget(id="methods", classes="panel listed") as methods:
            methods.border_title = "Payment method"
            yield Choices(id="payment-methods")
        with StepRow(id="real-money", classes="block"):
            yield Static(id="amount-label", classes="label", markup=False)
            yield Field(id="amount", limit=20)
        yield Static(id="balance-after", classes="block", markup=False)
        yield Static(id="order", classes="block", markup=False)
        with Widget(id="way", classes="framed block") as way:
            way.border_title = "What happens"
            yield Static(id="ladder", markup=False)
            yield Static(id="outcome", markup=False)
            yield ActionButton("Settle as not bought …", id="not-bought")

    def on_mount(self) -> None:
        self.set_interval(1, self._tick)

    def fill(self) -> None:
        if self.draft.order_id is None:
            return
        is_new = self._order is None or self._order.id != self.draft.order_id
        if is_new:
            self.query_one("#amount", Field).put("")
        self._order = self.direct_mail.purchases.order(self.draft.order_id)
        self._problem, self._seconds = "", 0
        methods = self.direct_mail.purchases.payment_methods()
        self.query_one(Choices).show(
            [Choice(method.id, text(f"{method.label:<18}", (method.detail, "$muted"))) for method in methods],
            proposed_method(
                [method.id for method in methods], self._order.attempts, self.draft.payment_method
            )
            if is_new
            else self.draft.payment_method,
        )

    def paint(self) -> None:
        order = self._order
        if order is None:
            return
        progress = self._progress()
        warnings = self._warnings(order)
        crowded = bool(warnings) and not self.is_roomy
        self.set_class(not self.is_roomy and bool(warnings or order.attempts), "-warned")
        facts: list[Part] = []
        if not self.card_is_beside:
            facts += [fact(label, value) for label, value in payment_facts(order, MARKS.times)]
        details = self.query_one("#order", Static)
        details.display = bool(facts or warnings)
        details.update(lines([*facts, *warnings]))
        self._paint_balance(order)
        way = self.query_one("#ladder", Static)
        way.display = self.is_roomy or (bool(progress.asks_now or order.attempts) and not crowded)
        way.update(payment_ladder(order, progress, self._payment_party, tall=self.is_roomy))
        self.query_one("#outcome", Static).update(payment_outcome(order, progress, self._inside))
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
        self.order_card.show(
            order_facts_to_pay(order, MARKS.times),
            f"{order.spec} {MARKS.times} {order.quantity}  {order.emails:,} emails {MARKS.dot} {order.id}",
            str(order.total),
            self.money_note,
        )
        self.refresh_bindings()

    def _paint_balance(self, order: Order) -> None:
        """Show what paying leaves of the balance, where the balance pays and there is room."""
        shown = self.query_one("#balance-after", Static)
        balance = self.direct_mail.purchases.balance()
        pays = self.query_one(Choices).chosen in BALANCE_METHODS and order.status is OrderStatus.UNPAID
        shown.display = bool(
            self.is_roomy and pays and balance is not None and balance.currency == order.total.currency
        )
        if not shown.display or balance is None:
            return
        if balance < order.total:
            shown.update(warning(f"The balance, {balance}, is below {order.total}.", width=self.text_width))
            return
        left = balance - order.total
        words = text(("After paying  ", "$muted"), (str(left), "bold"), (f" left of {balance}", "$muted"))
        shown.update(lines([words, gauge(float(left.amount), float(balance.amount), self.text_width)]))

    @property
    def _inside(self) -> int:
        """The cells inside a frame of the step."""
        return self.text_width - (4 if self.is_roomy else 0)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Offer to cancel, or to pay later, while the order can still be paid."""
        if action in ("cancel_order", "pay_later"):
            return self._order is not None and self._order.status is OrderStatus.UNPAID and not self._asking
        return True

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
            return serious_warning_lines(quote_draft(self.direct_mail, self.draft), self.text_width)
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
        """Go from the methods to Pay, as the screen says; then to Back, and to the methods again."""
        after = {
            "payment-methods": "amount" if self._must_type_amount else "next",
            "amount": "next",
            "next": "not-bought" if self._may_settle else "back",
            "not-bought": "back",
            "back": "payment-methods",
        }
        self.focus_in_turn(after)

    def action_pay(self) -> None:
        """Pay, or go where the amount is typed: real money needs a real act."""
        if self._must_type_amount and self.blocked_reason():
            self.focus_on("amount")
        else:
            self.proceed()

    def action_cancel_order(self) -> None:
        """Cancel the order, and go back to where it can be confirmed again."""
        if self.check_action("cancel_order", ()) and self._order is not None:
            with toast_errors(self.app):
                self._order = self.direct_mail.purchases.cancel(self._order.id)
                toast(self.app, f"Order {self._order.id} is cancelled. Nothing was charged.")
            self.repaint()

    def action_pay_later(self) -> None:
        """Open the console; the order can be paid there until it lapses."""
        if self.check_action("pay_later", ()) and self._order is not None:
            toast(self.app, f"Order {self._order.id} is saved. {payment_deadline(self._order)}")
            self.post_message(OpenConsole())

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
