"""Reading the account: first whose it is and where, then all that does not depend on one another at once."""

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
from dm_tui.providers.alibaba.api.errors import CallFailedError, explain_failure
from dm_tui.providers.alibaba.api.parallel_reads import ParallelReads
from dm_tui.providers.alibaba.reading.read_catalogue import (
    build_catalogue,
    documented_catalogue,
    read_offers,
    read_price,
)
from dm_tui.providers.alibaba.reading.read_identity import (
    find_site,
    read_balance,
    read_identity,
    read_service_summary,
)
from dm_tui.providers.alibaba.reading.read_orders import read_orders
from dm_tui.providers.alibaba.reading.read_plans import (
    OwnedPlan,
    read_plans_of_products,
    store_plans,
)
from dm_tui.providers.alibaba.reading.read_statistics import read_statistics
from dm_tui.providers.alibaba.reading.store_account import (
    AccountReading,
    store_account,
    store_service_summary,
)
from dm_tui.providers.alibaba.reading.store_setup import start_reading_setup
from dm_tui.providers.alibaba.reading.stored_records import LiveAccount, VendorOffer
from dm_tui.providers.alibaba.wording import OTHER_ACCOUNT
from dm_tui.store.state import StateFile


def open_client(state: StateFile, sleep: Callable[[float], None]) -> Client:
    """Return a client whose credentials are of the account this state file is for.

    A file that is for nobody yet becomes this account's. Raises when it is another's.
    """
    with state.read() as tables:
        record = tables.single(LiveAccount)
    client = Client(
        find_credentials(),
        load_endpoints(),
        sleep,
        record.site or Site.INTERNATIONAL,
        record.region,
    )
    try:
        id, identity = read_identity(client)
    except CallFailedError as failure:
        raise explain_failure(failure) from None
    with state.transaction() as tables:
        record = tables.single(LiveAccount)
        if record.id not in ("", id):
            raise OTHER_ACCOUNT(path=state.path, owner=record.id, account=id)
        tables.put_single(
            record.model_copy(update={"id": id, "identity": identity, "credentials": client.link})
        )
    return client


def read_everything(client: Client, state: StateFile, now: Callable[[], datetime]) -> None:
    """Read the account and keep it in one change; what may not be read is noted by its action and left out."""
    try:
        found = _read_all(client, state, now())
    except CallFailedError as failure:
        raise explain_failure(failure) from None
    with state.transaction() as tables:
        store_account(tables, client, found, now())


def refresh_plans_and_balance(client: Client, state: StateFile, now: datetime) -> None:
    """Read what a purchase changes, the plans and the balance, each kept as it was where it cannot be read."""
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
    """Read whether pay-as-you-go is active, keep it and return it."""
    summary = read_service_summary(client)
    with state.transaction() as tables:
        store_service_summary(tables, summary, now)
        return tables.single(PayAsYouGo)


def store_price(state: StateFile, spec: str, price: Money) -> None:
    """Keep what a plan was found to cost, so that it is shown when the order is confirmed again."""
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
        known = {one.name: one for one in tables.of(Template).all()}
    found, at_once = AccountReading(), ParallelReads()
    found.balance = find_site(client)  # which all other calls depend on
    remembered = record.offers[0].product if record.offers else ""
    on_sale = at_once.begin(lambda: read_offers(client, remembered))
    direct_mail = at_once.begin(lambda: read_service_summary(client))
    found.offers = found.read_if_allowed(on_sale)
    refused = len(found.missing)
    found.direct_mail = found.read_if_allowed(direct_mail)
    found.mail_read = len(found.missing) == refused

    offers = found.offers or ()
    product = offers[0].product if offers else record.product
    if found.direct_mail is not None:
        setup = start_reading_setup(client, known, now, at_once)
        counted = record.counted.get(client.region)
        days = at_once.begin(lambda: read_statistics(client, counted, now))
    prices = [at_once.begin(partial(read_price, client, offer)) for offer in offers]
    if offers:
        found.products = _product_codes(record, offers)
        plans = at_once.begin(lambda: read_plans_of_products(client, found.products))
    orders = at_once.begin(lambda: read_orders(client, product, record.orders_at, now))

    for offer, price in zip(offers, prices, strict=True):
        found.add_price(offer, price)
    if offers:
        found.plans = found.read_if_allowed(plans)
    elif found.offers is not None:
        found.problem = "Alibaba Cloud offers this account no plan that could be understood."
    found.orders = found.read_if_allowed(orders)
    if found.direct_mail is not None:
        found.days, found.setup = days(), setup()
    return found


def _product_codes(record: LiveAccount, offers: tuple[VendorOffer, ...]) -> tuple[str, ...]:
    """Return the codes that plans are and were sold under: what was bought outlives the sale."""
    sold = (*record.products, *(one.product for one in (*record.offers, *offers)))
    return tuple(dict.fromkeys(sold)) or (record.product,)
