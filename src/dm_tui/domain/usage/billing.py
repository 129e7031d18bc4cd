"""Pay-as-you-go: the open amount, when it is charged, and what a failed charge leads to."""

from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from typing import ClassVar

from dm_tui.domain.billing_zone import next_month
from dm_tui.domain.model import Model
from dm_tui.domain.money import Money
from dm_tui.domain.purchase.catalogue import Catalogue
from dm_tui.domain.purchase.payment_attempt import PaymentAttempt, PaymentResult


class BillStatus(StrEnum):
    """Whether a bill is paid."""

    CHARGED = "charged"
    OVERDUE = "overdue"


class Bill(Model):
    """One charge for the emails metered from `start` (inclusive) to `end` (exclusive).

    Like an order it is paid once: each attempt is saved before the provider is called.
    """

    TABLE: ClassVar[str] = "bills"

    id: str
    start: datetime
    end: datetime
    emails: int
    total: Money
    status: BillStatus
    charged_at: datetime | None = None
    attempts: tuple[PaymentAttempt, ...] = ()

    @property
    def last_attempt(self) -> PaymentAttempt | None:
        """The last attempt to charge it, None before the first."""
        return self.attempts[-1] if self.attempts else None

    @property
    def unsettled(self) -> PaymentAttempt | None:
        """The last attempt, while its outcome is not known."""
        last = self.last_attempt
        return last if last is not None and last.waiting and not self.closed else None

    @property
    def closed(self) -> bool:
        """Whether it is paid."""
        return self.status is BillStatus.CHARGED


class PayAsYouGo(Model):
    """The pay-as-you-go side of an account; `active` is None where that could not be read.

    `open_emails` are metered but not yet on a bill. `credit` are emails that were billed although, as it
    turned out later, they had not been sent: the next metered emails are set against them, so that you do not
    pay for both.
    """

    TABLE: ClassVar[str] = "pay_as_you_go"

    active: bool | None = False
    activated_at: datetime | None = None
    agreement_version: str | None = None
    open_emails: int = 0
    open_since: datetime | None = None
    credit: int = 0
    overdue: bool = False

    def with_emails(self, emails: int, at: datetime) -> "PayAsYouGo":
        """Return the account after `emails` were metered; a negative number gives them back."""
        balance = self.open_emails - self.credit + emails
        since = (self.open_since or at) if balance > 0 else None
        update = {"open_emails": max(0, balance), "credit": max(0, -balance), "open_since": since}
        return self.model_copy(update=update)


def amount_due(catalogue: Catalogue, emails: int) -> Money | None:
    """Return the price of `emails`: two decimals, half up, at least 0.01 once anything was sent.

    That is the purchase guide's rule. None where pay-as-you-go has no known price.
    """
    due = catalogue.pay_as_you_go(emails)
    if due is None:
        return None
    least = Money(amount=Decimal("0.01" if emails else "0.00"), currency=due.currency)
    return due if least <= due else least


def charge_due_at(catalogue: Catalogue, account: PayAsYouGo, now: datetime) -> datetime | None:
    """Return when the open amount is charged: at the threshold now, else on the next 1st.

    None if none is due.
    """
    if account.overdue or not account.open_emails or account.open_since is None:
        return None
    threshold, due = catalogue.charge_threshold, amount_due(catalogue, account.open_emails)
    if threshold is not None and due is not None and threshold <= due:
        return now
    return next_month(account.open_since)


def begin_bill_payment(bill: Bill, method: str, now: datetime) -> Bill:
    """Return the bill with a new attempt, or refuse: only an overdue bill, one attempt at a time."""
    from dm_tui.domain.usage.wording import BILL_CHARGED, BILL_NOT_SETTLED  # `status` pays no bill

    if bill.status is not BillStatus.OVERDUE:
        raise BILL_CHARGED(bill=bill.id)
    if bill.unsettled is not None:
        raise BILL_NOT_SETTLED(bill=bill.id)
    attempt = PaymentAttempt(id=f"{bill.id}-{len(bill.attempts) + 1}", method=method, started_at=now)
    return bill.model_copy(update={"attempts": (*bill.attempts, attempt)})


def conclude_bill_payment(
    bill: Bill, attempt_id: str, result: PaymentResult, message: str, at: datetime
) -> Bill:
    """Return the bill after the provider's answer about `attempt_id`. Repeating it changes nothing."""
    attempt = bill.unsettled
    if attempt is None or attempt.id != attempt_id:
        return bill
    ended = attempt.model_copy(update={"result": result, "message": message})
    update: dict[str, object] = {"attempts": (*bill.attempts[:-1], ended)}
    if result is PaymentResult.CHARGED:
        update |= {"status": BillStatus.CHARGED, "charged_at": at}
    return bill.model_copy(update=update)
