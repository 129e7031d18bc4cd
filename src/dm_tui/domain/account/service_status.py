"""The account at the service: its status, its reputation, and its remaining quotas."""

from datetime import datetime
from enum import StrEnum
from typing import ClassVar

from dm_tui.domain.billing_zone import billing_day
from dm_tui.domain.model import Model
from dm_tui.domain.usage.paying_sources import Meter


class ServiceStatus(StrEnum):
    """Whether the service sends for the account.

    Only the vendor can resolve those besides `normal` and `overdue`.
    """

    NORMAL = "normal"
    FROZEN = "frozen"
    OVERDUE = "overdue"
    RESTRICTED = "restricted"
    DELETED = "deleted"

    @property
    def closed(self) -> bool:
        """Whether nothing is sent for a reason that no payment here resolves."""
        return self not in (ServiceStatus.NORMAL, ServiceStatus.OVERDUE)


class ServiceAccount(Model):
    """The account at the service at the instant `at`: its last reading, less the emails sent from here since.

    `meter` is None where the service was not read, as in the sandbox, whose usage is in our own records.
    `reputation` is the level that decides the daily quota, up to `best_reputation`. None is what could not be
    read.
    """

    TABLE: ClassVar[str] = "service"

    at: datetime | None = None
    standing: ServiceStatus | None = ServiceStatus.NORMAL
    meter: Meter | None = None
    free_a_day: int = 0
    month_quota: int | None = None
    reputation: int | None = None
    best_reputation: int | None = None

    @property
    def closed(self) -> bool:
        """Whether it is known that nothing is sent for a reason that no payment here resolves."""
        return self.standing is not None and self.standing.closed

    def meter_at(self, now: datetime) -> Meter | None:
        """Return the meter at `now`; a day that began since the reading has its full quotas."""
        if self.meter is None or self.at is None or billing_day(now) <= self.at:
            return self.meter
        left = self.meter.free_left
        free = None if left is None else min(left, self.free_a_day)
        return self.meter.model_copy(update={"daily_used": 0, "free_left_today": free})

    def with_sent(self, free: int, emails: int, now: datetime) -> "ServiceAccount":
        """Return the account after `emails` were sent, `free` of them free.

        Negative numbers give emails back.
        """
        meter = self.meter_at(now)
        if meter is None:
            return self
        left = Meter(
            free_left=_less(meter.free_left, free),
            free_left_today=_less(meter.free_left_today, free),
            daily_limit=meter.daily_limit,
            daily_used=_less(meter.daily_used, -emails),
        )
        return self.model_copy(update={"meter": left, "at": now})


def _less(left: int | None, emails: int) -> int | None:
    return None if left is None else max(0, left - emails)
