"""Step 5, payment: the order, the method, and the answer of the bank."""

from contextlib import suppress

from textual import events, on
from textual.app import ComposeResult
from textual.binding import Binding
from textual.widgets import Button, Input

from dm_tui.domain.errors import DirectMailError
from dm_tui.domain.purchase.order import Order, OrderStatus
from dm_tui.domain.purchase.payment_method import proposed_method
from dm_tui.domain.purchase.payment_waits import CHECK_AGAIN_SECONDS
from dm_tui.domain.purchase.payment_wording import order_facts_to_pay, payment_deadline
from dm_tui.domain.purchase.typed_amount import is_typed, must_type_amount
from dm_tui.domain.purchase.wizard import Step, WizardDraft
from dm_tui.tui.app_messages import OpenConsole, PaymentEnded, PaymentRequested, Proceed
from dm_tui.tui.dialogs.cancel_order import cancel_question
from dm_tui.tui.dialogs.settle_payment import ask_what_was_bought
from dm_tui.tui.marks import MARKS
from dm_tui.tui.screen_text import text
from dm_tui.tui.toasts import toast, toast_errors
from dm_tui.tui.widgets.action_button import ActionButton
from dm_tui.tui.widgets.choices import Choice, Choices
from dm_tui.tui.widgets.field import Field
from dm_tui.tui.widgets.window_sizes import TALL
from dm_tui.tui.wizard.order_warnings import warnings_to_pay
from dm_tui.tui.wizard.payment_actions import PaymentActions
from dm_tui.tui.wizard.payment_body import PaymentBody, PaymentView
from dm_tui.tui.wizard.payment_outcome import PaymentProgress
from dm_tui.tui.wizard.step import StepScreen


