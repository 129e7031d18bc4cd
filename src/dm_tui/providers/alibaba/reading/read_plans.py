"""The plans of the account as the vendor reports them; their expiry is the vendor's, never computed."""

from collections import Counter
from collections.abc import Iterable
from datetime import datetime, timedelta

from dm_tui.domain.model import Model
from dm_tui.domain.purchase.catalogue import Catalogue
from dm_tui.domain.purchase.order import Order
from dm_tui.domain.purchase.payment import PaymentAttempt, PaymentResult
from dm_tui.domain.purchase.plan import ResourcePlan
from dm_tui.providers.alibaba.api.billing_answers import PlanInstance, PlanInstanceList
from dm_tui.providers.alibaba.api.client import Client, Service
from dm_tui.providers.alibaba.reading.read_catalogue import spec_of
from dm_tui.store.state import Tables

CLOCK_SKEW = timedelta(minutes=15)
"""How far our clock and the vendor's may differ: it refuses calls beyond that."""

_UNITS = {"万": 10_000, "千": 1_000}


class OwnedPlan(Model):
    """One plan at the vendor, its amounts as numbers."""

    id: str
    emails: int
    left: int
    instance: PlanInstance


def read_plans(client: Client, product: str) -> tuple[OwnedPlan, ...]:
    """Return all valid plans of the account; the vendor reports no others."""
    action = "QueryResourcePackageInstances"
    rows = client.read_pages(
        Service.BILLING, action, PlanInstanceList, page_size=100, most=50, product_code=product
    )
    return tuple(plan for plan in map(_parse_plan, rows) if plan is not None)


def read_plans_of_products(client: Client, products: Iterable[str]) -> tuple[OwnedPlan, ...]:
    """Return all valid plans of these products, each once."""
    plans = {plan.id: plan for product in products for plan in read_plans(client, product)}
    return tuple(plans.values())


def store_plans(tables: Tables, owned: tuple[OwnedPlan, ...], catalogue: Catalogue, now: datetime) -> None:
    """Make our plans match the vendor's. One that is missing there before its expiry is used up."""
    plans = tables.of(ResourcePlan)
    for owned_plan in owned:
        start, end = owned_plan.instance.effective_time, owned_plan.instance.expiry_time
        if start is None or end is None:
            continue
        kept = plans.find(owned_plan.id)
        plan = kept or _plan_without_order(owned_plan, start, end, catalogue)
        order = None if plan.order_id else _order_of(owned_plan, tables)
        if order is not None:
            plan = plan.model_copy(update={"order_id": order.id, "price": order.unit_price})
        plan = plan.model_copy(update={"used": owned_plan.emails - owned_plan.left, "expires_at": end})
        if plan != kept:
            plans.put(plan)
    known = {owned_plan.id for owned_plan in owned}
    for plan in plans.open():
        if plan.id not in known and plan.expires_at > now:
            plans.put(plan.model_copy(update={"used": plan.emails}))


def _plan_without_order(
    owned: OwnedPlan, start: datetime, end: datetime, catalogue: Catalogue
) -> ResourcePlan:
    """Return a plan that no order of ours bought; its price is what such a plan costs now, zero if none is on sale."""
    spec = spec_of(owned.emails)
    prices = {plan.spec: plan.price for plan in catalogue.plans}
    return ResourcePlan(
        id=owned.id,
        order_id="",
        spec=spec,
        emails=owned.emails,
        price=prices.get(spec, catalogue.pay_as_you_go_per_thousand * 0),
        purchased_at=start,
        expires_at=end,
    )


def _order_of(owned: OwnedPlan, tables: Tables) -> Order | None:
    """Return our order that bought a plan: by its id, or if that is unknown, by everything else we know."""
    held = Counter(plan.order_id for plan in tables.of(ResourcePlan).all())
    paid = [
        (order, attempt)
        for order in tables.of(Order).all()
        for attempt in order.attempts
        if attempt.result is PaymentResult.CHARGED
    ]
    named = [order for order, attempt in paid if attempt.instance == owned.id]
    likely = [
        order
        for order, attempt in paid
        if not attempt.instance and held[order.id] < order.bought and may_match_plan(owned, order, attempt)
    ]
    return next(iter(named + likely), None)


def may_match_plan(owned: OwnedPlan, order: Order, attempt: PaymentAttempt) -> bool:
    """Say whether a payment may have bought a plan: the same size, new, and started after the payment."""
    start = owned.instance.effective_time
    return (
        owned.id not in attempt.known
        and owned.emails == order.emails // order.quantity
        and (start is None or start >= attempt.started_at - CLOCK_SKEW)
    )


def _parse_plan(instance: PlanInstance) -> OwnedPlan | None:
    emails = _scaled(instance.total_amount, instance.total_amount_unit)
    left = _scaled(instance.remaining_amount, instance.remaining_amount_unit)
    if not instance.instance_id or emails is None or left is None:
        return None
    return OwnedPlan(id=instance.instance_id, emails=emails, left=min(left, emails), instance=instance)


def _scaled(amount: int | None, unit: str) -> int | None:
    factor = next((factor for sign, factor in _UNITS.items() if sign in unit), 1)
    return None if amount is None else amount * factor
