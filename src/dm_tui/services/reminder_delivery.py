"""Handing reminders over to email and text messages: each once, whatever crashes."""

from collections.abc import Callable, Iterable
from datetime import datetime, tzinfo
from typing import NamedTuple

from dm_tui.domain.dates import Clock
from dm_tui.domain.errors import DirectMailError, ErrorKind
from dm_tui.domain.model import Model
from dm_tui.domain.reminder_record import (
    ReminderRecord,
    TargetState,
    addressed,
    claim,
    conclude,
    put_off,
)
from dm_tui.domain.reminder_settings import Channel, ReminderKind, ReminderSettings
from dm_tui.domain.reminders import Reminder
from dm_tui.domain.text import clean_line
from dm_tui.providers.transport import (
    Accepted,
    Connection,
    Deferred,
    Refused,
    Transport,
    Unknown,
)
from dm_tui.providers.transport import Delivery as Outcome
from dm_tui.store.state import StateFile
from dm_tui.store.turn import turn


class Way(NamedTuple):
    """How reminders leave by one channel: through what, from whom, to whom.

    `write` makes the message of a reminder for an address and a message id, in the zone of the reader.
    """

    transport: Transport
    sender: str
    addresses: tuple[str, ...]
    write: Callable[[Reminder, str, str, tzinfo | None], bytes]


Ways = Callable[[Channel, ReminderSettings], Way]
"""Returns the way of a channel, or raises DirectMailError saying what is missing."""


class Report(Model):
    """What became of one reminder by one channel. `words` and `next_try_at` are of one that failed."""

    about: str
    plans: tuple[str, ...]
    kind: ReminderKind
    threshold: int
    channel: Channel
    at: datetime
    to: tuple[str, ...] = ()
    words: str = ""
    next_try_at: datetime | None = None


class Handed(NamedTuple):
    """What was sent, and what was tried and failed."""

    sent: tuple[Report, ...] = ()
    failed: tuple[Report, ...] = ()


