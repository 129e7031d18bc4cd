"""Reading all orders of the account, wherever they were made."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from functools import partial

from dm_tui.domain.purchase.vendor_order import ORDER_SETTLES_AFTER, VendorOrder
from dm_tui.providers.alibaba.api.account_and_plan_answers import OrderRow, QueryOrdersAnswer
from dm_tui.providers.alibaba.api.call_permissions import Service
from dm_tui.providers.alibaba.api.client import Client
from dm_tui.providers.alibaba.api.errors import RefusedError, ThrottledError
from dm_tui.providers.alibaba.api.field_types import reported_price
from dm_tui.providers.alibaba.api.parallel_reads import ParallelReads
from dm_tui.providers.alibaba.reading.store_plans import CLOCK_SKEW

PAGE_SIZE = 20
"""The vendor advises no more orders on a page (vendor's SDK)."""

SERVICE_PRODUCT = "dm"
"""The product code of Direct Mail itself (vendor's SDK, endpoints)."""

LOOK_BACKS = (timedelta(days=366), timedelta(days=30))
"""How far back the first reading goes: if the first is refused, the next is tried. Our own choice."""


def orders_since(
    client: Client, start: datetime, now: datetime, product: str | None = None
) -> tuple[OrderRow, ...]:
    """Return the orders made since `start`, oldest first; with `product`, only those of it."""
    orders = client.read_pages(
        Service.BILLING,
        "QueryOrders",
        QueryOrdersAnswer,
        page_size=PAGE_SIZE,
        most=50,
        product_code=product,
        create_time_start=f"{start:%Y-%m-%dT%H:%M:%SZ}",
        create_time_end=f"{now + CLOCK_SKEW:%Y-%m-%dT%H:%M:%SZ}",
    )
    return tuple(sorted(orders, key=lambda order: (order.create_time or start, order.order_id)))


def read_orders(
    client: Client, products: Iterable[str], last: datetime | None, now: datetime, at_once: ParallelReads
) -> tuple[tuple[VendorOrder, ...], int]:
    """Return the orders of Direct Mail plans that may have changed since the `last` reading, all where it is
    None.

    Orders of a plan name it or the service (the pages show both). The number counts the orders that cannot
    be listed.
    """
    rows: dict[str, OrderRow] = {}
    unclear = 0
    codes = tuple(dict.fromkeys((*products, SERVICE_PRODUCT)))
    waits = [at_once.begin(partial(_orders_of_product, client, code, last, now)) for code in codes]
    for wait in waits:
        for row in wait():
            if row.product_code not in ("", *codes):
                continue  # the vendor may list those of other products beside them
            if row.order_id and row.create_time is not None:
                rows[row.order_id] = row
            else:
                unclear += 1
    return tuple(map(_vendor_order, rows.values())), unclear


def _orders_of_product(
    client: Client, product: str, last: datetime | None, now: datetime
) -> tuple[OrderRow, ...]:
    starts = [now - back for back in LOOK_BACKS]
    if last is not None:
        starts = [max(start, last - ORDER_SETTLES_AFTER) for start in starts]
    for start in starts[:-1]:
        try:
            return orders_since(client, start, now, product)
        except RefusedError as refused:
            if refused.action or isinstance(refused, ThrottledError):
                raise
    return orders_since(client, starts[-1], now, product)


def _vendor_order(row: OrderRow) -> VendorOrder:
    """Return an order as it is listed; newer pages have its amount in its detail only."""
    return VendorOrder(
        id=row.order_id,
        created_at=row.create_time,
        total=reported_price(row.pretax_amount, row.currency),
        status=(row.payment_status or row.order_type).lower() or "not reported",
    )
