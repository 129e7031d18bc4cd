"""The billing service's orders and plans: making one, listing them, one in detail."""

import json
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from decimal import Decimal

from tests.alibaba.server.account import Account
from tests.alibaba.server.catalogue import asked, done
from tests.alibaba.server.purchases import Plan, VendorOrder
from tests.alibaba.server.signature import Refusal

Query = Mapping[str, str]
Answer = dict[str, object]

LAPSES_AFTER = timedelta(hours=1)
"""When an unpaid order lapses (purchase guide)."""


def stamp(at: datetime) -> str:
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def create(account: Account, query: Query, *, unpaid: bool, hidden: int) -> Answer:
    kind, emails = asked(account, query)
    if not account.verified:
        raise Refusal(403, "Forbidden.UserVerification", "Please complete real-name verification first.")
    if account.balance < kind.prices[emails]:
        raise Refusal(400, "PAY.INSUFFICIENT_BALANCE", "Your account does not have enough balance.")
    order = account.order(emails, paid=not unpaid, hidden=hidden, package_type=kind.code)
    data: Answer = {"OrderId": int(order.id)}
    if order.plan and account.guesses.plan_named:
        data["InstanceId"] = order.plan
    more = {"OrderId": int(order.id)} if account.guesses.order_on_top else {}
    return done(data, **more)


def plans(account: Account, query: Query) -> Answer:
    valid = [plan for plan in account.plans if plan.left and plan.expires > account.clock()]
    product, filters = query.get("ProductCode", ""), account.guesses.lists_filter
    ours = [_plan(account, plan) for plan in valid if _seen(plan)]
    found = [
        row
        for row in [*account.other_plans, *ours]
        if not filters or product in ("", str(row["CommodityCode"]))
    ]
    page, size = int(query.get("PageNum", "1")), int(query.get("PageSize", "20"))
    return done(
        {
            "Instances": {"Instance": found[(page - 1) * size : page * size]},
            "TotalCount": str(len(found)),
            "PageNum": str(page),
            "PageSize": str(size),
        },
        Total=len(found),
        Page=page,
        PageSize=size,
    )


def _plan(account: Account, plan: Plan) -> Answer:
    return {
        "InstanceId": plan.id,
        "PackageType": plan.package_type or account.package_type,
        "CommodityCode": account.product,
        "DeductType": "Absolute",
        "ApplicableProducts": {"Product": ["dm"]},
        "Region": "",
        "TotalAmount": plan.written(plan.emails),
        "TotalAmountUnit": plan.unit,
        "RemainingAmount": plan.written(plan.left),
        "RemainingAmountUnit": plan.unit,
        "EffectiveTime": stamp(plan.effective),
        "ExpiryTime": "" if plan.undated else stamp(plan.expires),
        "Status": plan.status,
        "Remark": "",
    }


def orders(account: Account, query: Query) -> Answer:
    start = _instant(query.get("CreateTimeStart")) or account.clock() - timedelta(hours=1)
    end = _instant(query.get("CreateTimeEnd")) or account.clock() + timedelta(seconds=1)
    product, filters = query.get("ProductCode", ""), account.guesses.lists_filter
    found = [
        _order(account, order, in_list=True)
        for order in reversed(account.orders)
        if start <= order.created.replace(microsecond=0) <= end
        and (not filters or product in ("", _product(account, order)))
        and _seen(order)
        and not (account.guesses.lapsed == "gone" and _lapsed(account, order))
    ]
    page, size = int(query.get("PageNum", "1")), min(20, int(query.get("PageSize", "20")))
    return done(
        {
            "OrderList": {"Order": found[(page - 1) * size : page * size]},
            "TotalCount": len(found),
            "PageNum": page,
            "PageSize": size,
            "HostName": "business",
        }
    )


def detail(account: Account, query: Query) -> Answer:
    for order in account.orders:
        if order.id == query["OrderId"]:
            row = {
                **_order(account, order, in_list=False),
                "InstanceIDs": json.dumps([order.plan] if order.plan else []),
                "Quantity": "1",
                "Region": "",
                "SubOrderId": f"{order.id}0",
                "Config": f"Type:{order.package_type or account.package_type};Size:{order.emails};",
            }
            return done({"OrderList": {"Order": [row]}, "TotalCount": 1, "PageNum": 1, "PageSize": 20})
    if account.guesses.unknown_order == "empty":
        return done({"OrderList": {"Order": []}, "TotalCount": 0, "PageNum": 1, "PageSize": 20})
    raise Refusal(400, "InvalidParameter", "The specified parameter OrderId is not valid.")


def _order(account: Account, order: VendorOrder, *, in_list: bool) -> Answer:
    cancelled = order.cancelled or _lapsed(account, order)
    status = "Paid" if order.paid else "Cancelled" if cancelled else "Unpaid"
    row: Answer = {
        "OrderId": order.id,
        "OrderType": "New",
        "ProductCode": _product(account, order),
        "ProductType": _product(account, order),
        "CommodityCode": order.product or account.product,
        "SubscriptionType": "Subscription",
        "CreateTime": stamp(order.created),
        "PaymentTime": stamp(order.created) if order.paid else "",
        "PaymentStatus": status,
        "PaymentCurrency": account.currency,
        "Currency": account.currency,
    }
    if account.guesses.list_has_amounts or not in_list:
        gross = order.amount if order.gross is None else order.gross
        row |= {
            "PretaxGrossAmount": _money(gross),
            "PretaxAmount": _money(order.amount),
            "PretaxAmountLocal": _money(order.amount),
            "Tax": _money(order.tax),
            "AfterTaxAmount": _money(order.amount + order.tax),
        }
    return row


def _product(account: Account, order: VendorOrder) -> str:
    service = "dm" if account.guesses.order_product == "service" else ""
    return order.product or service or account.product


def _lapsed(account: Account, order: VendorOrder) -> bool:
    return not order.paid and account.clock() - order.created > LAPSES_AFTER


def _money(amount: Decimal) -> str:
    return str(amount.quantize(Decimal("0.01")))


def _seen(thing: VendorOrder | Plan) -> bool:
    thing.hidden = max(0, thing.hidden - 1) if thing.hidden else 0
    return thing.hidden == 0


def _instant(text: str | None) -> datetime | None:
    return datetime.strptime(text, "%Y-%m-%dT%H:%M:%SZ").replace(tzinfo=UTC) if text else None
