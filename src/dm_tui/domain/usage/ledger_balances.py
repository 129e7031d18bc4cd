"""The books: the balance of every account of the ledger, in money or emails.

`Books` carries the balances, and `doctor` adds up all entries again. Balances computed from the entries alone
were rejected: `status` would read the whole history.
"""

from decimal import Decimal
from enum import StrEnum
from typing import TYPE_CHECKING, ClassVar

from dm_tui.domain.model import Model

if TYPE_CHECKING:  # `status` reads balances only
    from dm_tui.domain.usage.ledger_entries import LedgerEntry


class LedgerAccount(StrEnum):
    """The accounts. A negative balance is an amount that came from there."""

    PAYMENTS = "payments"
    PLAN_SALES = "plan sales"
    PAY_AS_YOU_GO_SALES = "usage sales"
    GRANTED = "granted"
    PLANS = "plans"
    FREE = "free quota"
    PAY_AS_YOU_GO = "pay-as-you-go"
    SENT = "sent"
    WRITTEN_OFF = "written off"


class Books(Model):
    """Every account's balance, and how many orders, bills and meterings were numbered so far."""

    TABLE: ClassVar[str] = "books"

    totals: dict[LedgerAccount, Decimal] = {}
    orders: int = 0
    bills: int = 0
    meterings: int = 0

    def total(self, account: LedgerAccount) -> Decimal:
        """Return the balance of an account."""
        return self.totals.get(account, Decimal(0))

    def with_entry(self, entry: "LedgerEntry") -> "Books":
        """Return the books after `entry`."""
        totals = dict(self.totals)
        for posting in entry.postings:
            totals[posting.account] = totals.get(posting.account, Decimal(0)) + posting.amount
        return self.model_copy(update={"totals": totals})
