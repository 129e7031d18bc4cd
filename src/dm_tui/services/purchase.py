"""Buying resource plans: quote, confirm, pay once, settle what is unknown, cancel."""

from collections.abc import Callable
from datetime import timedelta
from itertools import islice

from dm_tui.domain.billing import PayAsYouGo
from dm_tui.domain.catalogue import Catalogue, require_quantity
from dm_tui.domain.errors import DirectMailError, ErrorKind
from dm_tui.domain.ledger import Books, order_paid
from dm_tui.domain.message import InternalMessage
from dm_tui.domain.order import (
    Order,
    OrderStatus,
    PaymentAttempt,
    PaymentResult,
    begin_payment,
    cancel,
    conclude_payment,
    lapse,
    lapse_instant,
    require_key,
    require_spend,
    stop_between_calls,
)
from dm_tui.domain.plan import ResourcePlan
from dm_tui.domain.quote import Circumstances, Quote, make_quote
from dm_tui.providers.base import NoAnswer, NotPaid, Paid, PaymentMethod, PaymentOutcome, Provider
from dm_tui.services.books import book
from dm_tui.services.outcome import bought_message, same_unsettled, told_as_unknown
from dm_tui.services.prerequisites import require_in
from dm_tui.store.state import StateFile, Tables

APPEARS_WITHIN = timedelta(minutes=3)
"""How long an order may take to appear after a call that nobody answered."""


LOOKS = (2, 4, 8, 16, 30, 30, 30, 30, 30)
"""Seconds between the looks at what became of such a call."""


