"""Reports of reminders that were delivered, and of those that failed."""

from datetime import datetime
from typing import NamedTuple, Self

from dm_tui.domain.model import Model
from dm_tui.domain.reminders.record import ReminderRecord, ReminderTarget, ReminderTargetState
from dm_tui.domain.reminders.settings import Channel, ReminderKind
from dm_tui.providers.mail.transport import Accepted, DeliveryOutcome, Unknown


class ReminderReport(Model):
    """A reminder by one channel and the `way` it took; `words` and `next_try_at` only where it failed."""

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


class HookTrial(Model):
    """What became of a test at a hook or the command; `arrived` is null where nobody knows."""

    channel: Channel
    to: str
    arrived: bool | None
    words: str = ""

    @classmethod
    def of(cls, channel: Channel, to: str, outcome: DeliveryOutcome) -> Self:
        """Return the report of an outcome."""
        arrived = None if isinstance(outcome, Unknown) else isinstance(outcome, Accepted)
        return cls(channel=channel, to=to, arrived=arrived, words="" if arrived else outcome.words)


class DeliveryReports(NamedTuple):
    """Reports of the reminders that were sent, and of those that failed."""

    sent: tuple[ReminderReport, ...] = ()
    failed: tuple[ReminderReport, ...] = ()


def make_report(record: ReminderRecord, *states: ReminderTargetState) -> ReminderReport:
    """Return the report of a record and its targets in these states."""
    reminder = record.reminder
    targets = [target for target in record.targets if target.state in states]
    failed = ReminderTargetState.SENT not in states
    return ReminderReport(
        about=reminder.about,
        plans=reminder.plans,
        kind=reminder.kind,
        threshold=reminder.threshold,
        channel=record.channel,
        at=reminder.at,
        to=tuple(target.address for target in targets),
        way=next((target.way for target in targets if target.way), ""),
        words=" ".join(filter(None, [record.words, _words(targets)])) if failed else "",
        next_try_at=record.next_try_at if failed and record.waiting else None,
    )


def _words(targets: list[ReminderTarget]) -> str:
    """Return why these were not reached; where there is more than one reason, each with its recipients."""
    said: dict[str, list[str]] = {}
    for target in targets:
        if target.words:
            said.setdefault(target.words, []).append(target.address)
    if len(said) == 1:
        return next(iter(said))
    return "; ".join(f"{', '.join(names)}: {words}" for words, names in said.items())


NOT_SENT_STATES = ReminderTargetState.WAITING, ReminderTargetState.REFUSED, ReminderTargetState.UNKNOWN
"""States in which a recipient was not reached, as far as we know."""


def report_changes(before: list[ReminderRecord], after: list[ReminderRecord | None]) -> DeliveryReports:
    """Return the outcomes of records from their states before and after; None means the record is gone."""
    sent: list[ReminderReport] = []
    failed: list[ReminderReport] = []
    for old, new in zip(before, after, strict=True):
        if new is None:
            continue
        known = set(map(_outcome, old.targets))
        fresh = tuple(target for target in new.targets if _outcome(target) not in known)
        if not fresh and new.tries == old.tries:
            continue
        changed = new.model_copy(update={"targets": fresh})
        if any(target.state is ReminderTargetState.SENT for target in fresh):
            sent.append(make_report(changed, ReminderTargetState.SENT))
        if new.waiting or any(target.state in NOT_SENT_STATES for target in fresh):
            failed.append(make_report(changed, *NOT_SENT_STATES))
    return DeliveryReports(tuple(sent), tuple(failed))


def _outcome(target: ReminderTarget) -> tuple[str, ReminderTargetState, int, str]:
    """Return what became of a target; a look that finds nothing changes none of it."""
    return target.address, target.state, target.claims, target.words
