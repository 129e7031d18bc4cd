"""Reminders: what is due is written down once, and then delivered by every channel.

Two steps. *Queueing* writes a record for each reminder and channel that is new, in one transaction with the
internal message, which is therefore delivered exactly once. *Handing over* (`reminder_delivery`) takes what
waits to email and text messages. The interface, a timer and `sandbox advance` do the same, and agree by the
state file.
"""

from datetime import datetime, timedelta, tzinfo
from pathlib import Path

from dm_tui.domain.account.inbox_message import InternalMessage
from dm_tui.domain.model import Model
from dm_tui.domain.purchase.order import Order
from dm_tui.domain.purchase.plan import ResourcePlan
from dm_tui.domain.reminders.record import (
    ReminderRecord,
    newest_thresholds,
    record_id,
    reminder_key,
)
from dm_tui.domain.reminders.rules import (
    Reminder,
    ReminderFacts,
    channels_to_notify,
    due_reminders,
    next_reminder_at,
    possible_subjects,
)
from dm_tui.domain.reminders.settings import Channel, ReminderKind
from dm_tui.domain.reminders.wording import reminder_body, reminder_subject
from dm_tui.domain.usage.billing import Bill, PayAsYouGo
from dm_tui.domain.usage.forecast import PACE_DAYS, present_pace
from dm_tui.providers.protocol import Provider
from dm_tui.services.reminders.delivery import ReminderDelivery, RouteFinder
from dm_tui.services.reminders.reports import (
    FINAL_FAILURES,
    NOT_SENT_STATES,
    DeliveryReports,
    ReminderReport,
    make_report,
)
from dm_tui.services.reminders.settings import ReminderChoices
from dm_tui.services.usage.allowance import sent_since
from dm_tui.store.state import StateFile, Tables

PROMISE_PATIENCE = 10.0
"""Seconds that `sandbox advance` waits for another program that is delivering."""

EXTERNAL_CHANNELS = (Channel.EMAIL, Channel.SMS)
"""The channels that leave this program."""


class ReminderRunResult(Model):
    """What one look came to. `messages` are the internal ones that are new since the last, whoever wrote them."""

    messages: tuple[InternalMessage, ...] = ()
    sent: tuple[ReminderReport, ...] = ()
    failed: tuple[ReminderReport, ...] = ()


