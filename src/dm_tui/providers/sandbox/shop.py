"""The sandbox's shop: the prices of the international site, paid at a bank that answers as real ones do."""

from collections.abc import Callable
from decimal import Decimal
from functools import cached_property
from typing import TYPE_CHECKING

from dm_tui.domain.money import Money
from dm_tui.domain.purchase.catalogue import Catalogue
from dm_tui.domain.usage.billing import Bill, PayAsYouGo
from dm_tui.providers.purchase_guide import documented_catalogue
from dm_tui.providers.sandbox.account import SandboxAccount
from dm_tui.providers.sandbox.noted_calls import noted_call
from dm_tui.providers.sandbox.records import SandboxRecord
from dm_tui.store.state import StateFile, Tables

if TYPE_CHECKING:  # `status` reads prices and the balance, and pays nothing
    from dm_tui.domain.purchase.order import Order
    from dm_tui.domain.purchase.payment_attempt import PaymentAttempt
    from dm_tui.domain.purchase.plan import ResourcePlan
    from dm_tui.domain.purchase.refund import RefundOffer
    from dm_tui.domain.usage.vendor_bill import VendorBill
    from dm_tui.providers.payment_outcome import Paid, PaymentMethod, PaymentOutcome
    from dm_tui.providers.protocol import BankBooks
    from dm_tui.providers.sandbox.bank import Bank, Charge


class SandboxShop:
    """Sells and bills at once; the bank knows each attempt by its id."""

    plans_per_call: int | None = None
    activation_address = expenses_page = refund_page = ""

    def __init__(self, state: StateFile, account: SandboxAccount, sleep: Callable[[float], None]) -> None:
        self._state = state
        self._account = account
        self._sleep = sleep

    @cached_property
    def _bank(self) -> "Bank":
        from dm_tui.providers.sandbox.bank import Bank

        return Bank(self._state, self._sleep)

    def catalogue(self) -> Catalogue:
        return documented_catalogue()

    def balance(self) -> Money:
        return self._account.record().balance

    def payment_methods(self) -> "tuple[PaymentMethod, ...]":
        return self._bank.methods()

    def prepare(self, order: "Order") -> tuple[str, ...]:
        """Return nothing: no payment is mistaken for another here."""
        return ()

    @noted_call("CreateResourcePackage")
    def pay(self, order: "Order", attempt: "PaymentAttempt") -> "PaymentOutcome":
        return _with_plans(order, self._charge(attempt, order.id, order.total))

    @noted_call("QueryOrders")
    def check_payment(self, order: "Order", attempt: "PaymentAttempt") -> "PaymentOutcome":
        return _with_plans(order, self._find_charge(attempt, order.id))

    def refresh_plans(self) -> None:
        """Do nothing: a payment that worked has its plans."""

    @noted_call("InquiryPriceRefundInstance")
    def refund_offer(self, plan: "ResourcePlan") -> "RefundOffer":
        """Offer the whole price of a plan that was never used, as long as it is valid."""
        from dm_tui.domain.purchase.refund import RefundOffer, may_be_refunded

        now = self._account.now()
        if may_be_refunded(plan, now):
            return RefundOffer(id=plan.id, amount=plan.price, at=now)
        refusal = "It was used, or it has expired."
        return RefundOffer(id=plan.id, refusal=refusal, at=now)

    def bill_method(self) -> str:
        return self._account.record().bill_method

    @noted_call("PayBill")
    def pay_bill(self, bill: Bill, attempt: "PaymentAttempt") -> "PaymentOutcome":
        return self._charge(attempt, bill.id, bill.total)

    @noted_call("QueryBill")
    def check_bill(self, bill: Bill, attempt: "PaymentAttempt") -> "PaymentOutcome":
        return self._find_charge(attempt, bill.id)

    def vendor_bills(self) -> "tuple[VendorBill, ...]":
        return ()

    def _charge(self, attempt: "PaymentAttempt", purpose: str, amount: Money) -> "PaymentOutcome":
        from dm_tui.providers.sandbox.bank import Charge

        outcome = self._bank.charge(attempt.id, purpose, attempt.method, amount, self._account.now())
        return _paid_outcome(outcome) if isinstance(outcome, Charge) else outcome

    def _find_charge(self, attempt: "PaymentAttempt", purpose: str) -> "PaymentOutcome":
        from dm_tui.domain.purchase.payment_attempt import PaymentResult
        from dm_tui.providers.payment_outcome import NotPaid

        charge = self._bank.find_or_void(attempt.id, purpose, attempt.method, self._account.now())
        if charge is not None:
            return _paid_outcome(charge)
        message = "The bank has no record of this payment: nothing was charged."
        return NotPaid(result=PaymentResult.NOT_CHARGED, message=message)

    @noted_call("Activate")
    def activate(self, agreement_version: str) -> PayAsYouGo:
        with self._state.transaction() as tables:
            present = tables.single(PayAsYouGo)
            if present.active:
                return present
            now = self._account.now()
            update = {"active": True, "activated_at": now, "agreement_version": agreement_version}
            return tables.put_single(present.model_copy(update=update))

    def bank_books(self, tables: Tables) -> "BankBooks":
        from dm_tui.providers.protocol import BankBooks
        from dm_tui.providers.sandbox.bank import Charge, SandboxPaymentMethod

        charges = [charge for charge in tables.of(Charge).history() if not charge.voided]
        balance = SandboxPaymentMethod.BALANCE
        from_balance = sum((line.amount.amount for line in charges if line.method == balance), Decimal(0))
        spent = tables.single(SandboxRecord).spent
        wrong = f"balance: spent {spent}, charged {from_balance}"
        ids = tuple(charge.purpose for charge in charges)
        return BankBooks(ids, () if spent.amount == from_balance else (wrong,))


def _paid_outcome(charge: "Charge") -> "Paid":
    """Return a charge as an outcome; the sandbox adds no tax."""
    from dm_tui.providers.payment_outcome import Paid

    return Paid(at=charge.at, charged=charge.amount, tax=charge.amount * 0)


def _with_plans(order: "Order", outcome: "PaymentOutcome") -> "PaymentOutcome":
    from dm_tui.domain.purchase.plan import ResourcePlan
    from dm_tui.domain.purchase.plan_expiry import expiry
    from dm_tui.providers.payment_outcome import Paid

    if not isinstance(outcome, Paid):
        return outcome
    plans = tuple(
        ResourcePlan(
            id=f"{order.id}-P{number}",
            order_id=order.id,
            spec=order.spec,
            emails=order.emails // order.quantity,
            price=order.unit_price,
            purchased_at=outcome.at,
            expires_at=expiry(outcome.at, order.validity_months),
        )
        for number in range(1, order.quantity + 1)
    )
    return outcome.model_copy(update={"plans": plans})
