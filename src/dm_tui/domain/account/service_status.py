"""What Direct Mail itself says of an account: its standing, its reputation, and what can still be sent."""

from datetime import datetime
from enum import StrEnum
from typing import ClassVar

from dm_tui.domain.dates import billing_day
from dm_tui.domain.model import Model
from dm_tui.domain.usage.metering import Meter


class ServiceStatus(StrEnum):
    """Whether the service sends for the account; all but `normal` and `overdue` are settled with the vendor only."""

    NORMAL = "normal"
    FROZEN = "frozen"
    OVERDUE = "overdue"
    RESTRICTED = "restricted"
    DELETED = "deleted"

    @property
    def closed(self) -> bool:
        """Whether nothing is sent for a reason that no payment here mends."""
        return self not in (ServiceStatus.NORMAL, ServiceStatus.OVERDUE)


class ServiceAccount(Model):
    """The account at the service as it was at `at`: what was read, less what was sent from here since.

    `meter` is None where the service was not asked, as in the sandbox: our own records tell there. `reputation` is
    the level on which the daily quota depends, up to `best_reputation`; 0 where it is not told.
    """

    TABLE: ClassVar[str] = "service"

    at: datetime | None = None
    standing: ServiceStatus = ServiceStatus.NORMAL
    meter: Meter | None = None
    free_a_day: int = 0
    month_quota: int = 0
    reputation: int = 0
    best_reputation: int = 0

    def meter_at(self, now: datetime) -> Meter | None:
        """Return what can be sent at `now`; a day that began since the reading has its quotas whole."""
        if self.meter is None or self.at is None or billing_day(now) <= self.at:
            return self.meter
        free = min(self.meter.free_left, self.free_a_day)
        return self.meter.model_copy(update={"daily_used": 0, "free_left_today": free})

    def with_sent(self, free: int, emails: int, now: datetime) -> "ServiceAccount":
        """Return the account after `emails` were sent, `free` of them free; below zero they are given back."""
        meter = self.meter_at(now)
        if meter is None:
            return self
        free_left = max(0, meter.free_left - free)
        left = Meter(
            free_left=free_left,
            free_left_today=max(0, min(free_left, meter.free_left_today - free)),
            daily_limit=meter.daily_limit,
            daily_used=max(0, meter.daily_used + emails),
        )
        return self.model_copy(update={"meter": left, "at": now})
