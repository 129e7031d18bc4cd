"""Reading the bills of pay-as-you-go.

A bill names its product by a code that no page documents for Direct Mail. So each month's overview is read
first: it has one row for each product, with its name, and only the bills of the products named Direct Mail
are listed then. All bills of a month would be thousands with other products in use.
"""

from collections.abc import Iterator
from datetime import datetime
from functools import partial

from dm_tui.domain.billing_zone import BILLING_ZONE, add_months, billing_month
from dm_tui.domain.usage.vendor_bill import CHARGED, VendorBill, bill_status
from dm_tui.providers.alibaba.api.bill_and_refund_answers import (
    BilledProduct,
    BillOverview,
    BillPage,
    BillRow,
)
from dm_tui.providers.alibaba.api.call_permissions import Service
from dm_tui.providers.alibaba.api.client import Client
from dm_tui.providers.alibaba.api.errors import OutcomeUnknownError
from dm_tui.providers.alibaba.api.field_types import reported_money
from dm_tui.providers.alibaba.reading.read_products import is_direct_mail

MONTHS = 6
"""Months of bills that are read, the present one included: as long as a plan lasts (our own limit)."""

PAGE_SIZE = 300
"""Bills on a page (vendor's SDK: 300 at most)."""

MAX_PAGES = 20
"""Pages of one month and product (our own limit)."""


def read_bills(client: Client, now: datetime) -> tuple[VendorBill, ...]:
    """Return the bills of the last months, newest first."""
    month, at_once = billing_month(now), client.parallel_reads()
    cycles = [f"{add_months(month, -back).astimezone(BILLING_ZONE):%Y-%m}" for back in range(MONTHS)]
    reads = [at_once.begin(partial(_read_month, client, cycle)) for cycle in cycles]
    return tuple(bill for read in reads for bill in read())


def _read_month(client: Client, cycle: str) -> list[VendorBill]:
    overview = client.read(Service.BILLING, "QueryBillOverview", BillOverview, billing_cycle=cycle)
    codes = dict.fromkeys(filter(None, map(_code_of_ours, overview.rows)))
    rows = [row for code in codes for row in _rows(client, cycle, code)]
    rows.sort(key=lambda row: str(row.usage_end_time or ""), reverse=True)
    return [_bill(row, f"{cycle}/{number}") for number, row in enumerate(rows, 1)]


def _code_of_ours(product: BilledProduct) -> str:
    """Return the code of a product named Direct Mail, "" for another one.

    Refuses one without a name, which may be ours, and ours without a code: nobody can list its bills.
    """
    if product.product_name and not is_direct_mail(product.product_name):
        return ""
    if not product.product_name or not product.product_code:
        raise OutcomeUnknownError("Alibaba Cloud bills a product without its name or code.", "unreadable")
    return "" if product.subscription_type == "Subscription" else product.product_code


def _rows(client: Client, cycle: str, product: str) -> Iterator[BillRow]:
    token, seen = "", {""}
    for _ in range(MAX_PAGES):
        page = client.read(
            Service.BILLING,
            "QuerySettleBill",
            BillPage,
            billing_cycle=cycle,
            product_code=product,
            type="PayAsYouGoBill",
            max_results=PAGE_SIZE,
            next_token=token or None,
        ).data
        if not page.items and not token and page.total_count != 0:
            raise OutcomeUnknownError("Alibaba Cloud's answer about bills lists none.", "unreadable")
        yield from page.items
        token = page.next_token
        if not token:
            return
        if token in seen:
            break
        seen.add(token)
    raise OutcomeUnknownError("Alibaba Cloud's list of bills does not end.", "unreadable")


def _bill(row: BillRow, unnamed: str) -> VendorBill:
    """Return a bill; one without an id is called by its month and place."""
    outstanding = row.outstanding_amount
    if outstanding is not None and outstanding < 0:
        outstanding = None  # nobody says what that means
    open_amount = reported_money(outstanding, row.currency)
    status = bill_status(open_amount, row.status)
    return VendorBill(
        id=row.record_id or unnamed,
        start=row.usage_start_time,
        end=row.usage_end_time,
        total=reported_money(row.after_tax_amount or row.pretax_amount, row.currency),
        open_amount=open_amount,
        status=status,
        charged_at=row.payment_time if status == CHARGED else None,
    )
