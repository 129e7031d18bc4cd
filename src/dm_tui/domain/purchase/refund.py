"""What giving a plan back would bring.

It is only asked: a refund cannot be undone, and the vendor's page does it. Since 1 January 2026 a plan that
was never used and supports self-service refund can be refunded as long as it is valid (vendor's notice of 25
December 2025); the pricing page is stricter, so the vendor is asked for each plan.
"""

from datetime import datetime, timedelta
from typing import ClassVar

from dm_tui.domain.model import Model
from dm_tui.domain.money import Money
from dm_tui.domain.purchase.plan import PlanStatus, ResourcePlan
from dm_tui.domain.text import Line

ASK_AGAIN_AFTER = timedelta(days=1)
"""How long an answer serves a reminder before the vendor is asked again (our own limit)."""


class RefundOffer(Model):
    """The vendor's answer for the plan `id`: an amount, a `refusal` in its words, or neither if not known."""

    TABLE: ClassVar[str] = "refund_offers"

    id: Line
    amount: Money | None = None
    refusal: Line = ""
    at: datetime

    @property
    def refundable(self) -> bool | None:
        """Whether a refund brings anything; None where that is not known."""
        if self.amount is not None:
            return self.amount.amount > 0
        return False if self.refusal else None


def may_be_refunded(plan: ResourcePlan, now: datetime) -> bool:
    """Say whether asking makes sense: the plan was never used, and it is valid."""
    return not plan.used and plan.status(now) is PlanStatus.ACTIVE
