"""The vendor's answers about money, with the fields we use. Every text is cleaned as it enters."""

from datetime import UTC, datetime
from decimal import Decimal, InvalidOperation
from typing import Annotated

from pydantic import BeforeValidator, ConfigDict, Field
from pydantic.alias_generators import to_pascal

from dm_tui.domain.model import Model
from dm_tui.domain.text import Line


def _text(value: object) -> object:
    return str(value) if isinstance(value, int) and not isinstance(value, bool) else value or ""


def _amount(value: object) -> object:
    """Return an amount, given as a number or as text with thousands separators; None if it is neither."""
    try:
        amount = Decimal(str(value).replace(",", "").strip())
    except InvalidOperation:
        return None
    return amount if amount.is_finite() else None


def _instant(value: object) -> object:
    """Return an instant in UTC; the vendor writes it in ISO 8601, with or without a zone."""
    if not isinstance(value, str) or not value.strip():
        return None
    try:
        instant = datetime.fromisoformat(value.strip())
    except ValueError:
        return None
    return instant.astimezone(UTC) if instant.tzinfo else instant.replace(tzinfo=UTC)


def _whole(value: object) -> object:
    amount = _amount(value)
    return int(amount) if isinstance(amount, Decimal) else None


Id = Annotated[Line, BeforeValidator(_text)]
Amount = Annotated[Decimal | None, BeforeValidator(_amount)]
Instant = Annotated[datetime | None, BeforeValidator(_instant)]
Whole = Annotated[int | None, BeforeValidator(_whole)]


class ApiAnswer(Model):
    """The base: the vendor's names begin with a capital."""

    model_config = ConfigDict(alias_generator=to_pascal, populate_by_name=True)


class CallerIdentity(ApiAnswer):
    """Who signs (GetCallerIdentity). `identity_type` is Account, RAMUser or AssumedRoleUser."""

    account_id: Id
    identity_type: Id = ""
    arn: Id = ""


class BalanceData(ApiAnswer):
    """The prepaid balance with its currency."""

    available_amount: Amount = None
    currency: Id = ""


class BalanceAnswer(ApiAnswer):
    """QueryAccountBalance."""

    data: BalanceData = BalanceData()


class Product(ApiAnswer):
    """One product of the vendor."""

    product_code: Id = ""
    product_name: Id = ""


class Products(ApiAnswer):
    """A list of products."""

    product: tuple[Product, ...] = ()


class ProductListData(ApiAnswer):
    """A page of products."""

    product_list: Products = Products()
    total_count: Whole = None


class ProductList(ApiAnswer):
    """QueryProductList."""

    data: ProductListData = ProductListData()


class Duration(ApiAnswer):
    """How long a plan is valid: `value` months or years."""

    value: Whole = None
    unit: Id = ""


class Durations(ApiAnswer):
    """All validities of a specification."""

    available_duration: tuple[Duration, ...] = ()


class Specification(ApiAnswer):
    """One size of a plan; `value` is what the purchase is made with."""

    name: Id = ""
    value: Id = ""
    available_durations: Durations = Durations()


class Specifications(ApiAnswer):
    """All sizes of a type of plan."""

    specification: tuple[Specification, ...] = ()


class PackageType(ApiAnswer):
    """One type of plan."""

    code: Id = ""
    name: Id = ""
    specifications: Specifications = Specifications()


class PackageTypes(ApiAnswer):
    """All types of plan."""

    package_type: tuple[PackageType, ...] = ()


class Package(ApiAnswer):
    """What a product sells as plans."""

    package_types: PackageTypes = PackageTypes()


class Packages(ApiAnswer):
    """All that a product sells as plans."""

    resource_package: tuple[Package, ...] = ()


class PackageProductData(ApiAnswer):
    """All that a product sells as plans."""

    resource_packages: Packages = Packages()


class PackageProduct(ApiAnswer):
    """DescribeResourcePackageProduct."""

    data: PackageProductData = PackageProductData()


class PriceData(ApiAnswer):
    """What one plan costs; `trade_price` is what is charged."""

    currency: Id = ""
    trade_price: Amount = None


class PriceAnswer(ApiAnswer):
    """GetResourcePackagePrice."""

    data: PriceData = PriceData()


class PlanInstance(ApiAnswer):
    """One plan that is owned. The amounts are in their units, which the vendor may leave empty."""

    instance_id: Id = ""
    total_amount: Whole = None
    total_amount_unit: Id = ""
    remaining_amount: Whole = None
    remaining_amount_unit: Id = ""
    effective_time: Instant = None
    expiry_time: Instant = None


class PlanInstances(ApiAnswer):
    """A list of plans."""

    instance: tuple[PlanInstance, ...] = ()


class PlanInstancesData(ApiAnswer):
    """A page of plans."""

    instances: PlanInstances = PlanInstances()
    total_count: Whole = None


class PlanInstanceList(ApiAnswer):
    """QueryResourcePackageInstances: the plans that are valid."""

    data: PlanInstancesData = PlanInstancesData()


class OrderRow(ApiAnswer):
    """One order at the vendor. `payment_status` is Paid, Unpaid or Cancelled."""

    order_id: Id = ""
    order_type: Id = ""
    product_code: Id = ""
    create_time: Instant = None
    payment_status: Id = ""
    pretax_amount: Amount = None
    currency: Id = ""
    instance_ids: Id = Field("", alias="InstanceIDs")


class OrderList(ApiAnswer):
    """A list of orders."""

    order: tuple[OrderRow, ...] = ()


class OrdersData(ApiAnswer):
    """A page of orders."""

    order_list: OrderList = OrderList()
    total_count: Whole = None


class QueryOrdersAnswer(ApiAnswer):
    """QueryOrders and GetOrderDetail."""

    data: OrdersData = OrdersData()


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

    user_status: Whole = None
    daily_quota: Whole = None
    month_quota: Whole = None
    quota_level: Whole = None
    max_quota_level: Whole = None
    remain_free_quota: Whole = None
    daily_remain_free_quota: Whole = None
