"""What will happen if mail goes on at the present pace: when each plan runs out, and what will be left.

A projection of our own, and shown as one: the vendor promises nothing of the kind.
"""

from collections.abc import Iterable
from datetime import datetime, timedelta

from dm_tui.domain.model import Model
from dm_tui.domain.money import Money
from dm_tui.domain.purchase.plan import ResourcePlan, in_order_of_use
from dm_tui.domain.usage.metering import EmailCount

PACE_DAYS = 14
"""Days over which the present pace is taken."""


class PlanForecast(Model):
    """One plan's end: `runs_out_at` when it will be used up, otherwise what `left` at expiry was `worth`."""

    id: str
    runs_out_at: datetime | None
    left: int
    worth: Money


class Forecast(Model):
    """All active plans, in order of use. `pace` is emails a day; `lasts_until` when the last plan ends."""

    pace: int
    lasts_until: datetime | None = None
    plans: tuple[PlanForecast, ...] = ()


def present_pace(usage: Iterable[EmailCount], now: datetime) -> float:
    """Return emails a day over the last days in which mail was sent at all, PACE_DAYS at most."""
    recent = [one for one in usage if one.hour > now - timedelta(days=PACE_DAYS)]
    if not recent:
        return 0.0
    days = (now - min(one.hour for one in recent)) / timedelta(days=1)
    return sum(one.emails for one in recent) / max(1.0, min(PACE_DAYS, days))


def forecast_plans(plans: tuple[ResourcePlan, ...], pace: float, now: datetime) -> Forecast:
    """Return how the active plans end at `pace`, one used after the other."""
    found: list[PlanForecast] = []
    at = now
    for plan in in_order_of_use(plans, now):
        sendable = int(pace * max(0.0, (plan.expires_at - at) / timedelta(days=1)))
        if pace > 0 and sendable >= plan.left:
            at = max(at, now) + timedelta(days=plan.left / pace)
            found.append(_plan_forecast(plan, 0, at))
        else:
            at = max(at, plan.expires_at)
            found.append(_plan_forecast(plan, plan.left - sendable, None))
    return Forecast(pace=round(pace), lasts_until=at if found else None, plans=tuple(found))


def _plan_forecast(plan: ResourcePlan, left: int, runs_out_at: datetime | None) -> PlanForecast:
    rest = plan.model_copy(update={"used": plan.emails - left})
    return PlanForecast(
        id=plan.id, runs_out_at=runs_out_at, left=left, worth=rest.worth_left.rounded()
    )
