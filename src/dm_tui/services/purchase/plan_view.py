"""A plan at one instant, as `status` and the console show it; apart, because `status` needs no other shape."""

from datetime import datetime

from dm_tui.domain.purchase.plan import PlanStatus, ResourcePlan
from dm_tui.services.json_shape import JsonShape


class PlanView(JsonShape):
    """One plan at one instant."""

    id: str
    order_id: str
    spec: str
    emails: int
    left: int
    purchased_at: datetime
    expires_at: datetime
    status: PlanStatus

    @classmethod
    def of(cls, plan: ResourcePlan, now: datetime) -> "PlanView":
        """Return the state of the plan at `now`."""
        return cls.take(plan, status=plan.status(now))