class PaymentScreen(StepScreen):
    """Enter in the list only chooses; paying takes a key of its own, so that no stray Enter pays.

    The order's own state refuses a second payment, whatever you press here.
    """

    step = Step.PAYMENT
    next_label = "Pay"
    next_action = "pay"
    next_description = "Pay the order, or check its payment"
    first_focus = "payment-methods"
    fallback_focus = "next"
    has_card = True

    BINDINGS = [
        Binding("escape", "back", "Back", id="payment.back", tooltip="Go to the previous step"),
        Binding("escape", "say_no_way_back", "Back", id="payment.back", show=False),
        Binding("p", "pay", "Pay", id="payment.pay", tooltip="Pay by the chosen method"),
        Binding("p", "check", "Check payment", id="payment.pay", tooltip="Look up the outcome"),
        Binding("delete", "cancel_order", "Cancel order", id="payment.cancel", tooltip="Nothing is paid"),
        Binding(
            "l", "pay_later", "Pay later", id="payment.later", tooltip="Open the console; the order stays"
        ),
        Binding("tab", "to_pay", "Next field", id="payment.tab", show=False, tooltip="Go to the next field"),
    ]

    _order: Order | None = None
    _asking = False
    _problem = ""
    _seconds = 0

    def compose_body(self) -> ComposeResult:
        yield PaymentBody(id="payment-body")

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
        methods, chosen = self.direct_mail.purchases.payment_methods(), self.draft.payment_method
        if is_new:
            chosen = proposed_method([method.id for method in methods], self._order.attempts, chosen)
        self.query_one(Choices).show(
            [Choice(method.id, text(f"{method.label:<18}", (method.detail, "$muted"))) for method in methods],
            chosen,
        )

    def paint(self) -> None:
        order = self._order
        if order is None:
            return
        warnings = warnings_to_pay(self.direct_mail, self.draft, order, self.text_width)
        warned = bool(warnings or (order.attempts and not self.is_roomy))
        self.set_class(warned and not self.is_spacious, "-warned")
        self.query_one(PaymentBody).show(
            order,
            PaymentView(
                progress=self._progress(),
                party=self.direct_mail.facts.payment_party,
                warnings=warnings,
                balance=self.direct_mail.purchases.balance(),
                may_settle=self._may_settle,
                asks=self._asking,
                says_order=not self.card_is_beside and self.app.size.height >= TALL,
                roomy=self.is_roomy,
                spacious=self.is_spacious,
                width=self.text_width,
            ),
        )
        self.query_one("#back", ActionButton).disabled = bool(self._actions.no_way_back)
        self.query_one("#next", ActionButton).rename(f"{self._actions.label(order)} {MARKS.next}")
        self.order_card.show(
            order_facts_to_pay(order, MARKS.times),
            f"{order.spec} {MARKS.times} {order.quantity}  {order.emails:,} emails {MARKS.dot} {order.id}",
            str(order.total),
            self.money_note,
        )
        self.refresh_bindings()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Offer to cancel, or to pay later, while the order can be paid; no way back until that is known."""
        return self._actions.offers(action)

    @property
    def _actions(self) -> PaymentActions:
        return PaymentActions(self._order, self._asking)

    def blocked_reason(self) -> str:
        if self._asking:
            return f"Asking {self.direct_mail.facts.payment_party} …"
        if self._actions.closed:
            return "Go back and confirm again"
        if self._order is None or not self._must_type_amount:
            return ""
        total = self._order.total
        return (
            "" if is_typed(total, self.query_one("#amount", Field).value) else f"Type {total.amount} to pay"
        )

    def _progress(self) -> PaymentProgress:
        asking = f"Asking {self.direct_mail.facts.payment_party} …"
        return PaymentProgress(
            asks_now=(self.direct_mail.purchases.waits_for or asking) if self._asking else "",
            problem=self._problem,
            seconds=self._seconds,
            seconds_to_check=CHECK_AGAIN_SECONDS - self._seconds,
            amount_is_typed=self._must_type_amount,
        )

    @property
    def _may_settle(self) -> bool:
        return self._order is not None and self.direct_mail.purchases.user_may_settle(self._order)

    @property
    def _must_type_amount(self) -> bool:
        real = self.direct_mail.facts.moves_real_money
        return self._order is not None and must_type_amount(self._order, moves_real_money=real)

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

    def action_check(self) -> None:
        """Ask what became of the payment."""
        self.proceed()

    def action_cancel_order(self) -> None:
        """Ask, then cancel the order; the way back leads to where it can be confirmed again."""
        if self.check_action("cancel_order", ()) and self._order is not None:
            self.app.push_screen(cancel_question(self._order), self._cancel)

    def _cancel(self, really: bool | None) -> None:
        if really and self._order is not None:
            with toast_errors(self.app):
                self._order = self.direct_mail.purchases.cancel(self._order.id)
            self.repaint()
            self.focus_on("back" if self.blocked_reason() else self.first_focus)

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
        else:
            self._request_payment(order)

    def go_back(self, to: Step | None = None) -> None:
        """Go back, unless money may be on its way."""
        if self._actions.no_way_back:
            self.action_say_no_way_back()
        else:
            super().go_back(to or (Step.CONFIRM if self._actions.closed else None))

    def action_say_no_way_back(self) -> None:
        """Say why Back is not there."""
        toast(self.app, self._actions.no_way_back)

    def on_payment_ended(self, event: PaymentEnded) -> None:
        event.stop()
        self._asking, self._seconds = False, 0
        self.query_one("#amount", Field).put("")
        self._order, self._problem = event.order or self._order, event.problem
        self.repaint()
        self._proceed_if_paid()
        if self.is_current:
            self.focus_on("payment-methods" if self._actions.offers("pay_later") else "next")

    def unfinished_work(self) -> str:
        return self._actions.unfinished_work

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
    def _open_settling_question(self, event: Button.Pressed) -> None:
        event.stop()
        if self._order is not None and not self._asking:
            facts = self.direct_mail.facts
            ask_what_was_bought(self.app, self._order, facts.vendor_name, facts.order_page, self._settle)

    def _settle(self, sighting: str | None) -> None:
        if self._order is not None and not self._asking:
            self._request_payment(self._order, not_bought=sighting is None, sighting=sighting)

    def _request_payment(
        self, order: Order, *, not_bought: bool = False, sighting: str | None = None
    ) -> None:
        spend = self.query_one("#amount", Field).value
        self._asking, self._seconds, self._problem = True, 0, ""
        self.repaint()
        method = None if order.unsettled else self.query_one(Choices).chosen
        self.post_message(PaymentRequested(order.id, method, spend, not_bought=not_bought, sighting=sighting))

    def _follow(self, shown: Order) -> None:
        """Show the order as another program has left it, or how far this one is with its plans."""
        with suppress(DirectMailError):  # what you do next says why it cannot be read
            order = self.direct_mail.purchases.order(shown.id)
            if order != shown and not (self._asking and order.quantity == 1):
                self._order = order
                self.repaint()

    def _tick(self) -> None:
        if not self.is_current or self._order is None:
            return
        self._follow(self._order)
        if not self._asking:
            self._proceed_if_paid()
        if not (self._asking or self._order.unsettled):
            return
        self._seconds += 1
        if not self._asking and self._seconds >= CHECK_AGAIN_SECONDS:
            self._request_payment(self._order)
        else:
            self.repaint()
