"""The books: every movement of money and of emails, as entries that are only ever added.

Double entry, as bookkeeping has it since Pacioli: what leaves one account arrives at others, so each entry
sums to zero in each unit. What an account stands at is carried in `Books`; `doctor` adds it all up again.
"""

from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from typing import TYPE_CHECKING, ClassVar, Self

from pydantic import model_validator

from dm_tui.domain.model import Model

if TYPE_CHECKING:  # who looks at the books only, as `status` does, needs none of what is booked
    from dm_tui.domain.purchase.order import Order
    from dm_tui.domain.purchase.payment import PaymentAttempt
    from dm_tui.domain.purchase.plan import ResourcePlan
    from dm_tui.domain.usage.billing import Bill
    from dm_tui.domain.usage.metering import Allocation

EMAILS = "emails"
"""The unit of quota; money is booked in its currency."""


class LedgerAccount(StrEnum):
    """The accounts. A balance below zero is what came from there."""

    PAYMENTS = "payments"
    PLAN_SALES = "plan sales"
    PAY_AS_YOU_GO_SALES = "usage sales"
    GRANTED = "granted"
    PLANS = "plans"
    FREE = "free quota"
    PAY_AS_YOU_GO = "pay-as-you-go"
    SENT = "sent"
    WRITTEN_OFF = "written off"


class Posting(Model):
    """What one account gets (or gives, below zero), in `unit`."""

    account: LedgerAccount
    unit: str
    amount: Decimal


class LedgerEntry(Model):
    """One event. `id` is the event's own, so that it cannot be booked twice."""

    TABLE: ClassVar[str] = "ledger"

    id: str
    at: datetime
    postings: tuple[Posting, ...]

    @property
    def closed(self) -> bool:
        """Nothing in the books is ever changed."""
        return True

    @model_validator(mode="after")
    def _sums_to_zero(self) -> Self:
        for unit in {posting.unit for posting in self.postings}:
            if sum(one.amount for one in self.postings if one.unit == unit):
                raise ValueError(f"entry {self.id} does not sum to zero in {unit}")
        return self


class Books(Model):
    """What every account stands at, and how many orders, bills and meterings were numbered so far."""

    TABLE: ClassVar[str] = "books"

    totals: dict[LedgerAccount, Decimal] = {}
    orders: int = 0
    bills: int = 0
    meterings: int = 0

    def total(self, account: LedgerAccount) -> Decimal:
        """Return what an account stands at."""
        return self.totals.get(account, Decimal(0))

    def with_entry(self, entry: LedgerEntry) -> "Books":
        """Return the books after an entry."""
        totals = dict(self.totals)
        for posting in entry.postings:
            totals[posting.account] = totals.get(posting.account, Decimal(0)) + posting.amount
        return self.model_copy(update={"totals": totals})


def order_payment_entry(order: "Order", attempt: "PaymentAttempt", at: datetime) -> LedgerEntry:
    """Return the entry for the plans that a payment of an order paid for: money for quota."""
    plans = attempt.plans or order.quantity
    paid = order.unit_price * plans
    emails = order.emails // order.quantity * plans
    return _make_entry(
        f"{order.id}-paid" if attempt.plans is None else f"{attempt.id}-paid",
        at,
        *_transfer(LedgerAccount.PAYMENTS, LedgerAccount.PLAN_SALES, paid.currency, paid.amount),
        *_transfer(LedgerAccount.GRANTED, LedgerAccount.PLANS, EMAILS, emails),
    )


def emails_sent_entry(id: str, split: "Allocation", at: datetime) -> LedgerEntry:
    """Return the entry for emails that were metered: from their sources to what was sent."""
    return _make_entry(
        id,
        at,
        *_transfer(LedgerAccount.FREE, LedgerAccount.SENT, EMAILS, split.free),
        *_transfer(LedgerAccount.PLANS, LedgerAccount.SENT, EMAILS, sum(split.plans.values())),
        *_transfer(LedgerAccount.PAY_AS_YOU_GO, LedgerAccount.SENT, EMAILS, split.pay_as_you_go),
    )


def emails_returned_entry(
    id: str, part: "Allocation", written_off: int, at: datetime
) -> LedgerEntry:
    """Return the entry for emails that were metered and did not leave: from what was sent to their sources.

    `written_off` of them came from plans whose unused mail is written off already: they are lost with it.
    """
    plans = sum(part.plans.values()) - written_off
    return _make_entry(
        id,
        at,
        *_transfer(LedgerAccount.SENT, LedgerAccount.FREE, EMAILS, part.free),
        *_transfer(LedgerAccount.SENT, LedgerAccount.PLANS, EMAILS, plans),
        *_transfer(LedgerAccount.SENT, LedgerAccount.WRITTEN_OFF, EMAILS, written_off),
        *_transfer(LedgerAccount.SENT, LedgerAccount.PAY_AS_YOU_GO, EMAILS, part.pay_as_you_go),
    )


def plan_write_off_entry(plan: "ResourcePlan") -> LedgerEntry:
    """Return the entry for a plan that expired with mail left: no refund (purchase guide)."""
    moved = _transfer(LedgerAccount.PLANS, LedgerAccount.WRITTEN_OFF, EMAILS, plan.left)
    return _make_entry(f"{plan.id}-expired", plan.expires_at, *moved)


def bill_charge_entry(bill: "Bill", at: datetime) -> LedgerEntry:
    """Return the entry for a pay-as-you-go bill that was paid."""
    currency, amount = bill.total.currency, bill.total.amount
    moved = _transfer(LedgerAccount.PAYMENTS, LedgerAccount.PAY_AS_YOU_GO_SALES, currency, amount)
    return _make_entry(f"{bill.id}-charged", at, *moved)


def _make_entry(id: str, at: datetime, *postings: Posting) -> LedgerEntry:
    return LedgerEntry(id=id, at=at, postings=postings)


def _transfer(
    source: LedgerAccount, to: LedgerAccount, unit: str, amount: Decimal | int
) -> tuple[Posting, ...]:
    if not amount:
        return ()
    return (
        Posting(account=source, unit=unit, amount=-Decimal(amount)),
        Posting(account=to, unit=unit, amount=Decimal(amount)),
    )
