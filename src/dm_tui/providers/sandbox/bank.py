"""The sandbox's bank: its methods answer as real ones do, and it charges each attempt once."""

from collections.abc import Callable
from datetime import datetime
from enum import StrEnum
from typing import ClassVar

from dm_tui.domain.errors import ErrorKind, ErrorText
from dm_tui.domain.model import Model
from dm_tui.domain.money import Money, usd
from dm_tui.domain.purchase.payment_attempt import PaymentResult
from dm_tui.domain.purchase.payment_wording import UNKNOWN_METHOD
from dm_tui.providers.payment_outcome import NoAnswer, NotPaid, PaymentMethod
from dm_tui.providers.sandbox.records import SandboxRecord
from dm_tui.store.state import StateFile

NO_ANSWER_SECONDS = 2.0
"""How long the bank takes not to answer (our own choice)."""

_PAYMENT_ID_REUSED = ErrorText(
    ErrorKind.REFUSED,
    "payment-id-reused",
    "Payment {payment} was made for something else.",
    "Nothing was charged. Start a new payment.",
)


class SandboxPaymentMethod(StrEnum):
    """The sandbox's payment methods (public contract)."""

    BALANCE = "balance"
    WORKS = "card-4242"
    DECLINED = "card-0002"
    INSUFFICIENT = "card-9995"
    TIMEOUT_CHARGED = "card-timeout"
    TIMEOUT_LOST = "card-lost"


class Charge(Model):
    """One line of the bank's books, never changed afterwards. `id` is the payment attempt it was for.

    A `voided` line took nothing: it makes “was not charged” final, so that the same attempt arriving
    late is refused.
    """

    TABLE: ClassVar[str] = "charges"

    id: str
    purpose: str
    method: str
    amount: Money
    at: datetime
    voided: bool = False

    @property
    def closed(self) -> bool:
        """A line of the books is never changed."""
        return True


class Bank:
    """Makes charges and looks them up. `sleep` takes seconds; tests pass one that does not wait."""

    def __init__(self, state: StateFile, sleep: Callable[[float], None]) -> None:
        self._state = state
        self._sleep = sleep

    def methods(self) -> tuple[PaymentMethod, ...]:
        """Return the payment methods with what each one does."""
        methods = (
            (SandboxPaymentMethod.BALANCE, "Account balance", f"{self.balance()} available"),
            (SandboxPaymentMethod.WORKS, "Card 4242", "always works"),
            (SandboxPaymentMethod.DECLINED, "Card 0002", "is declined"),
            (SandboxPaymentMethod.INSUFFICIENT, "Card 9995", "insufficient funds"),
            (SandboxPaymentMethod.TIMEOUT_CHARGED, "Card timeout", "times out, charged"),
            (SandboxPaymentMethod.TIMEOUT_LOST, "Card lost", "times out, not charged"),
        )
        return tuple(PaymentMethod(id=id, label=label, detail=detail) for id, label, detail in methods)

    def balance(self) -> Money:
        with self._state.read() as tables:
            return tables.single(SandboxRecord).balance

    def charge(
        self, id: str, purpose: str, method: str, amount: Money, at: datetime
    ) -> Charge | NotPaid | NoAnswer:
        """Take `amount` once for `id`; the same id with another amount is refused."""
        try:
            kind = SandboxPaymentMethod(method)
        except ValueError:
            methods = ", ".join(SandboxPaymentMethod)
            raise UNKNOWN_METHOD(method=method, methods=methods) from None
        match kind:
            case SandboxPaymentMethod.DECLINED:
                message = "The bank declined the card. It gave no reason."
                return NotPaid(result=PaymentResult.DECLINED, message=message)
            case SandboxPaymentMethod.INSUFFICIENT:
                message = f"There is not enough money on the card for {amount}."
                return NotPaid(result=PaymentResult.INSUFFICIENT, message=message)
            case SandboxPaymentMethod.TIMEOUT_LOST:
                self._sleep(NO_ANSWER_SECONDS)
                return NoAnswer(message="The bank did not answer.")
        outcome = self._take(Charge(id=id, purpose=purpose, method=method, amount=amount, at=at))
        if kind is SandboxPaymentMethod.TIMEOUT_CHARGED:
            self._sleep(NO_ANSWER_SECONDS)
            return NoAnswer(message="The bank did not answer.")
        return outcome

    def find_or_void(self, id: str, purpose: str, method: str, at: datetime) -> Charge | None:
        """Return the charge for `id`; if there is none, make sure there never will be one."""
        with self._state.transaction() as tables:
            charge = tables.of(Charge).find(id)
            if charge is None:
                void = Charge(id=id, purpose=purpose, method=method, amount=usd(0), at=at, voided=True)
                tables.of(Charge).put(void)
            return None if charge is None or charge.voided else charge

    def _take(self, charge: Charge) -> Charge | NotPaid:
        with self._state.transaction() as tables:
            made = tables.of(Charge).get(charge.id)
            if made is not None and made.voided:
                message = "The payment was withdrawn before it reached the bank."
                return NotPaid(result=PaymentResult.NOT_CHARGED, message=message)
            if made is not None:
                if (made.amount, made.purpose) != (charge.amount, charge.purpose):
                    raise _PAYMENT_ID_REUSED(payment=charge.id)
                return made
            if charge.method == SandboxPaymentMethod.BALANCE:
                account = tables.single(SandboxRecord)
                if account.balance < charge.amount:
                    message = f"The balance is {account.balance}: too little for {charge.amount}."
                    return NotPaid(result=PaymentResult.INSUFFICIENT, message=message)
                tables.put_single(account.model_copy(update={"spent": account.spent + charge.amount}))
            return tables.of(Charge).put(charge)
