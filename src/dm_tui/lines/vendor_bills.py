"""The vendor's bills in words, for the command line and the console."""

from datetime import datetime

from dm_tui.domain.account.unknown_figures import NOT_KNOWN
from dm_tui.domain.dates import show_age, show_span
from dm_tui.domain.usage.vendor_bill import VendorBill, VendorBillReading
from dm_tui.lines.figures import show_money

VENDOR_BILL_HEADS = ("bill", "from", "to", "total", "open", "status")

NO_VENDOR_BILLS = "No bills of Direct Mail in the last six months."


def vendor_bill_cells(bill: VendorBill) -> tuple[str, ...]:
    """Return one bill as cells; what the vendor does not report is not known."""
    start, end = (show_span(at, "day") if at is not None else NOT_KNOWN for at in (bill.start, bill.end))
    return bill.id, start, end, show_money(bill.total), show_money(bill.open_amount), bill.status


def vendor_bill_notes(reading: VendorBillReading, vendor: str, page: str, now: datetime) -> list[str]:
    """Return what is open with where to pay it, and how old and how complete the list is.

    The delay of five hours and the provisional present month are the vendor's (API reference of
    QuerySettleBill).
    """
    open_bills = [
        f"! {bill.open_amount} of bill {bill.id} is open. {vendor} charges it; you can pay it at {page}"
        for bill in reading.open_bills
    ]
    age = show_age(reading.at, now) if reading.at is not None else "never"
    return [
        *open_bills,
        f"From {vendor}'s list, read {age}. It lags by up to five hours, and the present month is provisional.",
    ]
