"""The scripted account: what it is, what it may do, what it owns. The vendor's truth that tests compare with."""

import itertools
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

INTERNATIONAL, CHINA = "international", "china"


@dataclass
class VendorOrder:
    """One order on the vendor's side. `hidden` is how many more looks at the orders it does not appear in.

    `product` is of which product, ours where it is empty.
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


@dataclass
class Plan:
    """One resource plan on the vendor's side."""

    id: str
    emails: int
    effective: datetime
    expires: datetime
    left: int
    hidden: int = 0


@dataclass
class MailList:
    """One list of recipients, with its rows as they were handed in."""

    id: str
    name: str
    rows: list[dict[str, str]] = field(default_factory=list)


@dataclass
class Mail:
    """The Direct Mail side: quotas, and what was set up. `active` is pay-as-you-go.

    `days` are counts by day; of at most `days_at_once`, and `days_back` at most, the service tells.
    """

    active: bool = True
    status: int = 0
    daily_quota: int = 2000
    free_left: int = 2000
    free_left_today: int = 200
    domains: list[dict[str, object]] = field(default_factory=list)
    senders: list[dict[str, object]] = field(default_factory=list)
    templates: list[dict[str, object]] = field(default_factory=list)
    sent: list[dict[str, str]] = field(default_factory=list)
    lists: list[MailList] = field(default_factory=list)
    made: list[str] = field(default_factory=list)
    list_calls: list[dict[str, str]] = field(default_factory=list)
    days: dict[date, dict[str, int]] = field(default_factory=dict)
    days_at_once: int = 31
    days_back: int = 90

    def count(self, day: date, **more: int) -> None:
        """Count mail of a day: `requestCount` what was handed in, and what became of it."""
        counts = self.days.setdefault(day, {})
        for name, number in more.items():
            counts[name] = counts.get(name, 0) + number


def now() -> datetime:
    return datetime.now(UTC)


class Account:
    """A verified owner of the international site who may do everything; tests change what they need.

    `prices` are by emails, `specifications` what the catalogue calls each size; `denied` holds RAM actions.
    """

    def __init__(self, clock: Callable[[], datetime] = now) -> None:
        self.clock = clock
        self.id = "5123456789012345"
        self.identity_type = "Account"
        self.arn = f"acs:ram::{self.id}:root"
        self.site = INTERNATIONAL
        self.currency = "USD"
        self.balance = Decimal("1234.50")
        self.product = "dmbag"
        self.product_name = "Direct Mail Resource Plan"
        self.package_type = "FPT_dmbag_deadlineAcc_intl"
        self.prices = {
            50_000: Decimal("13.05"),
            500_000: Decimal("121.80"),
            1_000_000: Decimal("230.55"),
            5_000_000: Decimal("1123.75"),
        }
        self.specifications = {emails: str(emails) for emails in self.prices}
        self.denied: set[str] = set()
        self.verified = True
        self.permissions_first = False  # looks whether a call is allowed before it looks whose it is
        self.secrets = {"LTAI-test-key": "a-secret-that-must-never-be-seen"}
        self.expired_tokens: set[str] = set()
        self.orders: list[VendorOrder] = []
        self.plans: list[Plan] = []
        self.mail = Mail()
        self._numbers = itertools.count(202611230000001)

    @property
    def paid_orders(self) -> list[VendorOrder]:
        """The orders that cost money: the only proof of what was bought."""
        return [order for order in self.orders if order.paid]

    def ram_user(self, name: str, *denied: str) -> None:
        """Sign the calls as a RAM user who lacks these actions."""
        self.identity_type = "RAMUser"
        self.arn = f"acs:ram::{self.id}:user/{name}"
        self.denied = set(denied)

    def order(self, emails: int, *, paid: bool = True, hidden: int = 0) -> VendorOrder:
        """Make an order, and if it is paid the plan it buys."""
        number = next(self._numbers)
        at = self.clock()
        order = VendorOrder(str(number), emails, self.prices[emails], at, paid=paid, hidden=hidden)
        self.orders.append(order)
        if paid:
            self._grant(order)
        return order

    def pay(self, order: VendorOrder) -> None:
        """Pay an unpaid order in the web console."""
        order.paid = True
        self._grant(order)

    def _grant(self, order: VendorOrder) -> None:
        self.balance -= order.amount
        order.plan = f"DMBAG-intl-{order.id[-6:]}"
        # Not to the second six months: what is shown must be what the vendor says.
        expires = order.created + timedelta(days=181, hours=7)
        self.plans.append(Plan(order.plan, order.emails, order.created, expires, order.emails, order.hidden))
