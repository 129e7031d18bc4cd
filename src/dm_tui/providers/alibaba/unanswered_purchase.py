"""Looking up a purchase without an answer: what is new at the vendor shows what was bought, or you decide."""

from datetime import datetime
from typing import NamedTuple

from dm_tui.domain.dates import show_instant
from dm_tui.domain.purchase.order import Order
from dm_tui.domain.purchase.payment_attempt import PaymentAttempt, PaymentResult
from dm_tui.domain.purchase.payment_waits import ORDER_APPEARS_WITHIN
from dm_tui.domain.purchase.payment_wording import describe_sightings
from dm_tui.providers.alibaba.api.client import Client
from dm_tui.providers.alibaba.order_outcome import paid_outcome, read_order_outcome, unpaid_outcome
from dm_tui.providers.alibaba.purchase_traces import (
    ORDERS_NOT_READ,
    Traces,
    began_with,
    costs_as_confirmed,
    find_traces,
    is_paid,
    may_cost_as_confirmed,
    paid_instant,
)
from dm_tui.providers.payment_outcome import NoAnswer, NotPaid, Paid, PaymentOutcome
from dm_tui.store.state import Tables


class OtherPayments(NamedTuple):
    """The vendor's ids of our other payments, and how many of these do not know their plan yet."""

    ids: set[str]
    unnamed_plans: int = 0


def other_payments(tables: Tables, order: Order, attempt: PaymentAttempt) -> OtherPayments:
    """Return what our other payments account for."""
    orders = tables.of(Order).all()
    others = [
        (other.spec, payment) for other in orders for payment in other.attempts if payment.id != attempt.id
    ]
    ids = {id for _, payment in others for id in (payment.reference, payment.instance) if id}
    unnamed = sum(
        spec == order.spec and payment.result is PaymentResult.CHARGED and not payment.instance
        for spec, payment in others
    )
    return OtherPayments(ids, unnamed)


def find_purchase(
    client: Client, product: str, order: Order, attempt: PaymentAttempt, others: OtherPayments, now: datetime
) -> PaymentOutcome:
    """Return the outcome of a call without an answer. Seeing nothing never means that nothing was bought."""
    if attempt.reference:
        outcome = read_order_outcome(client, attempt.reference, attempt.instance, now)
        if not isinstance(outcome, NotPaid) and not (isinstance(outcome, NoAnswer) and outcome.gone):
            return outcome
        new = find_traces(client, product, order, attempt, others.ids, now).plans
        seen = Traces(new, ()).sightings() if len(new) > others.unnamed_plans else ()
        message = describe_sightings(seen) if seen else ""
        return NoAnswer(message=message, reference=attempt.reference, sightings=seen) if seen else outcome
    traces = find_traces(client, product, order, attempt, others.ids, now)
    paid = [row for row in traces.orders if is_paid(row)]
    as_confirmed = [row for row in paid if costs_as_confirmed(row, order)]
    if as_confirmed and ORDERS_NOT_READ not in attempt.known:
        return paid_outcome(as_confirmed[0], traces.plans[0].id if len(traces.plans) == 1 else "", now)
    plans = [plan for plan in traces.plans if began_with(plan, order, attempt)]
    if (
        plans
        and len(traces.plans) > others.unnamed_plans
        and not any(row.pretax_amount is not None for row in paid)
    ):
        reference = paid[0].order_id if len(paid) == 1 else ""
        bought = Paid(at=paid_instant(plans[0], order, attempt), reference=reference, instance=plans[0].id)
        detail = read_order_outcome(client, reference, plans[0].id, now) if reference else bought
        charge = {"charged": detail.charged, "tax": detail.tax} if isinstance(detail, Paid) else {}
        return bought.model_copy(update=charge)
    if sightings := traces.sightings():
        return NoAnswer(message=describe_sightings(sightings), sightings=sightings)
    waiting = [row for row in traces.orders if not is_paid(row) and may_cost_as_confirmed(row, order)]
    if waiting:
        return unpaid_outcome(waiting[0].order_id)
    if now - attempt.started_at < ORDER_APPEARS_WITHIN:
        return NoAnswer(message="Alibaba Cloud shows no new order and no new plan yet.")
    return NoAnswer(
        message=f"Alibaba Cloud shows no order since {show_instant(attempt.started_at)}. "
        "If its console shows none either, you can settle it as not bought."
    )
