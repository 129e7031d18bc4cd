"""What the log of a mailing comes to, as far as the state file counts it."""

from collections import Counter

from dm_tui.domain.mailing.mailing import DeliveryStep, Mailing
from dm_tui.store.delivery_log import empty_log_end
from dm_tui.store.errors import MAILING_LOG_DAMAGED
from dm_tui.store.mailing_files import MailingFiles


def count_log(deliveries: MailingFiles, mailing: Mailing) -> tuple[int, int, int]:
    """Return how many the log says were accepted, refused and are unknown, up to what is accounted for.

    Raises DirectMailError where the log does not lead there.
    """
    steps: Counter[DeliveryStep] = Counter()
    end = empty_log_end(mailing.id)
    for entry, after in deliveries.log(mailing.id, end):
        if end.size >= mailing.log.size:
            break
        steps[entry.step] += 1
        end = after
    if end != mailing.log:
        path = deliveries.directory / f"{mailing.id}.log"
        raise MAILING_LOG_DAMAGED(path=path, mailing=mailing.id)
    settled = steps[DeliveryStep.DELIVERED] + steps[DeliveryStep.NOT_DELIVERED]
    return (
        steps[DeliveryStep.ACCEPTED] + steps[DeliveryStep.DELIVERED],
        steps[DeliveryStep.REFUSED] + steps[DeliveryStep.NOT_DELIVERED],
        steps[DeliveryStep.UNKNOWN] - settled,
    )
