"""What was read of the account, and keeping it, a part at a time: what one part lacks is no reason to drop another."""

from collections.abc import Callable
from datetime import datetime
from typing import TypeVar

from dm_tui.domain.account.service_status import ServiceAccount, Standing
from dm_tui.domain.errors import DirectMailError
from dm_tui.domain.money import Money
from dm_tui.domain.purchase.vendor_order import AccountOrder
from dm_tui.domain.usage.billing import PayAsYouGo
from dm_tui.domain.usage.delivery_statistics import DayStatistics
from dm_tui.providers.alibaba.api.billing_answers import Summary
from dm_tui.providers.alibaba.api.client import Client
from dm_tui.providers.alibaba.api.endpoints import Site
from dm_tui.providers.alibaba.api.errors import RefusedError
from dm_tui.providers.alibaba.reading.read_catalogue import catalogue_of, documented
from dm_tui.providers.alibaba.reading.read_identity import service_of
from dm_tui.providers.alibaba.reading.read_orders import keep_orders
from dm_tui.providers.alibaba.reading.read_plans import OwnedPlan, keep_plans
from dm_tui.providers.alibaba.reading.read_statistics import sent_on
from dm_tui.providers.alibaba.reading.store_setup import MailSetup
from dm_tui.providers.alibaba.reading.stored_records import LiveAccount, Offer, Verification
from dm_tui.store.state import Tables

T = TypeVar("T")

MAINLAND = "cn-hangzhou"
"""Where mail leaves from until an account of the Chinese site chooses."""


class Found:
    """What was read; None is what may not be. `missing` are the actions refused for it."""

    def __init__(self) -> None:
        self.missing: list[str] = []
        self.balance: Money | None = None
        self.offers: tuple[Offer, ...] | None = None
        self.products: tuple[str, ...] = ()
        self.prices: dict[str, Money] = {}
        self.problem = ""
        self.plans: tuple[OwnedPlan, ...] | None = None
        self.orders: tuple[AccountOrder, ...] | None = None
        self.mail: Summary | None = None
        self.mail_read = False
        self.days: tuple[DayStatistics, ...] | None = None
        self.setup: MailSetup | None = None

    def ask(self, read: Callable[[], T]) -> T | None:
        """Return what `read` does, None where it is refused."""
        try:
            return read()
        except RefusedError as refused:
            if not refused.action:
                raise
            self.missing.append(refused.action)
            return None

    def take_price(self, offer: Offer, read: Callable[[], Money]) -> None:
        """Add what a plan costs, or why that is not to be used."""
        try:
            price = self.ask(read)
        except DirectMailError as senseless:
            self.problem = senseless.message
            return
        if price is not None:
            self.prices[offer.spec] = price


def keep_account(tables: Tables, client: Client, found: Found, now: datetime) -> None:
    """Keep what was read; what was not is kept as it was."""
    record = tables.one(LiveAccount)
    quota = (found.mail.daily_quota or 0) if found.mail else 0
    catalogue = record.catalogue
    if found.prices and found.offers:
        catalogue = catalogue_of(found.prices, found.offers, quota)
    if found.plans is not None:
        keep_plans(tables, found.plans, catalogue or documented(), now)
    if found.orders is not None:
        keep_orders(tables, found.orders)
    if found.mail_read:
        keep_mail(tables, found.mail, now, found.days)
        _keep_days(tables, client.region, found.days, now)
    if found.setup is not None:
        found.setup.keep(tables)
    region = record.region
    if record.read_at is None and client.site is Site.CHINA:
        region = client.region = MAINLAND
    tables.put_one(
        tables.one(LiveAccount).model_copy(
            update={
                "site": client.site,
                "region": region,
                "missing": tuple(dict.fromkeys(found.missing)),
                "offers": found.offers or record.offers,
                "products": found.products or record.products,
                "catalogue": catalogue,
                "prices_problem": "" if found.prices else found.problem,
                "balance": found.balance,
                "verification": _verification(record, found),
                "orders_at": record.orders_at if found.orders is None else now,
                "read_at": now,
            }
        )
    )


def keep_mail(
    tables: Tables,
    summary: Summary | None,
    now: datetime,
    days: tuple[DayStatistics, ...] | None = None,
) -> None:
    """Keep whether pay-as-you-go is active, and what the service says of the account."""
    record, usage = tables.one(LiveAccount), tables.one(PayAsYouGo)
    active = summary is not None
    begun = usage.activated_at
    if active and not usage.active and record.read_at is not None:
        begun = now  # it was seen inactive before
    known = tables.one(ServiceAccount)
    service = ServiceAccount()
    if summary is not None:
        meter = known.meter_at(now)
        # The service counts with some delay: what was sent from here is not forgotten meanwhile.
        sent = max(sent_on(days or (), now), meter.daily_used if meter else 0)
        service = service_of(summary, sent, record.catalogue or documented(), now)
    tables.put_one(service)
    tables.put_one(
        usage.model_copy(
            update={
                "active": active,
                "activated_at": begun if active else None,
                "overdue": service.standing is Standing.OVERDUE,
            }
        )
    )


def _keep_days(
    tables: Tables, region: str, days: tuple[DayStatistics, ...] | None, now: datetime
) -> None:
    if days is None:
        return
    kept = tables.of(DayStatistics)
    for day in days:
        if kept.get(day.id) != day:
            kept.put(day)
    record = tables.one(LiveAccount)
    counted = {**record.counted, region: now}
    tables.put_one(record.model_copy(update={"counted": counted}))


def _verification(record: LiveAccount, found: Found) -> Verification:
    """Return what the answers say: only a verified account could have bought or activated (purchase guide)."""
    if found.plans or found.mail is not None:
        return Verification.SEEN
    return record.verification
