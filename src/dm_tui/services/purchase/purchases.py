"""Buying resource plans: confirm, pay once, cancel; unknown outcomes are settled by `Settling`."""

import threading
import time
from collections.abc import Callable
from datetime import datetime

from dm_tui import work_log
from dm_tui.domain.errors import DirectMailError
from dm_tui.domain.idempotency_key import require_key
from dm_tui.domain.money import Money
from dm_tui.domain.purchase import payment_wording, wording
from dm_tui.domain.purchase.catalogue import Catalogue, PlanSpecification
from dm_tui.domain.purchase.order import Order, OrderStatus, cancel_order, lapse_instant, lapse_order
from dm_tui.domain.purchase.order_payment import mark_reported
from dm_tui.domain.purchase.payment_waits import BUSY_PAUSES
from dm_tui.domain.purchase.plan import ResourcePlan
from dm_tui.domain.purchase.quantity import require_quantity
from dm_tui.domain.purchase.typed_amount import require_spend
from dm_tui.providers.facts import ProviderFacts
from dm_tui.providers.payment_outcome import PaymentMethod
from dm_tui.providers.protocol import AccountProvider, Shop
from dm_tui.providers.retry_jitter import with_jitter
from dm_tui.services.account.prerequisites import require_prerequisites_in
from dm_tui.services.ledger.posting import next_number
from dm_tui.services.purchase.payment_turn import Notify, say_nothing
from dm_tui.services.purchase.recorded_payments import require_order
from dm_tui.services.purchase.repeated_purchases import PurchaseRequest, RepeatedPurchases
from dm_tui.services.purchase.settling import Settling
from dm_tui.store.state import StateFile