class Reminders:
    """Says what is due, once. `zone` is the reader's, None this machine's own."""

    def __init__(
        self,
        state: StateFile,
        provider: Provider,
        ways: RouteFinder,
        settings_file: Path,
        zone: tzinfo | None = None,
    ) -> None:
        self._state = state
        self._provider = provider
        self._zone = zone
        self._handover = ReminderDelivery(state, provider.now, ways, zone)
        self._seen_messages: frozenset[str] | None = None
        self.choices = ReminderChoices(state, settings_file)

    def run(self, *, retry: bool = False) -> ReminderRunResult:
        """Write down what is new and deliver what waits. One channel failing never stops the others.

        With `retry` what failed is tried again at once.
        """
        if self._seen_messages is None:
            self._take_new_messages()
        written = self._queue(self._provider.now())
        messages = self._take_new_messages()
        handed = self._deliver(retry=retry)
        return ReminderRunResult(
            messages=messages,
            sent=(
                *(make_report(one) for one in written if one.channel not in EXTERNAL_CHANNELS),
                *handed.sent,
            ),
            failed=handed.failed,
        )

    def failures(self) -> tuple[ReminderReport, ...]:
        """Return every reminder that did not reach somebody, until a newer one speaks or it is over."""
        with self._state.read() as tables:
            open = tables.of(ReminderRecord).open()
        told = newest_thresholds(open)
        return tuple(
            make_report(one, *NOT_SENT_STATES)
            for one in open
            if one.reminder.threshold == told[reminder_key(one)]
            and (
                (one.waiting and one.tries) or any(it.state in FINAL_FAILURES for it in one.targets)
            )
        )

    # While the sandbox's clock is moved

    def next_due(self) -> datetime | None:
        """Return the instant of the next reminder, as long as nothing else happens."""
        now = self._provider.now()
        with self._state.read() as tables:
            told = newest_thresholds(tables.of(ReminderRecord).open())
            return next_reminder_at(
                self._reminder_facts(tables, now), self.choices.current(), now, told, self._zone
            )

    def promise(self, at: datetime) -> str:
        """Write down what is due at `at`, to be delivered as it was then, and return what it is."""
        written = self._queue(at, promised=True)
        channels: dict[str, list[str]] = {}
        for one in written:
            channels.setdefault(reminder_subject(one.reminder, self._zone), []).append(one.channel)
        return "; ".join(f"reminder ({', '.join(by)}): {what}" for what, by in channels.items())

    def keep_promises(self) -> DeliveryReports:
        """Deliver what was promised; outside any transaction."""
        return self._deliver(PROMISE_PATIENCE)

    # Both steps

    def _queue(self, now: datetime, *, promised: bool = False) -> tuple[ReminderRecord, ...]:
        with self._state.read() as tables:
            if not self._new(tables, now) and not self._ended(tables, now):
                return ()  # the usual case needs no lock
        written: list[ReminderRecord] = []
        with self._state.transaction() as tables:
            for reminder, channel in self._new(tables, now):
                id = record_id(reminder, channel)
                before = tables.of(ReminderRecord).find(id)
                if before is not None:  # it was over, and the clock was set back
                    tables.of(ReminderRecord).replace(before.model_copy(update={"over": False}))
                    continue
                record = ReminderRecord(
                    id=id, reminder=reminder, channel=channel, promised=promised
                )
                written.append(tables.of(ReminderRecord).put(record))
                if channel is Channel.INTERNAL:
                    message = self._message(reminder)
                    if tables.of(InternalMessage).get(message.id) is None:
                        tables.of(InternalMessage).put(message)
            for record in self._ended(tables, now):
                tables.of(ReminderRecord).put(record.model_copy(update={"over": True}))
        return tuple(written)

    def _take_new_messages(self) -> tuple[InternalMessage, ...]:
        """Return the internal messages of reminders that were not there when this was last asked."""
        with self._state.read() as tables:
            internal = {
                one.id: _message_id(one.reminder)
                for one in tables.of(ReminderRecord).open()
                if one.channel is Channel.INTERNAL
            }
            new = [
                id for record, id in internal.items() if record not in (self._seen_messages or ())
            ]
            found = [tables.of(InternalMessage).get(id) for id in new]
        self._seen_messages = frozenset(internal)
        return tuple(one for one in found if one is not None)

    def _deliver(self, patience: float = 0.0, *, retry: bool = False) -> DeliveryReports:
        settings, now = self.choices.current(), self._provider.now()
        sent: list[ReminderReport] = []
        failed: list[ReminderReport] = []
        for channel in EXTERNAL_CHANNELS:
            with self._state.read() as tables:
                reasons = due_reminders(
                    self._reminder_facts(tables, now), settings, now, self._zone
                )
            handed = self._handover.deliver(channel, settings, reasons, patience, retry=retry)
            sent += handed.sent
            failed += handed.failed
        return DeliveryReports(tuple(sent), tuple(failed))

    def _new(self, tables: Tables, now: datetime) -> list[tuple[Reminder, Channel]]:
        told = newest_thresholds(tables.of(ReminderRecord).open())
        reasons = due_reminders(
            self._reminder_facts(tables, now), self.choices.current(), now, self._zone
        )
        return [(one, channel) for one in reasons for channel in channels_to_notify(one, told)]

    def _ended(self, tables: Tables, now: datetime) -> list[ReminderRecord]:
        """Return the open records of what nothing will be said about any more."""
        deliveries = [one for one in tables.of(ReminderRecord).open() if not one.over]
        if not deliveries:
            return []
        alive = possible_subjects(self._reminder_facts(tables, now), now)
        return [one for one in deliveries if (one.reminder.kind, one.reminder.subject) not in alive]

    def _reminder_facts(self, tables: Tables, now: datetime) -> ReminderFacts:
        usage, region = tables.single(PayAsYouGo), self._provider.account().region
        lately = sent_since(tables, region, now - timedelta(days=PACE_DAYS))
        return ReminderFacts(
            plans=tables.of(ResourcePlan).all(),
            orders=tables.of(Order).open(),
            bills=tables.of(Bill).open(),
            pay_as_you_go=usage.active,
            overdue=usage.overdue,
            pace=present_pace(lately, now),
            account=self._provider.account().id,
            sandbox=self._provider.sandbox,
        )

    def _message(self, reminder: Reminder) -> InternalMessage:
        return InternalMessage(
            id=_message_id(reminder),
            at=reminder.at,
            subject=reminder_subject(reminder, self._zone),
            body=reminder_body(reminder, self._zone),
        )


def _message_id(reminder: Reminder) -> str:
    if reminder.kind is ReminderKind.OVERDUE:
        return f"{reminder.about}-overdue"  # the inbox was told when the bill could not be charged
    return f"reminder/{reminder.kind}/{reminder.subject}/{reminder.threshold}"
