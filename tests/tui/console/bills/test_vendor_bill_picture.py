"""The vendor's bills as a picture: what is not known is no column, and no figure."""

from datetime import UTC, datetime
from decimal import Decimal

from dm_tui.domain.money import Money, usd
from dm_tui.domain.usage.vendor_bill import VendorBill
from dm_tui.tui.console.bills.vendor_bill_picture import paint_vendor_bills
from dm_tui.tui.screen_text import lines

WIDTH, ROOM = 70, 18


def _bill(month: int, total: Money | None, open_amount: Money | None = None) -> VendorBill:
    return VendorBill(
        id=f"B{month}",
        start=datetime(2026, month, 1, tzinfo=UTC),
        total=total,
        open_amount=open_amount,
        status="x",
    )


def _painted(*bills: VendorBill) -> str:
    return lines(paint_vendor_bills(bills, WIDTH, ROOM)).plain


def test_paid_and_open_differ_in_shape_and_the_newest_is_at_the_right() -> None:
    shown = _painted(_bill(3, usd("30.00"), usd("10.00")), _bill(2, usd("12.50"), usd(0)))
    figures = next(row for row in shown.splitlines() if "Feb" in row)
    assert figures.split() == ["Feb", "Mar"]
    assert {"30.00", "12.50"} <= set(shown.split())
    open_cells, paid_cells = shown.count("▒") - 1, shown.count("█") - 1
    assert open_cells
    assert open_cells < paid_cells
    assert "paid" in shown
    assert "▒ open" in shown
    assert "not known" not in shown
    assert "Amounts in USD" in shown


def test_what_is_not_known_is_no_column_and_a_part_of_its_own() -> None:
    yen = Money(amount=Decimal(900), currency="JPY")
    shown = _painted(_bill(4, usd("5.00")), _bill(3, None), _bill(2, yen, yen), _bill(1, usd("8.00"), usd(0)))
    assert "░ not known whether paid" in shown
    assert "! Without a column: 2 bills of unknown or other amount" in shown
    assert "Mar" not in shown
    assert "Feb" not in shown
    assert "900" not in shown


def test_without_a_known_amount_there_is_no_picture() -> None:
    assert paint_vendor_bills([], WIDTH, ROOM) == []
    assert paint_vendor_bills([_bill(1, None), _bill(2, None, usd(3))], WIDTH, ROOM) == []
    assert paint_vendor_bills([_bill(1, usd(0), usd(0))], WIDTH, ROOM) == []
