"""The vendor's bills, as the examples of QueryBillOverview and QuerySettleBill have them.

No page says under which code Direct Mail is billed, nor in which zone a time without one is: both are guesses
here.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from tests.alibaba.server.account import Account

ACTIONS = {"QueryBillOverview": "bssapi:QueryBillOverview", "QuerySettleBill": "bssapi:QuerySettleBill"}
"""The RAM action of each call (RAM authorization: `bssapi:` and the name of the call)."""

PAGE = 2
"""Bills on a page: fewer than the service has, so that a test of three needs another."""


@dataclass
class VendorBill:
    """One bill; times as the service writes them, in Beijing and without a zone. None leaves a field out."""

    id: str = "2026110112345678"
    month: str = "2026-11"
    product: str = "dm"
    product_name: str = "Direct Mail"
    start: str | None = "2026-11-01 00:00:00"
    end: str | None = "2026-11-02 00:00:00"
    amount: float | None = 12.34
    open: float | None = 0.0
    status: str = "PayFinish"
    paid: str | None = "2026-11-02 03:04:05"
    subscription: str = "PayAsYouGo"


def overview(account: "Account", query: Mapping[str, str]) -> dict[str, Any]:
    """QueryBillOverview: one row for each product of a month."""
    products = {(bill.product, bill.product_name, bill.subscription) for bill in _month(account, query)}
    rows = [
        {"ProductCode": code, "ProductName": name, "SubscriptionType": kind, "Item": "PayAsYouGoBill"}
        for code, name, kind in sorted(products)
    ]
    return _done(query, {"Items": {"Item": rows}})


def settled(account: "Account", query: Mapping[str, str]) -> dict[str, Any]:
    """QuerySettleBill: the bills of a month, by pages with a token."""
    month = _month(account, query) if query.get("Type") in (None, "PayAsYouGoBill") else []
    bills = [bill for bill in month if query.get("ProductCode") in (None, bill.product)]
    start = int(query.get("NextToken") or 0)
    shown, rest = bills[start : start + PAGE], bills[start + PAGE :]
    token = {"NextToken": str(start + PAGE)} if rest else {}
    rows = [_row(bill, account.currency) for bill in shown]
    return _done(query, {"Items": {"Item": rows}, "TotalCount": len(bills)} | token)


def _month(account: "Account", query: Mapping[str, str]) -> list[VendorBill]:
    return [bill for bill in account.bills if bill.month == query["BillingCycle"]]


def _row(bill: VendorBill, currency: str) -> dict[str, Any]:
    row = {
        "RecordID": bill.id,
        "ProductCode": bill.product,
        "ProductName": bill.product_name,
        "SubscriptionType": bill.subscription,
        "Item": "PayAsYouGoBill",
        "Currency": currency,
        "PretaxAmount": bill.amount,
        "OutstandingAmount": bill.open,
        "Status": bill.status,
        "UsageStartTime": bill.start,
        "UsageEndTime": bill.end,
        "PaymentTime": bill.paid,
    }
    return {name: value for name, value in row.items() if value is not None}


def _done(query: Mapping[str, str], data: dict[str, Any]) -> dict[str, Any]:
    data |= {"BillingCycle": query["BillingCycle"], "AccountID": "185766xxx"}
    return {"Code": "Success", "Message": "Successful!", "Success": True, "Data": data}
