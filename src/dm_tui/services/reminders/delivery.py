"""Handing reminders over to email and text messages: each once, whatever crashes."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from datetime import tzinfo
from typing import NamedTuple

from dm_tui.domain.dates import Clock
from dm_tui.domain.errors import DirectMailError, ErrorKind
from dm_tui.domain.reminders.record import (
    ReminderRecord,
    ReminderTargetState,
    claim_delivery,
    conclude_delivery,
    schedule_retry,
    with_recipients,
)
from dm_tui.domain.reminders.rules import Reminder
from dm_tui.domain.reminders.settings import Channel, ReminderKind, ReminderSettings
from dm_tui.domain.text import clean_line
from dm_tui.providers.mail.transport import (
    Accepted,
    Connection,
    Deferred,
    Refused,
    Transport,
    Unknown,
)
from dm_tui.providers.mail.transport import DeliveryOutcome as Outcome
from dm_tui.services.reminders.reports import DeliveryReports, report_changes
from dm_tui.store.named_lock import try_lock
from dm_tui.store.state import StateFile


class ReminderRoute(NamedTuple):
    """How reminders leave by one channel: through what, from whom, to whom.

    `write` makes the message of a reminder for an address and a message id, in the zone of the reader.
    """

    transport: Transport
    sender: str
    addresses: tuple[str, ...]
    write: Callable[[Reminder, str, str, tzinfo | None], bytes]


RouteFinder = Callable[[Channel, ReminderSettings], ReminderRoute]
"""Returns the way of a channel, or raises DirectMailError saying what is missing."""


ReminderIdentity = tuple[ReminderKind, str, int]
"""What there is reason to say: the kind, the subject and the threshold."""


class ReminderDelivery:
    """Hands over what waits, one program at a time for each channel."""

    def __init__(
        self, state: StateFile, now: Clock, ways: RouteFinder, zone: tzinfo | None
    ) -> None:
        self._state = state
        self._now = now
        self._find_route = ways
        self._zone = zone

    def deliver(
        self,
        channel: Channel,
        settings: ReminderSettings,
        reasons: Iterable[Reminder],
        patience: float = 0.0,
        *,
        retry: bool = False,
    ) -> DeliveryReports:
        """Deliver what waits for `channel` and there is still reason to say.

        `patience` is how many seconds another program that is at it is waited for; with `retry` no pause
        after a failure is kept.
        """
        current = {
            (one.kind, one.subject, one.threshold): one
            for one in reasons
            if channel in one.channels
        }
        if not self._claimed(channel) and not self._pending_records(channel, current, retry):
            return DeliveryReports()  # the usual case asks for no turn, and no password
        with try_lock(self._state.path, f"remind-{channel}", patience) as mine:
            if not mine:
                return DeliveryReports()
            before = self._unfinished(channel)
            way, problem = self._route_or_problem(channel, settings)
            if way is not None:
                self._settle(self._claimed(channel), way.transport)
            work = self._pending_records(channel, current, retry)
            if way is not None:
                problem = self._deliver_all(work, way)
            self._put_off(work, problem)
            return report_changes(before, self._present(before))

    def _route_or_problem(
        self, channel: Channel, settings: ReminderSettings
    ) -> tuple[ReminderRoute | None, str]:
        try:
            with _wrap_connection_errors():
                return self._find_route(channel, settings), ""
        except DirectMailError as error:
            return None, str(error)

    def _unfinished(self, channel: Channel) -> list[ReminderRecord]:
        with self._state.read() as tables:
            found = [
                one
                for one in tables.of(ReminderRecord).open()
                if one.channel is channel and (one.waiting or one.claimed)
            ]
        return sorted(found, key=lambda one: (one.reminder.at, one.id))

    def _claimed(self, channel: Channel) -> list[ReminderRecord]:
        return [one for one in self._unfinished(channel) if one.claimed]

    def _pending_records(
        self, channel: Channel, current: Mapping[ReminderIdentity, Reminder], retry: bool
    ) -> list[ReminderRecord]:
        """Return what is to be delivered now, with the figures of now; what was promised stays as it was."""
        now = self._now()
        found = []
        for record in self._unfinished(channel):
            said = record.reminder
            reason = current.get((said.kind, said.subject, said.threshold))
            if record.promise_pending:
                found.append(record)
            elif record.waiting and reason is not None and (retry or record.may_retry(now)):
                found.append(record.model_copy(update={"reminder": reason}))
        return found

    def _present(self, records: list[ReminderRecord]) -> list[ReminderRecord | None]:
        with self._state.read() as tables:
            return [tables.of(ReminderRecord).find(one.id) for one in records]

    def _settle(self, records: list[ReminderRecord], transport: Transport) -> None:
        """Find out what became of what a program was delivering when it died: we have its turn."""
        name = clean_line(transport.name)
        for record in records:
            for target in record.targets:
                if target.state is ReminderTargetState.CLAIMED:
                    found = transport.settle(target.message_id) if target.way == name else None
                    outcome = found or Unknown(words="the program ended while it was on its way")
                    self._conclude(record, target.address, outcome)

    def _deliver_all(self, records: list[ReminderRecord], way: ReminderRoute) -> str:
        """Try all of them, and return why the way is closed where it is."""
        if not records:
            return ""
        if not way.addresses:
            return "There is nobody to remind. Set an address, or turn the channel off."
        connection: Connection | None = None
        try:
            for record in records:
                for target in with_recipients(record, way.addresses).targets:
                    if target.state is ReminderTargetState.WAITING:
                        with _wrap_connection_errors():
                            connection = connection or way.transport.connect()
                        if not self._deliver_one(record, target.address, way, connection):
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

    def _deliver_one(
        self, record: ReminderRecord, address: str, way: ReminderRoute, connection: Connection
    ) -> bool:
        """Claim, deliver and record one message; return whether the connection is still of use."""
        with self._state.transaction() as tables:
            present = tables.of(ReminderRecord).get(record.id)
            if present is None or (present.over and not present.promise_pending):
                return True  # meanwhile there is no reason to say it any more
            fresh = present.model_copy(update={"reminder": record.reminder})
            claimed = claim_delivery(
                with_recipients(fresh, way.addresses), address, clean_line(way.transport.name)
            )
            tables.of(ReminderRecord).put(claimed)
        (id,) = (one.message_id for one in claimed.targets if one.address == address)
        outcome: Outcome
        try:
            message = way.write(record.reminder, address, id, self._zone)
            outcome = connection.deliver(id, way.sender, address, message)
        except (DirectMailError, ValueError) as error:  # it cannot be written, or not to there
            outcome = Refused(code=0, words=str(error))
        except Exception as error:  # whatever broke, it may have arrived
            outcome = Unknown(words=f"the delivery broke off ({type(error).__name__})")
        self._conclude(record, address, outcome)
        return isinstance(outcome, Accepted | Refused) or (
            isinstance(outcome, Deferred) and not outcome.lost
        )

    def _conclude(self, record: ReminderRecord, address: str, outcome: Outcome) -> None:
        match outcome:
            case Accepted():
                state, words = ReminderTargetState.SENT, ""
            case Refused():
                state, words = ReminderTargetState.REFUSED, outcome.words
            case Deferred():
                state, words = ReminderTargetState.WAITING, outcome.words
            case Unknown():
                state, words = ReminderTargetState.UNKNOWN, outcome.words
        with self._state.transaction() as tables:
            present = tables.of(ReminderRecord).get(record.id)
            if present is not None:
                tables.of(ReminderRecord).put(conclude_delivery(present, address, state, words))

    def _put_off(self, tried: list[ReminderRecord], problem: str) -> None:
        """Let what was tried and still waits be tried again later."""
        if not tried:
            return
        now = self._now()
        with self._state.transaction() as tables:
            for record in tried:
                present = tables.of(ReminderRecord).get(record.id)
                if present is not None and present.waiting:
                    tables.of(ReminderRecord).put(schedule_retry(present, now, problem))


@contextmanager
def _wrap_connection_errors() -> Iterator[None]:
    """Give whatever breaks on the way to a connection a name: nothing has left yet, and others wait."""
    try:
        yield
    except DirectMailError:
        raise
    except Exception as error:
        raise DirectMailError(
            ErrorKind.UNEXPECTED,
            "way-broken",
            f"No connection came about ({type(error).__name__}).",
        ) from error
