"""Step 5, payment: the method, the amount, the order id, and what the bank said."""

from contextlib import suppress

from textual import events, on
from textual.app import ComposeResult
from textual.binding import Binding
from textual.content import Content
from textual.widget import Widget
from textual.widgets import Button, Input, Static

from dm_tui.domain.dates import show_instant
from dm_tui.domain.errors import DirectMailError
from dm_tui.domain.money import parse_amount
from dm_tui.domain.purchase.order import Order, OrderStatus
from dm_tui.domain.purchase.payment import PaymentResult
from dm_tui.domain.purchase.receipt import plan_progress_lines
from dm_tui.domain.purchase.wizard import Step, WizardDraft
from dm_tui.domain.purchase.wording import payment_facts, payment_status_lines
from dm_tui.tui.dialogs.not_bought import not_bought_question
from dm_tui.tui.messages import PaymentEnded, PaymentRequested, Proceed
from dm_tui.tui.paint import MARKS, fact, lines, muted, text, warning
from dm_tui.tui.widgets.action_button import ActionButton
from dm_tui.tui.widgets.choices import Choice, Choices
from dm_tui.tui.widgets.field import Field
from dm_tui.tui.wizard.step import StepPanes, StepRow, StepScreen

CHECK_AGAIN_SECONDS = 8
"""How long after an answer that never came the outcome is looked up by itself."""


