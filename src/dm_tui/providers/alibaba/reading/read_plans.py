"""The plans of the account as the vendor reports them; their expiry is the vendor's, never computed."""

from collections import Counter
from collections.abc import Collection, Iterable
from datetime import datetime, timedelta
from typing import NamedTuple

from dm_tui.domain.model import Model
from dm_tui.domain.purchase.catalogue import spec_of
from dm_tui.domain.purchase.order import Order
from dm_tui.domain.purchase.payment_attempt import PaymentAttempt, PaymentResult
from dm_tui.domain.purchase.plan import ResourcePlan
from dm_tui.providers.alibaba.api.billing_answers import PlanInstance, PlanInstanceList
from dm_tui.providers.alibaba.api.client import Client, Service
from dm_tui.providers.alibaba.reading.email_amounts import emails_in
from dm_tui.store.state import Tables

CLOCK_SKEW = timedelta(minutes=15)
"""How far our clock and the vendor's may differ: it refuses calls beyond that (vendor's SDK)."""


class OwnedPlan(Model):
    """One plan at the vendor, its amounts as numbers."""

    id: str
    emails: int
    left: int
    instance: PlanInstance


class OwnedPlans(NamedTuple):
    """All valid plans of the account; `unclear` are the ids of those that lack something we show."""

    plans: tuple[OwnedPlan, ...]
    unclear: tuple[str, ...] = ()

    @property
    def whole(self) -> tuple[OwnedPlan, ...]:
        """The plans that lack nothing we show."""
        return tuple(plan for plan in self.plans if plan.id not in self.unclear)


def read_plans(client: Client, product: str) -> tuple[OwnedPlan, ...]:
    """Return the valid plans of the account that could be understood; the vendor reports no others."""
    return read_owned_plans(client, (product,)).plans


def read_owned_plans(
    client: Client, products: Iterable[str], package_types: Collection[str] = ()
) -> OwnedPlans:
    """Return all valid plans of these products, each once.

    The vendor may list those of other products beside them.
    """
    products = tuple(products)
    rows = {
        instance.instance_id: instance
        for product in products
        for instance in _instances(client, product)
        if _may_be_ours(instance, products, package_types)
    }
    plans = tuple(plan for plan in map(_parse_plan, rows.values()) if plan is not None)
    clear = {plan.id for plan in plans if plan.instance.effective_time and plan.instance.expiry_time}
    others = {id for id, row in rows.items() if not _names_its_product(row) and _is_of_other_unit(row)}
    return OwnedPlans(plans, tuple(rows.keys() - clear - others))


def _instances(client: Client, product: str) -> list[PlanInstance]:
    return client.read_pages(
        Service.BILLING,
        "QueryResourcePackageInstances",
        PlanInstanceList,
        page_size=100,
        most=50,
        product_code=product,
    )


def _may_be_ours(instance: PlanInstance, products: Collection[str], package_types: Collection[str]) -> bool:
    """Say whether a plan is of one of the products, as far as it names its own."""
    if instance.package_type and instance.package_type in package_types:
        return True
    named = f"{instance.commodity_code} {instance.package_type}".lower()
    return not _names_its_product(instance) or any(product.lower() in named for product in products)


def _names_its_product(instance: PlanInstance) -> bool:
    return bool(instance.commodity_code or instance.package_type)


def _is_of_other_unit(instance: PlanInstance) -> bool:
    """Say whether a plan counts something else than emails: its amount is then a number of it."""
    amount, unit = instance.total_amount, instance.total_amount_unit
    return emails_in(amount, unit) is None and emails_in(amount, "") is not None


def store_plans(tables: Tables, owned: OwnedPlans, now: datetime) -> None:
    """Make our plans match the vendor's. One that is missing there before its expiry is used up."""
    plans = tables.of(ResourcePlan)
    for owned_plan in owned.plans:
        start, end = owned_plan.instance.effective_time, owned_plan.instance.expiry_time
        if start is None or end is None:
            continue
        kept = plans.find(owned_plan.id)
        plan = kept or _plan_without_order(owned_plan, start, end)
        if not plan.order_id:
            plan = _with_order(plan, owned_plan, tables)
        plan = plan.model_copy(update={"used": owned_plan.emails - owned_plan.left, "expires_at": end})
        if plan != kept:
            plans.put(plan)
    known = {*owned.unclear, *(owned_plan.id for owned_plan in owned.plans)}
    for plan in plans.open():
        if plan.id not in known and plan.expires_at > now:
            plans.put(plan.model_copy(update={"used": plan.emails}))


def _plan_without_order(owned: OwnedPlan, start: datetime, end: datetime) -> ResourcePlan:
    """Return a plan that no order of ours bought: no answer says what it cost."""
    return ResourcePlan(
        id=owned.id,
        order_id="",
        spec=spec_of(owned.emails),
        emails=owned.emails,
        price=None,
        purchased_at=start,
        expires_at=end,
    )


def _with_order(plan: ResourcePlan, owned: OwnedPlan, tables: Tables) -> ResourcePlan:
    """Return a plan with the order of ours that bought it and what it cost, if there is one."""
    bought = _payment_of(owned, tables)
    if bought is None:
        return plan.model_copy(update={"price": None})
    order, attempt = bought
    return plan.model_copy(update={"order_id": order.id, "price": order.paid_for(attempt)})


def _payment_of(owned: OwnedPlan, tables: Tables) -> tuple[Order, PaymentAttempt] | None:
    """Return our payment that bought a plan: by its id, or if that is unknown, by everything else we know."""
    held = Counter(plan.order_id for plan in tables.of(ResourcePlan).all())
    paid = [
        (order, attempt)
        for order in tables.of(Order).all()
        for attempt in order.attempts
        if attempt.result is PaymentResult.CHARGED
    ]
    named = [(order, attempt) for order, attempt in paid if attempt.instance == owned.id]
    likely = [
        (order, attempt)
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
    """Return a plan with its emails, None if they are missing or are no number of emails."""
    emails = emails_in(instance.total_amount, instance.total_amount_unit)
    left = emails_in(instance.remaining_amount, instance.remaining_amount_unit or instance.total_amount_unit)
    if not instance.instance_id or not emails or left is None:
        return None
    return OwnedPlan(id=instance.instance_id, emails=emails, left=min(left, emails), instance=instance)
