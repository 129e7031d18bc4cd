"""Reminders: each that is due is queued once, and then delivered by every channel.

*Queueing* writes a record for each new reminder and channel, in one transaction with the internal message,
which is therefore delivered exactly once. *Delivery* (`delivery`) sends the waiting records by email, text
message, web hook and command. The interface, a timer and `sandbox advance` all run both steps; the state
file keeps them in agreement.
"""

from collections.abc import Callable
from datetime import datetime, timedelta, tzinfo
from pathlib import Path

from dm_tui.domain.account.inbox_message import InternalMessage
from dm_tui.domain.errors import DirectMailError
from dm_tui.domain.model import Model
from dm_tui.domain.purchase.catalogue import Catalogue
from dm_tui.domain.purchase.order import Order
from dm_tui.domain.purchase.plan import ResourcePlan
from dm_tui.domain.purchase.refund import RefundOffer, may_be_refunded
from dm_tui.domain.reminders import rules
from dm_tui.domain.reminders.email_message import reminder_body, reminder_subject
from dm_tui.domain.reminders.hook_wording import NO_HOOKS
from dm_tui.domain.reminders.notice import make_test_notice
from dm_tui.domain.reminders.record import ReminderRecord, newest_thresholds, record_id, reminder_key
from dm_tui.domain.reminders.reminder import Reminder
from dm_tui.domain.reminders.settings import EXTERNAL_CHANNELS, Channel, ReminderKind, ReminderSettings
from dm_tui.domain.reminders.wording import PROMISED
from dm_tui.domain.usage.billing import Bill, PayAsYouGo
from dm_tui.domain.usage.used_up_forecast import PACE_DAYS, present_pace
from dm_tui.providers.facts import ProviderFacts
from dm_tui.providers.protocol import AccountProvider
from dm_tui.services.purchase.refunds import Refunds
from dm_tui.services.reminders.delivery import ReminderDelivery, RouteFinder
from dm_tui.services.reminders.reports import (
    NOT_SENT_STATES,
    DeliveryReports,
    HookTrial,
    ReminderReport,
    make_report,
)
from dm_tui.services.reminders.settings import ReminderChoices
from dm_tui.services.reminders.unknown_at_service import HasSent
from dm_tui.services.usage.budget import budget_state, present_budget
from dm_tui.services.usage.quota_left import sent_since
from dm_tui.store.state import StateFile, Tables

PROMISE_PATIENCE = 10.0  # seconds that `sandbox advance` waits for another one that delivers (our own limit)


class ReminderRunResult(Model):
    """The result of one run; `messages` are the internal ones new since the last run, by any program."""

    messages: tuple[InternalMessage, ...] = ()
    sent: tuple[ReminderReport, ...] = ()
    failed: tuple[ReminderReport, ...] = ()


