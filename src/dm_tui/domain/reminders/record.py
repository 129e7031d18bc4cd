"""That something was said: one record for each reminder and channel, written before the message leaves.

waiting ─ claim ─▶ claimed ─▶ sent
   ▲                  ├─────▶ waiting     it certainly did not leave: again after a while
   └──────────────────┤
                      ├─────▶ refused     it will never be taken
                      └─────▶ unknown     it may have arrived: never sent again, but told

Whoever delivers holds the channel (`store.turn`), so a claim found by the next one is of a program that
died. What became of the message is then asked of the transport by the message's id. Where it cannot tell, as
no mail server and no SMS service can, the outcome is unknown: a reminder that may have been read is not
repeated, and the next threshold speaks again.
"""

import hashlib
import re
from collections.abc import Iterable
from datetime import datetime, timedelta
from enum import StrEnum
from typing import ClassVar

from dm_tui.domain.model import Model
from dm_tui.domain.reminders.rules import Reminder, ReminderKey
from dm_tui.domain.reminders.settings import Channel, ReminderKind
from dm_tui.domain.text import Line

FIRST_RETRY_DELAY, MAX_RETRY_DELAY = timedelta(minutes=5), timedelta(days=1)
"""How long a delivery that failed waits before the next try: four times as long after each."""

_ID = re.compile(r"[A-Za-z0-9_-]{1,48}", re.ASCII)


class ReminderTargetState(StrEnum):
    """How far the message to one recipient is."""

    WAITING = "waiting"
    CLAIMED = "claimed"
    SENT = "sent"
    REFUSED = "refused"
    UNKNOWN = "unknown"


class ReminderTarget(Model):
    """One recipient. `message_id` is that of the last claim, `way` what it was handed to, `words` its answer."""

    address: str
    state: ReminderTargetState = ReminderTargetState.WAITING
    claims: int = 0
    message_id: str = ""
    way: Line = ""
    words: Line = ""


class ReminderRecord(Model):
    """A reminder by one channel; its `id` is what must not happen twice.

    An internal message has no targets: it is written in the transaction of this record. `promised` was due
    while the sandbox's clock was moved: it is delivered as it was due then. `over`: nothing more will be said
    of its kind about this.
    """

    TABLE: ClassVar[str] = "reminders"

    id: str
    reminder: Reminder
    channel: Channel
    targets: tuple[ReminderTarget, ...] = ()
    tries: int = 0
    next_try_at: datetime | None = None
    words: Line = ""
    promised: bool = False
    over: bool = False

    @property
    def closed(self) -> bool:
        """Whether it may be archived."""
        return self.over and not self.claimed and not self.promise_pending

    @property
    def promise_pending(self) -> bool:
        """Whether it was promised while the sandbox's clock was moved, and was not tried yet."""
        return self.promised and self.waiting and not self.tries

    @property
    def claimed(self) -> bool:
        """Whether a message is on its way, or was when a program died."""
        return any(one.state is ReminderTargetState.CLAIMED for one in self.targets)

    @property
    def waiting(self) -> bool:
        """Whether there is still something to deliver."""
        states = [one.state for one in self.targets]
        return self.channel is not Channel.INTERNAL and (
            not states or ReminderTargetState.WAITING in states
        )

    def may_retry(self, now: datetime) -> bool:
        """Say whether the pause after a failure is over; one that is too long is of a clock that was wrong."""
        if self.next_try_at is None:
            return True
        return not timedelta(0) < self.next_try_at - now <= MAX_RETRY_DELAY


def record_id(reminder: Reminder, channel: Channel) -> str:
    """Return the name of what must happen once."""
    return f"{reminder.kind}/{reminder.subject}/{reminder.threshold}/{channel}"


def reminder_key(record: ReminderRecord) -> ReminderKey:
    """Return what a record speaks of."""
    return record.reminder.kind, record.reminder.subject, record.channel


def newest_thresholds(records: Iterable[ReminderRecord]) -> dict[ReminderKey, int]:
    """Return the newest threshold each thing was told of, by each channel.

    Who was told that pay-as-you-go is missing was told that the quota runs low; not as long as that waits.
    """
    newest: dict[ReminderKey, int] = {}
    for one in records:
        kind, subject, channel = reminder_key(one)
        kinds = [kind]
        if kind is ReminderKind.ACTIVATION and not one.waiting:
            kinds.append(ReminderKind.LOW_QUOTA)
        for told in kinds:
            what, threshold = (told, subject, channel), one.reminder.threshold
            newest[what] = min(threshold, newest.get(what, threshold))
    return newest


def with_recipients(record: ReminderRecord, addresses: Iterable[str]) -> ReminderRecord:
    """Return the record for the recipients of today, as far as it did not reach others already."""
    wanted, known = tuple(addresses), {one.address for one in record.targets}
    kept = (
        one
        for one in record.targets
        if one.state is not ReminderTargetState.WAITING or one.address in wanted
    )
    new = (ReminderTarget(address=one) for one in wanted if one not in known)
    return record.model_copy(update={"targets": (*kept, *new)})


def claim_delivery(record: ReminderRecord, address: str, way: str) -> ReminderRecord:
    """Return the record with the message to `address` on its `way`, under an id that was never used."""
    target = next(one for one in record.targets if one.address == address)
    reminder, about, claims = record.reminder, record.reminder.about, target.claims + 1
    message_id = (
        f"{reminder.at:%Y%m%dT%H%M%S%f}.{reminder.kind}-{reminder.threshold}"
        f".{about if _ID.fullmatch(about) else _digest(about)}"
        f".{record.channel}-{_digest(address)}-{claims}"
    )
    update = {
        "state": ReminderTargetState.CLAIMED,
        "claims": claims,
        "message_id": message_id,
        "way": way,
    }
    return _with_target(record, address, **update).model_copy(update={"words": ""})


def conclude_delivery(
    record: ReminderRecord, address: str, state: ReminderTargetState, words: str = ""
) -> ReminderRecord:
    """Return the record after word of what was claimed for `address`. Saying it twice changes nothing."""
    target = next((one for one in record.targets if one.address == address), None)
    if target is None or target.state is not ReminderTargetState.CLAIMED:
        return record
    return _with_target(record, address, state=state, words=words)


def schedule_retry(record: ReminderRecord, now: datetime, words: str) -> ReminderRecord:
    """Return the record after a try that left something to deliver, which waits for the next one."""
    pause = min(MAX_RETRY_DELAY, FIRST_RETRY_DELAY * 4 ** min(record.tries, 10))
    return record.model_copy(
        update={"tries": record.tries + 1, "next_try_at": now + pause, "words": words}
    )


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode(errors="replace")).hexdigest()[:12]


def _with_target(record: ReminderRecord, address: str, **update: object) -> ReminderRecord:
    return record.model_copy(
        update={
            "targets": tuple(
                one.model_copy(update=update) if one.address == address else one
                for one in record.targets
            )
        }
    )
