"""The scripted account: what it is, what it may do, what it owns.

The vendor's truth that tests compare with.
"""

import itertools
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal

from tests.alibaba.server.bills import VendorBill
from tests.alibaba.server.guesses import Guesses
from tests.alibaba.server.mail_account import Mail
from tests.alibaba.server.purchases import OTHER_PLANS, PackageType, Plan, VendorOrder, midnight
from tests.alibaba.server.refunds import RefundRules

INTERNATIONAL, CHINA = "international", "china"


def now() -> datetime:
    return datetime.now(UTC)


class Account:
    """A verified owner of the international site who may do everything; tests change what they need.

    `prices`, `specifications` and `package_type` are of the first type of plan, `other_types` the rest.
    `denied` holds RAM actions. `coupon` lowers what an order costs below its price, `tax_percent` is added to
    it. `orders_late` and `plans_late` are how many looks the next purchases are not seen in. `plan_unit` is
    how the amounts of the next plans are written: a unit, and how many emails it has. `guesses` answers what
    the documents do not.
    """

    def __init__(self, clock: Callable[[], datetime] = now, guesses: Guesses | None = None) -> None:
        self.clock = clock
        self.guesses = guesses or Guesses()
        self.id = "5123456789012345"
        self.identity_type = "Account"
        self.arn = f"acs:ram::{self.id}:root"
        self.site = INTERNATIONAL
        self.currency = "USD"
        self.balance = Decimal("1234.50")
        self.product = "dmbag"
        self.product_name = "Direct Mail Resource Plan"
        self.package_type = "FPT_dmbag_deadlineAcc_intl"
        self.package_name = "Direct Mail emails (international)"
        self.prices = {
            50_000: Decimal("13.05"),
            500_000: Decimal("121.80"),
            1_000_000: Decimal("230.55"),
            5_000_000: Decimal("1123.75"),
        }
        self.specifications = {emails: str(emails) for emails in self.prices}
        self.other_types: list[PackageType] = []
        self.others_first = False
        self.coupon = Decimal(0)
        self.tax_percent = Decimal(0)
        self.orders_late = 0
        self.plans_late = 0
        self.plan_unit = ("", 1)
        self.denied: set[str] = set()
        self.verified = True
        self.permissions_first = False  # looks whether a call is allowed before it looks whose it is
        self.secrets = {"LTAI-test-key": "a-secret-that-must-never-be-seen"}
        self.expired_tokens: set[str] = set()
        self.orders: list[VendorOrder] = []
        self.plans: list[Plan] = []
        self.other_plans: list[dict[str, object]] = []
        self.mail = Mail()
        self.mail_region = "ap-southeast-1"
        self.bills: list[VendorBill] = []
        self.refunds = RefundRules()
        self._numbers = itertools.count(202611230000001)

    @property
    def package_types(self) -> list[PackageType]:
        """Every type of plan on sale; the first one is described by the account's own fields."""
        first = PackageType(
            self.package_type,
            self.package_name,
            self.prices,
            self.specifications,
            {"Region": "International"},
        )
        return [*self.other_types, first] if self.others_first else [first, *self.other_types]

    @property
    def paid_orders(self) -> list[VendorOrder]:
        """The orders that cost money: the only proof of what was bought."""
        return [order for order in self.orders if order.paid]

    def sell_a_second_type(self) -> PackageType:
        """Sell the same sizes once more, for other regions and at other prices."""
        prices = {emails: price / 2 for emails, price in self.prices.items()}
        name = "Direct Mail dedicated IP"
        second = PackageType(
            f"{self.package_type}_ip", name, prices, properties={"Region": "Chinese mainland"}
        )
        self.other_types.append(second)
        return second

    def own_other_products(self) -> None:
        """Own plans and orders of other products too."""
        self.other_plans = [dict(plan) for plan in OTHER_PLANS]
        for product in ("ossbag", "dysmsbag"):
            number = str(next(self._numbers))
            self.orders.append(VendorOrder(number, 0, Decimal("13.05"), self.clock(), product=product))

    def ram_user(self, name: str, *denied: str) -> None:
        """Sign the calls as a RAM user who lacks these actions."""
        self.identity_type = "RAMUser"
        self.arn = f"acs:ram::{self.id}:user/{name}"
        self.denied = set(denied)

    def order(
        self, emails: int, *, paid: bool = True, hidden: int = 0, package_type: str = ""
    ) -> VendorOrder:
        """Make an order, and if it is paid the plan it buys."""
        number = next(self._numbers)
        (kind,) = (kind for kind in self.package_types if kind.code == (package_type or self.package_type))
        gross = kind.prices[emails]
        amount = gross - min(self.coupon, gross)
        tax = (amount * self.tax_percent / 100).quantize(Decimal("0.01"), ROUND_HALF_UP)
        order = VendorOrder(
            str(number),
            emails,
            amount,
            self.clock(),
            paid=paid,
            hidden=hidden + self.orders_late,
            gross=gross,
            tax=tax,
            package_type=kind.code,
        )
        self.orders.append(order)
        if paid:
            self._grant(order, hidden + self.plans_late)
        return order

    def pay(self, order: VendorOrder) -> None:
        """Pay an unpaid order in the web console."""
        order.paid = True
        self._grant(order, order.hidden)

    def _grant(self, order: VendorOrder, hidden: int) -> None:
        self.balance -= order.amount + order.tax
        order.plan = f"DMBAG-intl-{order.id[-6:]}"
        # Not to the second six months: what is shown must be what the vendor says.
        expires = order.created + timedelta(days=181, hours=7)
        effective = midnight(order.created, self.guesses.effective)
        unit, per_unit = self.plan_unit
        plan = Plan(order.plan, order.emails, effective, expires, order.emails, hidden, order.package_type)
        plan.unit, plan.per_unit = unit, per_unit
        self.plans.append(plan)
