"""One run of a mailing: chunk after chunk until every recipient was tried, or the run is stopped."""

import time
from collections.abc import Callable, Iterable
from datetime import datetime
from threading import Event

from dm_tui.domain.errors import DirectMailError
from dm_tui.domain.mailing.letter import Letter
from dm_tui.domain.mailing.mailing import (
    RETRY_DELAYS,
    LogEntry,
    Mailing,
    PostponedRecipient,
    hold_back_mailing,
    pause_mailing,
    resume_mailing,
)
from dm_tui.domain.mailing.message import Recipient
from dm_tui.domain.mailing.progress import Progress, RateWindow
from dm_tui.domain.mailing.status import MailingStatus
from dm_tui.providers.mail.transport import ListTransport, Transport
from dm_tui.providers.protocol import AccountProvider, Shop
from dm_tui.services.mailing.chunk_accounting import ChunkAccounting
from dm_tui.services.mailing.delivery_workers import WorkerPool
from dm_tui.services.mailing.known_invalid import remember_rejected
from dm_tui.services.mailing.list_delivery import ListDelivery
from dm_tui.services.mailing.log_entries import PendingRecipient, outcomes_from_log
from dm_tui.services.mailing.mailing_lookup import require_mailing, require_unchanged
from dm_tui.services.mailing.stoppable_wait import TICK, wait_unless_stopped
from dm_tui.services.usage.billing import Billing
from dm_tui.store.delivery_log import DeliveryLog
from dm_tui.store.mailing_files import MailingFiles
from dm_tui.store.state import StateFile

GATHER_SECONDS = 0.25
"""Extra seconds to wait for a retry, so that recipients due soon after share the next chunk."""


class MailingRun:
    """Sends a mailing from where it is. The caller holds the mailing; its log is open and caught up."""

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
    ) -> None:
        self._state = state
        self._account = account
        self._billing = billing
        self._files = files
        self._chunks = ChunkAccounting(account, shop, files, chunk_size)
        self._sleep = sleep
        self._report = progress
        self._stop = stop
        self._halted = False
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
        return self._halted or self._stop.is_set()

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
                mailing = resume_mailing(mailing)
            if mailing.chunk is not None:
                outcomes = outcomes_from_log(mailing, members, delivery.entries, log.end)
                mailing = self._chunks.conclude(tables, mailing, outcomes)
                self._schedule_retries(outcomes.postponed)
            rejected = _words_of(delivery.invalid, delivery.entries.values())
            remember_rejected(tables, self._files.suppressed, known.id, rejected, self._account.now())
            members = ()
            if mailing.status is MailingStatus.SENDING:
                if delivery.failure is not None:
                    mailing = _stop_mailing(mailing, delivery.failure)
                elif self._stop.is_set():
                    mailing = pause_mailing(mailing)
                else:
                    mailing, members = self._chunks.begin(tables, mailing, self._is_due)
            tables.of(Mailing).put(mailing)
        delivery.invalid.clear()
        self._billing.charge_due_bill()
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

    def _wait_for_retry(self, mailing: Mailing) -> None:
        """Wait until the first postponed recipients are due."""
        first = GATHER_SECONDS + min(self._due.get(recipient.number, 0.0) for recipient in mailing.postponed)
        seconds = first - time.monotonic()
        wait_unless_stopped(seconds, self._sleep, self._is_stopped, lambda: self._tick(mailing, {}))
        for recipient in mailing.postponed:
            if self._due.get(recipient.number, 0.0) <= first:
                self._due.pop(recipient.number, None)

    def _schedule_retries(self, postponed: tuple[PostponedRecipient, ...]) -> None:
        for recipient in postponed:
            if recipient.tries:
                self._due[recipient.number] = time.monotonic() + RETRY_DELAYS[recipient.tries - 1]

    def _is_due(self, recipient: PostponedRecipient) -> bool:
        if self._due.get(recipient.number, 0.0) > time.monotonic():
            return False
        self._due.pop(recipient.number, None)
        return True

    def _tick(self, mailing: Mailing, entries: dict[int, LogEntry]) -> None:
        self._check_still_sending(mailing)
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


def _stop_mailing(mailing: Mailing, failure: DirectMailError) -> Mailing:
    """Return the mailing held back where the failure says when it may resume, otherwise paused."""
    until = failure.values.get("until")
    if isinstance(until, datetime):
        return hold_back_mailing(mailing, failure.code, until)
    return pause_mailing(mailing, "connection", str(failure))
