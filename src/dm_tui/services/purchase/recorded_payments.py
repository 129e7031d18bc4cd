"""One payment at a time: each step is saved before its call, and its outcome exactly once.

Saving a payment only after its answer was rejected: a program that dies in between would have charged money
that no record knows, and the next start would charge it again. So an attempt is there first, and until its
outcome is known the order allows no other. Whatever breaks during the call leaves the outcome unknown,
because the money may have moved.
"""

from datetime import datetime

from dm_tui import work_log
from dm_tui.domain.account.inbox_message import InternalMessage
from dm_tui.domain.purchase import payment_wording, wording
from dm_tui.domain.purchase.order import Order
from dm_tui.domain.purchase.order_after_payment import conclude_payment, stop_between_calls
from dm_tui.domain.purchase.order_payment import begin_payment, mark_reported
from dm_tui.domain.purchase.payment_attempt import PaymentAttempt, PaymentResult, Sighting
from dm_tui.domain.purchase.plan import ResourcePlan
from dm_tui.domain.purchase.sightings import identify_purchase, note_sightings, set_aside_sightings
from dm_tui.domain.usage.ledger_entries import order_payment_entry
from dm_tui.providers.facts import ProviderFacts
from dm_tui.providers.payment_outcome import NoAnswer, NotPaid, Paid, PaymentOutcome
from dm_tui.providers.protocol import AccountProvider, Shop
from dm_tui.services.ledger.posting import post_entry
from dm_tui.services.purchase.payment_errors import purchase_message, treat_unsaved_as_unknown
from dm_tui.services.purchase.repeated_purchases import refuse_duplicate_unsettled
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
                refuse_duplicate_unsettled(tables, order)
            now, plans = self._account.now(), self._shop.plans_per_call
            unreported = not self._facts.recognizes_payments  # else the payment party knows a repeated one
            order = begin_payment(order, method, now, plans=plans, known=known, unreported=unreported)
            tables.of(Order).put(order)
        attempt = order.attempts[-1]
        work_log.note(
            "money", step="paying", id=order.id, spec=order.spec, quantity=attempt.plans, amount=order.total
        )
        try:
            outcome = self._shop.pay(order, attempt)
        except Exception:  # whatever broke, the money may have moved
            self.record(order, attempt, NoAnswer(message=payment_wording.NO_ANSWER_AT_ALL))
            raise
        with treat_unsaved_as_unknown(payment_wording.ORDER_RESULT_NOT_SAVED, order=order.id):
            return self.record(order, attempt, outcome)

    def stop(self, order_id: str, why: str = payment_wording.INTERRUPTED_BETWEEN_CALLS) -> Order:
        """End an order between two calls; a message says which plans were not bought, and why."""
        now = self._account.now()
        with self._state.transaction() as tables:
            order = require_order(tables, order_id)
            stopped = stop_between_calls(order, now, why)
            if stopped != order:
                tables.of(Order).put(stopped)
                tables.of(InternalMessage).put(purchase_message(stopped, (), now))
            return stopped

    def record(self, order: Order, attempt: PaymentAttempt, outcome: PaymentOutcome) -> Order:
        """Save the outcome of an attempt, with all its consequences; a second outcome changes nothing."""
        at, plans = (outcome.at, outcome.plans) if isinstance(outcome, Paid) else (self._account.now(), ())
        with self._state.transaction() as tables:
            present = require_order(tables, order.id)
            concluded = _conclude(present, attempt.id, outcome, at)
            if concluded == present:
                return present
            _note(concluded)
            for plan in plans:
                tables.of(ResourcePlan).put(plan)
            return self._put_concluded(tables, concluded, plans, at)

    def mark_reported(self, order_id: str) -> None:
        """Save that the user learns what an order bought.

        An outcome still unknown is still to be learned, and an order that a restore took away is left out.
        """
        with self._state.read() as tables:
            order = tables.of(Order).find(order_id)
        if order is None or order.unsettled or not order.unreported:
            return
        with self._state.transaction() as tables:
            if (present := tables.of(Order).find(order_id)) is not None:
                tables.of(Order).replace(mark_reported(present))

    def identify(self, order_id: str, named: PaymentAttempt) -> Order:
        """Save your word of what the last payment bought, with all its consequences."""
        now = self._account.now()
        with self._state.transaction() as tables:
            order = require_order(tables, order_id)
            concluded = identify_purchase(order, named, now)
            work_log.note("money", step="settled-by-your-word", id=order.id)
            return order if concluded == order else self._put_concluded(tables, concluded, (), now)

    def set_aside(self, order_id: str) -> Order:
        """Save your word that what is there is another purchase."""
        with self._state.transaction() as tables:
            order = require_order(tables, order_id)
            return tables.of(Order).replace(set_aside_sightings(order))

    def note_sightings(self, order_id: str, sightings: tuple[Sighting, ...]) -> Order:
        """Save what the last payment of an order may have bought after all."""
        with self._state.transaction() as tables:
            return tables.of(Order).replace(note_sightings(require_order(tables, order_id), sightings))

    def _put_concluded(
        self, tables: Tables, order: Order, plans: tuple[ResourcePlan, ...], at: datetime
    ) -> Order:
        tables.of(Order).replace(order)
        attempt = order.attempts[-1]
        if attempt.result is PaymentResult.CHARGED:
            post_entry(tables, order_payment_entry(order, attempt, at))
        if order.paid_at is not None:
            tables.of(InternalMessage).put(purchase_message(order, plans, order.paid_at))
        return order


def _note(order: Order) -> None:
    attempt = order.attempts[-1]
    charged = attempt.charged
    work_log.note("money", step="payment-outcome", id=order.id, outcome=attempt.result, amount=charged)


def require_order(tables: Tables, order_id: str) -> Order:
    """Return one order, or refuse an unknown id."""
    return tables.of(Order).require(order_id, wording.UNKNOWN_ORDER(order=order_id))


def _conclude(order: Order, attempt_id: str, outcome: PaymentOutcome, at: datetime) -> Order:
    match outcome:
        case Paid():
            return conclude_payment(
                order,
                attempt_id,
                PaymentResult.CHARGED,
                "",
                at,
                reference=outcome.reference,
                instance=outcome.instance,
                charged=outcome.charged,
                tax=outcome.tax,
            )
        case NotPaid():
            return conclude_payment(order, attempt_id, outcome.result, outcome.message, at, busy=outcome.busy)
        case NoAnswer():
            return conclude_payment(
                order,
                attempt_id,
                PaymentResult.NO_ANSWER,
                outcome.message,
                at,
                reference=outcome.reference,
                sightings=outcome.sightings,
                gone=outcome.gone,
            )
