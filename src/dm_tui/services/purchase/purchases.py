"""Buying resource plans: quote, confirm, pay once, settle an unknown outcome, cancel."""

import threading
from collections.abc import Callable

from dm_tui.domain.errors import DirectMailError
from dm_tui.domain.purchase import wording
from dm_tui.domain.purchase.catalogue import Catalogue, require_quantity
from dm_tui.domain.purchase.order import (
    Order,
    OrderStatus,
    cancel_order,
    lapse_instant,
    lapse_order,
    require_key,
    require_spend,
)
from dm_tui.domain.purchase.payment import PaymentResult
from dm_tui.domain.purchase.plan import ResourcePlan
from dm_tui.domain.purchase.quote import Quote, QuoteContext, make_quote
from dm_tui.domain.usage.billing import PayAsYouGo
from dm_tui.providers.facts import ProviderFacts
from dm_tui.providers.payment_outcome import ORDER_APPEARS_WITHIN, NotPaid, PaymentMethod
from dm_tui.providers.protocol import AccountProvider, Shop
from dm_tui.services.account.prerequisites import require_prerequisites_in
from dm_tui.services.ledger.books import next_number
from dm_tui.services.purchase.payments import Payments, require_order
from dm_tui.store.named_lock import try_lock
from dm_tui.store.state import StateFile

PAYMENT_LOCK = "paying"
"""The lock a program holds while it pays real money."""

CHECK_PAUSES = (2, 4, 8, 16, 30, 30, 30, 30, 30)
"""Seconds between the checks of a payment without an answer."""


