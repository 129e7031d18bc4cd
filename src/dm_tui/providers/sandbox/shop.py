"""The sandbox's shop: the prices of the international site, paid at a bank that answers as real ones do."""

from collections.abc import Callable
from decimal import Decimal
from functools import cached_property
from typing import TYPE_CHECKING

from dm_tui.content import read_content
from dm_tui.domain.money import Money
from dm_tui.domain.purchase.catalogue import Catalogue
from dm_tui.domain.usage.billing import Bill, PayAsYouGo
from dm_tui.providers.sandbox.account import SandboxAccount
from dm_tui.providers.sandbox.records import Charge, SandboxRecord
from dm_tui.store.state import StateFile, Tables

if TYPE_CHECKING:  # `status` reads prices and the balance, and pays nothing
    from dm_tui.domain.purchase.order import Order
    from dm_tui.domain.purchase.payment import PaymentAttempt
    from dm_tui.providers.payment_outcome import NotPaid, Paid, PaymentMethod, PaymentOutcome
    from dm_tui.providers.protocol import BankBooks
    from dm_tui.providers.sandbox.bank import Bank


class SandboxShop:
    """Sells and bills at once; the bank knows each attempt by its id."""

    plans_per_call: int | None = None
    activation_address = ""

    def __init__(self, state: StateFile, account: SandboxAccount, sleep: Callable[[float], None]) -> None:
        self._state = state
        self._account = account
        self._sleep = sleep

    @cached_property
    def _bank(self) -> "Bank":
        from dm_tui.providers.sandbox.bank import Bank

        return Bank(self._state, self._sleep)

    def catalogue(self) -> Catalogue:
        return self._catalogue

    @cached_property
    def _catalogue(self) -> Catalogue:
        return Catalogue.model_validate_json(read_content("catalogue.json"))

    def balance(self) -> Money:
        return self._account.record().balance

    def payment_methods(self) -> "tuple[PaymentMethod, ...]":
        return self._bank.methods()

    def prepare(self, order: "Order") -> tuple[str, ...]:
        """Return nothing: no payment is mistaken for another here."""
        return ()

    def pay(self, order: "Order", attempt: "PaymentAttempt") -> "PaymentOutcome":
        now = self._account.now()
        outcome = self._bank.charge(attempt.id, order.id, attempt.method, order.total, now)
        return _with_plans(order, outcome) if isinstance(outcome, Charge) else outcome

    def check_payment(self, order: "Order", attempt: "PaymentAttempt") -> "PaymentOutcome":
        now = self._account.now()
        charge = self._bank.find_or_void(attempt.id, order.id, attempt.method, now)
        return _with_plans(order, charge) if charge is not None else _not_charged()

    def refresh_plans(self) -> None:
        """Do nothing: a payment that worked has its plans."""

    def bill_method(self) -> str:
        return self._account.record().bill_method

    def pay_bill(self, bill: Bill, attempt: "PaymentAttempt") -> "PaymentOutcome":
        now = self._account.now()
        outcome = self._bank.charge(attempt.id, bill.id, attempt.method, bill.total, now)
        return _charged(outcome) if isinstance(outcome, Charge) else outcome

    def check_bill(self, bill: Bill, attempt: "PaymentAttempt") -> "PaymentOutcome":
        now = self._account.now()
        charge = self._bank.find_or_void(attempt.id, bill.id, attempt.method, now)
        return _charged(charge) if charge is not None else _not_charged()

    def activate(self, agreement_version: str) -> PayAsYouGo:
        with self._state.transaction() as tables:
            present = tables.single(PayAsYouGo)
            if present.active:
                return present
            return tables.put_single(
                present.model_copy(
                    update={
                        "active": True,
                        "activated_at": self._account.now(),
                        "agreement_version": agreement_version,
                    }
                )
            )

    def bank_books(self, tables: Tables) -> "BankBooks":
        from dm_tui.providers.protocol import BankBooks
        from dm_tui.providers.sandbox.bank import SandboxPaymentMethod

        charges = [charge for charge in tables.of(Charge).history() if not charge.voided]
        balance = SandboxPaymentMethod.BALANCE
        from_balance = sum((line.amount.amount for line in charges if line.method == balance), Decimal(0))
        spent = tables.single(SandboxRecord).spent
        if spent.amount == from_balance:
            return BankBooks(charges, ())
        return BankBooks(charges, (f"balance: spent {spent}, charged {from_balance}",))


def _not_charged() -> "NotPaid":
    from dm_tui.domain.purchase.payment import PaymentResult
    from dm_tui.providers.payment_outcome import NotPaid

    return NotPaid(
        result=PaymentResult.NOT_CHARGED,
        message="The bank has no record of this payment: nothing was charged.",
    )


def _charged(charge: Charge) -> "Paid":
    from dm_tui.providers.payment_outcome import Paid

    return Paid(at=charge.at)


def _with_plans(order: "Order", charge: Charge) -> "Paid":
    from dm_tui.domain.purchase.plan import ResourcePlan, expiry

    plans = tuple(
        ResourcePlan(
            id=f"{order.id}-P{number}",
            order_id=order.id,
            spec=order.spec,
            emails=order.emails // order.quantity,
            price=order.unit_price,
            purchased_at=charge.at,
            expires_at=expiry(charge.at, order.validity_months),
        )
        for number in range(1, order.quantity + 1)
    )
    return _charged(charge).model_copy(update={"plans": plans})
