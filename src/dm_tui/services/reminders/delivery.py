"""The delivery of reminders by email and text message: each once, whatever crashes."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from datetime import tzinfo
from typing import NamedTuple

from dm_tui import work_log
from dm_tui.domain.dates import Clock
from dm_tui.domain.errors import DirectMailError, ErrorKind
from dm_tui.domain.reminders.email_message import reminder_email
from dm_tui.domain.reminders.record import (
    ReminderRecord,
    ReminderTargetState,
    ReminderTrace,
    claim_delivery,
    conclude_delivery,
    schedule_retry,
    with_recipients,
)
from dm_tui.domain.reminders.reminder import Reminder
from dm_tui.domain.reminders.settings import Channel, ReminderSettings
from dm_tui.domain.reminders.wording import DELIVERY_BROKE_OFF, NO_CONNECTION, NO_RECIPIENT, PROGRAM_DIED
from dm_tui.domain.text import clean_line
from dm_tui.providers.mail.transport import Accepted, Connection, Deferred, Refused, Transport, Unknown
from dm_tui.providers.mail.transport import DeliveryOutcome as Outcome
from dm_tui.services.reminders.reports import DeliveryReports, report_changes
from dm_tui.services.reminders.unknown_at_service import HasSent, ReminderLookup
from dm_tui.store.named_lock import try_lock
from dm_tui.store.state import StateFile


class ReminderRoute(NamedTuple):
    """The transport, sender and recipients of a channel; `write` makes the message for an address and id.

    `by_service` says that the service takes the mail itself, in its `region`, and can say later what became
    of it.
    """

    transport: Transport
    sender: str
    addresses: tuple[str, ...]
    write: Callable[[Reminder, str, str, tzinfo | None], bytes]
    by_service: bool = False
    region: str = ""


RouteFinder = Callable[[Channel, ReminderSettings], ReminderRoute]  # or raises what is missing


class ReminderDelivery:
    """Delivers waiting reminders, one program at a time for each channel."""

    def __init__(
        self, state: StateFile, now: Clock, find_route: RouteFinder, zone: tzinfo | None, has_sent: HasSent
    ) -> None:
        self._state = state
        self._now = now
        self._find_route = find_route
        self._zone = zone
        self._look_up = ReminderLookup(state, now, has_sent)

    def deliver(
        self,
        channel: Channel,
        settings: ReminderSettings,
        due: Iterable[Reminder],
        patience: float = 0.0,
        *,
        retry: bool = False,
    ) -> DeliveryReports:
        """Deliver the reminders that wait for `channel` and are still `due`.

        Waits up to `patience` seconds for another program; with `retry`, ignores the pause after a failure.
        """
        current = {reminder.identity: reminder for reminder in due if channel in reminder.channels}
        waits = self._claimed_records(channel) or self._pending_records(channel, current, retry)
        if not waits and not self._look_up.due(channel):
            return DeliveryReports()  # the usual case takes no lock and asks for no password
        with try_lock(self._state.path, f"remind-{channel}", patience) as mine:
            if not mine:
                return DeliveryReports()
            before = self._to_report(channel)
            self._look_up.settle_known(channel)
            try:
                with _wrap_connection_errors():
                    route = self._find_route(channel, settings)
            except DirectMailError as error:
                self._put_off(self._pending_records(channel, current, retry), str(error))
            else:
                self._settle(self._claimed_records(channel), route.transport)
                pending = self._pending_records(channel, current, retry)
                self._put_off(pending, self._deliver_all(pending, route))
                self._look_up.settle_known(channel)
            return report_changes(before, self._present(before))

    def _unfinished_records(self, channel: Channel) -> list[ReminderRecord]:
        with self._state.read() as tables:
            records = [record for record in tables.of(ReminderRecord).open() if record.channel is channel]
        unfinished = (record for record in records if record.waiting or record.claimed)
        return sorted(unfinished, key=lambda record: (record.reminder.at, record.id))

    def _to_report(self, channel: Channel) -> list[ReminderRecord]:
        """Return the records as they are before anything may change."""
        records = {
            record.id: record for record in (*self._unfinished_records(channel), *self._look_up.due(channel))
        }
        return list(records.values())

    def _claimed_records(self, channel: Channel) -> list[ReminderRecord]:
        return [record for record in self._unfinished_records(channel) if record.claimed]

    def _pending_records(
        self, channel: Channel, current: Mapping[str, Reminder], retry: bool
    ) -> list[ReminderRecord]:
        """Return the records to deliver now, with the present figures; promised ones keep their own."""
        now = self._now()
        pending = []
        for record in self._unfinished_records(channel):
            reminder = current.get(record.reminder.identity)
            if record.promise_pending:
                pending.append(record)
            elif record.waiting and reminder is not None and (retry or record.may_retry(now)):
                pending.append(record.model_copy(update={"reminder": reminder}))
        return pending

    def _present(self, records: list[ReminderRecord]) -> list[ReminderRecord | None]:
        with self._state.read() as tables:
            return [tables.of(ReminderRecord).find(record.id) for record in records]

    def _settle(self, records: list[ReminderRecord], transport: Transport) -> None:
        """Conclude the deliveries of a program that died: we hold its lock."""
        name = clean_line(transport.name)
        for record in records:
            for target in record.targets:
                if target.state is ReminderTargetState.CLAIMED:
                    known = transport.settle(target.message_id) if target.way == name else None
                    self._conclude(record, target.address, known or Unknown(words=PROGRAM_DIED))

    def _deliver_all(self, records: list[ReminderRecord], route: ReminderRoute) -> str:
        """Try every record, and return why the route is closed if it is."""
        if not records:
            return ""
        if not route.addresses:
            return NO_RECIPIENT
        connection: Connection | None = None
        try:
            for record in records:
                for target in with_recipients(record, route.addresses).targets:
                    if target.state is ReminderTargetState.WAITING:
                        with _wrap_connection_errors():
                            connection = connection or route.transport.connect()
                        if not self._deliver_one(record, target.address, route, connection):
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
        self, record: ReminderRecord, address: str, route: ReminderRoute, connection: Connection
    ) -> bool:
        """Claim, deliver and record one message; return whether the connection is still usable."""
        with self._state.transaction() as tables:
            present = tables.of(ReminderRecord).get(record.id)
            if present is None or (present.over and not present.promise_pending):
                return True  # it is no longer due
            fresh = with_recipients(present.model_copy(update={"reminder": record.reminder}), route.addresses)
            claimed = claim_delivery(
                fresh, address, clean_line(route.transport.name), self._trace(record.reminder, route)
            )
            tables.of(ReminderRecord).put(claimed)
        (id,) = (target.message_id for target in claimed.targets if target.address == address)
        outcome: Outcome
        try:
            message = route.write(record.reminder, address, id, self._zone)
            outcome = connection.deliver(id, route.sender, address, message)
        except (DirectMailError, ValueError) as error:  # no message can be written for this address
            outcome = Refused(code=0, words=str(error))
        except Exception as error:  # whatever broke, it may have arrived
            outcome = Unknown(words=DELIVERY_BROKE_OFF.format(fault=type(error).__name__))
        self._conclude(record, address, outcome)
        return isinstance(outcome, Accepted | Refused) or (isinstance(outcome, Deferred) and not outcome.lost)

    def _trace(self, reminder: Reminder, route: ReminderRoute) -> ReminderTrace | None:
        if not route.by_service:
            return None
        subject = reminder_email(reminder, self._zone).subject
        return ReminderTrace(sender=route.sender, subject=subject, at=self._now(), region=route.region)

    def _conclude(self, record: ReminderRecord, address: str, outcome: Outcome) -> None:
        said = type(outcome).__name__.lower()
        work_log.note("reminder", about=record.reminder.kind, channel=record.channel, outcome=said)
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
        """Schedule the next try of the records that still wait."""
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
    """Turn any fault before the connection exists into an error: nothing has left yet."""
    try:
        yield
    except DirectMailError:
        raise
    except Exception as error:
        raise NO_CONNECTION(fault=type(error).__name__) from error
