"""What giving a plan back would bring, as the example of InquiryPriceRefundInstance has it.

No refund is ever made. Whether a Direct Mail plan supports self-service refund is not documented: `supported`
is a guess that can be told the other way.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from tests.alibaba.server.signature import Refusal

if TYPE_CHECKING:
    from tests.alibaba.server.account import Account

ACTIONS = {"InquiryPriceRefundInstance": "bss:RefundQueryRemainAmount"}
"""The RAM action of the call (API reference)."""


@dataclass
class RefundRules:
    """`amount` answers in place of the price paid; it may be anything, None leaves it out."""

    supported: bool = True
    amount: object = ...


def inquiry(account: "Account", query: Mapping[str, str]) -> dict[str, Any]:
    """InquiryPriceRefundInstance."""
    if query["ProductCode"] != account.product:
        raise Refusal(400, "ResourceNotExists", "The specific resource is not exists.")
    plans = [plan for plan in account.plans if plan.id == query["InstanceId"]]
    if not plans:
        raise Refusal(400, "ResourceNotExists", "The specific resource is not exists.")
    (plan,) = plans
    if not account.refunds.supported:
        raise Refusal(400, "ProductNotSupport", "The product does not support refunds.")
    if plan.left < plan.emails or plan.expires <= account.clock():
        raise Refusal(400, "ResourceStatusError", "The resource status error.")
    rules = account.refunds
    amount = float(account.prices[plan.emails]) if rules.amount is ... else rules.amount
    data = {"HostId": "cn", "InstanceId": plan.id, "Currency": account.currency, "RefundAmount": amount}
    data = {name: value for name, value in data.items() if value is not None}
    return {"Code": "200", "Message": "success", "Success": True, "Data": data}
