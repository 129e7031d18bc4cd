"""One run of a mailing: chunk after chunk until every recipient was tried, or the run is stopped."""

import time
from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from threading import Event

from dm_tui.domain.errors import DirectMailError
from dm_tui.domain.mailing.chunk import PostponedRecipient
from dm_tui.domain.mailing.letters.letter import Letter
from dm_tui.domain.mailing.log_entry import LogEntry
from dm_tui.domain.mailing.mailing import SCHEDULE, Mailing
from dm_tui.domain.mailing.progress import Progress, RateWindow
from dm_tui.domain.mailing.recipients.recipient import Recipient
from dm_tui.domain.mailing.resuming import may_resume
from dm_tui.domain.mailing.retries import GATHER_SECONDS, RETRY_DELAYS, RUN_PATIENCE
from dm_tui.domain.mailing.status import MailingStatus
from dm_tui.domain.mailing.status_changes import (
    await_deferred,
    hold_back_mailing,
    leave_to_others,
    pause_mailing,
    resume_mailing,
)
from dm_tui.providers.mail.transport import ListTransport, Transport
from dm_tui.providers.protocol import AccountProvider, Shop
from dm_tui.services.mailing.delivery.chunk_accounting import ChunkAccounting
from dm_tui.services.mailing.delivery.delivery_workers import WorkerPool
from dm_tui.services.mailing.delivery.giving_up import stop_for
from dm_tui.services.mailing.delivery.list_delivery import ListDelivery
from dm_tui.services.mailing.delivery.log_entries import PendingRecipient, outcomes_from_log
from dm_tui.services.mailing.delivery.stoppable_wait import TICK, wait_unless_stopped
from dm_tui.services.mailing.find_mailing import require_mailing, require_unchanged
from dm_tui.services.mailing.suppressed_while_sending import remember_rejected
from dm_tui.services.usage.billing import Billing
from dm_tui.store.delivery_log import DeliveryLog
from dm_tui.store.mailing_files import MailingFiles
from dm_tui.store.state import StateFile


