"""Settling what a payment came to: by looking, by waiting, or by your word where only you know it.

Even a certain refusal is looked after again before the next payment for the same plan: only then does a
key, or a repeated command, never buy twice.
"""

from collections.abc import Callable
from contextlib import nullcontext

from dm_tui.domain.purchase import payment_wording
from dm_tui.domain.purchase.order import Order
from dm_tui.domain.purchase.payment_attempt import PaymentAttempt, PaymentResult, Sighting
from dm_tui.domain.purchase.payment_waits import CHECK_PAUSES, LOOK_BACK
from dm_tui.domain.purchase.settled_by_user import user_may_settle, waited_long_enough
from dm_tui.domain.purchase.sightings import name_sighting
from dm_tui.providers.facts import ProviderFacts
from dm_tui.providers.payment_outcome import NoAnswer, NotPaid, Paid, PaymentOutcome
from dm_tui.providers.protocol import AccountProvider, Shop
from dm_tui.services.purchase.payment_errors import may_be_bought
from dm_tui.services.purchase.payment_turn import Notify, PaymentTurn
from dm_tui.services.purchase.recorded_payments import Payments, require_order
from dm_tui.store.state import StateFile


class Settling:
    """The outcome of payments, in every way it can be learned."""

    def __init__(self, state: StateFile, account: AccountProvider, shop: Shop, facts: ProviderFacts) -> None:
        self._state, self._account, self._shop, self._facts = state, account, shop, facts
        self._payments = Payments(state, account, shop, facts)
        self._turn = PaymentTurn(state.path)
        self._learned: set[str] = set()
        self._held_up = ""

    def order(self, order_id: str) -> Order:
        """Return one order, or refuse an unknown id."""
        with self._state.read() as tables:
            return require_order(tables, order_id)

    @property
    def waits_for(self) -> str:
        """What a payment of this program waits for besides its answer, in a sentence; "" for nothing."""
        return payment_wording.WAITS_FOR_ITS_TURN if self._turn.waiting else self._held_up

    def save_reported(self) -> None:
        """Save that you have seen the outcomes of the payments that this program made or settled.

        Call it once they were shown. If the program dies before that, the same purchase given again is a
        question.
        """
        for order_id in sorted(self._learned):
            self._payments.mark_reported(order_id)
        self._learned.clear()

    def settle(self, order_id: str, *, waits: Notify | None = None) -> Order:
        """Look up the outcome of a payment without an answer, and return the order after it.

        With `waits` it first waits for a payment that is under way, as `pay` does: its own program may
        conclude it.
        """
        order = self.order(order_id)
        if order.unsettled:
            with self._turn.take(waits) if waits is not None else nullcontext():
                order = self._learn(self._settle(order_id))
        return order

    def settle_all(self) -> tuple[Order, ...]:
        """Settle every unknown outcome; none while a payment is under way: its own program concludes it."""
        with self._state.read() as tables:
            waiting = [order.id for order in tables.of(Order).open() if order.unsettled]
        if not waiting:
            return ()
        with self._turn.take_if_free() as free:
            return tuple(self._settle(order_id) for order_id in waiting if free)

    def wait_for_outcome(self, order_id: str, pause: Callable[[float], None]) -> Order:
        """Settle repeatedly, with ever longer pauses, for three minutes or until only you know it."""
        order = self.order(order_id)
        for seconds in CHECK_PAUSES:
            if not order.unsettled or order.sightings:
                break
            pause(seconds)
            order = self.settle(order_id)
        return order

    def user_may_settle(self, order: Order) -> bool:
        """Say whether only you can settle an outcome: something may be it, or nothing appeared in time."""
        return not self._facts.recognizes_payments and user_may_settle(order, self._account.now())

    def waited_long_enough(self, order: Order) -> bool:
        """Say whether nothing has appeared for long enough, so that the user may settle the outcome."""
        return waited_long_enough(order, self._account.now())

    def settle_as_not_bought(self, order_id: str) -> Order:
        """Settle an unknown outcome as not bought, after a last look that must succeed.

        Refuses while an order may appear, and while anything is there that may be what was bought.
        """
        with self._turn.take():
            order = self.order(order_id)
            attempt = order.last_attempt
            if not order.unsettled or attempt is None:
                return order
            outcome = self._shop.check_payment(order, attempt)
            order = self._learn(self._record(order, attempt, outcome))
            attempt = order.last_attempt
            if not order.unsettled or attempt is None:
                return order
            if isinstance(outcome, NoAnswer) and not outcome.looked:
                raise payment_wording.COULD_NOT_LOOK(order=order.id, answer=outcome.message)
            if attempt.sightings:
                raise may_be_bought(order)
            if attempt.reference and not attempt.gone:
                raise payment_wording.ORDER_EXISTS(order=order.id, answer=attempt.message)
            if not self.waited_long_enough(order):
                early = (
                    payment_wording.ORDER_MAY_COME_BACK
                    if attempt.reference
                    else payment_wording.TOO_EARLY_TO_SETTLE
                )
                raise early(order=order.id, reference=attempt.reference)
            not_bought = NotPaid(
                result=PaymentResult.NOT_CHARGED, message=payment_wording.SETTLED_AS_NOT_BOUGHT
            )
            return self._learn(self._payments.record(order, attempt, not_bought))

    def settle_as_bought(self, order_id: str, id: str) -> Order:
        """Settle a payment by your word that the plan or order `id`, which you saw, is what it bought."""
        with self._turn.take():
            named = self._with_charge(order_id, id)
            self._payments.identify(order_id, named)
            order = self._learn(self._payments.stop(order_id))
        self._shop.refresh_plans()
        return order

    def _with_charge(self, order_id: str, id: str) -> PaymentAttempt:
        """Return the last payment of an order with what the vendor charged for the sighting `id`."""
        order = self.order(order_id)
        named = name_sighting(order, id)
        outcome = self._shop.check_payment(order, named) if named.reference else None
        if not isinstance(outcome, Paid) or outcome.charged is None:
            return named
        return named.model_copy(update={"charged": outcome.charged, "tax": outcome.tax})

    def set_aside(self, order_id: str) -> Order:
        """Take your word that what you were shown is another purchase, and look again."""
        with self._turn.take():
            if not self.order(order_id).sightings:
                raise payment_wording.NOTHING_SEEN(order=order_id)
            order = self._payments.set_aside(order_id)
            return self._learn(self._settle(order_id)) if order.unsettled else order

    def _learn(self, order: Order) -> Order:
        """Note that this program can say what a payment came to, unless that is still unknown."""
        if order.unreported and not order.unsettled:
            self._learned.add(order.id)
        return order

    def _settle(self, order_id: str) -> Order:
        order = self.order(order_id)
        attempt = order.last_attempt
        if not order.unsettled or attempt is None:
            return order
        outcome = self._shop.check_payment(order, attempt) if attempt.waiting else None
        return self._record(order, attempt, outcome)

    def _record(self, order: Order, attempt: PaymentAttempt, outcome: PaymentOutcome | None) -> Order:
        with self._state.transaction():
            if outcome is not None:
                self._payments.record(order, attempt, outcome)
            order = self._payments.stop(order.id)  # an interrupted order does not resume
        if order.bought:
            self._shop.refresh_plans()
        return order

    def _require_nothing_seen(self, order: Order) -> None:
        """Refuse a payment while an earlier one that was refused for the same plan may have bought."""
        if self._facts.recognizes_payments:
            return
        since = self._account.now() - LOOK_BACK
        with self._state.read() as tables:
            others = [other for other in tables.of(Order).all() if other.id != order.id]
        for other in (order, *others):
            attempt = other.last_attempt
            if other.spec != order.spec or attempt is None or attempt.started_at < since:
                continue
            if attempt.waiting or attempt.result is PaymentResult.CHARGED:
                continue
            seen = _as_sightings(other, self._shop.check_payment(other, attempt))
            if seen != attempt.sightings:
                other = self._payments.note_sightings(other.id, seen)
            if seen:
                raise may_be_bought(other)


def _as_sightings(order: Order, outcome: PaymentOutcome) -> tuple[Sighting, ...]:
    """Return what an outcome says was bought, as something to ask about: the payment itself was refused."""
    if isinstance(outcome, NoAnswer):
        if not outcome.looked:
            raise payment_wording.COULD_NOT_LOOK_FIRST(order=order.id, answer=outcome.message)
        return outcome.sightings
    if not isinstance(outcome, Paid):
        return ()
    plan = Sighting(id=outcome.instance, emails=order.emails // order.quantity, at=outcome.at)
    vendor_order = Sighting(id=outcome.reference, price=order.unit_price, at=outcome.at)
    return tuple(sighting for sighting in (plan, vendor_order) if sighting.id)
