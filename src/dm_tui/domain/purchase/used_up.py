"""When plans will be used up: about when at your volume, and at the earliest by the daily quota."""

from datetime import datetime, timedelta

from dm_tui.domain.purchase.expected_volume import ExpectedVolume
from dm_tui.domain.purchase.quote import Quote


def used_up_at(quote: Quote, at: datetime, volume: ExpectedVolume | None) -> datetime | None:
    """Return about when plans bought `at` will be used up, None where they will not, or nobody knows.

    Mail is assumed to be spread evenly over their validity.
    """
    if volume is None or volume.left_to_pay <= quote.emails:
        return None
    return at + (quote.expires_at - at) * (quote.emails / volume.left_to_pay)


def used_up_earliest(quote: Quote, at: datetime, daily_quota: int | None) -> datetime | None:
    """Return when the daily quota lets plans be used up at the earliest, None where it does not in time."""
    if not daily_quota:
        return None
    earliest = at + timedelta(days=-(-quote.emails // daily_quota))
    return earliest if earliest < quote.expires_at else None
