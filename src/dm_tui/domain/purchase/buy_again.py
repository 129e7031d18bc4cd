"""When plans are nearly over: from when on buying again is suggested, and a plan is marked."""

from datetime import datetime

from dm_tui.domain.dates import days_until
from dm_tui.domain.purchase.plan import PlanView

BUY_AGAIN_DAYS = 60
"""Days before the plans end from which on buying is suggested (our own choice)."""

EXPIRES_SOON_DAYS = 30
"""A plan that expires in so many days is marked (our own choice)."""


def is_scarce(plan: PlanView, now: datetime) -> bool:
    """Say whether a plan expires soon, or a tenth of it is left at most."""
    return days_until(plan.expires_at, now) <= EXPIRES_SOON_DAYS or plan.left * 10 <= plan.emails
