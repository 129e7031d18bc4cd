"""One payment at a time: each step is saved before its call, and its outcome exactly once."""

from dm_tui.domain.account.inbox_message import InternalMessage
from dm_tui.domain.errors import DirectMailError
from dm_tui.domain.purchase import wording
from dm_tui.domain.purchase.order import Order, begin_payment, conclude_payment, stop_between_calls
from dm_tui.domain.purchase.payment import PaymentAttempt, PaymentResult
from dm_tui.domain.purchase.plan import ResourcePlan
from dm_tui.domain.usage.ledger_entries import order_payment_entry
from dm_tui.providers.facts import ProviderFacts
from dm_tui.providers.payment_outcome import NoAnswer, NotPaid, Paid, PaymentOutcome
from dm_tui.providers.protocol import AccountProvider, Shop
from dm_tui.services.ledger.books import post_entry
from dm_tui.services.purchase.payment_errors import purchase_message, treat_unsaved_as_unknown
from dm_tui.store.state import StateFile, Tables


class Payments:
    """Begins, records and stops payments; the order's own state decides which may begin."""

    def __init__(self, state: StateFile, account: AccountProvider, shop: Shop, facts: ProviderFacts) -> None:
        self._state, self._account, self._shop, self._facts = state, account, shop, facts

    def make(self, order_id: str, method: str, known: tuple[str, ...]) -> Order:
        """Make one payment: all of an order, or the next of its plans."""
        with self._state.transaction() as tables:
            order = require_order(tables, order_id)
            if not self._facts.recognizes_payments:
                _refuse_duplicate_unsettled(tables, order)
            now, plans = self._account.now(), self._shop.plans_per_call
            order = tables.of(Order).put(begin_payment(order, method, now, plans=plans, known=known))
        attempt = order.attempts[-1]
        try:
            outcome = self._shop.pay(order, attempt)
        except Exception:  # whatever broke, the money may have moved
            self.record(order, attempt, NoAnswer(message=wording.NO_ANSWER_AT_ALL))
            raise
        with treat_unsaved_as_unknown(wording.ORDER_RESULT_NOT_SAVED, order=order.id):
            return self.record(order, attempt, outcome)

    def stop(self, order_id: str, reason: DirectMailError | None = None) -> Order:
        """End an order between two calls; a message says which plans were not bought, and why."""
        now = self._account.now()
        with self._state.transaction() as tables:
            order = require_order(tables, order_id)
            why = str(reason) if reason else wording.INTERRUPTED_BETWEEN_CALLS
            stopped = stop_between_calls(order, now, why)
            if stopped != order:
                tables.of(Order).put(stopped)
                tables.of(InternalMessage).put(purchase_message(stopped, (), now))
            return stopped

    def record(self, order: Order, attempt: PaymentAttempt, outcome: PaymentOutcome) -> Order:
        """Save the outcome of an attempt, with all its consequences; a second outcome changes nothing."""
        reference = instance = ""
        at = self._account.now()
        match outcome:
            case Paid():
                result, answer, at = PaymentResult.CHARGED, "", outcome.at
                reference, instance = outcome.reference, outcome.instance
            case NotPaid():
                result, answer = outcome.result, outcome.message
            case NoAnswer():
                result, answer = PaymentResult.NO_ANSWER, outcome.message
                reference = outcome.reference
        with self._state.transaction() as tables:
            present = require_order(tables, order.id)
            bought = {"reference": reference, "instance": instance}
            concluded = conclude_payment(present, attempt.id, result, answer, at, **bought)
            if concluded == present:
                return present
            tables.of(Order).put(concluded)
            if isinstance(outcome, Paid):
                for plan in outcome.plans:
                    tables.of(ResourcePlan).put(plan)
                post_entry(tables, order_payment_entry(concluded, attempt, outcome.at))
            if concluded.paid_at is not None:
                plans = outcome.plans if isinstance(outcome, Paid) else ()
                tables.of(InternalMessage).put(purchase_message(concluded, plans, concluded.paid_at))
            return concluded


def require_order(tables: Tables, order_id: str) -> Order:
    """Return one order, or refuse an unknown id."""
    return tables.of(Order).require(order_id, wording.UNKNOWN_ORDER(order=order_id))


def _refuse_duplicate_unsettled(tables: Tables, order: Order) -> None:
    """Refuse a payment while the same purchase has one of unknown outcome: the vendor's list shows no difference."""
    for other in tables.of(Order).open():
        if other.id != order.id and other.unsettled and other.spec == order.spec:
            raise wording.SAME_PURCHASE_UNSETTLED(order=other.id)
