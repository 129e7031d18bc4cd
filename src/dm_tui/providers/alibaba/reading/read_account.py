"""Reading the account: first its owner and site, then everything else in parallel."""

from collections.abc import Callable
from contextlib import suppress
from datetime import datetime
from functools import partial

from dm_tui.domain.money import Money
from dm_tui.domain.setup.template import Template
from dm_tui.domain.usage.billing import PayAsYouGo
from dm_tui.providers.alibaba.api.client import Client
from dm_tui.providers.alibaba.api.credentials import find_credentials
from dm_tui.providers.alibaba.api.endpoints import Site, load_endpoints
from dm_tui.providers.alibaba.api.errors import CallFailedError, explain_failures, read_if_allowed
from dm_tui.providers.alibaba.api.parallel_reads import ParallelReads
from dm_tui.providers.alibaba.reading.read_catalogue import build_catalogue, read_offers, read_price
from dm_tui.providers.alibaba.reading.read_identity import (
    find_site,
    read_balance,
    read_identity,
    read_service_summary,
)
from dm_tui.providers.alibaba.reading.read_orders import read_orders
from dm_tui.providers.alibaba.reading.read_plans import OwnedPlan, read_plans_of_products, store_plans
from dm_tui.providers.alibaba.reading.read_statistics import read_statistics
from dm_tui.providers.alibaba.reading.store_account import (
    AccountReading,
    store_account,
    store_service_summary,
)
from dm_tui.providers.alibaba.reading.store_setup import start_reading_setup
from dm_tui.providers.alibaba.reading.stored_records import LiveAccount, VendorOffer
from dm_tui.providers.alibaba.wording import OTHER_ACCOUNT
from dm_tui.providers.documented import documented_catalogue
from dm_tui.store.state import StateFile


def open_client(state: StateFile, sleep: Callable[[float], None]) -> Client:
    """Return a client whose credentials belong to this state file's account.

    An unclaimed file becomes this account's; a file of another account is refused.
    """
    with state.read() as tables:
        record = tables.single(LiveAccount)
    client = Client(
        find_credentials(), load_endpoints(), sleep, record.site or Site.INTERNATIONAL, record.region
    )
    with explain_failures():
        id, identity = read_identity(client)
    with state.transaction() as tables:
        record = tables.single(LiveAccount)
        if record.id not in ("", id):
            raise OTHER_ACCOUNT(path=state.path, owner=record.id, account=id)
        update = {"id": id, "identity": identity, "credentials": client.link}
        tables.put_single(record.model_copy(update=update))
    return client


def read_everything(client: Client, state: StateFile, now: Callable[[], datetime]) -> None:
    """Read the account and store it in one transaction; what may not be read is noted by its action and left out."""
    with explain_failures():
        reading = _read_all(client, state, now())
    with state.transaction() as tables:
        store_account(tables, client, reading, now())


def refresh_plans_and_balance(client: Client, state: StateFile, now: datetime) -> None:
    """Read what a purchase changes, the plans and the balance; whichever cannot be read stays as it was."""
    with state.read() as tables:
        record = tables.single(LiveAccount)
    owned: tuple[OwnedPlan, ...] | None = None
    balance: Money | None = None
    with suppress(CallFailedError):
        owned = read_plans_of_products(client, _product_codes(record, record.offers))
    with suppress(CallFailedError):
        balance = read_balance(client)
    with state.transaction() as tables:
        record = tables.single(LiveAccount)
        if owned is not None:
            store_plans(tables, owned, record.catalogue or documented_catalogue(), now)
        if balance is not None:
            tables.put_single(record.model_copy(update={"balance": balance}))


def read_activation(client: Client, state: StateFile, now: datetime) -> PayAsYouGo:
    """Read whether pay-as-you-go is active, store that and return it."""
    summary = read_service_summary(client)
    with state.transaction() as tables:
        store_service_summary(tables, summary, now)
        return tables.single(PayAsYouGo)


def store_price(state: StateFile, spec: str, price: Money) -> None:
    """Store the present price of a plan, so that it is shown when the order is confirmed again."""
    with state.transaction() as tables:
        record = tables.single(LiveAccount)
        if record.catalogue is None:
            return
        prices = {plan.spec: plan.price for plan in record.catalogue.plans} | {spec: price}
        catalogue = build_catalogue(prices, record.offers, record.catalogue.daily_quota)
        tables.put_single(record.model_copy(update={"catalogue": catalogue}))


def _read_all(client: Client, state: StateFile, now: datetime) -> AccountReading:
    with state.read() as tables:
        record = tables.single(LiveAccount)
        known = {template.name: template for template in tables.of(Template).all()}
    reading, at_once = AccountReading(), ParallelReads()
    reading.balance = find_site(client)  # all other calls depend on it
    remembered = record.offers[0].product if record.offers else ""
    on_sale = at_once.begin(lambda: read_offers(client, remembered))
    direct_mail = at_once.begin(lambda: read_service_summary(client))
    reading.offers = read_if_allowed(on_sale, reading.missing)
    refused = len(reading.missing)
    reading.direct_mail = read_if_allowed(direct_mail, reading.missing)
    reading.mail_read = len(reading.missing) == refused

    offers = reading.offers or ()
    product = offers[0].product if offers else record.product
    if reading.direct_mail is not None:
        setup = start_reading_setup(client, known, now, at_once)
        counted = record.counted.get(client.region)
        days = at_once.begin(lambda: read_if_allowed(lambda: read_statistics(client, counted, now)))
    prices = [at_once.begin(partial(read_price, client, offer)) for offer in offers]
    if offers:
        reading.products = _product_codes(record, offers)
        plans = at_once.begin(lambda: read_plans_of_products(client, reading.products))
    orders = at_once.begin(lambda: read_orders(client, product, record.orders_at, now))

    for offer, price in zip(offers, prices, strict=True):
        reading.add_price(offer, price)
    if offers:
        reading.plans = read_if_allowed(plans, reading.missing)
    elif reading.offers is not None:
        reading.problem = "Alibaba Cloud offers this account no plan that we understand."
    reading.orders = read_if_allowed(orders, reading.missing)
    if reading.direct_mail is not None:
        reading.days, reading.setup = days(), setup()
    return reading


def _product_codes(record: LiveAccount, offers: tuple[VendorOffer, ...]) -> tuple[str, ...]:
    """Return the codes under which plans are and were sold: a plan outlives its sale."""
    sold = (*record.products, *(offer.product for offer in (*record.offers, *offers)))
    return tuple(dict.fromkeys(sold)) or (record.product,)
