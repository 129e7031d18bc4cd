"""When a plan expires, six calendar months after its purchase, and when it is nearly over."""

from datetime import datetime

from dm_tui.domain.billing_zone import add_months
from dm_tui.domain.dates import days_until
from dm_tui.domain.purchase.plan import PlanView

EXPIRES_SOON_DAYS = 30
"""A plan that expires in so many days is marked (our own choice)."""


def expiry(purchased_at: datetime, validity_months: int = 6) -> datetime:
    """Return the instant a plan bought at `purchased_at` ends (purchase guide: six months)."""
    return add_months(purchased_at, validity_months)


def is_scarce(plan: PlanView, now: datetime) -> bool:
    """Say whether a plan expires soon, or a tenth of it is left at most."""
    return days_until(plan.expires_at, now) <= EXPIRES_SOON_DAYS or plan.left * 10 <= plan.emails
