"""Buying from Alibaba Cloud. Prices are shown as last read; whatever costs money reads them again first."""

from contextlib import suppress
from functools import partial

from dm_tui.domain.account.service_status import ServiceAccount
from dm_tui.domain.account.unknown_figures import Figure, ReadingPart, why_unknown
from dm_tui.domain.errors import DirectMailError
from dm_tui.domain.money import Money
from dm_tui.domain.purchase.catalogue import Catalogue
from dm_tui.domain.purchase.order import Order
from dm_tui.domain.purchase.payment_attempt import PaymentAttempt
from dm_tui.domain.purchase.plan import ResourcePlan
from dm_tui.domain.purchase.refund import RefundOffer
from dm_tui.domain.usage.billing import Bill, PayAsYouGo
from dm_tui.domain.usage.vendor_bill import VendorBill
from dm_tui.domain.usage.wording import VENDOR_TAKES_PAYMENT
from dm_tui.providers.alibaba.account import AlibabaAccount
from dm_tui.providers.alibaba.account_connection import AccountConnection
from dm_tui.providers.alibaba.facts import ALIBABA_FACTS
from dm_tui.providers.alibaba.reading.reading_record import VerificationState
from dm_tui.providers.alibaba.shown_prices import shown_catalogue
from dm_tui.providers.alibaba.wording import ACTIVATED_ELSEWHERE
from dm_tui.providers.payment_outcome import NoAnswer, PaymentMethod, PaymentOutcome
from dm_tui.store.state import StateFile, Tables

PAYMENT_METHOD_ID = "account"
"""The only way to pay: what the account has set up with Alibaba Cloud."""

_CHANGED_BY_PURCHASE = (ReadingPart.BALANCE, ReadingPart.PLANS, ReadingPart.ORDERS)


class AlibabaShop:
    """Sells one plan a call. The vendor meters, bills and keeps the books."""

    plans_per_call: int | None = 1

    def __init__(self, state: StateFile, connection: AccountConnection, account: AlibabaAccount) -> None:
        self._state = state
        self._connection = connection
        self._now = account.now

    @property
    def activation_address(self) -> str:
        """The web console of the account's site."""
        return self._connection.site.mail_console

    @property
    def expenses_page(self) -> str:
        return self._connection.site.expenses

    @property
    def refund_page(self) -> str:
        return f"{self.expenses_page}refund/refund"

    def catalogue(self) -> Catalogue:
        with self._state.read() as tables:
            meter = tables.single(ServiceAccount).meter
        daily_quota = None if meter is None else meter.daily_limit
        return shown_catalogue(self._connection.record(), self._connection.site.currency, daily_quota)

    def balance(self) -> Money | None:
        record = self._connection.record()
        return record.balance if why_unknown(record.unknown(), Figure.BALANCE) is None else None

    def payment_methods(self) -> tuple[PaymentMethod, ...]:
        balance = self.balance()
        detail = f"real money; balance {balance}" if balance else "real money"
        return (PaymentMethod(id=PAYMENT_METHOD_ID, label="Your account", detail=detail),)

    def prepare(self, order: Order) -> tuple[str, ...]:
        from dm_tui.domain.purchase.price_change import price_changed_error
        from dm_tui.providers.alibaba.purchase_traces import ids_before
        from dm_tui.providers.alibaba.reading.read_account import store_price
        from dm_tui.providers.alibaba.reading.read_price import read_price

        offer = self._connection.offer(order.spec)
        with self._connection.calls() as client:
            known = client.parallel_reads().begin(partial(ids_before, client, offer.product, self._now()))
            price = read_price(client, offer)
            if price == order.unit_price:
                return known()
        store_price(self._state, order.spec, price)
        raise price_changed_error(order, price)

    def pay(self, order: Order, attempt: PaymentAttempt) -> PaymentOutcome:
        """Buy one plan of the order, by one call."""
        from dm_tui.providers.alibaba.buying import buy_plan
        from dm_tui.providers.alibaba.purchase_refusal_reason import is_unverified_refusal

        offer = self._connection.offer(order.spec)
        for part in _CHANGED_BY_PURCHASE:
            self._connection.note_outdated(part)
        outcome = buy_plan(self._connection.client(), offer, self._now())
        if is_unverified_refusal(outcome):
            self._connection.change(verification=VerificationState.DENIED)
        return outcome

    def check_payment(self, order: Order, attempt: PaymentAttempt) -> PaymentOutcome:
        """Look for what the call may have bought. Seeing nothing is no proof that nothing was bought."""
        from dm_tui.providers.alibaba.api.errors import CallFailedError
        from dm_tui.providers.alibaba.unanswered_purchase import find_purchase, other_payments

        with self._state.read() as tables:
            others = other_payments(tables, order, attempt)
        try:
            client, product = self._connection.client(), self._connection.record().product
            return find_purchase(client, product, order, attempt, others, self._now())
        except CallFailedError as failure:
            return NoAnswer(message=failure.words, looked=False)

    def refresh_plans(self) -> None:
        """Read what a purchase changes, the plans and the balance; what cannot be read stays as it was."""
        from dm_tui.providers.alibaba.reading.read_account import read_account

        parts = (ReadingPart.BALANCE, ReadingPart.PLANS)
        with suppress(DirectMailError):
            read_account(self._connection.client(), self._state, self._now, parts)

    def refund_offer(self, plan: ResourcePlan) -> RefundOffer:
        from dm_tui.providers.alibaba.reading.read_refund import read_refund

        record = self._connection.record()
        products = record.products or (record.product,)
        with self._connection.calls() as client:
            return read_refund(client, plan.id, products, self._now())

    def bill_method(self) -> str:
        return PAYMENT_METHOD_ID

    def pay_bill(self, bill: Bill, attempt: PaymentAttempt) -> PaymentOutcome:
        """Refuse: Alibaba Cloud charges its bills."""
        raise VENDOR_TAKES_PAYMENT(vendor=ALIBABA_FACTS.vendor_name, page=self.expenses_page)

    def check_bill(self, bill: Bill, attempt: PaymentAttempt) -> PaymentOutcome:
        return self.pay_bill(bill, attempt)

    def vendor_bills(self) -> tuple[VendorBill, ...]:
        from dm_tui.providers.alibaba.reading.read_bills import read_bills

        with self._connection.calls() as client:
            return read_bills(client, self._now())

    def activate(self, agreement_version: str) -> PayAsYouGo:
        """Find that pay-as-you-go is active, or say where to activate it: no call does."""
        from dm_tui.providers.alibaba.reading.read_account import read_activation

        with self._connection.calls() as client:
            present = read_activation(client, self._state, self._now())
        if present.active:
            return present
        raise ACTIVATED_ELSEWHERE(address=self.activation_address)

    def bank_books(self, tables: Tables) -> None:
        return None
