"""One call buys one plan, at once and for good. Whatever its answer leaves open is read later.

The call is never repeated: the vendor would take that for a second purchase.
"""

from datetime import datetime
from typing import NamedTuple

from dm_tui.domain.dates import show_instant
from dm_tui.domain.purchase.order import Order
from dm_tui.domain.purchase.payment_attempt import PaymentAttempt, PaymentResult
from dm_tui.domain.purchase.payment_waits import ORDER_APPEARS_WITHIN
from dm_tui.domain.purchase.payment_wording import describe_sightings
from dm_tui.providers.alibaba.api.account_and_plan_answers import CreatedPlan, OrderRow, QueryOrdersAnswer
from dm_tui.providers.alibaba.api.client import Client, Service
from dm_tui.providers.alibaba.api.errors import CallFailedError, RefusedError
from dm_tui.providers.alibaba.api.field_types import reported_price
from dm_tui.providers.alibaba.purchase_refusals import refused_outcome
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
from dm_tui.providers.alibaba.reading.last_reading import VendorOffer
from dm_tui.providers.payment_outcome import NoAnswer, NotPaid, Paid, PaymentOutcome
from dm_tui.store.state import Tables


def buy_plan(client: Client, offer: VendorOffer, now: datetime) -> PaymentOutcome:
    """Make the one call that buys a plan; it is not repeated, whatever the outcome."""
    try:
        made = client.act(Service.BILLING, "CreateResourcePackage", CreatedPlan, **offer.parameters)
    except CallFailedError as failure:
        return refused_outcome(failure)
    reference = made.order_id or made.data.order_id
    if not made.success or not reference:
        return NoAnswer(message="Alibaba Cloud's answer names no order.")
    return _read_order_outcome(client, reference, made.data.instance_id, now)


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
        outcome = _read_order_outcome(client, attempt.reference, attempt.instance, now)
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
        return _paid_outcome(as_confirmed[0], traces.plans[0].id if len(traces.plans) == 1 else "", now)
    plans = [plan for plan in traces.plans if began_with(plan, order, attempt)]
    if (
        plans
        and len(traces.plans) > others.unnamed_plans
        and not any(row.pretax_amount is not None for row in paid)
    ):
        reference = paid[0].order_id if len(paid) == 1 else ""
        bought = Paid(at=paid_instant(plans[0], order, attempt), reference=reference, instance=plans[0].id)
        detail = _read_order_outcome(client, reference, plans[0].id, now) if reference else bought
        charge = {"charged": detail.charged, "tax": detail.tax} if isinstance(detail, Paid) else {}
        return bought.model_copy(update=charge)
    if sightings := traces.sightings():
        return NoAnswer(message=describe_sightings(sightings), sightings=sightings)
    waiting = [row for row in traces.orders if not is_paid(row) and may_cost_as_confirmed(row, order)]
    if waiting:
        return _unpaid_outcome(waiting[0].order_id)
    if now - attempt.started_at < ORDER_APPEARS_WITHIN:
        return NoAnswer(message="Alibaba Cloud shows no new order and no new plan yet.")
    return NoAnswer(
        message=f"Alibaba Cloud shows no order since {show_instant(attempt.started_at)}. "
        "If its console shows none either, you can settle it as not bought."
    )


def _read_order_outcome(client: Client, reference: str, instance: str, now: datetime) -> PaymentOutcome:
    """Return the outcome of an order whose id is known."""
    try:
        answer = client.read(Service.BILLING, "GetOrderDetail", QueryOrdersAnswer, order_id=reference)
    except CallFailedError as failure:
        if failure.action:  # the purchase was accepted; this would only have confirmed it
            return Paid(at=now, reference=reference, instance=instance)
        return _gone_outcome(reference) if _names_no_order(failure) else _unconfirmed_outcome(reference)
    row = next(iter(answer.rows), None)
    if row is None:
        return _gone_outcome(reference)
    if is_paid(row):
        return _paid_outcome(row, instance, now)
    if row.payment_status == "Cancelled":
        message = f"Alibaba Cloud's order {reference} was cancelled: nothing was charged."
        return NotPaid(result=PaymentResult.NOT_CHARGED, message=message)
    return _unpaid_outcome(reference)


def _paid_outcome(row: OrderRow, instance: str, now: datetime) -> Paid:
    ids = row.instance_ids.strip("[] ").replace('"', "")
    known = instance or (ids if "," not in ids else "")
    after = row.after_tax_amount
    if after is None and row.pretax_amount is not None and row.tax is not None:
        after = row.pretax_amount + row.tax
    return Paid(
        at=row.create_time or now,
        reference=row.order_id,
        instance=known,
        charged=reported_price(after, row.currency),
        tax=reported_price(row.tax, row.currency),
    )


def _unpaid_outcome(reference: str) -> NoAnswer:
    message = f"Alibaba Cloud made order {reference}, but it is not paid. "
    message += "Pay or cancel it in the console; it lapses after an hour."
    return NoAnswer(message=message, reference=reference)


def _unconfirmed_outcome(reference: str) -> NoAnswer:
    message = f"Alibaba Cloud made order {reference}; whether it is paid could not be read yet."
    return NoAnswer(message=message, reference=reference)


def _gone_outcome(reference: str) -> NoAnswer:
    message = f"Alibaba Cloud no longer shows order {reference}. If its console shows neither the order nor a new plan "
    message += "an hour after the payment, you can settle it as not bought."
    return NoAnswer(message=message, reference=reference, gone=True)


def _names_no_order(failure: CallFailedError) -> bool:
    """Say whether an order is refused because there is none of its number (error codes of GetOrderDetail)."""
    no_order = (
        failure.code.startswith("InvalidParameter")
        or "NotFound" in failure.code
        or "NotExist" in failure.code
    )
    return isinstance(failure, RefusedError) and no_order