class Reminders:
    """Sends each reminder that is due, once. `zone` is the reader's, None this machine's own.

    `refunds` has the last answers about the refund of a plan; `has_sent` asks the service about an email that
    it may have taken.
    """

    def __init__(
        self,
        state: StateFile,
        account: AccountProvider,
        facts: ProviderFacts,
        find_route: RouteFinder,
        settings_file: Path,
        zone: tzinfo | None = None,
        *,
        refunds: Refunds,
        catalogue: Callable[[], Catalogue],
        has_sent: HasSent,
    ) -> None:
        self._state = state
        self._account = account
        self._facts = facts
        self._zone = zone
        self._find_route = find_route
        self._refunds = refunds
        self._catalogue = catalogue
        self._delivery = ReminderDelivery(state, account.now, find_route, zone, has_sent)
        self._seen_messages: frozenset[str] | None = None
        self.choices = ReminderChoices(state, settings_file)

    def run(self, *, retry: bool = False) -> ReminderRunResult:
        """Queue what is new and deliver what waits; with `retry`, deliver again at once what failed."""
        if self._seen_messages is None:
            self._take_new_messages()
        queued = self._queue(self._account.now())
        messages = self._take_new_messages()
        delivered = self._deliver(retry=retry)
        internal = (record for record in queued if record.channel not in EXTERNAL_CHANNELS)
        sent = (*map(make_report, internal), *delivered.sent)
        return ReminderRunResult(messages=messages, sent=sent, failed=delivered.failed)

    def failures(self) -> tuple[ReminderReport, ...]:
        """Return every reminder that missed a recipient, until a newer one is sent or its subject is over."""
        with self._state.read() as tables:
            records = tables.of(ReminderRecord).open()
        newest = newest_thresholds(records)
        return tuple(
            make_report(record, *NOT_SENT_STATES)
            for record in records
            if record.reminder.threshold == newest[reminder_key(record)] and record.missed
        )

    def addresses(self, channel: Channel) -> tuple[str, ...]:
        """Return to whom reminders go by `channel`, chosen or not; none where it is off, or not set up."""
        settings = self._settings()
        if channel not in settings.channels:
            return ()
        try:
            return self._find_route(channel, settings).addresses
        except DirectMailError:
            return ()

    def try_hooks(self) -> tuple[HookTrial, ...]:
        """Send a test to every web hook and to the command, and return what became of each.

        No record is kept: whoever asks again is sent another one.
        """
        settings, channels = self._settings(), self.choices.hooks().channels
        if not channels:
            raise NO_HOOKS()
        notice = make_test_notice(self._account.real_now(), sandbox=not self._facts.moves_real_money)
        message = notice.model_dump_json().encode("utf-8")
        trials = []
        for channel in channels:
            route = self._find_route(channel, settings)
            for address in route.addresses:
                outcome = route.transport.connect().deliver(notice.id, route.sender, address, message)
                trials.append(HookTrial.of(channel, address, outcome))
        return tuple(trials)

    # While the sandbox's clock is moved

    def next_due(self) -> datetime | None:
        """Return the instant of the next reminder, if nothing else happens."""
        now = self._account.now()
        with self._state.read() as tables:
            newest = newest_thresholds(tables.of(ReminderRecord).open())
            facts, settings = self._reminder_facts(tables, now), self._settings()
            return rules.next_reminder_at(facts, settings, now, newest, self._zone)

    def promise(self, at: datetime) -> str:
        """Queue what is due at `at`, to be delivered with the figures of then, and return it in words."""
        queued = self._queue(at, promised=True)
        channels: dict[str, list[str]] = {}
        for record in queued:
            subject = reminder_subject(record.reminder, self._zone)
            channels.setdefault(subject, []).append(record.channel)
        return "; ".join(
            PROMISED.format(channels=", ".join(by), subject=subject) for subject, by in channels.items()
        )

    def keep_promises(self) -> DeliveryReports:
        """Deliver the promised reminders; outside any transaction."""
        return self._deliver(PROMISE_PATIENCE)

    # Both steps

    def _queue(self, now: datetime, *, promised: bool = False) -> tuple[ReminderRecord, ...]:
        with self._state.read() as tables:
            if not self._new(tables, now) and not self._ended_records(tables, now):
                return ()  # the usual case needs no lock
        queued: list[ReminderRecord] = []
        with self._state.transaction() as tables:
            records, messages = tables.of(ReminderRecord), tables.of(InternalMessage)
            for reminder, channel in self._new(tables, now):
                id = record_id(reminder, channel)
                before = records.find(id)
                if before is not None:  # it was over, and the clock was set back
                    records.replace(before.model_copy(update={"over": False}))
                    continue
                record = ReminderRecord(id=id, reminder=reminder, channel=channel, promised=promised)
                queued.append(records.put(record))
                if channel is Channel.INTERNAL and messages.get(_message_id(reminder)) is None:
                    messages.put(self._message(reminder))
            for record in self._ended_records(tables, now):
                records.put(record.model_copy(update={"over": True}))
        return tuple(queued)

    def _take_new_messages(self) -> tuple[InternalMessage, ...]:
        """Return the internal messages of reminders that are new since the last call."""
        with self._state.read() as tables:
            records = tables.of(ReminderRecord).open()
            internal = {record.id: record for record in records if record.channel is Channel.INTERNAL}
            new = [record for id, record in internal.items() if id not in (self._seen_messages or ())]
            messages = [tables.of(InternalMessage).get(_message_id(record.reminder)) for record in new]
        self._seen_messages = frozenset(internal)
        return tuple(message for message in messages if message is not None)

    def _deliver(self, patience: float = 0.0, *, retry: bool = False) -> DeliveryReports:
        settings, now = self._settings(), self._account.now()
        sent: list[ReminderReport] = []
        failed: list[ReminderReport] = []
        for channel in EXTERNAL_CHANNELS:
            with self._state.read() as tables:
                due = rules.due_reminders(self._reminder_facts(tables, now), settings, now, self._zone)
            reports = self._delivery.deliver(channel, settings, due, patience, retry=retry)
            sent += reports.sent
            failed += reports.failed
        return DeliveryReports(tuple(sent), tuple(failed))

    def _new(self, tables: Tables, now: datetime) -> list[tuple[Reminder, Channel]]:
        sent = newest_thresholds(tables.of(ReminderRecord).open())
        due = rules.due_reminders(self._reminder_facts(tables, now), self._settings(), now, self._zone)
        return [(new, channel) for new in due for channel in rules.channels_to_notify(new, sent)]

    def _ended_records(self, tables: Tables, now: datetime) -> list[ReminderRecord]:
        """Return the open records whose subject needs no more reminders."""
        records = [record for record in tables.of(ReminderRecord).open() if not record.over]
        if not records:
            return []
        alive = rules.possible_subjects(self._reminder_facts(tables, now), now)
        return [record for record in records if (record.reminder.kind, record.reminder.subject) not in alive]

    def _reminder_facts(self, tables: Tables, now: datetime) -> rules.ReminderFacts:
        pay_as_you_go, account = tables.single(PayAsYouGo), self._account.current()
        catalogue = self._catalogue()
        recent = sent_since(tables, account.region, now - timedelta(days=PACE_DAYS))
        plans = tables.of(ResourcePlan).all()
        limited = present_budget(tables, catalogue.currency) is not None
        return rules.ReminderFacts(
            plans=plans,
            refunds=self._refund_offers(plans, now),
            refund_page=self._refunds.page,
            budget=budget_state(tables, catalogue, now) if limited else None,
            orders=tables.of(Order).open(),
            bills=tables.of(Bill).open(),
            pay_as_you_go=pay_as_you_go.active,
            price=catalogue.pay_as_you_go_per_thousand,
            is_guide_price=catalogue.guide_price_per_thousand is not None,
            overdue=pay_as_you_go.overdue,
            pace=present_pace(recent, now),
            account=account.id,
            sandbox=not self._facts.moves_real_money,
        )

    def _settings(self) -> ReminderSettings:
        """Return the settings with every channel that is set up."""
        settings, hooks = self.choices.current(), self.choices.hooks()
        return settings.model_copy(update={"channels": (*settings.channels, *hooks.channels)})

    def _refund_offers(self, plans: tuple[ResourcePlan, ...], now: datetime) -> tuple[RefundOffer, ...]:
        offers = (self._refunds.last_offer(plan) for plan in plans if may_be_refunded(plan, now))
        return tuple(offer for offer in offers if offer is not None)

    def _message(self, reminder: Reminder) -> InternalMessage:
        subject, body = reminder_subject(reminder, self._zone), reminder_body(reminder, self._zone)
        return InternalMessage(id=_message_id(reminder), at=reminder.at, subject=subject, body=body)


def _message_id(reminder: Reminder) -> str:
    if reminder.kind is ReminderKind.BUDGET:
        return reminder.about  # written when so much was spent
    if reminder.kind is ReminderKind.OVERDUE:
        return f"{reminder.about}-overdue"  # written when the bill could not be charged
    return f"reminder/{reminder.identity}"
