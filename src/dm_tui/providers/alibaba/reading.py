"""Reading the account and keeping what was read, a part at a time: what one part lacks is no reason to drop another."""

from collections.abc import Callable
from contextlib import suppress
from datetime import datetime
from functools import partial
from typing import TypeVar

from dm_tui.domain.account_order import AccountOrder
from dm_tui.domain.billing import PayAsYouGo
from dm_tui.domain.errors import DirectMailError, ErrorKind
from dm_tui.domain.money import Money
from dm_tui.domain.service_account import ServiceAccount, Standing
from dm_tui.domain.statistics import DayStatistics
from dm_tui.providers.alibaba.account import (
    find_site,
    read_balance,
    read_identity,
    read_mail,
    service_of,
)
from dm_tui.providers.alibaba.answers import Summary
from dm_tui.providers.alibaba.catalogue import (
    catalogue_of,
    documented,
    read_offers,
    read_price,
)
from dm_tui.providers.alibaba.client import Client
from dm_tui.providers.alibaba.credentials import find_credentials
from dm_tui.providers.alibaba.endpoints import Site, endpoints
from dm_tui.providers.alibaba.errors import CallFailedError, RefusedError, explained
from dm_tui.providers.alibaba.keeping import MailSetup
from dm_tui.providers.alibaba.orders import keep_orders, read_orders
from dm_tui.providers.alibaba.plans import OwnedPlan, keep_plans, read_plans_of
from dm_tui.providers.alibaba.records import LiveAccount, Offer, Verification
from dm_tui.providers.alibaba.statistics import read_statistics, sent_on
from dm_tui.store.state import StateFile, Tables

T = TypeVar("T")

MAINLAND = "cn-hangzhou"
"""Where mail leaves from until an account of the Chinese site chooses."""


def open_client(state: StateFile, sleep: Callable[[float], None]) -> Client:
    """Return a client whose credentials are of the account this state file is for.

    A file that is for nobody yet becomes this account's. Raises when it is another's.
    """
    with state.read() as tables:
        record = tables.one(LiveAccount)
    client = Client(
        find_credentials(),
        endpoints(),
        sleep,
        record.site or Site.INTERNATIONAL,
        record.region,
    )
    try:
        id, identity = read_identity(client)
    except CallFailedError as failure:
        raise explained(failure) from None
    with state.transaction() as tables:
        record = tables.one(LiveAccount)
        if record.id not in ("", id):
            raise DirectMailError(
                ErrorKind.STATE_FILE,
                "other-account",
                f"{state.path} is for account {record.id}; these credentials are of account {id}.",
                "Use the other credentials, or another file with --state.",
            )
        tables.put_one(
            record.model_copy(update={"id": id, "identity": identity, "credentials": client.link})
        )
    return client


def read_everything(client: Client, state: StateFile, now: Callable[[], datetime]) -> None:
    """Read the account and keep it in one change; what may not be read is noted by its action and left out."""
    try:
        found = _read(client, state, now())
        setup = MailSetup(client, state, now()) if found.mail is not None else None
    except CallFailedError as failure:
        raise explained(failure) from None
    with state.transaction() as tables:
        _keep(tables, client, found, now())
        if setup is not None:
            setup.keep(tables)


def read_again(client: Client, state: StateFile, now: datetime) -> None:
    """Read what a purchase changes, the plans and the balance, each kept as it was where it cannot be read."""
    with state.read() as tables:
        record = tables.one(LiveAccount)
    owned: tuple[OwnedPlan, ...] | None = None
    balance: Money | None = None
    with suppress(CallFailedError):
        owned = read_plans_of(client, _products(record, record.offers))
    with suppress(CallFailedError):
        balance = read_balance(client)
    with state.transaction() as tables:
        record = tables.one(LiveAccount)
        if owned is not None:
            keep_plans(tables, owned, record.catalogue or documented(), now)
        if balance is not None:
            tables.put_one(record.model_copy(update={"balance": balance}))


def read_activation(client: Client, state: StateFile, now: datetime) -> PayAsYouGo:
    """Read whether pay-as-you-go is active, keep it and return it."""
    summary = read_mail(client)
    with state.transaction() as tables:
        _keep_mail(tables, summary, now)
        return tables.one(PayAsYouGo)


def keep_price(state: StateFile, spec: str, price: Money) -> None:
    """Keep what a plan was found to cost, so that it is shown when the order is confirmed again."""
    with state.transaction() as tables:
        record = tables.one(LiveAccount)
        if record.catalogue is None:
            return
        prices = {plan.spec: plan.price for plan in record.catalogue.plans} | {spec: price}
        catalogue = catalogue_of(prices, record.offers, record.catalogue.daily_quota)
        tables.put_one(record.model_copy(update={"catalogue": catalogue}))


class _Found:
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

    def ask(self, read: Callable[[], T]) -> T | None:
        """Return what `read` does, None where it is refused."""
        try:
            return read()
        except RefusedError as refused:
            if not refused.action:
                raise
            self.missing.append(refused.action)
            return None


def _read(client: Client, state: StateFile, now: datetime) -> _Found:
    with state.read() as tables:
        record = tables.one(LiveAccount)
    found = _Found()
    found.balance = find_site(client)
    remembered = record.offers[0].product if record.offers else ""
    found.offers = found.ask(lambda: read_offers(client, remembered))
    for offer in found.offers or ():
        try:
            price = found.ask(partial(read_price, client, offer))
        except DirectMailError as senseless:
            found.problem = senseless.message
            continue
        if price is None:
            break
        found.prices[offer.spec] = price
    if found.offers:
        found.products = _products(record, found.offers)
        found.plans = found.ask(lambda: read_plans_of(client, found.products))
    elif found.offers is not None:
        found.problem = "Alibaba Cloud offers this account no plan that could be understood."
    product = found.offers[0].product if found.offers else record.product
    found.orders = found.ask(lambda: read_orders(client, product, record.orders_at, now))
    refused = len(found.missing)
    found.mail = found.ask(lambda: read_mail(client))
    found.mail_read = len(found.missing) == refused
    if found.mail is not None:
        found.days = read_statistics(client, record.counted.get(client.region), now)
    return found


def _keep(tables: Tables, client: Client, found: _Found, now: datetime) -> None:
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
        _keep_mail(tables, found.mail, now, found.days)
        _keep_days(tables, client.region, found.days, now)
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


def _keep_mail(
    tables: Tables,
    summary: Summary | None,
    now: datetime,
    days: tuple[DayStatistics, ...] | None = None,
) -> None:
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


def _products(record: LiveAccount, offers: tuple[Offer, ...]) -> tuple[str, ...]:
    """Return the codes that plans are and were sold under: what was bought outlives the sale."""
    sold = (*record.products, *(one.product for one in (*record.offers, *offers)))
    return tuple(dict.fromkeys(sold)) or (record.product,)


def _verification(record: LiveAccount, found: _Found) -> Verification:
    """Return what the answers say: only a verified account could have bought or activated (purchase guide)."""
    if found.plans or found.mail is not None:
        return Verification.SEEN
    return record.verification
