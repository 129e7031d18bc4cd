"""The vendor's answers about money, with the fields we use. Every text is cleaned as it enters.

Rows lie some levels deep in an answer. A model for every level was rejected: it named nothing that we use.
"""

from typing import Annotated, ClassVar, Generic, TypeVar

from pydantic import BeforeValidator, ConfigDict, Field, model_validator
from pydantic.alias_generators import to_pascal

from dm_tui.domain.model import Model
from dm_tui.providers.alibaba.api.field_types import Amount as Amount
from dm_tui.providers.alibaba.api.field_types import Count, FigureText, parse_amount
from dm_tui.providers.alibaba.api.field_types import Currency as Currency
from dm_tui.providers.alibaba.api.field_types import Id as Id
from dm_tui.providers.alibaba.api.field_types import Instant as Instant
from dm_tui.providers.alibaba.api.field_types import Whole as Whole


def _rows_at(path: tuple[str, ...], value: object, missing: tuple[()] | None = ()) -> object:
    """Return the rows at `path` in an answer, `missing` where a level is; a level must be an object."""
    for name in path:
        if not isinstance(value, dict):
            raise ValueError(f"{name} is not in an object")
        value = value.get(name)
        if value is None:
            return missing
    return value


def _counts_none(answer: object) -> bool:
    """Say whether an answer counts its rows and has none."""
    levels = [answer, *(answer.get(name) for name in ("Data", "data"))] if isinstance(answer, dict) else []
    counts = [
        level.get(name) for level in levels if isinstance(level, dict) for name in ("TotalCount", "Total")
    ]
    return any(parse_amount(count) == 0 for count in counts)


def rows_in(name: str) -> BeforeValidator:
    """Return a validator that takes the rows called `name` out of the object around them."""
    return BeforeValidator(lambda value: _rows_at((name,), value))


class ApiAnswer(Model):
    """The base: the vendor's names begin with a capital."""

    model_config = ConfigDict(alias_generator=to_pascal, populate_by_name=True)


R = TypeVar("R", bound=ApiAnswer)


class RowsAnswer(ApiAnswer, Generic[R]):
    """An answer of which only the rows at `PATH` are needed.

    Without them it is unreadable, unless it says itself that there are none: an answer of another shape is no
    empty list.
    """

    PATH: ClassVar[tuple[str, ...]]

    rows: tuple[R, ...] = ()

    @model_validator(mode="before")
    @classmethod
    def _find_rows(cls, answer: object) -> dict[str, object]:
        rows = _rows_at(cls.PATH, answer, missing=None)
        if rows is None and not _counts_none(answer):
            raise ValueError("the answer has no rows")
        return {"rows": () if rows is None else rows}


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
