"""The billing service: catalogue, prices, orders, plans, balance. Version 2017-12-14."""

import json
from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from decimal import Decimal

from tests.alibaba.server.account import Account, Plan, VendorOrder
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
}
"""Which RAM action each call needs."""


def answer(account: Account, action: str, query: Query, *, unpaid: bool = False, hidden: int = 0) -> Answer:
    """Return the body of the answer; `unpaid` and `hidden` are how an order that is made here begins."""
    if action == "CreateResourcePackage":
        return _create(account, query, unpaid=unpaid, hidden=hidden)
    reads: dict[str, Callable[[Account, Query], Answer]] = {
        "QueryAccountBalance": _balance,
        "QueryProductList": _products,
        "DescribeResourcePackageProduct": _catalogue,
        "GetResourcePackagePrice": _price,
        "QueryResourcePackageInstances": _plans,
        "QueryOrders": _orders,
        "GetOrderDetail": _detail,
    }
    return reads[action](account, query)


def done(data: Answer, **more: object) -> Answer:
    return {"Code": "Success", "Message": "Successful!", "Success": True, "Data": data, **more}


def stamp(at: datetime) -> str:
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _balance(account: Account, query: Query) -> Answer:
    amount = f"{account.balance:,.2f}"
    return done({"AvailableAmount": amount, "AvailableCashAmount": amount, "Currency": account.currency})


def _products(account: Account, query: Query) -> Answer:
    rows = [("ecs", "Elastic Compute Service"), ("ossbag", "OSS Resource Plan")]
    rows.append((account.product, account.product_name))
    found = [
        {"ProductCode": code, "ProductName": name, "ProductType": code, "SubscriptionType": "Subscription"}
        for code, name in rows
    ]
    page, size = int(query.get("PageNum", "1")), int(query.get("PageSize", "20"))
    shown = found[(page - 1) * size : page * size]
    return done({"ProductList": {"Product": shown}, "TotalCount": len(found), "PageNum": page})


def _catalogue(account: Account, query: Query) -> Answer:
    if query["ProductCode"] != account.product:
        raise Refusal(400, "InvalidParameter", "The specified ProductCode is not valid.")
    specifications = [
        {
            "Name": f"{emails:,} emails",
            "Value": account.specifications[emails],
            "AvailableDurations": {"AvailableDuration": [{"Name": "6 months", "Value": 6, "Unit": "Month"}]},
        }
        for emails in account.prices
    ]
    kind = {
        "Code": account.package_type,
        "Name": "Direct Mail",
        "Specifications": {"Specification": specifications},
    }
    package = {
        "ProductCode": account.product,
        "Name": account.product_name,
        "PackageTypes": {"PackageType": [kind]},
    }
    return done({"ResourcePackages": {"ResourcePackage": [package]}})


def _emails(account: Account, query: Query) -> int:
    asked = (query["ProductCode"], query["PackageType"], query["Duration"], query["PricingCycle"])
    if asked == (account.product, account.package_type, "6", "Month"):
        for emails, value in account.specifications.items():
            if value == query["Specification"]:
                return emails
    raise Refusal(400, "InvalidParameter", "The specified parameter is not valid.")


def _price(account: Account, query: Query) -> Answer:
    price = float(account.prices[_emails(account, query)])
    return done(
        {"Currency": account.currency, "OriginalPrice": price, "DiscountPrice": 0.0, "TradePrice": price}
    )


def _create(account: Account, query: Query, *, unpaid: bool, hidden: int) -> Answer:
    emails = _emails(account, query)
    if not account.verified:
        raise Refusal(400, "NotVerified.RealName", "The account has not passed verification.")
    if account.balance < account.prices[emails]:
        raise Refusal(400, "PAY.INSUFFICIENT_BALANCE", "Your account does not have enough balance.")
    order = account.order(emails, paid=not unpaid, hidden=hidden)
    data: Answer = {"OrderId": int(order.id)}
    if order.plan:
        data["InstanceId"] = order.plan
    return done(data, OrderId=int(order.id))


def _plans(account: Account, query: Query) -> Answer:
    valid = [plan for plan in account.plans if plan.left and plan.expires > account.clock()]
    found = [_plan(account, plan) for plan in valid if _seen(plan)]
    page, size = int(query.get("PageNum", "1")), int(query.get("PageSize", "20"))
    return done(
        {
            "Instances": {"Instance": found[(page - 1) * size : page * size]},
            "TotalCount": str(len(found)),
            "PageNum": str(page),
        },
        Total=len(found),
    )


def _plan(account: Account, plan: Plan) -> Answer:
    return {
        "InstanceId": plan.id,
        "PackageType": account.package_type,
        "CommodityCode": account.product,
        "TotalAmount": str(plan.emails),
        "TotalAmountUnit": "",
        "RemainingAmount": str(plan.left),
        "EffectiveTime": stamp(plan.effective),
        "ExpiryTime": stamp(plan.expires),
        "Status": "Available",
    }


def _orders(account: Account, query: Query) -> Answer:
    start = _instant(query.get("CreateTimeStart")) or account.clock() - timedelta(hours=1)
    end = _instant(query.get("CreateTimeEnd")) or account.clock() + timedelta(seconds=1)
    found = [
        _order(account, order)
        for order in reversed(account.orders)
        if start <= order.created.replace(microsecond=0) <= end
        and query.get("ProductCode", "") in ("", order.product or account.product)
        and _seen(order)
    ]
    page, size = int(query.get("PageNum", "1")), min(20, int(query.get("PageSize", "20")))
    return done(
        {
            "OrderList": {"Order": found[(page - 1) * size : page * size]},
            "TotalCount": len(found),
            "PageNum": page,
        }
    )


def _order(account: Account, order: VendorOrder) -> Answer:
    status = "Paid" if order.paid else "Cancelled" if order.cancelled else "Unpaid"
    amount = str(order.amount.quantize(Decimal("0.01")))
    return {
        "OrderId": order.id,
        "OrderType": "New",
        "ProductCode": order.product or account.product,
        "SubscriptionType": "Subscription",
        "CreateTime": stamp(order.created),
        "PaymentTime": stamp(order.created) if order.paid else "",
        "PaymentStatus": status,
        "PretaxAmount": amount,
        "PretaxGrossAmount": amount,
        "Currency": account.currency,
    }


def _detail(account: Account, query: Query) -> Answer:
    for order in account.orders:
        if order.id == query["OrderId"]:
            ids = json.dumps([order.plan] if order.plan else [])
            return done({"OrderList": {"Order": [{**_order(account, order), "InstanceIDs": ids}]}})
    raise Refusal(400, "InvalidParameter", "The specified parameter OrderId is not valid.")


def _seen(thing: VendorOrder | Plan) -> bool:
    thing.hidden = max(0, thing.hidden - 1) if thing.hidden else 0
    return thing.hidden == 0


def _instant(text: str | None) -> datetime | None:
    return datetime.strptime(text, "%Y-%m-%dT%H:%M:%SZ").replace(tzinfo=UTC) if text else None
