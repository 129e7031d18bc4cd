"""Reading all orders of the account, wherever they were made."""

from datetime import datetime, timedelta

from dm_tui.domain.money import Money
from dm_tui.domain.purchase.vendor_order import VendorOrder
from dm_tui.providers.alibaba.api.billing_answers import OrderRow, QueryOrdersAnswer
from dm_tui.providers.alibaba.api.client import Client, Service
from dm_tui.providers.alibaba.api.errors import RefusedError, ThrottledError
from dm_tui.providers.alibaba.reading.read_plans import CLOCK_SKEW

PAGE_SIZE = 20
"""The vendor advises no more orders on a page."""

LOOK_BACKS = (timedelta(days=366), timedelta(days=30))
"""How far back the first reading goes. The documentation names no limit: if the first is refused, the next is tried."""

ORDER_SETTLES_AFTER = timedelta(days=1)
"""When an order changes no more: an unpaid one lapses in an hour. Until then it is read again."""


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
    client: Client, product: str, last: datetime | None, now: datetime
) -> tuple[VendorOrder, ...]:
    """Return the orders of Direct Mail plans that may have changed since the `last` reading, all where it is None."""
    starts = [now - back for back in LOOK_BACKS]
    if last is not None:
        starts = [max(start, last - ORDER_SETTLES_AFTER) for start in starts]
    for start in starts:
        try:
            rows = orders_since(client, start, now, product)
            break
        except RefusedError as refused:
            if refused.action or isinstance(refused, ThrottledError) or start == starts[-1]:
                raise
    return tuple(order for order in map(_parse_order, rows) if order is not None)


def _parse_order(row: OrderRow) -> VendorOrder | None:
    amount, currency = row.pretax_amount, row.currency
    if not row.order_id or row.create_time is None or amount is None or not currency:
        return None
    status = row.payment_status or row.order_type
    return VendorOrder(
        id=row.order_id,
        created_at=row.create_time,
        total=Money(amount=amount.normalize(), currency=currency).rounded(),
        status=status.lower() or "not reported",
    )
