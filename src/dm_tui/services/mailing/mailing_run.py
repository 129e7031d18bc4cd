"""One run of a mailing: chunk by chunk until everybody had a turn, or it is stopped, held back or cut off."""

import time
from collections import deque
from collections.abc import Callable
from datetime import datetime
from threading import Event

from dm_tui.domain.errors import DirectMailError
from dm_tui.domain.mailing.mailing import (
    RETRY_DELAYS,
    DeliveryStep,
    LogEntry,
    Mailing,
    MailingStatus,
    PostponedRecipient,
    pause_mailing,
    resume_mailing,
)
from dm_tui.domain.mailing.message import Letter, Recipient
from dm_tui.domain.model import Model
from dm_tui.providers.mail.transport import ListTransport, Transport
from dm_tui.providers.protocol import Provider
from dm_tui.services.mailing.chunk_accounting import (
    ChunkAccounting,
    outcomes_from_log,
    remember_invalid,
    require_mailing,
)
from dm_tui.services.mailing.crash_recovery import require_unchanged
from dm_tui.services.mailing.delivery_workers import TICK, WorkerPool
from dm_tui.services.mailing.list_delivery import ListDelivery
from dm_tui.services.mailing.log_entries import PendingRecipient
from dm_tui.services.usage.billing import Billing
from dm_tui.store.delivery_log import DeliveryLog
from dm_tui.store.mailing_files import MailingFiles
from dm_tui.store.state import StateFile

RATE_WINDOW_SECONDS = 10.0
"""How far back the rate looks."""


GATHER_SECONDS = 0.25
"""Seconds to wait longer than one must, for those that are due soon after."""


class Progress(Model):
    """How far a mailing is. `rate` is recipients a second; `seconds_left` is None while nobody can tell.

    `seconds` is for how long it has been sent without a break.
    """

    done: int
    total: int
    rate: float
    seconds_left: float | None
    accepted: int
    refused: int
    unknown: int
    deferred: int
    seconds: float = 0.0


