"""The totals of a mailing's log: up to where the state file accounts for it, and all that it has."""

from collections import Counter

from dm_tui.domain.errors import DirectMailError
from dm_tui.domain.mailing.log_entry import DeliveryStep
from dm_tui.domain.mailing.mailing import Mailing
from dm_tui.domain.mailing.suppressed import add_counts
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


def with_logged_outcomes(files: MailingFiles, mailing: Mailing) -> Mailing:
    """Return a mailing that also counts what its log has and the state file does not yet.

    That is a chunk under way, or one that a program left when it ended. A damaged log counts for nothing
    here: it is reported where the mailing resumes. A recipient announced by a program that ended may have the
    email, and is unknown, unless it is noted that the message stayed. An unknown delivery that a
    program ended while settling stays unknown here: its email is given back when you settle it again.
    """
    if mailing.closed or mailing.detached:
        return mailing
    last: dict[int, DeliveryStep] = {}
    try:
        for entry, _ in files.log(mailing.id, mailing.log):
            last[entry.number] = entry.step
        begun = [number for number, step in last.items() if step is DeliveryStep.BEGUN]
        last |= left_by_their_program(files, mailing, begun)
    except DirectMailError:
        return mailing
    steps = Counter(last.values())
    left_out = mailing.chunk.left_out if mailing.chunk is not None else {}
    update = {
        "accepted": mailing.accepted + steps[DeliveryStep.ACCEPTED],
        "refused": mailing.refused + steps[DeliveryStep.REFUSED],
        "unknown": mailing.unknown + steps[DeliveryStep.UNKNOWN],
        "left_out": add_counts(
            mailing.left_out,
            (why for number, why in left_out.items() if last.get(number) is DeliveryStep.REFUSED),
        ),
    }
    return mailing.model_copy(update=update)


def left_by_their_program(files: MailingFiles, mailing: Mailing, begun: list[int]) -> dict[int, DeliveryStep]:
    """Return what is known of those who were announced and have no outcome; nothing while a program sends."""
    if not begun or files.is_held(mailing.id):
        return {}
    notes = files.read_progress_notes(mailing.id, mailing.log, begun)
    noted = {number: notes.steps.get(number, DeliveryStep.DEFERRED) for number in begun}
    return {
        number: step if notes.complete and step is not DeliveryStep.BEGUN else DeliveryStep.UNKNOWN
        for number, step in noted.items()
    }
