"""How many sender addresses may be deleted in a month, and how many were."""

from datetime import datetime
from typing import ClassVar

from dm_tui.domain.billing_zone import billing_month, next_month
from dm_tui.domain.dates import show_date
from dm_tui.domain.model import Model
from dm_tui.domain.setup import wording

MAX_MONTHLY_DELETIONS = 10
"""Sender addresses that may be deleted in a calendar month of the billing zone (limits)."""


class SenderDeletions(Model):
    """When sender addresses were deleted, as far back as the limit counts."""

    TABLE: ClassVar[str] = "sender_deletions"

    at: tuple[datetime, ...] = ()

    def count_this_month(self, now: datetime) -> int:
        """Return how many were deleted in the month of `now`."""
        return sum(instant >= billing_month(now) for instant in self.at)

    def left(self, now: datetime) -> int:
        """Return how many may still be deleted this month."""
        return max(0, MAX_MONTHLY_DELETIONS - self.count_this_month(now))

    def with_deletion(self, now: datetime) -> "SenderDeletions":
        """Return the deletions with one more at `now`, or refuse it (limits)."""
        count = self.count_this_month(now)
        if count >= MAX_MONTHLY_DELETIONS:
            raise wording.TOO_MANY_DELETIONS(
                count=count, most=MAX_MONTHLY_DELETIONS, date=show_date(next_month(now))
            )
        this_month = (instant for instant in self.at if instant >= billing_month(now))
        return SenderDeletions(at=(*this_month, now))