class MailingRun:
    """Sends a mailing from where it stands. For who holds the mailing; its log is open and caught up."""

    def __init__(
        self,
        state: StateFile,
        provider: Provider,
        billing: Billing,
        deliveries: MailingFiles,
        *,
        at_once: int = 0,
        sleep: Callable[[float], None],
        progress: Callable[[Progress], None],
        stop: Event,
    ) -> None:
        self._state = state
        self._provider = provider
        self._billing = billing
        self._deliveries = deliveries
        self._chunks = ChunkAccounting(provider, deliveries, at_once)
        self._sleep = sleep
        self._report = progress
        self._stop = stop
        self._halted = False
        self._due: dict[int, float] = {}
        self._pace: deque[tuple[float, int]] = deque()
        self._reported_at = 0.0
        self._began = time.monotonic()

    def send(
        self,
        mailing: Mailing,
        log: DeliveryLog,
        transport: Transport,
        compose: Callable[[Recipient, str, datetime], bytes],
    ) -> Mailing:
        """Send one message after the other until there is nothing more to do now, and return the mailing."""
        crew = WorkerPool(
            mailing.id,
            mailing.sender,
            transport,
            compose,
            log,
            now=self._provider.now,
            sleep=self._sleep,
            stopped=self._is_stopped,
        )
        return self._send_chunks(mailing, log, crew)

    def send_to_lists(
        self, mailing: Mailing, log: DeliveryLog, transport: ListTransport, letter: Letter
    ) -> Mailing:
        """Do the same list by list, each sent to by the service itself."""
        way = ListDelivery(transport, letter, log, sleep=self._sleep, stopped=self._is_stopped)
        return self._send_chunks(mailing, log, way)

    def _is_stopped(self) -> bool:
        return self._halted or self._stop.is_set()

    def _send_chunks(
        self, mailing: Mailing, log: DeliveryLog, crew: WorkerPool | ListDelivery
    ) -> Mailing:
        try:
            mailing, members = self._start_next_chunk(mailing, (), {}, log, crew, begins=True)
            self._progress(mailing, {}, now=True)
            while mailing.status is MailingStatus.SENDING:
                if mailing.chunk is None:
                    self._wait(mailing, crew)
                    entries: dict[int, LogEntry] = {}
                else:
                    log.add(*self._chunks.known_invalid_entries(mailing))
                    entries = self._deliver_chunk(mailing, members, crew)
                mailing, members = self._start_next_chunk(mailing, members, entries, log, crew)
                self._progress(mailing, {}, now=mailing.status is not MailingStatus.SENDING)
        finally:
            crew.close()
        return mailing

    def _start_next_chunk(
        self,
        known: Mailing,
        members: tuple[PendingRecipient, ...],
        entries: dict[int, LogEntry],
        log: DeliveryLog,
        crew: WorkerPool | ListDelivery,
        *,
        begins: bool = False,
    ) -> tuple[Mailing, tuple[PendingRecipient, ...]]:
        """Conclude what was in hand and take the next chunk in hand, in one transaction."""
        with self._state.transaction() as tables:
            mailing = require_unchanged(require_mailing(tables, known.id), known)
            if begins:
                mailing = resume_mailing(mailing)
            if mailing.chunk is not None:
                outcomes = outcomes_from_log(mailing, members, entries, log.end)
                mailing = self._chunks.conclude(tables, mailing, outcomes)
                self._postpone(outcomes.postponed)
            remember_invalid(tables, crew.invalid, self._provider.now())
            members = ()
            if mailing.status is MailingStatus.SENDING:
                if crew.failure is not None:
                    mailing = pause_mailing(mailing, "connection", str(crew.failure))
                elif self._stop.is_set():
                    mailing = pause_mailing(mailing)
                else:
                    mailing, members = self._chunks.begin(tables, mailing, self._is_due)
            tables.of(Mailing).put(mailing)
        crew.invalid.clear()
        self._billing.charge_due_bill()
        return mailing, members

    def _deliver_chunk(
        self,
        mailing: Mailing,
        members: tuple[PendingRecipient, ...],
        crew: WorkerPool | ListDelivery,
    ) -> dict[int, LogEntry]:
        def tick() -> None:
            self._check_still_sending(mailing)
            self._progress(mailing, crew.entries)

        numbers = [one.number for one in members]
        hand = self._deliveries.begin_progress_notes(mailing.id, mailing.log, numbers)
        try:
            return crew.deliver(members, hand, tick)
        finally:
            hand.close()

    def _wait(self, mailing: Mailing, crew: WorkerPool | ListDelivery) -> None:
        """Wait until the first of those that were postponed are due."""
        first = GATHER_SECONDS + min(self._due.get(one.number, 0.0) for one in mailing.postponed)

        def tick() -> None:
            self._check_still_sending(mailing)
            self._progress(mailing, {})

        crew.wait_unless_stopped(first - time.monotonic(), tick)
        for one in mailing.postponed:
            if self._due.get(one.number, 0.0) <= first:
                self._due.pop(one.number, None)

    def _postpone(self, postponed: tuple[PostponedRecipient, ...]) -> None:
        for one in postponed:
            if one.tries:
                self._due[one.number] = time.monotonic() + RETRY_DELAYS[one.tries - 1]

    def _is_due(self, one: PostponedRecipient) -> bool:
        if self._due.get(one.number, 0.0) > time.monotonic():
            return False
        self._due.pop(one.number, None)
        return True

    def _check_still_sending(self, mailing: Mailing) -> None:
        """Notice that somebody else paused or cancelled the mailing, or dropped it."""
        if self._halted:
            return
        try:
            with self._state.read() as tables:
                self._halted = (
                    require_mailing(tables, mailing.id).status is not MailingStatus.SENDING
                )
        except DirectMailError:  # told by the next step, where it cannot be overlooked
            self._halted = True

    def _progress(
        self, mailing: Mailing, entries: dict[int, LogEntry], *, now: bool = False
    ) -> None:
        """Tell how far the mailing is, about ten times a second at most."""
        at = time.monotonic()
        if not now and at - self._reported_at < TICK:
            return
        self._reported_at = at
        steps = [entry.step for entry in list(entries.values())]
        known_invalid = len(mailing.chunk.known_invalid) if mailing.chunk and entries else 0
        accepted = mailing.accepted + steps.count(DeliveryStep.ACCEPTED)
        refused = mailing.refused + steps.count(DeliveryStep.REFUSED) + known_invalid
        unknown = mailing.unknown + steps.count(DeliveryStep.UNKNOWN)
        done = accepted + refused + unknown
        rate = self._rate(at, done)
        self._report(
            Progress(
                done=done,
                total=mailing.recipients,
                rate=rate,
                seconds_left=(mailing.recipients - done) / rate if rate else None,
                accepted=accepted,
                refused=refused,
                unknown=unknown,
                deferred=mailing.deferred + steps.count(DeliveryStep.DEFERRED),
                seconds=at - self._began,
            )
        )

    def _rate(self, at: float, done: int) -> float:
        self._pace.append((at, done))
        while at - self._pace[0][0] > RATE_WINDOW_SECONDS and len(self._pace) > 2:
            self._pace.popleft()
        first_at, first_done = self._pace[0]
        return (done - first_done) / (at - first_at) if at > first_at else 0.0
