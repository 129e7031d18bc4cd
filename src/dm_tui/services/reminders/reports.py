"""What there is to tell of reminders that were handed over, or were not."""

from datetime import datetime
from typing import NamedTuple

from dm_tui.domain.model import Model
from dm_tui.domain.reminders.record import ReminderRecord, ReminderTargetState
from dm_tui.domain.reminders.settings import Channel, ReminderKind


class ReminderReport(Model):
    """What became of one reminder by one channel. `words` and `next_try_at` are of one that failed.

    `way` is what it was handed to, a server, a service or a folder; empty for an internal message.
    """

    about: str
    plans: tuple[str, ...]
    kind: ReminderKind
    threshold: int
    channel: Channel
    at: datetime
    to: tuple[str, ...] = ()
    way: str = ""
    words: str = ""
    next_try_at: datetime | None = None


class DeliveryReports(NamedTuple):
    """What was sent, and what was tried and failed."""

    sent: tuple[ReminderReport, ...] = ()
    failed: tuple[ReminderReport, ...] = ()


def make_report(record: ReminderRecord, *states: ReminderTargetState) -> ReminderReport:
    """Return what there is to say of a record and its targets in these states."""
    said = record.reminder
    targets = [one for one in record.targets if one.state in states]
    failed = ReminderTargetState.SENT not in states
    words = [record.words, *(one.words for one in targets)]
    return ReminderReport(
        about=said.about,
        plans=said.plans,
        kind=said.kind,
        threshold=said.threshold,
        channel=record.channel,
        at=said.at,
        to=tuple(one.address for one in targets),
        way=next((one.way for one in targets if one.way), ""),
        words=" ".join(filter(None, dict.fromkeys(words))) if failed else "",
        next_try_at=record.next_try_at if failed and record.waiting else None,
    )


FINAL_FAILURES = (ReminderTargetState.REFUSED, ReminderTargetState.UNKNOWN)
"""What a recipient is to whom nothing more is sent, though perhaps nothing arrived."""

NOT_SENT_STATES = (ReminderTargetState.WAITING, *FINAL_FAILURES)
"""What a recipient is in who was not reached, as far as we know."""


def report_changes(
    before: list[ReminderRecord], after: list[ReminderRecord | None]
) -> DeliveryReports:
    """Return what became of records, from how they stood before and stand now, None where one is gone."""
    sent: list[ReminderReport] = []
    failed: list[ReminderReport] = []
    for old, new in zip(before, after, strict=True):
        if new is None or (new.targets, new.tries) == (old.targets, old.tries):
            continue
        fresh = tuple(one for one in new.targets if one not in old.targets)
        changed = new.model_copy(update={"targets": fresh})
        if any(one.state is ReminderTargetState.SENT for one in fresh):
            sent.append(make_report(changed, ReminderTargetState.SENT))
        if new.waiting or any(one.state in NOT_SENT_STATES for one in fresh):
            failed.append(make_report(changed, *NOT_SENT_STATES))
    return DeliveryReports(tuple(sent), tuple(failed))
