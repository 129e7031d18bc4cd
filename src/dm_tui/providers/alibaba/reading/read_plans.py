"""The plans of the account as the vendor tells of them; their expiry is the vendor's word, never computed."""

from collections import Counter
from collections.abc import Iterable
from datetime import datetime, timedelta

from dm_tui.domain.errors import DirectMailError
from dm_tui.domain.model import Model
from dm_tui.domain.money import Money
from dm_tui.domain.purchase.catalogue import Catalogue
from dm_tui.domain.purchase.order import Order
from dm_tui.domain.purchase.payment import PaymentAttempt, PaymentResult
from dm_tui.domain.purchase.plan import ResourcePlan
from dm_tui.providers.alibaba.api.billing_answers import PlanInstance, PlanInstanceList
from dm_tui.providers.alibaba.api.client import Client, Service
from dm_tui.providers.alibaba.reading.read_catalogue import spec_of
from dm_tui.store.state import Tables

CLOCK_SKEW = timedelta(minutes=15)
"""How far our clock and the vendor's may be apart: it refuses calls of a clock that is further off."""

PAGE_SIZE = 100
MAX_PAGES = 50

_UNITS = {"万": 10_000, "千": 1_000}


class OwnedPlan(Model):
    """One plan at the vendor, understood."""

    id: str
    emails: int
    left: int
    instance: PlanInstance


def read_plans(client: Client, product: str) -> tuple[OwnedPlan, ...]:
    """Return all plans of the account that are valid; the vendor does not tell of others."""
    found: list[OwnedPlan] = []
    for page in range(1, MAX_PAGES + 1):
        answer = client.read(
            Service.BILLING,
            "QueryResourcePackageInstances",
            PlanInstanceList,
            product_code=product,
            page_num=page,
            page_size=PAGE_SIZE,
        )
        rows = answer.data.instances.instance
        found += [plan for plan in map(_parse_plan, rows) if plan is not None]
        if len(rows) < PAGE_SIZE:
            break
    return tuple(found)


def read_plans_of_products(client: Client, products: Iterable[str]) -> tuple[OwnedPlan, ...]:
    """Return all valid plans of these products, each once."""
    found = {one.id: one for product in products for one in read_plans(client, product)}
    return tuple(found.values())


def store_plans(
    tables: Tables, owned: tuple[OwnedPlan, ...], catalogue: Catalogue, now: datetime
) -> None:
    """Make our plans what the vendor says. One that it no longer tells of, before its expiry, is used up."""
    plans = tables.of(ResourcePlan)
    for one in owned:
        start, end = one.instance.effective_time, one.instance.expiry_time
        if start is None or end is None:
            continue
        kept = plans.find(one.id)
        told = kept or _plan_without_order(one, start, end, catalogue)
        order = None if told.order_id else _order_of(one, tables)
        if order is not None:
            told = told.model_copy(update={"order_id": order.id, "price": order.unit_price})
        told = told.model_copy(update={"used": one.emails - one.left, "expires_at": end})
        if told != kept:
            plans.put(told)
    known = {one.id for one in owned}
    for plan in plans.open():
        if plan.id not in known and plan.expires_at > now:
            plans.put(plan.model_copy(update={"used": plan.emails}))


def _plan_without_order(
    one: OwnedPlan, start: datetime, end: datetime, catalogue: Catalogue
) -> ResourcePlan:
    """Return a plan as one that no order of ours bought; its price is what such a plan costs now."""
    spec = spec_of(one.emails)
    return ResourcePlan(
        id=one.id,
        order_id="",
        spec=spec,
        emails=one.emails,
        price=_price_of(spec, catalogue),
        purchased_at=start,
        expires_at=end,
    )


def _order_of(one: OwnedPlan, tables: Tables) -> Order | None:
    """Return the order of ours that bought a plan: by its id, or where that is not known, by all we know."""
    held = Counter(plan.order_id for plan in tables.of(ResourcePlan).all())
    paid = [
        (order, attempt)
        for order in tables.of(Order).all()
        for attempt in order.attempts
        if attempt.result is PaymentResult.CHARGED
    ]
    for order, attempt in paid:
        if attempt.instance == one.id:
            return order
    for order, attempt in paid:
        if (
            not attempt.instance
            and held[order.id] < order.bought
            and may_match_plan(one, order, attempt)
        ):
            return order
    return None


def may_match_plan(one: OwnedPlan, order: Order, attempt: PaymentAttempt) -> bool:
    """Say whether a plan may be what a payment bought: of its size, not there before it, begun after it."""
    start = one.instance.effective_time
    return (
        one.id not in attempt.known
        and one.emails == order.emails // order.quantity
        and (start is None or start >= attempt.started_at - CLOCK_SKEW)
    )


def _parse_plan(instance: PlanInstance) -> OwnedPlan | None:
    emails = _scaled(instance.total_amount, instance.total_amount_unit)
    left = _scaled(instance.remaining_amount, instance.remaining_amount_unit)
    if not instance.instance_id or emails is None or left is None:
        return None
    return OwnedPlan(
        id=instance.instance_id, emails=emails, left=min(left, emails), instance=instance
    )


def _scaled(amount: int | None, unit: str) -> int | None:
    factor = next((factor for sign, factor in _UNITS.items() if sign in unit), 1)
    return None if amount is None else amount * factor


def _price_of(spec: str, catalogue: Catalogue) -> Money:
    """Return what such a plan costs now; nothing where none is on sale."""
    try:
        return catalogue.plan(spec).price
    except DirectMailError:
        return catalogue.pay_as_you_go_per_thousand * 0
