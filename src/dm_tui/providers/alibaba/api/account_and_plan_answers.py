"""The vendor's answers about the account, its plans and its orders, with the fields we use.

Every text is cleaned as it enters.
"""

from typing import Annotated

from pydantic import Field

from dm_tui.providers.alibaba.api.answer_rows import ApiAnswer, RowsAnswer, rows_in
from dm_tui.providers.alibaba.api.field_types import Amount, Count, Currency, FigureText, Id, Instant


class CallerIdentity(ApiAnswer):
    """Who signs (GetCallerIdentity). `identity_type` is Account, RAMUser or AssumedRoleUser."""

    account_id: Id
    identity_type: Id = ""
    arn: Id = ""


class BalanceData(ApiAnswer):
    """The prepaid balance with its currency."""

    available_amount: Amount = None
    currency: Currency = ""


class BalanceAnswer(ApiAnswer):
    """QueryAccountBalance."""

    data: BalanceData = BalanceData()


class Product(ApiAnswer):
    """One product of the vendor."""

    product_code: Id = ""
    product_name: Id = ""


class ProductList(RowsAnswer[Product]):
    """QueryProductList."""

    PATH = ("Data", "ProductList", "Product")


class Duration(ApiAnswer):
    """How long a plan is valid: `value` months or years."""

    value: Count = None
    unit: Id = ""


class Specification(ApiAnswer):
    """One size of a plan; `value` is what the purchase is made with."""

    name: Id = ""
    value: Id = ""
    available_durations: Annotated[tuple[Duration, ...], rows_in("AvailableDuration")] = ()


class Property(ApiAnswer):
    """One property of a type of plan, such as the region it is for."""

    name: Id = ""
    value: Id = ""


class PackageType(ApiAnswer):
    """One type of plan."""

    code: Id = ""
    name: Id = ""
    properties: Annotated[tuple[Property, ...], rows_in("Property")] = ()
    specifications: Annotated[tuple[Specification, ...], rows_in("Specification")] = ()


class Package(ApiAnswer):
    """What a product sells as plans."""

    package_types: Annotated[tuple[PackageType, ...], rows_in("PackageType")] = ()


class PackageProduct(RowsAnswer[Package]):
    """DescribeResourcePackageProduct."""

    PATH = ("Data", "ResourcePackages", "ResourcePackage")


class PriceData(ApiAnswer):
    """What one plan costs; `trade_price` is what is charged."""

    currency: Currency = ""
    trade_price: Amount = None


class PriceAnswer(ApiAnswer):
    """GetResourcePackagePrice."""

    data: PriceData = PriceData()


class PlanInstance(ApiAnswer):
    """One plan that is owned. The amounts are in their units, which the vendor may leave empty."""

    instance_id: Id = ""
    commodity_code: Id = ""
    package_type: Id = ""
    total_amount: FigureText = ""
    total_amount_unit: Id = ""
    remaining_amount: FigureText = ""
    remaining_amount_unit: Id = ""
    effective_time: Instant = None
    expiry_time: Instant = None


class PlanInstanceList(RowsAnswer[PlanInstance]):
    """QueryResourcePackageInstances: the plans that are valid."""

    PATH = ("Data", "Instances", "Instance")


class OrderRow(ApiAnswer):
    """One order at the vendor. `payment_status` is Paid, Unpaid or Cancelled."""

    order_id: Id = ""
    order_type: Id = ""
    product_code: Id = ""
    commodity_code: Id = ""
    create_time: Instant = None
    payment_status: Id = ""
    pretax_amount: Amount = None
    tax: Amount = None
    after_tax_amount: Amount = None
    currency: Currency = ""
    instance_ids: Id = Field("", alias="InstanceIDs")


class QueryOrdersAnswer(RowsAnswer[OrderRow]):
    """QueryOrders and GetOrderDetail."""

    PATH = ("Data", "OrderList", "Order")


class CreatedPlanData(ApiAnswer):
    """The order that was made and the plan it bought."""

    order_id: Id = ""
    instance_id: Id = ""


class CreatedPlan(ApiAnswer):
    """CreateResourcePackage."""

    success: bool = False
    order_id: Id = ""
    data: CreatedPlanData = CreatedPlanData()


class AccountSummary(ApiAnswer):
    """DescAccountSummary. `user_status`: 0 normal, 1 frozen, 2 overdue, 4 restricted, 8 deleted."""

    user_status: Count = None
    daily_quota: Count = None
    month_quota: Count = None
    quota_level: Count = None
    max_quota_level: Count = None
    remain_free_quota: Count = None
    daily_remain_free_quota: Count = None
