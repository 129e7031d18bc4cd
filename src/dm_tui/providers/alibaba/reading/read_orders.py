"""The orders of the account, whoever made them and where."""

from datetime import datetime, timedelta

from dm_tui.domain.money import Money
from dm_tui.domain.purchase.vendor_order import VendorOrder
from dm_tui.providers.alibaba.api.billing_answers import OrderRow, QueryOrdersAnswer
from dm_tui.providers.alibaba.api.client import Client, Service
from dm_tui.providers.alibaba.api.errors import RefusedError, ThrottledError
from dm_tui.providers.alibaba.reading.read_plans import CLOCK_SKEW
from dm_tui.store.state import Tables

PAGE_SIZE = 20
"""The vendor advises no more orders on a page."""

MAX_PAGES = 50

LOOK_BACKS = (timedelta(days=366), timedelta(days=30))
"""How far back is asked for at first. The documentation names no limit: what is refused is asked for shorter."""

ORDER_SETTLES_AFTER = timedelta(days=1)
"""After which an order is what it stays: an unpaid one lapses in an hour. Until then it is read again."""


def orders_since(
    client: Client, start: datetime, now: datetime, product: str | None = None
) -> tuple[OrderRow, ...]:
    """Return the orders made from `start` on, the oldest first; of one product where it is given."""
    found: list[OrderRow] = []
    for page in range(1, MAX_PAGES + 1):
        answer = client.read(
            Service.BILLING,
            "QueryOrders",
            QueryOrdersAnswer,
            product_code=product,
            create_time_start=f"{start:%Y-%m-%dT%H:%M:%SZ}",
            create_time_end=f"{now + CLOCK_SKEW:%Y-%m-%dT%H:%M:%SZ}",
            page_num=page,
            page_size=PAGE_SIZE,
        )
        rows = answer.data.order_list.order
        found += rows
        if len(rows) < PAGE_SIZE:
            break
    return tuple(sorted(found, key=lambda one: (one.create_time or start, one.order_id)))


def read_orders(
    client: Client, product: str, last: datetime | None, now: datetime
) -> tuple[VendorOrder, ...]:
    """Return the orders of Direct Mail plans that may have changed since the `last` reading, all where it is None."""
    starts = [now - back for back in LOOK_BACKS]
    if last is not None:
        starts = [max(start, last - ORDER_SETTLES_AFTER) for start in starts]
    for start in starts:
        try:
            rows = orders_since(client, start, now, product)
        except RefusedError as refused:
            if refused.action or isinstance(refused, ThrottledError) or start == starts[-1]:
                raise
            continue
        break
    return tuple(one for one in map(_parse_order, rows) if one is not None)


def store_orders(tables: Tables, told: tuple[VendorOrder, ...]) -> None:
    """Keep what the vendor told; an order it does not tell of any more is kept as it was."""
    kept = tables.of(VendorOrder)
    for one in told:
        if kept.get(one.id) != one:
            kept.put(one)


def _parse_order(one: OrderRow) -> VendorOrder | None:
    if not one.order_id or one.create_time is None:
        return None
    amount, currency = one.pretax_amount, one.currency
    if amount is None or not currency:
        return None
    status = one.payment_status or one.order_type
    return VendorOrder(
        id=one.order_id,
        created_at=one.create_time,
        total=Money(amount=amount.normalize(), currency=currency).rounded(),
        status=status.lower() or "not told",
    )
