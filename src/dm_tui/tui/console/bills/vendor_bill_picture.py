"""The bills of a live account by month, as a picture: how much of each is paid, as far as it is known."""

from collections.abc import Callable, Sequence

from dm_tui.domain.billing_zone import BILLING_ZONE
from dm_tui.domain.counts import show_count
from dm_tui.domain.money import Money
from dm_tui.domain.usage.vendor_bill import VendorBill
from dm_tui.tui.console.lists.list_picture import Picture
from dm_tui.tui.marks import MARKS
from dm_tui.tui.screen_text import Part, muted, warning
from dm_tui.tui.stacked_columns import BarPart, StackedColumn, stacked_columns

MOST_BILLS, MOST_ROWS = 12, 18
"""Bills of the picture, and its rows, at most."""

_CENTS = 100  # arithmetic: the parts of a column are whole numbers


def vendor_bill_picture(bills: Callable[[], Sequence[VendorBill]]) -> Picture:
    """Return the picture below the list of these bills, newest first."""
    return Picture("Bills by month", lambda width, room: paint_vendor_bills(bills(), width, room))


def paint_vendor_bills(bills: Sequence[VendorBill], width: int, room: int) -> list[Part]:
    """Return the bills of one currency as columns, the newest at the right, and how many have no column.

    A bill whose total is not known, or is of another currency, has none: it would look like nothing owed.
    """
    totals = [bill.total for bill in bills if bill.total is not None]
    drawn = [
        (bill, total)
        for bill in bills[:MOST_BILLS]
        if (total := bill.total) is not None and total.amount >= 0 and total.currency == totals[0].currency
    ]
    if not any(total.amount for _, total in drawn):
        return []
    columns = [_column(bill, total) for bill, total in reversed(drawn)]
    occurring = [any(column.parts[at] for column in columns) for at in range(len(_parts()))]
    parts = [part for part, occurs in zip(_parts(), occurring, strict=True) if occurs]
    columns = [
        column._replace(
            parts=[cents for cents, occurs in zip(column.parts, occurring, strict=True) if occurs]
        )
        for column in columns
    ]
    missing = len(bills[:MOST_BILLS]) - len(drawn)
    notes: list[Part] = [muted(f"Amounts in {totals[0].currency}")]
    if missing:
        notes.append(warning(f"Without a column: {show_count(missing, 'bill')} of unknown or other amount"))
    return [stacked_columns(columns, parts, width, min(room - len(notes), MOST_ROWS)), *notes]


def _parts() -> tuple[BarPart, ...]:
    return (
        BarPart(MARKS.by_plans, "success", "paid"),
        BarPart(MARKS.by_pay_as_you_go, "warning", "open"),
        BarPart(MARKS.by_free, "muted", "not known whether paid"),
    )


def _column(bill: VendorBill, total: Money) -> StackedColumn:
    begins = bill.start or bill.end
    name = f"{begins.astimezone(BILLING_ZONE):%b}" if begins is not None else MARKS.unknown
    whole = round(total.amount * _CENTS)
    open_amount = bill.open_amount
    if open_amount is None or open_amount.currency != total.currency:
        return StackedColumn(name, total.figure(), (0, 0, whole))
    owed = min(whole, max(0, round(open_amount.amount * _CENTS)))
    return StackedColumn(name, total.figure(), (whole - owed, owed, 0))
