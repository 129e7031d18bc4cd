"""The entries of the ledger: every movement of money and of emails, only ever added.

Double entry: what leaves one account arrives at others, so each entry sums to zero in each unit.
"""

from datetime import datetime
from decimal import Decimal
from typing import TYPE_CHECKING, ClassVar, Self

from pydantic import model_validator

from dm_tui.domain.model import Model
from dm_tui.domain.usage.ledger_balances import LedgerAccount

if TYPE_CHECKING:
    from dm_tui.domain.purchase.order import Order
    from dm_tui.domain.purchase.payment_attempt import PaymentAttempt
    from dm_tui.domain.purchase.plan import ResourcePlan
    from dm_tui.domain.usage.billing import Bill
    from dm_tui.domain.usage.paying_sources import Allocation

EMAILS = "emails"
"""The unit of quota; the unit of money is its currency."""


class Posting(Model):
    """The amount one account receives (or gives, if negative), in `unit`."""

    account: LedgerAccount
    unit: str
    amount: Decimal


class LedgerEntry(Model):
    """One event, which never changes. `id` is derived from the event, so that it cannot be booked twice."""

    TABLE: ClassVar[str] = "ledger"
    closed: ClassVar[bool] = True

    id: str
    at: datetime
    postings: tuple[Posting, ...]

    @model_validator(mode="after")
    def _sums_to_zero(self) -> Self:
        for unit in {posting.unit for posting in self.postings}:
            if sum(posting.amount for posting in self.postings if posting.unit == unit):
                raise ValueError(f"entry {self.id} does not sum to zero in {unit}")
        return self


def order_payment_entry(order: "Order", attempt: "PaymentAttempt", at: datetime) -> LedgerEntry:
    """Return the entry for the plans one payment of an order bought: money for quota."""
    plans = attempt.plans or order.quantity
    paid = order.paid_for(attempt)
    emails = order.emails // order.quantity * plans
    return _make_entry(
        f"{order.id}-paid" if attempt.plans is None else f"{attempt.id}-paid",
        at,
        *_transfer(LedgerAccount.PAYMENTS, LedgerAccount.PLAN_SALES, paid.currency, paid.amount),
        *_transfer(LedgerAccount.GRANTED, LedgerAccount.PLANS, EMAILS, emails),
    )


def emails_sent_entry(id: str, split: "Allocation", at: datetime) -> LedgerEntry:
    """Return the entry for metered emails: from their sources to `SENT`."""
    return _make_entry(
        id,
        at,
        *_transfer(LedgerAccount.FREE, LedgerAccount.SENT, EMAILS, split.free),
        *_transfer(LedgerAccount.PLANS, LedgerAccount.SENT, EMAILS, sum(split.plans.values())),
        *_transfer(LedgerAccount.PAY_AS_YOU_GO, LedgerAccount.SENT, EMAILS, split.pay_as_you_go),
    )


def emails_returned_entry(id: str, part: "Allocation", written_off: int, at: datetime) -> LedgerEntry:
    """Return the entry for metered emails not sent: back to their sources; those `written_off` are lost."""
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
    """Return the entry for a plan that expired with emails left: no refund (purchase guide)."""
    postings = _transfer(LedgerAccount.PLANS, LedgerAccount.WRITTEN_OFF, EMAILS, plan.left)
    return _make_entry(f"{plan.id}-expired", plan.expires_at, *postings)


def bill_charge_entry(bill: "Bill", at: datetime) -> LedgerEntry:
    """Return the entry for a paid pay-as-you-go bill."""
    currency, amount = bill.total.currency, bill.total.amount
    postings = _transfer(LedgerAccount.PAYMENTS, LedgerAccount.PAY_AS_YOU_GO_SALES, currency, amount)
    return _make_entry(f"{bill.id}-charged", at, *postings)


def _make_entry(id: str, at: datetime, *postings: Posting) -> LedgerEntry:
    return LedgerEntry(id=id, at=at, postings=postings)


def _transfer(
    source: LedgerAccount, to: LedgerAccount, unit: str, amount: Decimal | int
) -> tuple[Posting, ...]:
    moved = ((source, -Decimal(amount)), (to, Decimal(amount))) if amount else ()
    return tuple(Posting(account=account, unit=unit, amount=part) for account, part in moved)
