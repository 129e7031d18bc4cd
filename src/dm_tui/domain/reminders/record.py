"""The record of a reminder, one for each channel, written before the message leaves.

waiting ─ claim ─▶ claimed ─▶ sent
   ▲                  ├─────▶ waiting     it certainly did not leave: tried again later
   └──────────────────┤
                      ├─────▶ refused     it will never be accepted
                      └─────▶ unknown ──▶ sent   it may have arrived: reported, never sent again

The delivering program holds a lock on the channel (`store.named_lock`), so a claim that the next one finds
belongs to a program that died. It asks the transport for the outcome by the message's id. Where the transport
does not know, as no mail server and no SMS service can, the outcome is unknown. We chose to miss a reminder
rather than to repeat one that may have been read: the next threshold reminds again. An unknown email that
left by the service's own host is looked up there: if the service shows it, it was sent.
"""

import hashlib
import re
from collections.abc import Iterable
from datetime import datetime
from enum import StrEnum
from typing import ClassVar

from dm_tui.domain.model import Model
from dm_tui.domain.reminders.reminder import Reminder, ReminderKey
from dm_tui.domain.reminders.settings import Channel, ReminderKind
from dm_tui.domain.retry_pause import pause_is_over, retry_pause
from dm_tui.domain.text import Line

_ID = re.compile(r"[A-Za-z0-9_-]{1,48}", re.ASCII)


class ReminderTargetState(StrEnum):
    """The state of the message to one recipient."""

    WAITING = "waiting"
    CLAIMED = "claimed"
    SENT = "sent"
    REFUSED = "refused"
    UNKNOWN = "unknown"


class ReminderTrace(Model):
    """By what you recognize an email of unknown outcome at the service that may have taken it.

    `region` is where that was, empty in traces of older programs: then it is the region in use.
    """

    sender: str
    subject: Line
    at: datetime
    region: str = ""


class ReminderTarget(Model):
    """One recipient: the `message_id` of the last claim, the transport (`way`) and its answer (`words`).

    An unknown outcome that has a `trace` was looked up `looks` times; the next look is at `next_look_at`.
    """

    address: str
    state: ReminderTargetState = ReminderTargetState.WAITING
    claims: int = 0
    message_id: str = ""
    way: Line = ""
    words: Line = ""
    trace: ReminderTrace | None = None
    looks: int = 0
    next_look_at: datetime | None = None

    def may_look_up(self, now: datetime) -> bool:
        """Say whether its unknown outcome may be looked up now."""
        if self.state is not ReminderTargetState.UNKNOWN or self.trace is None:
            return False
        return pause_is_over(self.next_look_at, now)


class ReminderRecord(Model):
    """A reminder by one channel; its `id` names what must happen only once."""

    TABLE: ClassVar[str] = "reminders"

    id: str
    reminder: Reminder
    channel: Channel
    targets: tuple[ReminderTarget, ...] = ()  # none for an internal message, written in the same transaction
    tries: int = 0
    next_try_at: datetime | None = None
    words: Line = ""
    promised: bool = False  # due while the sandbox's clock was being moved: keeps the figures of then
    over: bool = False  # its subject needs no more reminders of its kind

    @property
    def closed(self) -> bool:
        """Whether it may be archived."""
        return self.over and not self.claimed and not self.promise_pending

    @property
    def promise_pending(self) -> bool:
        """Whether it was promised while the sandbox's clock was moved, and has not been tried yet."""
        return self.promised and self.waiting and not self.tries

    @property
    def claimed(self) -> bool:
        """Whether a message is on its way, or was when a program died."""
        return any(target.state is ReminderTargetState.CLAIMED for target in self.targets)

    @property
    def waiting(self) -> bool:
        """Whether there is still something to deliver."""
        states = [target.state for target in self.targets]
        return self.channel is not Channel.INTERNAL and (not states or ReminderTargetState.WAITING in states)

    @property
    def missed(self) -> bool:
        """Whether a delivery was tried and did not, or perhaps not, reach a recipient."""
        states = [target.state for target in self.targets]
        failed = ReminderTargetState.REFUSED in states or ReminderTargetState.UNKNOWN in states
        return failed or (self.waiting and self.tries > 0)

    def may_retry(self, now: datetime) -> bool:
        """Say whether the pause after a failure is over."""
        return pause_is_over(self.next_try_at, now)


