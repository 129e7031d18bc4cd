"""Whatever happens in whatever order, an order is charged once at most and the books agree."""

import tempfile
from datetime import UTC, datetime, timedelta
from pathlib import Path
from unittest import mock

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, invariant, rule

from dm_tui.domain.errors import DirectMailError
from dm_tui.domain.money import usd
from dm_tui.domain.purchase.order import Order, OrderStatus
from dm_tui.domain.purchase.plan import ResourcePlan
from dm_tui.providers.sandbox.bank import Charge
from dm_tui.services.direct_mail import DirectMail

METHODS = ("balance", "card-4242", "card-0002", "card-9995", "card-timeout", "card-lost")


class Crash(BaseException):
    """The program ends here."""


class PurchaseMachine(RuleBasedStateMachine):
    """Confirms, pays, settles and cancels in any order, with crashes before and after the charge."""

    made: Bundle[str] = Bundle("made")

    def __init__(self) -> None:
        super().__init__()
        self._directory = tempfile.TemporaryDirectory()
        self.now = datetime(2026, 1, 31, 9, tzinfo=UTC)
        self.ended: dict[str, OrderStatus] = {}
        self.start_again()

    @rule()
    def start_again(self) -> None:
        path = Path(self._directory.name) / "state" / "state.json"
        self.direct_mail = DirectMail(path, clock=lambda: self.now, sleep=lambda seconds: None)

    @rule(
        target=made,
        spec=st.sampled_from(["50k", "500k"]),
        quantity=st.integers(1, 3),
        key=st.sampled_from([None, "a", "b"]),
    )
    def confirm(self, spec: str, quantity: int, key: str | None) -> str:
        terms = self.direct_mail.purchases.catalogue().terms_version
        try:
            order = self.direct_mail.purchases.confirm(spec, quantity, "us-east-1", terms, key=key)
        except DirectMailError as error:
            if error.code not in ("key-reused", "same-purchase-unsettled"):
                raise
            return self.direct_mail.purchases.orders()[0].id
        return order.id

    @rule(order=made, method=st.sampled_from(METHODS))
    def pay(self, order: str, method: str) -> None:
        try:
            self.direct_mail.purchases.pay(order, method)
        except DirectMailError as error:
            if error.code != "payment-not-settled" and not error.code.startswith("order-"):
                raise

    @rule(order=made, method=st.sampled_from(METHODS), after_the_charge=st.booleans())
    def crash_while_paying(self, order: str, method: str, after_the_charge: bool) -> None:
        pay = self.direct_mail.provider.shop.pay

        def crash(*args: object) -> None:
            if after_the_charge:
                pay(*args)  # type: ignore[arg-type]  # what the service passed
            raise Crash

        try:
            with mock.patch.object(self.direct_mail.provider.shop, "pay", crash):
                self.direct_mail.purchases.pay(order, method)
        except (Crash, DirectMailError):
            self.start_again()

    @rule(order=made)
    def settle(self, order: str) -> None:
        assert not self.direct_mail.purchases.settle(order).unsettled

    @rule(order=made)
    def cancel(self, order: str) -> None:
        try:
            self.direct_mail.purchases.cancel(order)
        except DirectMailError as error:
            if error.code != "not-cancellable":
                raise

    @rule(minutes=st.sampled_from([1, 30, 60]))
    def wait(self, minutes: int) -> None:
        self.now += timedelta(minutes=minutes)

    @invariant()
    def the_books_agree(self) -> None:
        with self.direct_mail.state.read() as tables:
            orders = {order.id: order for order in tables.of(Order).all()}
            plans = tables.of(ResourcePlan).all()
            charges = [record for record in tables.of(Charge).all() if not record.voided]
        charged = [charge.purpose for charge in charges]
        assert len(charged) == len(set(charged)), "charged twice"
        for charge in charges:
            order = orders[charge.purpose]
            assert charge.amount == order.total
            assert order.status is OrderStatus.PAID or order.unsettled
        paid = {id for id, order in orders.items() if order.status is OrderStatus.PAID}
        assert paid <= set(charged), "paid without a charge"
        assert {plan.order_id for plan in plans} == paid
        for id in paid:
            held = [plan.emails for plan in plans if plan.order_id == id]
            assert sum(held) == orders[id].emails
            assert len(held) == orders[id].quantity
        taken = sum((charge.amount.amount for charge in charges if charge.method == "balance"), usd(0).amount)
        balance = self.direct_mail.provider.shop.balance()
        assert balance is not None
        assert balance.amount == 500 - taken >= 0

    @invariant()
    def what_has_ended_stays_ended(self) -> None:
        final = (OrderStatus.PAID, OrderStatus.CANCELLED, OrderStatus.LAPSED)
        now = {order.id: order.status for order in self.direct_mail.purchases.orders()}
        for id, status in self.ended.items():
            assert now[id] is status
        self.ended = {id: status for id, status in now.items() if status in final}

    def teardown(self) -> None:
        self._directory.cleanup()


TestPurchase = PurchaseMachine.TestCase
TestPurchase.settings = settings(max_examples=settings().max_examples // 2, stateful_step_count=30)
