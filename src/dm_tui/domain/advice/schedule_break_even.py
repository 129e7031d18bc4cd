"""The break-even of plans against pay-as-you-go: above which volume, and up to which spread, they pay off."""

from collections.abc import Sequence
from itertools import pairwise

from dm_tui.domain.advice.emails_to_pay import DemandOutlook
from dm_tui.domain.advice.schedule import Prices, Schedule, emails_paid_by_plans, plans_price

_MAX_SCALE = 1 << 20  # the largest multiple of the volume at which a break-even is sought (our own limit)
_TOLERANCE = 1e-7  # the relative accuracy of a break-even (our own choice)


def break_even_scale(schedule: Schedule, outlook: DemandOutlook, prices: Prices) -> float | None:
    """Return the scale above which `schedule` costs less than pay-as-you-go; None where it never does."""
    # There is only one, because plans never pay for fewer emails at a higher volume.
    enough = plans_price(schedule) / prices.each
    low, high = 0.0, 1.0
    while _paid_by_plans(schedule, outlook, prices, high) <= enough:
        low, high = high, high * 2
        if high > _MAX_SCALE:
            return None
    while high - low > high * _TOLERANCE:
        middle = (low + high) / 2
        if _paid_by_plans(schedule, outlook, prices, middle) <= enough:
            low = middle
        else:
            high = middle
    return low


def _paid_by_plans(schedule: Schedule, outlook: DemandOutlook, prices: Prices, scale: float) -> int:
    return emails_paid_by_plans(schedule, (outlook.at(scale),), prices.validity)[0]


def break_even_spread(
    spreads: Sequence[int], with_plans: Sequence[float], pay_as_you_go: Sequence[float]
) -> int | None:
    """Return the spread, between two points, above which cheaper plans cost more than pay-as-you-go alone."""
    gains = [alone - plans for plans, alone in zip(with_plans, pay_as_you_go, strict=True)]
    for (spread, gain), (wider, less) in pairwise(zip(spreads, gains, strict=True)):
        if gain > 0 >= less:
            return round(spread + (wider - spread) * gain / (gain - less))
    return None