class Purchases:
    """Orders from the quote to the outcome of their payment; the order's own state decides what may happen."""

    def __init__(self, state: StateFile, account: AccountProvider, shop: Shop, facts: ProviderFacts) -> None:
        self._state, self._account, self._shop, self._facts = state, account, shop, facts
        self._payments = Payments(state, account, shop, facts)
        self._ending = threading.Event()

    def catalogue(self) -> Catalogue:
        """Return today's prices."""
        return self._shop.catalogue()

    def payment_methods(self) -> tuple[PaymentMethod, ...]:
        """Return the ways to pay, the default one first."""
        return self._shop.payment_methods()

    def quote(self, spec: str, quantity: int, monthly_volume: int | None = None) -> Quote:
        """Return what `quantity` × `spec` would cost now, with every warning that applies."""
        catalogue = self.catalogue()
        with self._state.read() as tables:
            pay_as_you_go = tables.single(PayAsYouGo)
        context = QuoteContext(
            daily_quota=catalogue.daily_quota,
            pay_as_you_go_active=pay_as_you_go.active,
            overdue=pay_as_you_go.overdue,
            monthly_volume=monthly_volume,
        )
        return make_quote(catalogue, catalogue.plan(spec), quantity, self._account.now(), context)

    def orders(self, limit: int | None = None) -> tuple[Order, ...]:
        """Return all orders or `limit`, newest first; those unpaid for an hour have lapsed."""
        self.lapse_due_orders()
        with self._state.read() as tables:
            return tuple(tables.of(Order).history()[:limit])

    def order(self, order_id: str) -> Order:
        """Return one order, or refuse an unknown id."""
        with self._state.read() as tables:
            return require_order(tables, order_id)

    def plans_of(self, order_id: str) -> tuple[ResourcePlan, ...]:
        """Return the plans an order bought."""
        with self._state.read() as tables:
            quantity = require_order(tables, order_id).quantity
            return tables.of(ResourcePlan).where("order_id", order_id, expected=quantity)

    def confirm(
        self,
        spec: str,
        quantity: int,
        region: str,
        accepted_terms: str,
        *,
        key: str | None = None,
        replaces: str | None = None,
    ) -> Order:
        """Make the order, unpaid. The same `key`, or an unchanged order in `replaces`, returns the order it has.

        Refuses without the prerequisites, with terms other than today's, and while the same purchase
        has a payment of unknown outcome. An order in `replaces` that differs is cancelled.
        """
        if key is not None:
            require_key(key)
        require_prerequisites_in(self._account, region)
        catalogue = self.catalogue()
        plan = catalogue.plan(spec)
        require_quantity(quantity)
        if accepted_terms != catalogue.terms_version:
            raise wording.TERMS_CHANGED(version=catalogue.terms_version)
        now = self._account.now()
        with self._state.transaction() as tables:
            orders = tables.of(Order)
            for order in orders.where("key", key) if key is not None else ():
                if not order.same_purchase(plan.spec, quantity, region):
                    raise wording.KEY_REUSED(key=order.key, order=order.id)
                return order
            for order in orders.open():
                if order.unsettled and order.same_purchase(plan.spec, quantity, region):
                    raise wording.SAME_PURCHASE_UNSETTLED(order=order.id)
            old = orders.get(replaces) if replaces else None
            if old is not None and old.status is OrderStatus.UNPAID:
                same_prices = old.catalogue_version == catalogue.version and not old.due_to_lapse(now)
                if same_prices and old.same_purchase(plan.spec, quantity, region):
                    return old
                orders.put(cancel_order(old))
            return orders.put(
                Order(
                    id=f"DM{now:%y%m%d}-{next_number(tables, 'orders'):04d}",
                    key=key,
                    spec=plan.spec,
                    emails=plan.emails * quantity,
                    quantity=quantity,
                    unit_price=plan.price,
                    total=plan.price * quantity,
                    validity_months=plan.validity_months,
                    region=region,
                    terms_version=accepted_terms,
                    catalogue_version=catalogue.version,
                    created_at=now,
                    lapses_at=lapse_instant(now, catalogue.order_lapse_minutes),
                )
            )

    def pay(self, order_id: str, method: str, spend: str = "") -> Order:
        """Pay an unpaid order by `method` and return it: paid, partly paid, unpaid or of unknown outcome.

        Blocks while the provider answers. However often you call it, an order is charged once. Where money is
        real, `spend` must be the total, as the user typed it. Where each plan is a call of its own, the calls
        follow one another until the first failure.
        """
        self.require_method(method)
        order = self.order(order_id)
        if self._facts.moves_real_money:
            require_spend(order.total, spend)
        require_prerequisites_in(self._account, order.region)
        self.lapse_due_orders()
        if self._facts.recognizes_payments:
            return self._pay(order, method)
        with try_lock(self._state.path, PAYMENT_LOCK) as free:
            if not free:
                raise wording.PAYING_ELSEWHERE()
            return self._pay(order, method)

    def stop_paying(self) -> None:
        """Order no further plan of an order that is being paid: the program ends."""
        self._ending.set()

    def settle(self, order_id: str) -> Order:
        """Look up the outcome of a payment without an answer, and return the order after it."""
        order = self.order(order_id)
        attempt = order.last_attempt
        if not order.unsettled or attempt is None:
            return order
        outcome = self._shop.check_payment(order, attempt) if attempt.waiting else None
        with self._state.transaction():
            if outcome is not None:
                order = self._payments.record(order, attempt, outcome)
            order = self._payments.stop(order_id)  # an interrupted order does not resume
        if order.bought:
            self._shop.refresh_plans()
        return order

    def settle_all(self) -> tuple[Order, ...]:
        """Settle every unknown outcome; none while a payment is under way: its own program concludes it."""
        with self._state.read() as tables:
            waiting = [order.id for order in tables.of(Order).open() if order.unsettled]
        if not waiting:
            return ()
        with try_lock(self._state.path, PAYMENT_LOCK) as free:
            return tuple(self.settle(order_id) for order_id in waiting if free)

    def wait_for_outcome(self, order_id: str, pause: Callable[[float], None]) -> Order:
        """Settle repeatedly, with ever longer pauses, for three minutes or until the outcome is known."""
        order = self.order(order_id)
        for seconds in CHECK_PAUSES:
            if not order.unsettled:
                break
            pause(seconds)
            order = self.settle(order_id)
        return order

    def can_user_settle(self, order: Order) -> bool:
        """Say whether the user may settle an unknown outcome: no order has appeared for long enough."""
        attempt = order.last_attempt
        return (
            order.unsettled
            and attempt is not None
            and not attempt.reference
            and self._account.now() - attempt.started_at >= ORDER_APPEARS_WITHIN
        )

    def settle_as_not_bought(self, order_id: str) -> Order:
        """Settle an unknown outcome as not bought, after a last look; refuse while an order may appear."""
        order = self.settle(order_id)
        attempt = order.last_attempt
        if not order.unsettled or attempt is None:
            return order
        if attempt.reference:
            raise wording.ORDER_EXISTS(order=order.id, answer=attempt.message)
        if not self.can_user_settle(order):
            raise wording.TOO_EARLY_TO_SETTLE()
        outcome = NotPaid(result=PaymentResult.NOT_CHARGED, message=wording.SETTLED_AS_NOT_BOUGHT)
        return self._payments.record(order, attempt, outcome)

    def cancel(self, order_id: str) -> Order:
        """Cancel an unpaid order."""
        with self._state.transaction() as tables:
            return tables.of(Order).put(cancel_order(require_order(tables, order_id)))

    def lapse_due_orders(self) -> None:
        """Lapse every order that has been unpaid for an hour."""
        now = self._account.now()
        with self._state.read() as tables:
            due = any(order.due_to_lapse(now) for order in tables.of(Order).open())
        if not due:  # the usual case needs no lock
            return
        with self._state.transaction() as tables:
            for order in tables.of(Order).open():
                if order.due_to_lapse(now):
                    tables.of(Order).put(lapse_order(order))

    def require_method(self, method: str) -> None:
        """Refuse an unknown payment method; the error lists the known ones."""
        methods = [known.id for known in self.payment_methods()]
        if method not in methods:
            raise wording.UNKNOWN_METHOD(method=method, methods=", ".join(methods))

    def _pay(self, order: Order, method: str) -> Order:
        order = self._payments.make(order.id, method, self._shop.prepare(order))
        while order.between_calls and not self._ending.is_set():
            try:
                known = self._shop.prepare(order)
            except DirectMailError as error:
                order = self._payments.stop(order.id, error)
            else:
                order = self._payments.make(order.id, method, known)
        if order.bought:
            self._shop.refresh_plans()
        return order
