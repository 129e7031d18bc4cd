"""Step 5, payment: the method, the amount, the order id, and what the bank said."""

from textual import events
from textual.app import ComposeResult
from textual.binding import Binding
from textual.content import Content
from textual.widget import Widget
from textual.widgets import Static

from dm_tui.domain.dates import show_instant
from dm_tui.domain.facts import payment_facts, payment_standing
from dm_tui.domain.order import Order, OrderStatus, PaymentResult
from dm_tui.domain.wizard import Draft, Step
from dm_tui.tui.messages import PaymentEnded, PaymentWanted, Proceed
from dm_tui.tui.paint import MARKS, fact, lines, muted, text, warning
from dm_tui.tui.widgets.action import Action
from dm_tui.tui.widgets.choices import Choice, Choices
from dm_tui.tui.wizard.step import Panes, StepScreen

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
        with Panes():
            with Widget(classes="pane"):
                yield Static(id="order", markup=False)
                yield Choices(id="payment-methods")
            with Widget(classes="pane"):
                yield Static(id="outcome", classes="block", markup=False)

    def on_mount(self) -> None:
        """Count the seconds of a payment under way, or down to the next look."""
        self.set_interval(1, self._tick)

    def fill(self) -> None:
        """Read the order as it stands and the ways to pay it."""
        if self.draft.order_id is None:
            return
        self._order = self.mail.purchases.order(self.draft.order_id)
        self._problem, self._seconds = "", 0
        methods = self.mail.purchases.payment_methods()
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
        self.query_one("#back", Action).disabled = self._asking or order.unsettled
        label = "Check payment" if order.unsettled else f"Pay {order.total}"
        self.query_one("#next", Action).rename(f"{label} {MARKS.next}")
        self.total(f"Total  {order.emails:,} emails {MARKS.dot} {order.total}")

    def reason_not_to(self) -> str:
        """Say why the button is off."""
        if self._asking:
            return "The bank is being asked"
        if self._order is not None and self._order.status in (
            OrderStatus.LAPSED,
            OrderStatus.CANCELLED,
        ):
            return "Go back and confirm again"
        return ""

    def read(self) -> Draft:
        """Return the draft with the method."""
        return self.draft.model_copy(update={"payment_method": self.query_one(Choices).chosen})

    def action_to_pay(self) -> None:
        """Lead from the methods to Pay, as the screen says; elsewhere to the next field."""
        if isinstance(self.focused, Choices):
            self.focus_on("next")
        else:
            self.focus_next()

    def accepted_choice(self) -> None:
        """Stay: a second Enter must not pay. What is written below says which key goes on."""

    def proceed(self) -> None:
        """Pay, or look up what became of the payment; the button is off before the bank is asked."""
        order = self._order
        if not self.is_current or order is None or self.reason_not_to():
            return
        if order.status is OrderStatus.PAID:
            self.post_message(Proceed(self.read()))
            return
        self._ask(order)

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
        self._order = event.order or self._order
        self._problem = event.problem
        self.repaint()
        self._go_on_when_paid()
        if self.is_current and self._order and self._order.status is OrderStatus.UNPAID:
            self.focus_on("payment-methods")
        elif self.is_current:
            self.focus_on("next")

    def on_screen_resume(self, event: events.ScreenResume) -> None:
        """Go on when the payment ended while a question lay over this screen."""
        self._go_on_when_paid()

    def _go_on_when_paid(self) -> None:
        paid = self._order is not None and self._order.status is OrderStatus.PAID
        if self.is_current and paid and self._order and self._order.id == self.draft.order_id:
            self.post_message(Proceed(self.read()))

    def _ask(self, order: Order) -> None:
        self._asking, self._seconds, self._problem = True, 0, ""
        self.repaint()
        method = None if order.unsettled else self.query_one(Choices).chosen
        self.post_message(PaymentWanted(order.id, method))

    def _tick(self) -> None:
        order = self._order
        if not self.is_current or order is None or not (self._asking or order.unsettled):
            return
        self._seconds += 1
        if not self._asking and self._seconds >= CHECK_AGAIN_SECONDS:
            self._ask(order)
        else:
            self.repaint()

    def _outcome(self, order: Order) -> Content:
        attempt = order.last_attempt
        if self._asking:
            elapsed = f" {self._seconds} s" if self._seconds >= 2 else ""
            return lines(
                [
                    text((f"{MARKS.here} Asking the bank …{elapsed}", "bold $accent")),
                    muted(f"The order is saved as {order.id}; the window may be closed."),
                ]
            )
        if self._problem and not order.unsettled:
            return warning(self._problem, serious=True)
        if standing := payment_standing(order):
            refused = attempt is not None and attempt.result is not PaymentResult.NOT_CHARGED
            serious = refused and order.status is OrderStatus.UNPAID
            said: list[Content | str] = [warning(standing[0], serious=serious), *standing[1:]]
            if order.unsettled:
                said.append(muted(f"Checking again in {CHECK_AGAIN_SECONDS - self._seconds} s."))
            elif order.status is OrderStatus.UNPAID:
                lapses = show_instant(order.lapses_at)
                said.append(muted(f"Tab goes to Pay. The order lapses {lapses}."))
            return lines(said)
        return lines(
            [
                muted("Choose with the arrow keys; Tab goes to Pay, and Enter there pays."),
                muted(f"Pay it later if you like: it lapses {show_instant(order.lapses_at)}."),
            ]
        )


def _order_lines(order: Order) -> Content:
    return lines([*(fact(*one) for one in payment_facts(order, MARKS.times)), ""])
