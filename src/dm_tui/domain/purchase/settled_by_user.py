"""When the user may settle a payment without an answer, as bought or as not bought."""

from datetime import datetime

from dm_tui.domain.purchase.order import Order
from dm_tui.domain.purchase.payment_waits import ORDER_APPEARS_WITHIN


def user_may_settle(order: Order, now: datetime) -> bool:
    """Say whether only the user can settle it: something may be it, or nothing appeared in time."""
    return bool(order.sightings) or waited_long_enough(order, now)


def waited_long_enough(order: Order, now: datetime) -> bool:
    """Say whether nothing has appeared for so long that it was not bought, if the user says so.

    An order that the vendor has may still be paid until it lapses.
    """
    attempt = order.last_attempt
    if attempt is None or not order.unsettled or attempt.sightings:
        return False
    if attempt.reference and not attempt.gone:
        return False
    lapses_within = order.lapses_at - order.created_at
    wait = lapses_within if attempt.reference else ORDER_APPEARS_WITHIN
    return now - attempt.started_at >= wait
