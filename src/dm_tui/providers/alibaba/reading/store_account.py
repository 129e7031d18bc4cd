"""Storing a reading of the account part by part: a part that could not be read does not spoil the others."""

from collections.abc import Callable
from datetime import datetime
from typing import TypeVar

from dm_tui.domain.account.service_status import ServiceAccount, ServiceStatus
from dm_tui.domain.errors import DirectMailError
from dm_tui.domain.money import Money
from dm_tui.domain.purchase.vendor_order import VendorOrder
from dm_tui.domain.usage.billing import PayAsYouGo
from dm_tui.domain.usage.delivery_statistics import DayStatistics
from dm_tui.providers.alibaba.api.billing_answers import AccountSummary
from dm_tui.providers.alibaba.api.client import Client
from dm_tui.providers.alibaba.api.endpoints import Site
from dm_tui.providers.alibaba.api.errors import read_if_allowed
from dm_tui.providers.alibaba.reading.read_catalogue import build_catalogue
from dm_tui.providers.alibaba.reading.read_identity import build_service_account
from dm_tui.providers.alibaba.reading.read_plans import OwnedPlan, store_plans
from dm_tui.providers.alibaba.reading.read_statistics import count_sent_today
from dm_tui.providers.alibaba.reading.store_setup import SetupReading
from dm_tui.providers.alibaba.reading.stored_records import LiveAccount, VendorOffer, VerificationState
from dm_tui.providers.documented import documented_catalogue
from dm_tui.store.state import Tables

V = TypeVar("V", VendorOrder, DayStatistics)

MAINLAND_REGION = "cn-hangzhou"
"""The region of an account of the Chinese site until it chooses one."""


class AccountReading:
    """One reading; None is what may not be read, `missing` the actions that were refused."""

    def __init__(self) -> None:
        self.missing: list[str] = []
        self.balance: Money | None = None
        self.offers: tuple[VendorOffer, ...] | None = None
        self.products: tuple[str, ...] = ()
        self.prices: dict[str, Money] = {}
        self.problem = ""
        self.plans: tuple[OwnedPlan, ...] | None = None
        self.orders: tuple[VendorOrder, ...] | None = None
        self.direct_mail: AccountSummary | None = None
        self.mail_read = False
        self.days: tuple[DayStatistics, ...] | None = None
        self.setup: SetupReading | None = None

    def add_price(self, offer: VendorOffer, read: Callable[[], Money]) -> None:
        """Add the price of a plan, or the reason not to use it."""
        try:
            price = read_if_allowed(read, self.missing)
            if price is not None:
                self.prices[offer.spec] = price
        except DirectMailError as implausible:
            self.problem = implausible.message


def store_account(tables: Tables, client: Client, reading: AccountReading, now: datetime) -> None:
    """Store what was read; the rest stays as it was."""
    record = tables.single(LiveAccount)
    quota = reading.direct_mail.daily_quota if reading.direct_mail else None
    catalogue = record.catalogue
    if reading.prices and reading.offers:
        catalogue = build_catalogue(reading.prices, reading.offers, quota)
    if reading.plans is not None:
        store_plans(tables, reading.plans, catalogue or documented_catalogue(), now)
    _put_changed(tables, VendorOrder, reading.orders)
    _put_changed(tables, DayStatistics, reading.days)
    counted = record.counted if reading.days is None else {**record.counted, client.region: now}
    if reading.mail_read:
        store_service_summary(tables, reading.direct_mail, now, reading.days)
    if reading.setup is not None:
        reading.setup.store(tables)
    region = record.region
    if record.read_at is None and client.site is Site.CHINA:
        region = client.region = MAINLAND_REGION
    # Only a verified account could have bought or activated (purchase guide).
    verified = reading.plans or reading.direct_mail is not None
    update = {
        "site": client.site,
        "region": region,
        "missing": tuple(dict.fromkeys(reading.missing)),
        "offers": reading.offers or record.offers,
        "products": reading.products or record.products,
        "catalogue": catalogue,
        "prices_problem": "" if reading.prices else reading.problem,
        "balance": reading.balance,
        "verification": VerificationState.INFERRED if verified else record.verification,
        "counted": counted,
        "orders_at": record.orders_at if reading.orders is None else now,
        "read_at": now,
    }
    tables.put_single(tables.single(LiveAccount).model_copy(update=update))


def store_service_summary(
    tables: Tables,
    summary: AccountSummary | None,
    now: datetime,
    days: tuple[DayStatistics, ...] | None = None,
) -> None:
    """Store whether pay-as-you-go is active, and the service's report of the account."""
    record, pay_as_you_go = tables.single(LiveAccount), tables.single(PayAsYouGo)
    service, since = ServiceAccount(), None
    if summary is not None:
        was_inactive = not pay_as_you_go.active and record.read_at is not None
        since = now if was_inactive else pay_as_you_go.activated_at
        meter = tables.single(ServiceAccount).meter_at(now)
        # The service counts with some delay: what was sent from here counts meanwhile.
        sent = max(count_sent_today(days or (), now), (meter.daily_used if meter else 0) or 0)
        service = build_service_account(summary, sent, record.catalogue or documented_catalogue(), now)
    tables.put_single(service)
    overdue = service.standing is ServiceStatus.OVERDUE
    update = {"active": summary is not None, "activated_at": since, "overdue": overdue}
    tables.put_single(pay_as_you_go.model_copy(update=update))


def _put_changed(tables: Tables, model: type[V], values: tuple[V, ...] | None) -> None:
    """Store the values that differ from ours; one that the vendor no longer reports stays as it was."""
    for value in values or ():
        if tables.of(model).get(value.id) != value:
            tables.of(model).put(value)
