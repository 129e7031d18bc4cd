"""The billing service's catalogue: products, their types of plans and the prices."""

from collections.abc import Mapping

from tests.alibaba.server.account import Account
from tests.alibaba.server.purchases import PackageType
from tests.alibaba.server.signature import Refusal

Query = Mapping[str, str]
Answer = dict[str, object]

PRODUCTS = (
    ("ecs", "Elastic Compute Service"),
    ("ossbag", "OSS Resource Plan"),
    ("dm", "Direct Mail"),
    ("dysmsbag", "Short Message Service Resource Plan"),
)
"""What else is on the list. `dm` is pay-as-you-go: it has the service's name and sells no plans."""


def done(data: Answer, **more: object) -> Answer:
    return {"Code": "Success", "Message": "Successful!", "Success": True, "Data": data, **more}


def balance(account: Account, query: Query) -> Answer:
    amount = f"{account.balance:,.2f}"
    return done(
        {
            "AvailableAmount": amount,
            "AvailableCashAmount": amount,
            "CreditAmount": "0.00",
            "MybankCreditAmount": "0.00",
            "QuotaLimit": "0.00",
            "Currency": account.currency,
        }
    )


def products(account: Account, query: Query) -> Answer:
    rows = [*PRODUCTS, (account.product, account.product_name)]
    found = [
        {"ProductCode": code, "ProductName": name, "ProductType": code, "SubscriptionType": "Subscription"}
        for code, name in rows
    ]
    page, size = int(query.get("PageNum", "1")), int(query.get("PageSize", "20"))
    shown = found[(page - 1) * size : page * size]
    return done({"ProductList": {"Product": shown}, "TotalCount": len(found), "PageNum": page})


def packages(account: Account, query: Query) -> Answer:
    if query["ProductCode"] != account.product:
        raise Refusal(400, account.guesses.unknown_product, "The specified product sells no resource plans.")
    package = {
        "ProductCode": account.product,
        "ProductType": account.product,
        "Name": account.product_name,
        "PackageTypes": {"PackageType": [_package_type(kind) for kind in account.package_types]},
    }
    return done({"ResourcePackages": {"ResourcePackage": [package]}})


def _package_type(kind: PackageType) -> Answer:
    specifications = [
        {
            "Name": f"{emails:,} emails",
            "Value": kind.specifications.get(emails, str(emails)),
            "AvailableDurations": {"AvailableDuration": [{"Name": "6 months", "Value": 6, "Unit": "Month"}]},
        }
        for emails in kind.prices
    ]
    properties = [{"Name": name, "Value": value} for name, value in kind.properties.items()]
    return {
        "Code": kind.code,
        "Name": kind.name,
        "Properties": {"Property": properties},
        "Specifications": {"Specification": specifications},
    }


def asked(account: Account, query: Query) -> tuple[PackageType, int]:
    """Return the type and the size that a call names, or refuse."""
    wanted = (query["ProductCode"], query["Duration"], query.get("PricingCycle", "Month"))
    if wanted == (account.product, "6", "Month"):
        for kind in account.package_types:
            emails = kind.emails(query["Specification"])
            if kind.code == query["PackageType"] and emails is not None:
                return kind, emails
    raise Refusal(400, "InvalidParameter", "The specified parameter is not valid.")


def price(account: Account, query: Query) -> Answer:
    """Return the price before coupons and tax: no field of this answer is for tax (vendor's SDK)."""
    kind, emails = asked(account, query)
    price = float(kind.prices[emails])
    promotions = [{"Id": 1, "Name": "coupon"}] if account.coupon else []
    return done(
        {
            "Currency": account.currency,
            "OriginalPrice": price,
            "DiscountPrice": 0.0,
            "TradePrice": price,
            "Promotions": {"Promotion": promotions},
        }
    )
