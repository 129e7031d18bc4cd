"""The billing service: which call is answered where, and which RAM action it needs. Version 2017-12-14."""

from collections.abc import Callable, Mapping

from tests.alibaba.server import bills, catalogue, orders, refunds
from tests.alibaba.server.account import Account
from tests.alibaba.server.signature import Refusal

VERSION = "2017-12-14"
Query = Mapping[str, str]
Answer = dict[str, object]

ACTIONS = {
    "QueryAccountBalance": "bss:DescribeAcccount",
    "QueryProductList": "bss:DescribeProduct",
    "DescribeResourcePackageProduct": "bss:DescribeProduct",
    "GetResourcePackagePrice": "bss:DescribePrice",
    "QueryResourcePackageInstances": "bss:DescribeInstances",
    "QueryOrders": "bss:DescribeOrderList",
    "GetOrderDetail": "bss:DescribeOrderDetail",
    "CreateResourcePackage": "bss:ModifyInstance",
    **bills.ACTIONS,
    **refunds.ACTIONS,
}
"""Which RAM action each call needs."""

_READS: dict[str, Callable[[Account, Query], Answer]] = {
    "QueryAccountBalance": catalogue.balance,
    "QueryProductList": catalogue.products,
    "DescribeResourcePackageProduct": catalogue.packages,
    "GetResourcePackagePrice": catalogue.price,
    "QueryResourcePackageInstances": orders.plans,
    "QueryOrders": orders.orders,
    "GetOrderDetail": orders.detail,
    "QueryBillOverview": bills.overview,
    "QuerySettleBill": bills.settled,
    "InquiryPriceRefundInstance": refunds.inquiry,
}


def answer(account: Account, action: str, query: Query, *, unpaid: bool = False, hidden: int = 0) -> Answer:
    """Return the body of the answer; `unpaid` and `hidden` are how an order that is made here begins."""
    if action == "CreateResourcePackage":
        return orders.create(account, query, unpaid=unpaid, hidden=hidden)
    if action not in _READS:
        raise Refusal(404, "InvalidAction.NotFound", f"No action {action} is scripted here.")
    return _READS[action](account, query)
