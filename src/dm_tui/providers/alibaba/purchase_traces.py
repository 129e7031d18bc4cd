"""What a purchase without an answer may have left at the vendor: a plan, an order, or both.

What is new since the payment began is compared with what was bought. What matches in everything is taken for
it; what is only of the right size, or an order at another price, is shown and asked about: a coupon changes
the price, and the vendor's times may be rounded.
"""

from datetime import UTC, datetime, timedelta
from functools import partial
from typing import NamedTuple

from dm_tui.domain.purchase.order import Order
from dm_tui.domain.purchase.payment_attempt import PaymentAttempt, Sighting
from dm_tui.providers.alibaba.api.account_and_plan_answers import OrderRow
from dm_tui.providers.alibaba.api.client import Client
from dm_tui.providers.alibaba.api.errors import CallFailedError
from dm_tui.providers.alibaba.api.field_types import reported_price
from dm_tui.providers.alibaba.reading.read_orders import SERVICE_PRODUCT, orders_since
from dm_tui.providers.alibaba.reading.read_plans import OwnedPlan, read_plans
from dm_tui.providers.alibaba.reading.store_plans import CLOCK_SKEW, may_match_plan

ORDERS_NOT_READ = "the orders could not be read"
"""Stands among what is known before a purchase where only the plans could be read."""

_BEIJING_MIDNIGHT = 16
"""The hour in UTC to which a plan's time may be rounded (vendor's SDK: QueryResourcePackageInstances)."""

_SERVICE_CODES = (SERVICE_PRODUCT, "")
"""Product codes that an order may carry besides the plan's own or none (examples of QueryOrders)."""


class Traces(NamedTuple):
    """What is new: plans of the right size, and orders of the product that are paid or wait to be."""

    plans: tuple[OwnedPlan, ...]
    orders: tuple[OrderRow, ...]

    def sightings(self) -> tuple[Sighting, ...]:
        """Return the plans and the paid orders as they are shown."""
        plans = (
            Sighting(id=plan.id, emails=plan.emails, at=plan.instance.effective_time) for plan in self.plans
        )
        orders = (
            Sighting(
                id=row.order_id, price=reported_price(row.pretax_amount, row.currency), at=row.create_time
            )
            for row in self.orders
            if is_paid(row)
        )
        return (*plans, *orders)


def ids_before(client: Client, product: str, now: datetime) -> tuple[str, ...]:
    """Return the ids of everything that could be mistaken for what a purchase at `now` will buy.

    The plans must be readable: by them a purchase is found again. The orders only help.
    """
    orders = client.parallel_reads().begin(partial(orders_since, client, now - CLOCK_SKEW, now))
    plans = tuple(plan.id for plan in read_plans(client, product))
    try:
        return (*(order.order_id for order in orders()), *plans)
    except CallFailedError:
        return (ORDERS_NOT_READ, *plans)


def find_traces(
    client: Client, product: str, order: Order, attempt: PaymentAttempt, taken: set[str], now: datetime
) -> Traces:
    """Return what is new since `attempt`; `taken` are the vendor's ids that belong to our other payments."""
    not_new = {*taken, *attempt.known}
    size = order.emails // order.quantity
    plans = tuple(
        plan for plan in read_plans(client, product) if plan.id not in not_new and plan.emails == size
    )
    try:
        listed = orders_since(client, attempt.started_at - CLOCK_SKEW, now)
    except CallFailedError:
        listed = ()
    rows = tuple(
        row
        for row in listed
        if row.order_id not in not_new
        and row.order_type in ("New", "")
        and row.payment_status in ("Paid", "Unpaid")
        and (product in (row.product_code, row.commodity_code) or row.product_code in _SERVICE_CODES)
    )
    return Traces(plans, rows)


def is_paid(row: OrderRow) -> bool:
    """Say whether the vendor reports an order as paid."""
    return row.payment_status == "Paid"


def costs_as_confirmed(row: OrderRow, order: Order) -> bool:
    """Say whether an order costs what one plan of ours was confirmed at."""
    return row.pretax_amount == order.unit_price.amount


def may_cost_as_confirmed(row: OrderRow, order: Order) -> bool:
    """Say whether an order may cost that: the list of orders does not always say."""
    return row.pretax_amount is None or costs_as_confirmed(row, order)


def paid_instant(plan: OwnedPlan, order: Order, attempt: PaymentAttempt) -> datetime:
    """Return when a plan was paid: when it began, unless that is rounded."""
    start = plan.instance.effective_time
    return start if start is not None and may_match_plan(plan, order, attempt) else attempt.started_at


def began_with(plan: OwnedPlan, order: Order, attempt: PaymentAttempt) -> bool:
    """Say whether a plan began with the payment, to the minute or rounded to midnight in Beijing."""
    start = plan.instance.effective_time
    if may_match_plan(plan, order, attempt) or start is None:
        return True
    start = start.astimezone(UTC)
    rounded = (start.hour, start.minute, start.second) == (_BEIJING_MIDNIGHT, 0, 0)
    return rounded and abs(start - attempt.started_at) <= timedelta(days=1)
