"""What the vendor's order of a payment says: paid, waiting to be paid, cancelled, or gone."""

from datetime import datetime

from dm_tui.domain.purchase.payment_attempt import PaymentResult
from dm_tui.providers.alibaba.api.account_and_plan_answers import OrderRow, QueryOrdersAnswer
from dm_tui.providers.alibaba.api.call_permissions import Service
from dm_tui.providers.alibaba.api.client import Client
from dm_tui.providers.alibaba.api.errors import CallFailedError, RefusedError
from dm_tui.providers.alibaba.api.field_types import reported_price
from dm_tui.providers.alibaba.purchase_traces import is_paid
from dm_tui.providers.payment_outcome import NoAnswer, NotPaid, Paid, PaymentOutcome


def read_order_outcome(client: Client, reference: str, instance: str, now: datetime) -> PaymentOutcome:
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
        return paid_outcome(row, instance, now)
    if row.payment_status == "Cancelled":
        message = f"Alibaba Cloud's order {reference} was cancelled: nothing was charged."
        return NotPaid(result=PaymentResult.NOT_CHARGED, message=message)
    return unpaid_outcome(reference)


def paid_outcome(row: OrderRow, instance: str, now: datetime) -> Paid:
    """Return that an order is paid, with the plan that it names and what it cost, as far as it says."""
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


def unpaid_outcome(reference: str) -> NoAnswer:
    """Return that an order waits to be paid: only you can pay or cancel it."""
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