class Purchases(Settling):
    """Orders from their confirmation to the outcome of their payment.

    The order's own state decides what may happen.
    """

    def __init__(
        self,
        state: StateFile,
        account: AccountProvider,
        shop: Shop,
        facts: ProviderFacts,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        super().__init__(state, account, shop, facts)
        self._ending, self._sleep = threading.Event(), sleep
        self._repeated = RepeatedPurchases(state, facts, self._turn, account.now, self._learned)

    def catalogue(self) -> Catalogue:
        """Return today's prices."""
        return self._shop.catalogue()

    def payment_methods(self) -> tuple[PaymentMethod, ...]:
        """Return the ways to pay, the default one first."""
        return self._shop.payment_methods()

    def balance(self) -> Money | None:
        """Return the balance of the account as it was read last, None where it is not known."""
        return self._shop.balance()

    def orders(self, limit: int | None = None) -> tuple[Order, ...]:
        """Return all orders or `limit`, newest first; those unpaid for an hour have lapsed."""
        self.lapse_due_orders()
        with self._state.read() as tables:
            return tuple(tables.of(Order).history()[:limit])

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
        again: bool = False,
    ) -> Order:
        """Make the order, unpaid. The same `key`, or an unchanged order in `replaces`, returns the order it
        has.

        Refuses without the prerequisites, with terms other than today's, while the same purchase has a
        payment of unknown outcome, and where the same purchase was paid by a program that ended before it
        said so, unless `again` or a key of its own says that it is another one. An order in `replaces` that
        differs is cancelled.
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
        request = PurchaseRequest(plan.spec, quantity, region, key)
        with self._state.transaction() as tables:
            orders = tables.of(Order)
            known = self._repeated.order_of_key(tables, request, again=again)
            if known is not None:
                return known
            for order in self._repeated.unreported(tables, request):
                orders.put(mark_reported(order))
            old = orders.get(replaces) if replaces else None
            if old is not None and old.status is OrderStatus.UNPAID:
                if old.can_still_buy(plan.spec, quantity, region, catalogue.version, now):
                    return old
                orders.put(cancel_order(old))
            id = f"DM{now:%y%m%d}-{next_number(tables, 'orders'):04d}"
            made = orders.put(_make_order(id, key, plan, quantity, region, catalogue, now))
        work_log.note("money", step="ordered", id=id, spec=made.spec, quantity=quantity, amount=made.total)
        return made

    def pay(self, order_id: str, method: str, spend: str = "", *, waits: Notify = say_nothing) -> Order:
        """Pay an unpaid order by `method` and return it: paid, partly paid, unpaid or of unknown outcome.

        Blocks while the provider answers. However often you call it, an order is charged once. Where money is
        real, `spend` must be the total, as the user typed it. Where each plan is a call of its own, the calls
        follow one another until the first failure; one that was not taken for want of calls is made again.
        One program pays at a time: `waits` takes what it waits for, another program or the payment party.
        """
        self.require_method(method)
        order = self.order(order_id)
        if self._facts.moves_real_money:
            require_spend(order.total, spend)
        require_prerequisites_in(self._account, order.region)
        self.lapse_due_orders()
        elsewhere = order.unsettled and not self._facts.recognizes_payments and self._turn.is_taken()
        if elsewhere and order.key is None:  # it may take minutes, and buys what you want
            raise payment_wording.PAYING_ELSEWHERE(order=order.id)
        with self._turn.take(waits):
            present = self.order(order_id)
            if present.status is OrderStatus.PAID and not order.closed and order.key is not None:
                return present  # another program paid under this key while this one waited for its turn
            return self._pay(present, method, waits)

    def stop_paying(self) -> None:
        """Order no further plan of an order that is being paid: the program ends."""
        self._ending.set()

    def cancel(self, order_id: str) -> Order:
        """Cancel an unpaid order."""
        work_log.note("money", step="cancelling", id=order_id)
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
            raise payment_wording.UNKNOWN_METHOD(method=method, methods=", ".join(methods))

    def rehearse(
        self, spec: str, quantity: int, region: str, key: str | None, *, again: bool
    ) -> Order | None:
        """Return the order that a used key has made; refuse what would end a purchase before it is paid.

        That is a repeated purchase, and what must be read before paying and cannot be.
        """
        if key is not None:
            require_key(key)
        catalogue = self.catalogue()
        plan = catalogue.plan(spec)
        request = PurchaseRequest(plan.spec, quantity, region, key)
        with self._state.read() as tables:
            known = self._repeated.order_of_key(tables, request, again=again)
        if known is None:
            now = self._account.now()
            self._prepare(_make_order("", key, plan, quantity, region, catalogue, now))
        return known

    def _pay(self, order: Order, method: str, waits: Notify) -> Order:
        self._require_nothing_seen(order)
        order = self._payments.make(order.id, method, self._prepare(order))
        pauses = iter(BUSY_PAUSES)
        while (order.between_calls or order.held_up) and not self._ending.is_set():
            if not order.held_up:
                pauses = iter(BUSY_PAUSES)
            elif (seconds := next(pauses, None)) is None:
                order = self._payments.stop(order.id, order.attempts[-1].message)
                break
            else:
                self._wait_until_taken(seconds, waits)
            order = self._pay_next(order, method)
        if order.bought:
            self._shop.refresh_plans()
        return self._learn(order)

    def _prepare(self, order: Order) -> tuple[str, ...]:
        """Return what is there before a payment; what cannot be read ends it, unpaid, which is said."""
        try:
            return self._shop.prepare(order)
        except DirectMailError as error:
            if payment_wording.NOTHING_BOUGHT in str(error):
                raise
            raise error.with_more(payment_wording.NOTHING_CHARGED) from error

    def _pay_next(self, order: Order, method: str) -> Order:
        """Pay the next plan of an order, or the same again after a look; what forbids it ends the order."""
        try:
            if order.held_up:
                self._require_nothing_seen(order)
            known = self._shop.prepare(order)
        except DirectMailError as error:
            order = self._payments.stop(order.id, str(error))
            if order.sightings or not order.bought:
                raise
            return order
        return self._payments.make(order.id, method, known)

    def _wait_until_taken(self, seconds: float, waits: Notify) -> None:
        seconds = with_jitter(seconds)
        self._held_up = payment_wording.PAYMENT_PARTY_BUSY.format(seconds=f"{seconds:.0f}")
        waits(self._held_up)
        self._sleep(seconds)
        self._held_up = ""


def _make_order(
    id: str,
    key: str | None,
    plan: PlanSpecification,
    quantity: int,
    region: str,
    catalogue: Catalogue,
    now: datetime,
) -> Order:
    return Order(
        id=id,
        key=key,
        spec=plan.spec,
        emails=plan.emails * quantity,
        quantity=quantity,
        unit_price=plan.price,
        total=plan.price * quantity,
        validity_months=plan.validity_months,
        sold_as=plan.sold_as,
        region=region,
        terms_version=catalogue.terms_version,
        catalogue_version=catalogue.version,
        created_at=now,
        lapses_at=lapse_instant(now, catalogue.order_lapse_minutes),
    )
