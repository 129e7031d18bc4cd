"""What the log of a mailing comes to, as far as the state file counts it."""

from collections import Counter

from dm_tui.domain.mailing.mailing import Mailing, Step
from dm_tui.store import errors as problems
from dm_tui.store.deliveries import Deliveries
from dm_tui.store.delivery_log import log_beginning


def count_log(deliveries: Deliveries, mailing: Mailing) -> tuple[int, int, int]:
    """Return how many the log says were accepted, refused and are unknown, up to what is accounted for.

    Raises DirectMailError where the log does not lead there.
    """
    steps: Counter[Step] = Counter()
    end = log_beginning(mailing.id)
    for entry, after in deliveries.log(mailing.id, end):
        if end.size >= mailing.log.size:
            break
        steps[entry.step] += 1
        end = after
    if end != mailing.log:
        raise problems.log_damaged(deliveries.directory / f"{mailing.id}.log")
    settled = steps[Step.DELIVERED] + steps[Step.NOT_DELIVERED]
    return (
        steps[Step.ACCEPTED] + steps[Step.DELIVERED],
        steps[Step.REFUSED] + steps[Step.NOT_DELIVERED],
        steps[Step.UNKNOWN] - settled,
    )