def record_id(reminder: Reminder, channel: Channel) -> str:
    """Return the id of a reminder by a channel, the same whenever it is due."""
    return f"{reminder.identity}/{channel}"


def reminder_key(record: ReminderRecord) -> ReminderKey:
    """Return the kind, subject and channel of a record."""
    return record.reminder.kind, record.reminder.subject, record.channel


def newest_thresholds(records: Iterable[ReminderRecord]) -> dict[ReminderKey, int]:
    """Return the newest threshold of each kind, subject and channel that has a record."""
    newest: dict[ReminderKey, int] = {}
    for record in records:
        kind, subject, channel = reminder_key(record)
        kinds = [kind]
        # That activation is missing also says that the quota runs low: once delivered it counts as both.
        if kind is ReminderKind.ACTIVATION and not record.waiting:
            kinds.append(ReminderKind.LOW_QUOTA)
        for covered in kinds:
            key, threshold = (covered, subject, channel), record.reminder.threshold
            newest[key] = min(threshold, newest.get(key, threshold))
    return newest


def with_recipients(record: ReminderRecord, addresses: Iterable[str]) -> ReminderRecord:
    """Return the record for the present `addresses`; recipients who were already tried stay in it."""
    wanted, known = tuple(addresses), {target.address for target in record.targets}
    waiting = ReminderTargetState.WAITING
    kept = (target for target in record.targets if target.state is not waiting or target.address in wanted)
    new = (ReminderTarget(address=address) for address in wanted if address not in known)
    return record.model_copy(update={"targets": (*kept, *new)})


def claim_delivery(
    record: ReminderRecord, address: str, way: str, trace: ReminderTrace | None = None
) -> ReminderRecord:
    """Return the record with the message to `address` handed to the transport `way` under a new id.

    It can be looked up later by its `trace`, if it has one.
    """
    target = next(target for target in record.targets if target.address == address)
    reminder, about, claims = record.reminder, record.reminder.about, target.claims + 1
    message_id = (
        f"{reminder.at:%Y%m%dT%H%M%S%f}.{reminder.kind}-{reminder.threshold}"
        f".{about if _ID.fullmatch(about) else _digest(about)}"
        f".{record.channel}-{_digest(address)}-{claims}"
    )
    update = {"state": ReminderTargetState.CLAIMED, "claims": claims, "message_id": message_id, "way": way}
    update |= {"trace": trace, "looks": 0, "next_look_at": None}
    return _with_target(record, address, **update).model_copy(update={"words": ""})


def conclude_delivery(
    record: ReminderRecord, address: str, state: ReminderTargetState, words: str = ""
) -> ReminderRecord:
    """Return the record with the outcome of the claimed delivery. Concluding twice changes nothing."""
    target = next((target for target in record.targets if target.address == address), None)
    if target is None or target.state is not ReminderTargetState.CLAIMED:
        return record
    return _with_target(record, address, state=state, words=words)


def conclude_look_up(record: ReminderRecord, address: str, was_sent: bool, now: datetime) -> ReminderRecord:
    """Return the record after an unknown outcome was looked up; only a find concludes."""
    target = next((target for target in record.targets if target.address == address), None)
    if target is None or target.state is not ReminderTargetState.UNKNOWN:
        return record
    if was_sent:
        return _with_target(record, address, state=ReminderTargetState.SENT, words="")
    return _with_target(record, address, looks=target.looks + 1, next_look_at=now + retry_pause(target.looks))


def schedule_retry(record: ReminderRecord, now: datetime, words: str) -> ReminderRecord:
    """Return the record after a try that left something to deliver, with the instant of the next try."""
    next_try_at = now + retry_pause(record.tries)
    return record.model_copy(update={"tries": record.tries + 1, "next_try_at": next_try_at, "words": words})


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode(errors="replace")).hexdigest()[:12]


def _with_target(record: ReminderRecord, address: str, **update: object) -> ReminderRecord:
    targets = (
        target.model_copy(update=update) if target.address == address else target for target in record.targets
    )
    return record.model_copy(update={"targets": tuple(targets)})
