"""Which purchase repeats another: the one of a used key, and the same one that may have been charged.

A program that died after it had paid has shown nobody an order, so that its user gives the command again.
Refusing every second purchase of a plan was rejected: buying the same plan twice is usual. So only one that
nobody has seen, of the last day, is a question; a key of its own or `--again` answers it.
"""

from collections.abc import Callable, Collection, Iterator
from datetime import datetime, timedelta
from typing import NamedTuple

from dm_tui.domain.purchase import payment_wording, wording
from dm_tui.domain.purchase.order import Order, OrderStatus
from dm_tui.domain.upkeep.used_key import KeyUse
from dm_tui.providers.facts import ProviderFacts
from dm_tui.services.ledger.used_keys import refuse_used_key, require_known_keys
from dm_tui.services.purchase.payment_turn import PaymentTurn
from dm_tui.store.state import StateFile, Tables

REPEATED_WITHIN = timedelta(days=1)
"""How long a purchase whose outcome was not shown counts as the one you repeat. Our own limit."""


class PurchaseRequest(NamedTuple):
    """What you want to buy, where, and under which key, if any."""

    spec: str
    quantity: int
    region: str
    key: str | None


class RepeatedPurchases:
    """Finds the order that a request repeats.

    `learned` are the ids of the orders whose outcome this program can show.
    """

    def __init__(
        self,
        state: StateFile,
        facts: ProviderFacts,
        turn: PaymentTurn,
        now: Callable[[], datetime],
        learned: Collection[str],
    ) -> None:
        self._state, self._facts, self._turn, self._now = state, facts, turn, now
        self._learned = learned

    def order_of_key(self, tables: Tables, request: PurchaseRequest, *, again: bool) -> Order | None:
        """Return the order of the request's key; refuse what may be the same purchase again."""
        orders, key = tables.of(Order), request.key
        refuse_used_key(tables, KeyUse.ORDER, key)
        for order in orders.where("key", key) if key is not None else ():
            if not order.same_purchase(request.spec, request.quantity, request.region):
                raise wording.KEY_REUSED(key=order.key, order=order.id)
            return order
        require_known_keys(self._state, key)
        for order in orders.open():
            if self._is_alike(order, request) and self._blocks(order, key):
                raise payment_wording.SAME_PURCHASE_UNSETTLED(order=order.id, plans=order.plans_words)
        for order in () if again else self.unreported(tables, request):
            raise payment_wording.ALREADY_BOUGHT(
                order=order.id, plans=order.plans_words, paid=order.paid_total
            )
        return None

    def unreported(self, tables: Tables, request: PurchaseRequest) -> Iterator[Order]:
        """Yield the same purchases that were paid without a word; a key of its own is another purchase."""
        if request.key is None and not self._facts.recognizes_payments:
            for order in tables.of(Order).all():
                if self._is_alike(order, request) and self._is_unreported(order):
                    yield order

    def _is_alike(self, order: Order, request: PurchaseRequest) -> bool:
        """Say whether an order may be the purchase that is asked for.

        Where no payment is recognized, one of another number of the same plan may be, too: the vendor's lists
        show only plans of a size.
        """
        if order.same_purchase(request.spec, request.quantity, request.region):
            return True
        return not self._facts.recognizes_payments and order.spec == request.spec

    def _blocks(self, order: Order, key: str | None) -> bool:
        """Say whether an order of unknown outcome forbids the same purchase under `key`.

        One being paid does not.
        """
        if not order.unsettled or (self._facts.recognizes_payments and key is not None):
            return False
        return order.status is OrderStatus.UNKNOWN or not self._turn.is_taken()

    def _is_unreported(self, order: Order) -> bool:
        """Say whether an order was paid lately by a program that ended before it said so."""
        attempt = order.last_attempt
        return (
            order.unreported
            and order.id not in self._learned
            and order.bought > 0
            and attempt is not None
            and self._now() - attempt.started_at < REPEATED_WITHIN
            and not self._turn.is_taken()
        )


def refuse_duplicate_unsettled(tables: Tables, order: Order) -> None:
    """Refuse a payment while the same purchase has an unknown outcome: the vendor's list shows no other."""
    for other in tables.of(Order).open():
        if other.id != order.id and other.unsettled and other.spec == order.spec:
            raise payment_wording.SAME_PURCHASE_UNSETTLED(order=other.id, plans=other.plans_words)
