"""A projection at the present pace: when each plan runs out, and what will be left of it.

The projection is ours, and faces show it as such: the vendor publishes none.
"""

from collections.abc import Iterable
from datetime import datetime, timedelta

from dm_tui.domain.model import Model
from dm_tui.domain.money import Money
from dm_tui.domain.purchase.plan import ResourcePlan
from dm_tui.domain.usage.paying_sources import in_order_of_use
from dm_tui.domain.usage.usage_record import EmailCount

PACE_DAYS = 14
"""Days over which the present pace is measured (our own choice)."""


class PlanForecast(Model):
    """One plan's end: used up at `runs_out_at`, or expired with emails `left` that are `worth` money.

    What they are worth is None where what the plan cost is not known.
    """

    id: str
    runs_out_at: datetime | None
    left: int
    worth: Money | None


class Forecast(Model):
    """All active plans, in order of use. `lasts_until` is the end of the last plan.

    `pace` is emails a day, None where what was sent could not be read. Then, and where nothing was sent
    lately, there is nothing to project from: `plans` is empty.
    """

    pace: int | None
    lasts_until: datetime | None = None
    plans: tuple[PlanForecast, ...] = ()

    @property
    def expires_unused(self) -> bool:
        """Whether the last plan expires with emails left, rather than being used up."""
        return bool(self.plans) and self.plans[-1].runs_out_at is None


def present_pace(usage: Iterable[EmailCount], now: datetime) -> float:
    """Return emails a day since the first of the last PACE_DAYS days with mail."""
    recent = [count for count in usage if count.hour > now - timedelta(days=PACE_DAYS)]
    if not recent:
        return 0.0
    days = (now - min(count.hour for count in recent)) / timedelta(days=1)
    return sum(count.emails for count in recent) / max(1.0, min(PACE_DAYS, days))


def forecast_plans(plans: tuple[ResourcePlan, ...], pace: float | None, now: datetime) -> Forecast:
    """Return how the active plans end at `pace`, used one after the other."""
    if not pace:
        ends = [plan.expires_at for plan in in_order_of_use(plans, now)]
        return Forecast(pace=None if pace is None else 0, lasts_until=max(ends, default=None))
    forecasts: list[PlanForecast] = []
    at = now
    for plan in in_order_of_use(plans, now):
        sendable = int(pace * max(0.0, (plan.expires_at - at) / timedelta(days=1)))
        if sendable >= plan.left:
            at = max(at, now) + timedelta(days=plan.left / pace)
            forecasts.append(_plan_forecast(plan, 0, at))
        else:
            at = max(at, plan.expires_at)
            forecasts.append(_plan_forecast(plan, plan.left - sendable, None))
    return Forecast(pace=round(pace), lasts_until=at if forecasts else None, plans=tuple(forecasts))


def _plan_forecast(plan: ResourcePlan, left: int, runs_out_at: datetime | None) -> PlanForecast:
    rest = plan.model_copy(update={"used": plan.emails - left})
    worth = None if rest.worth_left is None else rest.worth_left.rounded()
    return PlanForecast(id=plan.id, runs_out_at=runs_out_at, left=left, worth=worth)