class PaymentScreen(StepScreen):
    """Enter in the list only chooses; paying takes Tab and then Enter, so that no stray key pays.

    The order's own state refuses every second payment, whatever is pressed here.
    """

    step = Step.PAYMENT
    next_label = "Pay"
    first_focus = "payment-methods"
    fallback_focus = "next"

    BINDINGS = [
        Binding("escape", "back", "Back", id="payment.back", tooltip="The step before"),
        Binding("tab", "to_pay", "Next field", id="payment.tab"),
    ]

    _order: Order | None = None
    _asking = False
    _problem = ""
    _seconds = 0

    def compose_body(self) -> ComposeResult:
        """Yield the order, the methods, and how the payment stands."""
        with StepPanes():
            with Widget(classes="pane"):
                yield Static(id="order", markup=False)
                yield Choices(id="payment-methods")
                with StepRow(id="real-money", classes="block"):
                    yield Static(id="amount-label", classes="label", markup=False)
                    yield Field(id="amount", limit=20)
            with Widget(classes="pane"):
                yield Static(id="outcome", classes="block", markup=False)
                yield ActionButton("It was not bought …", id="not-bought")

    def on_mount(self) -> None:
        """Count the seconds of a payment under way, or down to the next look."""
        self.set_interval(1, self._tick)

    def fill(self) -> None:
        """Read the order as it stands and the ways to pay it."""
        if self.draft.order_id is None:
            return
        if self._order is None or self._order.id != self.draft.order_id:
            self.query_one("#amount", Field).put("")
        self._order = self.direct_mail.purchases.order(self.draft.order_id)
        self._problem, self._seconds = "", 0
        methods = self.direct_mail.purchases.payment_methods()
        self.query_one(Choices).show(
            [Choice(one.id, text(f"{one.label:<16}", (one.detail, "$muted"))) for one in methods],
            self.draft.payment_method,
        )

    def paint(self) -> None:
        """Show the order, what the button will do, and how the last payment ended."""
        order = self._order
        if order is None:
            return
        self.query_one("#order", Static).update(_order_lines(order))
        self.query_one("#outcome", Static).update(self._outcome(order))
        self.query_one(Choices).disabled = self._asking or order.status is not OrderStatus.UNPAID
        self.query_one("#real-money").display = self._must_type_amount
        self.query_one("#amount", Field).disabled = self._asking
        self.query_one("#not-bought").display = self._may_settle
        self.query_one("#not-bought").disabled = self._asking
        self.query_one("#amount-label", Static).update(f"Real money. Type {order.total.amount} ")
        self.query_one("#back", ActionButton).disabled = self._asking or order.unsettled
        looking = order.unsettled and not self._asking
        label = "Check payment" if looking else f"Pay {order.total}"
        if order.status is OrderStatus.PARTLY_PAID:
            label = "What was bought"
        self.query_one("#next", ActionButton).rename(f"{label} {MARKS.next}")
        self.total(f"Total  {order.emails:,} emails {MARKS.dot} {order.total}")

    def blocked_reason(self) -> str:
        """Say why the button is off."""
        if self._asking:
            return f"{self._payment_party[0].upper()}{self._payment_party[1:]} is being asked"
        if self._order is not None and self._order.status in (
            OrderStatus.LAPSED,
            OrderStatus.CANCELLED,
        ):
            return "Go back and confirm again"
        if self._order is None or not self._must_type_amount:
            return ""
        amount = self._order.total.amount
        return "" if parse_amount(self._typed_amount) == amount else f"Type {amount} to pay"

    @property
    def _payment_party(self) -> str:
        return self.direct_mail.facts.payment_party

    @property
    def _may_settle(self) -> bool:
        """Whether the user may settle an unknown outcome: nothing was seen of it for long enough."""
        return (
            not self.direct_mail.facts.recognizes_payments
            and self._order is not None
            and self.direct_mail.purchases.can_user_settle(self._order)
        )

    @property
    def _must_type_amount(self) -> bool:
        """Real money needs a real act: the amount is typed before Pay works."""
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
        """Return the draft with the method."""
        return self.draft.model_copy(update={"payment_method": self.query_one(Choices).chosen})

    def action_to_pay(self) -> None:
        """Lead from the methods to Pay, as the screen says; elsewhere to the next field."""
        if isinstance(self.focused, Choices):
            self.focus_on("amount" if self._must_type_amount else "next")
        else:
            self.focus_next()

    def after_choice(self) -> None:
        """Stay: a second Enter must not pay. What is written below says which key goes on."""

    def proceed(self) -> None:
        """Pay, or look up what became of the payment; the button is off before the bank is asked."""
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
        """Show how it ended; when it is paid, go on by itself."""
        event.stop()
        self._asking, self._seconds = False, 0
        self.query_one("#amount", Field).put("")
        self._order = event.order or self._order
        self._problem = event.problem
        self.repaint()
        self._go_on_when_paid()
        if self.is_current and self._order and self._order.status is OrderStatus.UNPAID:
            self.focus_on("payment-methods")
        elif self.is_current:
            self.focus_on("next")

    def unfinished_work(self) -> str:
        """Say what becomes of a payment that nobody has answered yet."""
        if not self._asking or self._order is None:
            return ""
        rest = "" if self._order.quantity == 1 else " A plan not asked for by then is not bought."
        return f"A payment is under way. The next start looks up what became of it.{rest}"

    def refresh_account(self) -> None:
        """Show the order as it stands: reading the account settles what was unknown."""
        super().refresh_account()
        self._go_on_when_paid()

    def on_screen_resume(self, event: events.ScreenResume) -> None:
        """Go on when the payment ended while a question lay over this screen."""
        self._go_on_when_paid()

    def _go_on_when_paid(self) -> None:
        paid = self._order is not None and self._order.status is OrderStatus.PAID
        if self.is_current and paid and self._order and self._order.id == self.draft.order_id:
            self.post_message(Proceed(self.read()))

    @on(Button.Pressed, "#not-bought")
    def _open_not_bought_question(self, event: Button.Pressed) -> None:
        event.stop()
        order = self._order
        if self.is_current and order is not None and not self._asking:
            facts = self.direct_mail.facts
            question = not_bought_question(order, facts.vendor_name, facts.order_page)
            self.app.push_screen(question, self._settle_not_bought)

    def _settle_not_bought(self, really: bool | None) -> None:
        if really and self._order is not None and not self._asking:
            self._request_payment(self._order, not_bought=True)

    def _request_payment(self, order: Order, *, not_bought: bool = False) -> None:
        spend = self._typed_amount
        self._asking, self._seconds, self._problem = True, 0, ""
        self.repaint()
        method = None if order.unsettled else self.query_one(Choices).chosen
        self.post_message(PaymentRequested(order.id, method, spend, not_bought=not_bought))

    def _tick(self) -> None:
        order = self._order
        if not self.is_current or order is None or not (self._asking or order.unsettled):
            return
        self._seconds += 1
        if self._asking and order.quantity > 1:
            with suppress(DirectMailError):  # how far it is can wait
                self._order = self.direct_mail.purchases.order(order.id)
        if not self._asking and self._seconds >= CHECK_AGAIN_SECONDS:
            self._request_payment(order)
        else:
            self.repaint()

    def _outcome(self, order: Order) -> Content:
        attempt = order.last_attempt
        if self._asking:
            elapsed = f" {self._seconds} s" if self._seconds >= 2 else ""
            return lines(
                [
                    text((f"{MARKS.here} Asking {self._payment_party} …{elapsed}", "bold $accent")),
                    muted(f"The order is saved as {order.id}; the window may be closed."),
                    *plan_progress_lines(order),
                ]
            )
        if self._problem and not order.unsettled:
            return warning(self._problem, serious=True)
        if standing := payment_status_lines(order):
            refused = attempt is not None and attempt.result is not PaymentResult.NOT_CHARGED
            open_still = order.status in (OrderStatus.UNPAID, OrderStatus.PARTLY_PAID)
            serious = refused and open_still
            said: list[Content | str] = [warning(standing[0], serious=serious), *standing[1:]]
            if order.unsettled:
                said.append(muted(f"Checking again in {CHECK_AGAIN_SECONDS - self._seconds} s."))
            elif order.status is OrderStatus.UNPAID:
                lapses = show_instant(order.lapses_at)
                said.append(muted(f"Tab goes to Pay. The order lapses {lapses}."))
            return lines([*said, *plan_progress_lines(order)])
        return lines(
            [
                muted(
                    "Type the amount, then Enter; Enter on Pay spends it."
                    if self._must_type_amount
                    else "Choose with the arrow keys; Tab goes to Pay, and Enter there pays."
                ),
                muted(f"Pay it later if you like: it lapses {show_instant(order.lapses_at)}."),
            ]
        )


def _order_lines(order: Order) -> Content:
    return lines([*(fact(*one) for one in payment_facts(order, MARKS.times)), ""])
