"""One call buys one plan, at once and for good. Whatever its answer leaves open is read later.

The call is never repeated: the vendor would take that for a second purchase.
"""

from datetime import datetime

from dm_tui.providers.alibaba.api.account_and_plan_answers import CreatedPlan
from dm_tui.providers.alibaba.api.call_permissions import Service
from dm_tui.providers.alibaba.api.client import Client
from dm_tui.providers.alibaba.api.errors import CallFailedError
from dm_tui.providers.alibaba.order_outcome import read_order_outcome
from dm_tui.providers.alibaba.purchase_refusal_reason import refused_outcome
from dm_tui.providers.alibaba.reading.reading_record import VendorOffer
from dm_tui.providers.payment_outcome import NoAnswer, PaymentOutcome


def buy_plan(client: Client, offer: VendorOffer, now: datetime) -> PaymentOutcome:
    """Make the one call that buys a plan; it is not repeated, whatever the outcome."""
    try:
        made = client.act(Service.BILLING, "CreateResourcePackage", CreatedPlan, **offer.parameters)
    except CallFailedError as failure:
        return refused_outcome(failure)
    reference = made.order_id or made.data.order_id
    if not made.success or not reference:
        return NoAnswer(message="Alibaba Cloud's answer names no order.")
    return read_order_outcome(client, reference, made.data.instance_id, now)