class Purchases:
    """Each step of an order is written before the call that it announces; the order's state decides."""

    def __init__(self, state: StateFile, provider: Provider) -> None:
        self._state = state
        self._provider = provider

    def catalogue(self) -> Catalogue:
        """Return today's prices."""
        return self._provider.catalogue()

    def payment_methods(self) -> tuple[PaymentMethod, ...]:
        """Return the ways to pay, the default one first."""
        return self._provider.payment_methods()

    def quote(self, spec: str, quantity: int, monthly_volume: int | None = None) -> Quote:
        """Return what `quantity` × `spec` would cost now, with every warning that applies."""
        catalogue = self.catalogue()
        with self._state.read() as tables:
            usage = tables.one(PayAsYouGo)
        facts = Circumstances(
            daily_quota=catalogue.daily_quota,
            pay_as_you_go_active=usage.active,
            overdue=usage.overdue,
            monthly_volume=monthly_volume,
        )
        return make_quote(catalogue, catalogue.plan(spec), quantity, self._provider.now(), facts)

    def orders(self, limit: int | None = None) -> tuple[Order, ...]:
        """Return orders, newest first, all there ever were or `limit`; those unpaid for an hour have lapsed."""
        self.lapse_due()
        with self._state.read() as tables:
            return tuple(islice(tables.of(Order).history(), limit))

    def order(self, order_id: str) -> Order:
        """Return one order, or refuse when there is none."""
        with self._state.read() as tables:
            return _existing(tables, order_id)

    def plans_of(self, order_id: str) -> tuple[ResourcePlan, ...]:
        """Return the plans an order bought."""
        with self._state.read() as tables:
            quantity = _existing(tables, order_id).quantity
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
        """Make the order, unpaid. The same `key`, or an unchanged order in `replaces`, is answered as it is.

        Refuses without the prerequisites, with terms that are not today's, and while the same purchase
        has a payment of unknown outcome. An order in `replaces` that differs is cancelled.
        """
        if key is not None:
            require_key(key)
        require_in(self._provider, region)
        catalogue = self.catalogue()
        plan = catalogue.plan(spec)
        require_quantity(quantity)
        if accepted_terms != catalogue.terms_version:
            raise DirectMailError(
                ErrorKind.NOT_ALLOWED,
                "terms-changed",
                "The terms of service changed since you accepted them.",
                f"Read and accept version {catalogue.terms_version}.",
            )
        now = self._provider.now()
        with self._state.transaction() as tables:
            orders = tables.of(Order)
            for order in orders.where("key", key) if key is not None else ():
                return _same_or_refused(order, order.same_purchase(plan.spec, quantity, region))
            for order in orders.open():
                if order.unsettled and order.same_purchase(plan.spec, quantity, region):
                    raise same_unsettled(order)
            old = orders.get(replaces) if replaces else None
            if old is not None and old.status is OrderStatus.UNPAID:
                unchanged = (
                    old.same_purchase(plan.spec, quantity, region)
                    and old.catalogue_version == catalogue.version
                    and not old.due_to_lapse(now)
                )
                if unchanged:
                    return old
                orders.put(cancel(old))
            books = tables.one(Books)
            books = tables.put_one(books.model_copy(update={"orders": books.orders + 1}))
            return orders.put(
                Order(
                    id=f"DM{now:%y%m%d}-{books.orders:04d}",
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
        """Pay an unpaid order by `method` and return it as it stands then: paid, partly paid, unpaid or unknown.

        Blocks while the provider is asked. However often it is called, an order is charged once. Where money is
        real, `spend` must be the total, as the user typed it. Where each plan is a call of its own, the calls
        follow one another until the first that is not a success.
        """
        self.require_method(method)
        order = self.order(order_id)
        if not self._provider.sandbox:
            require_spend(order.total, spend)
        require_in(self._provider, order.region)
        self.lapse_due()
        order = self._pay_once(order_id, method, self._provider.prepare(order))
        while order.between_calls:
            try:
                known = self._provider.prepare(order)
            except DirectMailError as error:
                order = self._stop(order_id, error)
            else:
                order = self._pay_once(order_id, method, known)
        if order.bought:
            self._provider.refresh_plans()
        return order

    def settle(self, order_id: str) -> Order:
        """Ask what became of a payment without an answer, and return the order as it stands then."""
        order = self.order(order_id)
        attempt = order.last_attempt
        if not order.unsettled or attempt is None:
            return order
        outcome = self._provider.check_payment(order, attempt) if attempt.waiting else None
        with self._state.transaction():
            if outcome is not None:
                order = self._record(order, attempt, outcome)
            order = self._stop(order_id)  # what was interrupted does not go on by itself
        if order.bought:
            self._provider.refresh_plans()
        return order

    def settle_open(self) -> tuple[Order, ...]:
        """Settle every order whose payment has no known outcome, and return them as they stand then."""
        with self._state.read() as tables:
            waiting = [order.id for order in tables.of(Order).open() if order.unsettled]
        return tuple(self.settle(order_id) for order_id in waiting)

    def wait_for_outcome(self, order_id: str, pause: Callable[[float], None]) -> Order:
        """Settle again and again, with ever longer pauses, for three minutes or until the outcome is known."""
        order = self.order(order_id)
        for seconds in LOOKS:
            if not order.unsettled:
                break
            pause(seconds)
            order = self.settle(order_id)
        return order

    def may_decide(self, order: Order) -> bool:
        """Say whether an unknown outcome may be settled by the user's word: nothing was seen of it for long."""
        attempt = order.last_attempt
        return (
            order.unsettled
            and attempt is not None
            and not attempt.reference
            and self._provider.now() - attempt.started_at >= APPEARS_WITHIN
        )

    def settle_as_not_bought(self, order_id: str) -> Order:
        """Settle an unknown outcome by the user's word, where the provider could not tell for long enough.

        It is asked once more first. Refuses before an order could no longer appear late.
        """
        order = self.settle(order_id)
        attempt = order.last_attempt
        if not order.unsettled or attempt is None:
            return order
        if attempt.reference:
            raise DirectMailError(
                ErrorKind.REFUSED,
                "order-exists",
                attempt.message,
                f"Then check it: dm-tui orders settle {order.id}.",
            )
        if not self.may_decide(order):
            raise DirectMailError(
                ErrorKind.REFUSED,
                "too-early-to-tell",
                "An order may still appear: it is too early to say that nothing was bought.",
                "Wait three minutes from the payment, look at the console, and try again.",
            )
        word = NotPaid(result=PaymentResult.NOT_CHARGED, message="You settled it as not bought.")
        return self._record(order, attempt, word)

    def cancel(self, order_id: str) -> Order:
        """Cancel an unpaid order."""
        with self._state.transaction() as tables:
            return tables.of(Order).put(cancel(_existing(tables, order_id)))

    def lapse_due(self) -> None:
        """Lapse every order that lay unpaid for an hour."""
        now = self._provider.now()
        with self._state.read() as tables:
            due = any(order.due_to_lapse(now) for order in tables.of(Order).open())
        if not due:  # the usual case needs no lock
            return
        with self._state.transaction() as tables:
            for order in tables.of(Order).open():
                if order.due_to_lapse(now):
                    tables.of(Order).put(lapse(order))

    def require_method(self, method: str) -> None:
        """Refuse a payment method that there is not, naming those there are."""
        methods = [one.id for one in self.payment_methods()]
        if method not in methods:
            raise DirectMailError(
                ErrorKind.USAGE,
                "unknown-payment-method",
                f"There is no payment method “{method}”.",
                f"Choose one of {', '.join(methods)}.",
            )

    def _pay_once(self, order_id: str, method: str, known: tuple[str, ...]) -> Order:
        """Make one payment: all of an order, or the next of its plans."""
        with self._state.transaction() as tables:
            order = _existing(tables, order_id)
            if not self._provider.sandbox:
                _refuse_beside_unknown(tables, order)
            order = begin_payment(
                order,
                method,
                self._provider.now(),
                plans=self._provider.plans_per_call,
                known=known,
            )
            tables.of(Order).put(order)
        attempt = order.attempts[-1]
        try:
            outcome = self._provider.pay(order, attempt)
        except Exception:  # whatever broke, the money may have moved
            self._record(order, attempt, NoAnswer(message="The payment ended without an answer."))
            raise
        with told_as_unknown(f"order {order.id}", f"dm-tui orders settle {order.id}"):
            return self._record(order, attempt, outcome)

    def _stop(self, order_id: str, reason: DirectMailError | None = None) -> Order:
        """End an order between two calls; the account is told what was not bought, and why."""
        now = self._provider.now()
        with self._state.transaction() as tables:
            order = _existing(tables, order_id)
            why = str(reason) if reason else "The program ended before the next one was asked for."
            stopped = stop_between_calls(order, now, why)
            if stopped != order:
                tables.of(Order).put(stopped)
                tables.of(InternalMessage).put(bought_message(stopped, (), now))
            return stopped

    def _record(self, order: Order, attempt: PaymentAttempt, outcome: PaymentOutcome) -> Order:
        reference = instance = ""
        at = self._provider.now()
        match outcome:
            case Paid():
                result, message, at = PaymentResult.CHARGED, "", outcome.at
                reference, instance = outcome.reference, outcome.instance
            case NotPaid():
                result, message = outcome.result, outcome.message
            case NoAnswer():
                result, message = PaymentResult.NO_ANSWER, outcome.message
                reference = outcome.reference
        with self._state.transaction() as tables:
            present = _existing(tables, order.id)
            concluded = conclude_payment(
                present, attempt.id, result, message, at, reference=reference, instance=instance
            )
            if concluded == present:
                return present
            tables.of(Order).put(concluded)
            if isinstance(outcome, Paid):
                for plan in outcome.plans:
                    tables.of(ResourcePlan).put(plan)
                book(tables, order_paid(concluded, attempt, outcome.at))
            if concluded.paid_at is not None:
                plans = outcome.plans if isinstance(outcome, Paid) else ()
                told = bought_message(concluded, plans, concluded.paid_at)
                tables.of(InternalMessage).put(told)
            return concluded


def _existing(tables: Tables, order_id: str) -> Order:
    order = tables.of(Order).find(order_id)
    if order is None:
        raise DirectMailError(
            ErrorKind.USAGE,
            "unknown-order",
            f"There is no order “{order_id}”.",
            "List them with dm-tui orders.",
        )
    return order


def _same_or_refused(order: Order, same: bool) -> Order:
    if same:
        return order
    raise DirectMailError(
        ErrorKind.REFUSED,
        "key-reused",
        f"The key “{order.key}” belongs to order {order.id}, which buys something else.",
        "Use another key for another purchase.",
    )


def _refuse_beside_unknown(tables: Tables, order: Order) -> None:
    """Refuse a payment while the same purchase has one of unknown outcome: they could not be told apart."""
    for other in tables.of(Order).open():
        if other.id != order.id and other.unsettled and other.spec == order.spec:
            raise same_unsettled(other)