class Handover:
    """Hands over what waits, one program at a time for each channel."""

    def __init__(self, state: StateFile, now: Clock, ways: Ways, zone: tzinfo | None) -> None:
        self._state = state
        self._now = now
        self._ways = ways
        self._zone = zone

    def deliver(
        self,
        channel: Channel,
        settings: ReminderSettings,
        reasons: Iterable[Reminder],
        patience: float = 0.0,
    ) -> Handed:
        """Deliver what waits for `channel` and there is still reason to say.

        `patience` is how many seconds another program that is at it is waited for.
        """
        with self._state.read() as tables:
            if not any(_unfinished(one, channel) for one in tables.of(ReminderRecord).open()):
                return Handed()
        with turn(self._state.path, f"remind-{channel}", patience) as mine:
            if not mine:
                return Handed()
            before = self._unfinished(channel)
            way, problem = self._way(channel, settings)
            self._settle(before, way)
            tried = self._work(channel, reasons)
            if way is not None:
                tried = [addressed(one, way.addresses) for one in tried]
                problem = self._all(tried, way)
            self._put_off(tried, problem)
            return _handed(before, self._present(before))

    def _way(self, channel: Channel, settings: ReminderSettings) -> tuple[Way | None, str]:
        try:
            return self._ways(channel, settings), ""
        except DirectMailError as error:
            return None, str(error)

    def _unfinished(self, channel: Channel) -> list[ReminderRecord]:
        with self._state.read() as tables:
            found = [one for one in tables.of(ReminderRecord).open() if _unfinished(one, channel)]
        return sorted(found, key=lambda one: (one.reminder.at, one.id))

    def _present(self, deliveries: list[ReminderRecord]) -> list[ReminderRecord | None]:
        with self._state.read() as tables:
            return [tables.of(ReminderRecord).find(one.id) for one in deliveries]

    def _settle(self, deliveries: list[ReminderRecord], way: Way | None) -> None:
        """Find out what became of what a program was delivering when it died: we have its turn."""
        if way is None:
            return
        name = clean_line(way.transport.name)
        for delivery in deliveries:
            for target in delivery.targets:
                if target.state is TargetState.CLAIMED:
                    asked = target.way == name
                    found = way.transport.settle(target.message_id) if asked else None
                    outcome = found or Unknown(words="the program ended while it was on its way")
                    self._conclude(delivery, target.address, outcome)

    def _work(self, channel: Channel, reasons: Iterable[Reminder]) -> list[ReminderRecord]:
        """Return what is to be delivered now, with the figures of now; what was promised stays as it was."""
        now = self._now()
        current = {
            (one.kind, one.about, one.threshold): one for one in reasons if channel in one.channels
        }
        found = []
        for delivery in self._unfinished(channel):
            said = delivery.reminder
            reason = current.get((said.kind, said.about, said.threshold))
            if not delivery.waiting:
                continue
            if delivery.unkept:
                found.append(delivery)
            elif reason is not None and delivery.may_try(now):
                found.append(delivery.model_copy(update={"reminder": reason}))
        return found

    def _all(self, deliveries: list[ReminderRecord], way: Way) -> str:
        """Try all of them, and return why the way is closed where it is."""
        if not deliveries:
            return ""
        if not way.addresses:
            return "There is nobody to remind. Set an address, or turn the channel off."
        connection: Connection | None = None
        try:
            for delivery in deliveries:
                for target in delivery.targets:
                    if target.state is TargetState.WAITING:
                        connection = connection or way.transport.connect()
                        if not self._one(delivery, target.address, way, connection):
                            connection.close()
                            connection = None
        except DirectMailError as error:
            if error.kind is ErrorKind.STATE_FILE:
                raise
            return str(error)
        finally:
            if connection is not None:
                connection.close()
        return ""

    def _one(
        self, delivery: ReminderRecord, address: str, way: Way, connection: Connection
    ) -> bool:
        """Claim, deliver and record one message; return whether the connection is still of use."""
        claimed = claim(delivery, address, clean_line(way.transport.name))
        (message_id,) = (one.message_id for one in claimed.targets if one.address == address)
        outcome: Outcome
        try:
            message = way.write(delivery.reminder, address, message_id, self._zone)
        except DirectMailError as error:
            message, refusal = b"", error.message
        else:
            refusal = ""
        with self._state.transaction() as tables:
            present = tables.of(ReminderRecord).get(delivery.id)
            if present is None or (present.over and not present.unkept):
                return True  # meanwhile there is no reason to say it any more
            targets = tuple(
                next((one for one in present.targets if one.address == target.address), target)
                if target.address != address
                else target
                for target in claimed.targets
            )
            tables.of(ReminderRecord).put(
                claimed.model_copy(update={"targets": targets, "over": present.over})
            )
        if refusal:
            outcome = Refused(code=0, words=refusal)
        else:
            try:
                outcome = connection.deliver(message_id, way.sender, address, message)
            except ValueError as error:
                outcome = Refused(code=0, words=str(error))
            except Exception as error:  # whatever broke, it may have arrived
                outcome = Unknown(words=f"the delivery broke off ({type(error).__name__})")
        self._conclude(delivery, address, outcome)
        return isinstance(outcome, Accepted | Refused) or (
            isinstance(outcome, Deferred) and not outcome.lost
        )

    def _conclude(self, delivery: ReminderRecord, address: str, outcome: Outcome) -> None:
        match outcome:
            case Accepted():
                state = TargetState.SENT
            case Refused():
                state = TargetState.REFUSED
            case Deferred():
                state = TargetState.WAITING
            case Unknown():
                state = TargetState.UNKNOWN
        words = "" if state is TargetState.SENT else outcome.words
        with self._state.transaction() as tables:
            present = tables.of(ReminderRecord).get(delivery.id)
            if present is not None:
                tables.of(ReminderRecord).put(conclude(present, address, state, words))

    def _put_off(self, tried: list[ReminderRecord], problem: str) -> None:
        """Let what was tried and still waits be tried again later."""
        if not tried:
            return
        now = self._now()
        with self._state.transaction() as tables:
            for delivery in tried:
                present = tables.of(ReminderRecord).get(delivery.id)
                if present is not None and present.waiting:
                    words = [one.words for one in present.targets if one.words]
                    tables.of(ReminderRecord).put(put_off(present, now, problem or " ".join(words)))


def report(delivery: ReminderRecord, *states: TargetState) -> Report:
    """Return what there is to say of a delivery and its targets in these states."""
    said = delivery.reminder
    targets = [one for one in delivery.targets if one.state in states]
    failed = TargetState.SENT not in states
    words = [delivery.words, *(one.words for one in targets)]
    return Report(
        about=said.about,
        plans=said.plans,
        kind=said.kind,
        threshold=said.threshold,
        channel=delivery.channel,
        at=said.at,
        to=tuple(one.address for one in targets),
        words=" ".join(filter(None, dict.fromkeys(words))) if failed else "",
        next_try_at=delivery.next_try_at if failed and delivery.waiting else None,
    )


LOST = (TargetState.REFUSED, TargetState.UNKNOWN)
"""What a recipient is to whom nothing more is sent, though perhaps nothing arrived."""

NOT_SENT = (TargetState.WAITING, *LOST)
"""What a recipient is in who was not reached, as far as we know."""


def _unfinished(delivery: ReminderRecord, channel: Channel) -> bool:
    return delivery.channel is channel and (delivery.waiting or delivery.claimed)


def _handed(before: list[ReminderRecord], after: list[ReminderRecord | None]) -> Handed:
    sent: list[Report] = []
    failed: list[Report] = []
    for old, new in zip(before, after, strict=True):
        if new is None or (new.targets, new.tries) == (old.targets, old.tries):
            continue
        fresh = tuple(one for one in new.targets if one not in old.targets)
        changed = new.model_copy(update={"targets": fresh})
        if any(one.state is TargetState.SENT for one in fresh):
            sent.append(report(changed, TargetState.SENT))
        if new.waiting or any(one.state in NOT_SENT for one in fresh):
            failed.append(report(changed, *NOT_SENT))
    return Handed(tuple(sent), tuple(failed))
