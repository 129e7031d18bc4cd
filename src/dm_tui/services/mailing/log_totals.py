"""The totals of a mailing's log, up to where the state file accounts for it."""

from collections import Counter

from dm_tui.domain.mailing.mailing import DeliveryStep, Mailing
from dm_tui.store.delivery_log import empty_log_end
from dm_tui.store.errors import MAILING_LOG_DAMAGED
from dm_tui.store.mailing_files import MailingFiles


def count_log(files: MailingFiles, mailing: Mailing) -> tuple[int, int, int]:
    """Return how many recipients of the log were accepted, were refused and are unknown.

    Raises DirectMailError if the log does not match the state file.
    """
    steps: Counter[DeliveryStep] = Counter()
    end = empty_log_end(mailing.id)
    for entry, after in files.log(mailing.id, end):
        if end.size >= mailing.log.size:
            break
        steps[entry.step] += 1
        end = after
    if end != mailing.log:
        raise MAILING_LOG_DAMAGED(path=files.directory / f"{mailing.id}.log", mailing=mailing.id)
    settled = steps[DeliveryStep.DELIVERED] + steps[DeliveryStep.NOT_DELIVERED]
    return (
        steps[DeliveryStep.ACCEPTED] + steps[DeliveryStep.DELIVERED],
        steps[DeliveryStep.REFUSED] + steps[DeliveryStep.NOT_DELIVERED],
        steps[DeliveryStep.UNKNOWN] - settled,
    )
