"""Asking what giving a plan back would bring. Only the question is here: no refund is ever requested."""

from collections.abc import Iterable
from datetime import datetime

from dm_tui.domain.money import Money
from dm_tui.domain.purchase.refund import RefundOffer
from dm_tui.providers.alibaba.api.bill_and_refund_answers import RefundInquiryAnswer
from dm_tui.providers.alibaba.api.call_permissions import Service
from dm_tui.providers.alibaba.api.client import Client
from dm_tui.providers.alibaba.api.errors import RefusedError

_NOT_THIS_PRODUCT = "ResourceNotExists"
"""The plan is not one of the product that was named (error codes of InquiryPriceRefundInstance)."""

_NOT_REFUNDABLE = (_NOT_THIS_PRODUCT, "ResourceStatusError", "ProductNotSupport", "NotSupport", "Refund")
"""Beginnings of the codes that say no: the documented ones of InquiryPriceRefundInstance, and those that name
a refund or a product without one (estimate). Any other refusal leaves it not known.
"""


def read_refund(client: Client, plan_id: str, products: Iterable[str], now: datetime) -> RefundOffer:
    """Return what giving back a plan would bring, or the vendor's refusal in its words."""
    offer = RefundOffer(id=plan_id, at=now)
    for product in products:
        try:
            answer = client.read(
                Service.BILLING,
                "InquiryPriceRefundInstance",
                RefundInquiryAnswer,
                instance_id=plan_id,
                product_code=product,
                product_type="",
            ).data
        except RefusedError as refused:
            if refused.action or not refused.code.startswith(_NOT_REFUNDABLE):
                raise
            offer = offer.model_copy(update={"refusal": f"{refused.words} ({refused.code})"})
            if refused.code.startswith(_NOT_THIS_PRODUCT):
                continue
            return offer
        if answer.refund_amount is None or not answer.currency or answer.refund_amount < 0:
            return RefundOffer(id=plan_id, at=now)
        amount = Money(amount=answer.refund_amount, currency=answer.currency)
        return RefundOffer(id=plan_id, amount=amount, at=now)
    return offer
