"""What the payment step shows of an order: the methods, what paying leaves, and the way of the payment."""

from collections.abc import Sequence
from typing import NamedTuple

from textual.app import ComposeResult
from textual.content import Content
from textual.widget import Widget

from dm_tui.domain.money import Money
from dm_tui.domain.purchase.order import Order, OrderStatus
from dm_tui.domain.purchase.payment_method import BALANCE_METHODS
from dm_tui.domain.purchase.payment_wording import payment_facts
from dm_tui.tui.bars_and_ladders import gauge
from dm_tui.tui.marks import MARKS
from dm_tui.tui.screen_text import Part, fact, lines, text, warning
from dm_tui.tui.widgets.action_button import ActionButton
from dm_tui.tui.widgets.choices import Choices
from dm_tui.tui.widgets.field import Field
from dm_tui.tui.widgets.text_block import TextBlock
from dm_tui.tui.widgets.window_sizes import VERY_TALL
from dm_tui.tui.wizard.payment_outcome import PaymentProgress, outcome_rows, payment_ladder, payment_outcome
from dm_tui.tui.wizard.step_layout import StepRow

_FRAME = 4


class PaymentView(NamedTuple):
    """The state of the step. `says_order` where nothing else does; `width` is that of a row."""

    progress: PaymentProgress
    party: str
    warnings: Sequence[Content]
    balance: Money | None
    may_settle: bool
    asks: bool
    says_order: bool
    roomy: bool
    spacious: bool
    width: int


class MethodChoices(Choices):
    """The chosen method is the one under the cursor; Enter does nothing more, so that none pays."""

    enter_does = ""


class PaymentBody(Widget):
    """Paints an order and the state of its payment."""

    SCOPED_CSS = False
    DEFAULT_CSS = """
    PaymentBody { height: auto; width: 1fr; layout: vertical; }
    #payment #back:disabled { display: none; }
    """

    def compose(self) -> ComposeResult:
        with Widget(id="methods", classes="panel listed") as methods:
            methods.border_title = "Payment method"
            yield MethodChoices(id="payment-methods")
        with StepRow(id="real-money", classes="block"):
            yield TextBlock(id="amount-label", classes="label")
            yield Field(id="amount", limit=20)
        yield TextBlock(id="balance-after", classes="block")
        yield TextBlock(id="order", classes="block")
        with Widget(id="way", classes="framed block") as way:
            way.border_title = "What happens"
            yield TextBlock(id="ladder")
            yield TextBlock(id="outcome")
            yield ActionButton("Settle as not bought …", id="not-bought")
        with Widget(id="outcomes", classes="framed block") as outcomes:
            outcomes.border_title = "What becomes of it"
            yield TextBlock(lines(outcome_rows()))

    def show(self, order: Order, view: PaymentView) -> None:
        """Show the order as it is now."""
        facts: list[Part] = []
        if view.says_order:
            facts += [fact(label, value) for label, value in payment_facts(order, MARKS.times)]
        details = self.query_one("#order", TextBlock)
        details.display = bool(facts or view.warnings)
        details.update(lines([*facts, *view.warnings]))
        self._show_balance(order, view)
        self._show_way(order, view)
        warned = sum(warning.plain.count("\n") + 1 for warning in view.warnings)
        tall = self.app.size.height >= VERY_TALL + warned
        self.query_one("#outcomes").display = tall and order.status is OrderStatus.UNPAID
        self.query_one(Choices).disabled = view.asks or order.status is not OrderStatus.UNPAID
        self.query_one("#real-money").display = view.progress.amount_is_typed
        self.query_one("#amount", Field).disabled = view.asks
        self.query_one("#amount-label", TextBlock).update(f"Real money. Type {order.total.amount} ")
        settle = self.query_one("#not-bought", ActionButton)
        settle.display, settle.disabled = view.may_settle, view.asks
        settle.rename("Is it this one? …" if order.sightings else "Settle as not bought …")

    def _show_balance(self, order: Order, view: PaymentView) -> None:
        """Show what paying leaves of the balance, where the balance pays and there is room."""
        shown, balance, total = self.query_one("#balance-after", TextBlock), view.balance, order.total
        pays = self.query_one(Choices).chosen in BALANCE_METHODS and order.status is OrderStatus.UNPAID
        shown.display = False
        if not (view.roomy and pays and balance is not None and balance.currency == total.currency):
            return
        shown.display = True
        if balance < total:
            shown.update(warning(f"The balance, {balance}, is below {total}.", width=view.width))
            return
        left = balance - total
        words = text(("After paying  ", "$muted"), (str(left), "bold"), (f" left of {balance}", "$muted"))
        shown.update(lines([words, gauge(float(left.amount), float(balance.amount), view.width)]))

    def _show_way(self, order: Order, view: PaymentView) -> None:
        """Show the ladder and the outcome; where rows are scarce, the ladder once the bank was asked."""
        began = bool(view.progress.asks_now or order.attempts)
        way = self.query_one("#ladder", TextBlock)
        way.display = view.spacious or ((view.roomy or began) and not view.warnings)
        way.update(payment_ladder(order, view.progress, view.party, tall=view.spacious))
        inside = view.width - (_FRAME if view.roomy else 0)
        self.query_one("#outcome", TextBlock).update(payment_outcome(order, view.progress, inside))
