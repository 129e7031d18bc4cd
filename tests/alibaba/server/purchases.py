"""What the vendor sells and has sold: package types, orders and plans, those of other products among them."""

from dataclasses import dataclass, field
from datetime import UTC, datetime, time, timedelta, timezone
from decimal import Decimal

BEIJING = timezone(timedelta(hours=8))
NEVER = 10**9
"""As many looks as nobody makes: what is hidden that long never shows."""


@dataclass
class PackageType:
    """One type of plan. Two types may have the same sizes: they are for other goods or other regions.

    `prices` are by emails, `specifications` what the catalogue calls each size.
    """

    code: str
    name: str
    prices: dict[int, Decimal]
    specifications: dict[int, str] = field(default_factory=dict)
    properties: dict[str, str] = field(default_factory=dict)

    def emails(self, specification: str) -> int | None:
        """Return the size that a purchase names, None where it is not on sale."""
        sizes = {self.specifications.get(emails, str(emails)): emails for emails in self.prices}
        return sizes.get(specification)


@dataclass
class VendorOrder:
    """One order on the vendor's side. `hidden` is how many more looks at the orders it does not appear in.

    `product` is of which product, ours where it is empty. `gross` is before coupons, the price where it is
    None; `tax` comes on top of `amount`. `package_type` is what was bought, the first type where it is empty.
    """

    id: str
    emails: int
    amount: Decimal
    created: datetime
    paid: bool = True
    cancelled: bool = False
    hidden: int = 0
    plan: str = ""
    product: str = ""
    gross: Decimal | None = None
    tax: Decimal = Decimal(0)
    package_type: str = ""


@dataclass
class Plan:
    """One resource plan on the vendor's side.

    Its amounts are written as multiples of `per_unit`, with `unit`.
    """

    id: str
    emails: int
    effective: datetime
    expires: datetime
    left: int
    hidden: int = 0
    package_type: str = ""
    status: str = "Available"
    unit: str = ""
    per_unit: int = 1
    undated: bool = False

    def written(self, emails: int) -> str:
        """Return an amount of this plan as the vendor writes it, such as 4.98 of 万封."""
        return f"{Decimal(emails) / self.per_unit:f}"


def midnight(at: datetime, way: str) -> datetime:
    """Return when a plan that is bought at an instant takes effect, for an answer to the question of its
    rounding.
    """
    if way == "exact":
        return at
    start = datetime.combine(at.astimezone(BEIJING).date(), time(), BEIJING).astimezone(UTC)
    return start + timedelta(days=1) if way == "midnight after" else start


OTHER_PLANS: tuple[dict[str, object], ...] = (
    {
        "InstanceId": "OSSBAG-cn-v0h1s3t5e7d",
        "PackageType": "FPT_ossbag_absolute_Storage_sh",
        "CommodityCode": "ossbag",
        "DeductType": "Absolute",
        "ApplicableProducts": {"Product": ["oss"]},
        "Region": "cn-shanghai",
        "TotalAmount": "50000",
        "TotalAmountUnit": "TB",
        "RemainingAmount": "0.5",
        "RemainingAmountUnit": "TB",
        "EffectiveTime": "2026-01-30T16:00:00Z",
        "ExpiryTime": "2026-07-30T16:00:00Z",
        "Status": "Available",
        "Remark": "OSS storage",
    },
    {
        "InstanceId": "SMSBAG-cn-9p8o7i6u5y4",
        "PackageType": "FPT_dysmsbag_deadlineAcc",
        "CommodityCode": "dysmsbag",
        "ApplicableProducts": {"Product": ["dysms"]},
        "TotalAmount": "5",
        "TotalAmountUnit": "万条",
        "RemainingAmount": "4.2",
        "RemainingAmountUnit": "万条",
        "EffectiveTime": "2026-01-30T16:00:00Z",
        "ExpiryTime": "2028-01-30T16:00:00Z",
        "Status": "Available",
        "Remark": "",
    },
)
"""Plans of other products beside ours: storage by the terabyte, text messages by ten thousand."""
