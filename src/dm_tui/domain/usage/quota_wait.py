"""Until when mail is held back: the next midnight of the billing zone, or the next month."""

from datetime import datetime, timedelta

from dm_tui.domain.billing_zone import billing_day, next_month
from dm_tui.domain.usage.paying_sources import Meter


def held_back_until(reason: str, meter: Meter, now: datetime) -> datetime | None:
    """Return the next midnight of the billing zone if more can be sent then, None if waiting is no help.

    No midnight helps where the daily quota is 0. A budget is there again on the 1st; what is left of the free
    quota, a part each day, pays before that.
    """
    if reason == "budget":
        free_later = (meter.free_left or 0) > (meter.free_left_today or 0)
        return billing_day(now) + timedelta(days=1) if free_later else next_month(now)
    waits = reason == "daily-quota" and meter.daily_limit != 0
    return billing_day(now) + timedelta(days=1) if waits else None
