"""Storing the plans of the account, each with the order of ours that bought it, if one did."""

from collections import Counter
from datetime import datetime, timedelta

from dm_tui.domain.purchase.catalogue import spec_of
from dm_tui.domain.purchase.order import Order
from dm_tui.domain.purchase.payment_attempt import PaymentAttempt, PaymentResult
from dm_tui.domain.purchase.plan import ResourcePlan
from dm_tui.providers.alibaba.reading.read_plans import OwnedPlan, OwnedPlans
from dm_tui.store.state import Tables

CLOCK_SKEW = timedelta(minutes=15)
"""How far our clock and the vendor's may differ: it refuses calls beyond that (vendor's SDK)."""


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
