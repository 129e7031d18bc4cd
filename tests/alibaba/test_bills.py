"""The vendor's bills of Direct Mail: which they are, what is open, and what the list does not say."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest

from dm_tui.domain.errors import DirectMailError
from dm_tui.domain.money import usd
from dm_tui.lines.vendor_bills import vendor_bill_cells, vendor_bill_notes
from dm_tui.services.direct_mail import DirectMail
from dm_tui.services.usage.json_shapes import BillShape
from dm_tui.tui.console.shared.tab_names import tab_key
from tests.alibaba.server import Fault, Vendor
from tests.alibaba.server.bills import VendorBill
from tests.tui.journey import sit_down


@pytest.fixture
def month(live: DirectMail) -> str:
    return f"{live.now():%Y-%m}"


def test_the_bills_of_direct_mail_are_listed_with_what_is_open(
    live: DirectMail, vendor: Vendor, month: str
) -> None:
    vendor.account.bills = [
        VendorBill("paid", month),
        VendorBill("half", month, open=2.5, paid=None, end="2026-11-03 00:00:00"),
        VendorBill("third", month, end="2026-11-01 12:00:00"),
        VendorBill("other", month, product="ecs", product_name="Elastic Compute Service"),
        VendorBill("plan", month, product="dmbag", subscription="Subscription"),
    ]
    bills = {bill.id: bill for bill in live.billing.read_vendor_bills().bills}
    assert list(bills) == ["half", "paid", "third"], (
        "newest first, the pages joined, nothing of other products"
    )
    assert bills["half"].open_amount == usd("2.5")
    assert (bills["half"].status, bills["half"].charged_at) == ("open", None)
    paid = BillShape.of(bills["paid"]).model_dump(by_alias=True)
    assert paid["from"] == datetime(2026, 10, 31, 16, tzinfo=UTC), "a time without a zone is of UTC+8"
    assert paid["charged_at"] == datetime(2026, 11, 1, 19, 4, 5, tzinfo=UTC)
    assert (paid["total"], paid["status"], paid["emails"]) == (
        {"amount": usd("12.34").amount, "currency": "USD"},
        "charged",
        None,
    )


def test_what_a_bill_does_not_say_is_not_known(live: DirectMail, vendor: Vendor, month: str) -> None:
    vendor.account.bills = [
        VendorBill("bare", month, amount=None, open=None, start=None, end=None, paid=None, status="Odd")
    ]
    (bill,) = live.billing.read_vendor_bills().bills
    cells = vendor_bill_cells(bill)
    assert cells == ("bare", "not known", "not known", "not known", "not known", "odd")
    shape = BillShape.of(bill)
    assert (shape.total, shape.open_amount, shape.start, shape.charged_at) == (None, None, None, None)


def test_six_months_are_read(live: DirectMail, vendor: Vendor, month: str) -> None:
    live.billing.read_vendor_bills()
    assert vendor.faults.calls["QueryBillOverview"] == 6
    assert vendor.faults.calls["QuerySettleBill"] == 0, "no product, no list"


def test_a_reading_serves_for_half_a_minute(
    live: DirectMail, vendor: Vendor, wait: Callable[[timedelta], None]
) -> None:
    live.billing.read_vendor_bills()
    live.billing.read_vendor_bills()
    assert vendor.faults.calls["QueryBillOverview"] == 6
    wait(timedelta(seconds=31))
    live.billing.read_vendor_bills()
    assert vendor.faults.calls["QueryBillOverview"] == 12


def test_bills_that_may_not_be_read_name_the_permission_and_leave_the_last_ones(
    live: DirectMail, vendor: Vendor, month: str, wait: Callable[[timedelta], None]
) -> None:
    vendor.account.bills = [VendorBill("paid", month)]
    before = live.billing.read_vendor_bills()
    vendor.account.ram_user("ops", "bssapi:QuerySettleBill")
    wait(timedelta(minutes=1))
    with pytest.raises(DirectMailError) as refused:
        live.billing.read_vendor_bills()
    assert "bssapi:QuerySettleBill" in refused.value.message
    assert live.billing.vendor_bills() == before


def test_an_open_bill_is_told_with_the_place_to_pay_it(live: DirectMail, vendor: Vendor, month: str) -> None:
    vendor.account.bills = [VendorBill("half", month, open=2.5, paid=None)]
    page = live.provider.shop.expenses_page
    reading = live.billing.read_vendor_bills()
    first, source = vendor_bill_notes(reading, "Alibaba Cloud", page, live.now())
    assert "USD 2.50 of bill half is open" in first
    assert page in first
    assert "just now" in source


def test_a_fault_of_one_month_is_tried_again(live: DirectMail, vendor: Vendor, month: str) -> None:
    vendor.account.bills = [VendorBill("paid", month)]
    vendor.faults.at("QuerySettleBill", 1, Fault.ERROR_BEFORE)
    assert [bill.id for bill in live.billing.read_vendor_bills().bills] == ["paid"]


def test_no_bill_is_paid_from_here(live: DirectMail, vendor: Vendor, month: str) -> None:
    vendor.account.bills = [VendorBill("half", month, open=2.5)]
    live.billing.read_vendor_bills()
    with pytest.raises(DirectMailError) as refused:
        live.billing.pay("half", "account")
    assert refused.value.code == "paid-at-vendor"
    assert live.provider.shop.expenses_page in refused.value.hint


async def test_the_bills_are_seen_by_month_in_a_large_window(
    open_live: Callable[[], DirectMail], vendor: Vendor, month: str
) -> None:
    vendor.account.bills = [
        VendorBill("half", month, open=2.5, paid=None),
        VendorBill("paid", month, end="2026-11-01 12:00:00"),
    ]
    async with sit_down(open_live(), (140, 44)) as user:
        await user.sees("console")
        await user.presses(tab_key("bills"))
        await user.until(lambda: any("Bills by month" in row for row in user.rows()), "the picture")
        assert any("▒ open" in row and "█ paid" in row for row in user.rows())