class MailingRun:
    """Sends a mailing from where it is. The caller holds the mailing; its log is open and caught up.

    One that is resumed `by_hand` tries everybody who waits at once, whenever they are due.
    """

    def __init__(
        self,
        state: StateFile,
        account: AccountProvider,
        shop: Shop,
        billing: Billing,
        files: MailingFiles,
        *,
        chunk_size: int = 0,
        sleep: Callable[[float], None],
        progress: Callable[[Progress], None],
        stop: Event,
        by_hand: bool = True,
    ) -> None:
        self._state = state
        self._account = account
        self._billing = billing
        self._files = files
        self._chunks = ChunkAccounting(account, shop, files, chunk_size)
        self._sleep = sleep
        self._report = progress
        self._stop = stop
        self._by_hand = by_hand
        self._halted = self._is_out_of_hours = False
        self._deferred_words = ""
        self._due: dict[int, float] = {}
        self._rate = RateWindow()
        self._reported_at = 0.0
        self._began = time.monotonic()

    def send(
        self,
        mailing: Mailing,
        log: DeliveryLog,
        transport: Transport,
        compose: Callable[[Recipient, str, datetime], bytes],
    ) -> Mailing:
        """Send message by message until there is nothing more to do now, and return the mailing."""
        pool = WorkerPool(
            mailing,
            transport,
            compose,
            log,
            now=self._account.now,
            sleep=self._sleep,
            stopped=self._is_stopped,
        )
        return self._send_chunks(mailing, log, pool)

    def send_to_lists(
        self, mailing: Mailing, log: DeliveryLog, transport: ListTransport, letter: Letter
    ) -> Mailing:
        """Do the same list by list; the service writes the messages."""
        lists = ListDelivery(transport, letter, log, sleep=self._sleep, stopped=self._is_stopped)
        return self._send_chunks(mailing, log, lists)

    def _is_stopped(self) -> bool:
        return self._halted or self._is_out_of_hours or self._stop.is_set()

    def _send_chunks(
        self, mailing: Mailing, log: DeliveryLog, delivery: WorkerPool | ListDelivery
    ) -> Mailing:
        try:
            mailing, members = self._start_next_chunk(mailing, (), log, delivery, begins=True)
            self._report_progress(mailing, {}, now=True)
            while mailing.status is MailingStatus.SENDING:
                if mailing.chunk is None:
                    self._wait_for_retry(mailing)
                else:
                    log.add(*self._chunks.left_out_entries(mailing))
                    self._deliver_chunk(mailing, members, delivery)
                mailing, members = self._start_next_chunk(mailing, members, log, delivery)
                self._report_progress(mailing, {}, now=mailing.status is not MailingStatus.SENDING)
        finally:
            delivery.close()
        return mailing

    def _start_next_chunk(
        self,
        known: Mailing,
        members: tuple[PendingRecipient, ...],
        log: DeliveryLog,
        delivery: WorkerPool | ListDelivery,
        *,
        begins: bool = False,
    ) -> tuple[Mailing, tuple[PendingRecipient, ...]]:
        """Conclude the current chunk and begin the next one, in one transaction."""
        with self._state.transaction() as tables:
            mailing = require_unchanged(tables, known)
            if begins:
                if self._by_hand or may_resume(mailing, self._account.now()):
                    mailing = resume_mailing(mailing, by_itself=not self._by_hand)
                self._schedule_retries(mailing, mailing.postponed, {})
            if mailing.chunk is not None:
                outcomes = outcomes_from_log(mailing, members, delivery.entries, log.end)
                mailing = self._chunks.conclude(tables, mailing, outcomes)
                self._schedule_retries(mailing, outcomes.postponed, delivery.entries)
            rejected = _words_of(delivery.invalid, delivery.entries.values())
            put = remember_rejected(tables, self._files.suppressed, known.id, rejected, self._account.now())
            mailing = mailing.model_copy(update={"put_on_list": mailing.put_on_list + put})
            members = ()
            if mailing.status is MailingStatus.SENDING:
                if delivery.failure is not None:
                    mailing = stop_for(mailing, delivery.failure, self._account.now())
                elif self._stop.is_set():
                    now = self._account.now()
                    mailing = pause_mailing(mailing) if self._by_hand else leave_to_others(mailing, now)
                elif not mailing.schedule.allows(self._account.now()):
                    until = mailing.schedule.allowed_from(self._account.now())
                    mailing = hold_back_mailing(mailing, SCHEDULE, until)
                else:
                    self._is_out_of_hours = False
                    mailing, members = self._chunks.begin(tables, mailing, self._is_due)
                    mailing = self._stop_without_work(mailing)
            tables.of(Mailing).put(mailing)
        delivery.invalid.clear()
        self._billing.charge_due_bill()
        self._billing.refresh_for_budget()
        return mailing, members

    def _deliver_chunk(
        self, mailing: Mailing, members: tuple[PendingRecipient, ...], delivery: WorkerPool | ListDelivery
    ) -> None:
        numbers = [member.number for member in members]
        notes = self._files.begin_progress_notes(mailing.id, mailing.log, numbers)
        try:
            delivery.deliver(members, notes, lambda: self._tick(mailing, delivery.entries))
        finally:
            notes.close()

    def _stop_without_work(self, mailing: Mailing) -> Mailing:
        """Return the mailing paused if all who are left are due too late for this run."""
        if mailing.status is not MailingStatus.SENDING or mailing.chunk is not None:
            return mailing
        return mailing if self._due else await_deferred(mailing, self._deferred_words)

    def _wait_for_retry(self, mailing: Mailing) -> None:
        """Wait until the first postponed recipients are due."""
        first = GATHER_SECONDS + min(self._due.values())
        seconds = first - time.monotonic()
        wait_unless_stopped(seconds, self._sleep, self._is_stopped, lambda: self._tick(mailing, {}))
        for number, due in self._due.items():
            if due <= first:
                self._due[number] = 0.0

    def _schedule_retries(
        self, mailing: Mailing, postponed: tuple[PostponedRecipient, ...], entries: Mapping[int, LogEntry]
    ) -> None:
        """Note when those are due whom this run tries again; later ones are left to another."""
        now, waiting = self._account.now(), {recipient.number for recipient in mailing.postponed}
        for recipient in postponed:
            delay = self._delay(recipient, now, begins=not entries)
            if delay <= RUN_PATIENCE and recipient.number in waiting:
                self._due[recipient.number] = time.monotonic() + delay
            if recipient.tries and (entry := entries.get(recipient.number)) is not None:
                self._deferred_words = f"{entry.code or ''} {entry.words}".strip()

    def _delay(self, recipient: PostponedRecipient, now: datetime, *, begins: bool) -> float:
        """Return the seconds until a recipient is due; a run that begins waits for stored times only.

        Whoever resumes by hand does not wait for these either.
        """
        if not recipient.tries or (begins and (self._by_hand or recipient.due is None)):
            return 0.0
        if recipient.due is None:
            return RETRY_DELAYS[min(recipient.tries, len(RETRY_DELAYS)) - 1]
        return max(0.0, (recipient.due - now).total_seconds())

    def _is_due(self, recipient: PostponedRecipient) -> bool:
        due = self._due.get(recipient.number)
        if due is None or due > time.monotonic():
            return False
        del self._due[recipient.number]
        return True

    def _tick(self, mailing: Mailing, entries: dict[int, LogEntry]) -> None:
        self._check_still_sending(mailing)
        self._is_out_of_hours = not mailing.schedule.allows(self._account.now())
        self._report_progress(mailing, entries)

    def _check_still_sending(self, mailing: Mailing) -> None:
        """Notice that another program paused, cancelled or removed the mailing."""
        if self._halted:
            return
        try:
            with self._state.read() as tables:
                self._halted = require_mailing(tables, mailing.id).status is not MailingStatus.SENDING
        except DirectMailError:  # the next step raises it, where it cannot be overlooked
            self._halted = True

    def _report_progress(self, mailing: Mailing, entries: dict[int, LogEntry], *, now: bool = False) -> None:
        """Report the progress, about ten times a second at most unless it is wanted `now`."""
        at = time.monotonic()
        if not now and at - self._reported_at < TICK:
            return
        self._reported_at = at
        progress = Progress.of(mailing, [entry.step for entry in list(entries.values())])
        self._report(progress.at_rate(self._rate.add(at, progress.done), at - self._began))


def _words_of(addresses: Iterable[str], entries: Iterable[LogEntry]) -> dict[str, str]:
    """Return what the server said of each of these addresses."""
    words = {entry.address: f"{entry.code} {entry.words}" for entry in entries if entry.code}
    return {address: words.get(address, "") for address in addresses}
