"""The vendor's own bills of pay-as-you-go, as they were last read.

The vendor makes, charges and settles them.
"""

from datetime import datetime
from typing import ClassVar

from dm_tui.domain.model import Model
from dm_tui.domain.money import Money
from dm_tui.domain.text import Line

CHARGED, OPEN = "charged", "open"
"""The statuses that follow from the open amount; any other is the vendor's own word."""


class VendorBill(Model):
    """One bill at the vendor; what its list does not say is None. `open_amount` is what is not paid yet."""

    id: Line
    start: datetime | None = None
    end: datetime | None = None
    total: Money | None = None
    open_amount: Money | None = None
    status: Line
    charged_at: datetime | None = None


class VendorBillReading(Model):
    """The last reading of the vendor's bills, newest first; `at` is None before the first."""

    TABLE: ClassVar[str] = "vendor_bills"

    at: datetime | None = None
    bills: tuple[VendorBill, ...] = ()

    @property
    def open_bills(self) -> tuple[VendorBill, ...]:
        """The bills that are not paid in full."""
        return tuple(bill for bill in self.bills if bill.status == OPEN)


def bill_status(open_amount: Money | None, vendor_word: str) -> str:
    """Return whether a bill is paid, by the amount that is open; without an amount, the vendor's word."""
    if open_amount is None:
        return vendor_word.lower() or "not reported"
    return OPEN if open_amount.amount > 0 else CHARGED
