"""Buying resource plans: quote, confirm, pay once, settle what is unknown, cancel."""

from collections.abc import Iterator
from contextlib import contextmanager
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
)
from dm_tui.domain.plan import ResourcePlan
from dm_tui.domain.quote import Circumstances, Quote, make_quote
from dm_tui.providers.base import NoAnswer, NotPaid, Paid, PaymentMethod, PaymentOutcome, Provider
from dm_tui.services.books import book
from dm_tui.services.prerequisites import require_in
from dm_tui.store.state import StateFile, Tables


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
                    raise DirectMailError(
                        ErrorKind.OUTCOME_UNKNOWN,
                        "same-purchase-unsettled",
                        f"The same purchase, order {order.id}, has a payment of unknown outcome.",
                        f"Settle it first: dm-tui orders settle {order.id}.",
                    )
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

    def pay(self, order_id: str, method: str) -> Order:
        """Pay an unpaid order by `method` and return it as it stands then: paid, unpaid or unknown.

        Blocks while the provider is asked. However often it is called, an order is charged once.
        """
        self.require_method(method)
        require_in(self._provider, self.order(order_id).region)
        self.lapse_due()
        with self._state.transaction() as tables:
            order = begin_payment(_existing(tables, order_id), method, self._provider.now())
            tables.of(Order).put(order)
        attempt = order.attempts[-1]
        try:
            outcome = self._provider.pay(order, attempt)
        except Exception:  # whatever broke, the money may have moved
            self._record(order, attempt, NoAnswer(message="The payment ended without an answer."))
            raise
        with told_as_unknown(f"order {order.id}", f"dm-tui orders settle {order.id}"):
            return self._record(order, attempt, outcome)

    def settle(self, order_id: str) -> Order:
        """Ask what became of a payment without an answer, and return the order as it stands then."""
        order = self.order(order_id)
        attempt = order.last_attempt
        if not order.unsettled or attempt is None:
            return order
        return self._record(order, attempt, self._provider.check_payment(order, attempt))

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

    def _record(self, order: Order, attempt: PaymentAttempt, outcome: PaymentOutcome) -> Order:
        match outcome:
            case Paid():
                result, message, at = PaymentResult.CHARGED, "", outcome.at
            case NotPaid():
                result, message, at = outcome.result, outcome.message, self._provider.now()
            case NoAnswer():
                result, message = PaymentResult.NO_ANSWER, outcome.message
                at = self._provider.now()
        with self._state.transaction() as tables:
            present = _existing(tables, order.id)
            concluded = conclude_payment(present, attempt.id, result, message, at)
            if concluded == present:
                return present
            tables.of(Order).put(concluded)
            if isinstance(outcome, Paid):
                for plan in outcome.plans:
                    tables.of(ResourcePlan).put(plan)
                book(tables, order_paid(concluded, outcome.at))
                tables.of(InternalMessage).put(_paid_message(concluded, outcome))
            return concluded


@contextmanager
def told_as_unknown(what: str, check: str) -> Iterator[None]:
    """Say of an answer of the bank that could not be kept that it is not known: the money may have moved."""
    try:
        yield
    except DirectMailError as error:
        if error.kind is not ErrorKind.STATE_FILE:
            raise
        raise DirectMailError(
            ErrorKind.OUTCOME_UNKNOWN,
            "payment-not-kept",
            f"{error.message} It was what became of the payment of {what}, which may have been "
            "charged. Nothing is charged twice.",
            f"{error.hint} Then check it: {check}.",
        ) from error


def raise_unless_paid(order: Order) -> None:
    """Raise what the last payment of `order` came to, unless it is paid: declined (4) or unknown (5)."""
    attempt = order.last_attempt
    if order.status is OrderStatus.PAID or attempt is None:
        return
    if order.unsettled:
        raise DirectMailError(
            ErrorKind.OUTCOME_UNKNOWN,
            "payment-unknown",
            f"{attempt.message} We do not know yet whether order {order.id} was charged. "
            "Nothing is charged twice.",
            f"Check it: dm-tui orders settle {order.id}.",
        )
    raise DirectMailError(
        ErrorKind.DECLINED,
        f"payment-{attempt.result}",
        attempt.message,
        f"Nothing was charged. Order {order.id} waits for an hour: "
        f"pay it by another method with dm-tui orders pay {order.id} --pay-with METHOD.",
    )


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


def _paid_message(order: Order, paid: Paid) -> InternalMessage:
    first = min(paid.plans, key=lambda plan: plan.expires_at)
    return InternalMessage(
        id=f"{order.id}-paid",
        at=paid.at,
        subject=f"Order {order.id} is paid: {order.emails:,} emails",
        body=f"{order.quantity} × {order.spec} for {order.total}. "
        f"What is left on {first.expires_at:%d %B %Y} is lost.",
    )
