"""A pool of connections that delivers the recipients of a chunk, as many at once as transport and server
allow.

Each connection has a thread. It takes a few recipients, announces them in the log, durably, and then delivers
to them one after the other. The same write carries the outcomes before them. How many it takes is in
`announced_batch`. When only the program ends, the notes say whose message may have left: each is written just
before it does.
"""

import time
from collections import deque
from collections.abc import Callable, Sequence
from datetime import datetime
from threading import Condition, Lock, Thread

from dm_tui.domain.errors import DirectMailError
from dm_tui.domain.mailing.letters.letter_wording import ATTACHMENT_FOLDER_GONE
from dm_tui.domain.mailing.log_entry import DeliveryStep, LogEntry
from dm_tui.domain.mailing.mailing import Mailing
from dm_tui.domain.mailing.recipients.recipient import Recipient
from dm_tui.domain.mailing.retries import RETRY_DELAYS
from dm_tui.providers.mail.transport import Connection, Deferred, Refused, Transport, Unknown
from dm_tui.services.mailing.delivery.announced_batch import AnnouncedBatch
from dm_tui.services.mailing.delivery.connection_rest import ConnectionRest
from dm_tui.services.mailing.delivery.giving_up import ServerConduct
from dm_tui.services.mailing.delivery.log_entries import PendingRecipient, begun_entry, entry_for
from dm_tui.services.mailing.delivery.stoppable_wait import TICK, wait_unless_stopped
from dm_tui.store.delivery_log import DeliveryLog
from dm_tui.store.progress_notes import ProgressNotes

CONNECTING_TURN_SECONDS = 2.0
"""Seconds to wait while another connection is opened: the server may hang in that one (our own limit)."""

Compose = Callable[[Recipient, str, datetime], bytes]


class WorkerPool:
    """The connections of one run. Once `stopped` returns true, no delivery begins.

    `invalid` are the addresses a server rejected as wrong.
    """

    def __init__(
        self,
        mailing: Mailing,
        transport: Transport,
        compose: Compose,
        log: DeliveryLog,
        *,
        now: Callable[[], datetime],
        sleep: Callable[[float], None],
        stopped: Callable[[], bool],
    ) -> None:
        self._mailing = mailing
        self._transport = transport
        self._compose = compose
        self._log = log
        self._now = now
        self._sleep = sleep
        self._stopped = stopped
        self._guard = Lock()
        self._ended = Condition(self._guard)
        self._connecting = Lock()
        self._conduct = ServerConduct(transport.name)
        self._open: dict[int, Connection] = {}
        self._threads: set[int] = set()
        self._holding: set[int] = set()
        self._rest = ConnectionRest()
        self._ever_connected = self._closed = False
        self._waiting: deque[PendingRecipient] = deque()
        self._batch = AnnouncedBatch(is_paced=bool(mailing.schedule.seconds_each))
        self._next_turn = 0.0
        self._at = now()
        self._notes: ProgressNotes | None = None
        self._error: BaseException | None = None
        self.entries: dict[int, LogEntry] = {}
        self.invalid: list[str] = []

    @property
    def failure(self) -> DirectMailError | None:
        """Why the run gives up, if it does."""
        return self._conduct.failure

    def deliver(
        self, members: Sequence[PendingRecipient], notes: ProgressNotes, tick: Callable[[], None]
    ) -> None:
        """Deliver to the members, calling `tick` about ten times a second.

        `entries` then has one for each member that was begun, durable in the log. It does not wait for
        connections that are still being opened: they serve the next members.
        """
        with self._guard:
            self._waiting, self._notes, self.entries = deque(members), notes, {}
            self._at = self._now()
            slots = self._slots_for(len(members))
            self._threads |= set(slots)
        for slot in slots:
            Thread(target=self._work, args=(slot,), daemon=True).start()
        try:
            while not self._wait_for_all(TICK):
                self._at = self._now()
                tick()
        except BaseException as error:  # Ctrl-C, say: what is under way gets its outcome
            self._fail(error)
            self._wait_for_all()
        self._log.write()
        if self._error is not None:
            raise self._error

    def close(self) -> None:
        """Close every connection, and those that are still being opened as soon as they are."""
        with self._guard:
            self._closed = True
            slots = list(self._open)
        for slot in slots:
            self._drop(slot)

    def _slots_for(self, members: int) -> list[int]:
        """Return the slots to start a thread for: open connections first, at least one while none runs.

        A slot that rests is left alone, also when its number is the lowest: it would serve nobody, and the
        run would begin chunk after chunk until it is rested.
        """
        idle = [slot for slot in range(self._transport.connections) if self._is_idle(slot)]
        idle.sort(key=lambda slot: slot not in self._open)
        return idle[:members] or [0] * (members > 0 and not self._threads)

    def _is_idle(self, slot: int) -> bool:
        """Say whether a thread may be started for the slot."""
        return slot not in self._threads and self._rest.is_over(slot)

    def _wait_for_all(self, seconds: float | None = None) -> bool:
        """Wait until everybody was served, or `seconds`, and say whether nobody is left."""
        with self._guard:
            return self._ended.wait_for(self._is_over, seconds)

    def _is_over(self) -> bool:
        unserved = self._waiting and self._threads and not self._should_stop()
        return not self._holding and not unserved

    def _should_stop(self) -> bool:
        return bool(self._closed or self._stopped() or self.failure or self._error)

    def _fail(self, error: BaseException) -> None:
        with self._guard:
            self._error = self._error or error

    def _work(self, slot: int) -> None:
        announced: deque[PendingRecipient] = deque()
        try:
            while (
                (connection := self._connection(slot, announced)) is not None
                and self._await_turn(slot, announced)
                and (member := self._next_recipient(slot, announced)) is not None
            ):
                self._deliver(slot, connection, member)
        except BaseException as error:  # raised where this thread is waited for
            self._fail(error)
        finally:
            self._put_back(slot, announced)
            with self._guard:
                self._threads.discard(slot)
                self._ended.notify()

    def _put_back(self, slot: int, announced: deque[PendingRecipient]) -> None:
        """Let other connections serve whom this one announced and did not begin."""
        for member in announced:
            self._add_entry(entry_for(member, Deferred(words="not begun")))
        with self._guard:
            self._waiting.extendleft(reversed(announced))
            self._holding.discard(slot)
            self._ended.notify()
        announced.clear()

    def _next_recipient(self, slot: int, announced: deque[PendingRecipient]) -> PendingRecipient | None:
        """Return the next recipient, announcing a few more where none is left.

        None when there is nothing to do.
        """
        if not announced:
            with self._guard:
                share = max(1, len(self._waiting) // max(len(self._open), 1))
                count = min(self._batch.size(len(self._open)), share, len(self._waiting))
                if not self._should_stop():
                    announced.extend(self._waiting.popleft() for _ in range(count))
                if not announced:
                    return None
                self._holding.add(slot)
            began = time.monotonic()
            self._log.write(*map(begun_entry, announced))
            self._batch.note_disk(time.monotonic() - began)
        return None if self._should_stop() else announced.popleft()

    def _await_turn(self, slot: int, announced: deque[PendingRecipient]) -> bool:
        """Wait for the pace of the mailing, and say whether there is still something to do.

        Nobody is announced who waits for it, so that nobody is of unknown outcome for that.
        """
        if not self._mailing.schedule.seconds_each:
            return True
        self._put_back(slot, announced)
        with self._guard:
            if not self._waiting:
                return False
            now = time.monotonic()
            turn = max(now, self._next_turn)
            self._next_turn = turn + self._mailing.schedule.seconds_each
        wait_unless_stopped(turn - now, self._sleep, self._should_stop)
        return not self._should_stop()

    def _deliver(self, slot: int, connection: Connection, member: PendingRecipient) -> None:
        id = f"{self._mailing.id}-{member.number}"
        try:
            message = self._compose(member.recipient, id, self._at)
        except DirectMailError as error:
            is_of_row = error.code != ATTACHMENT_FOLDER_GONE.code
            outcome = Refused(code=0, words=error.message) if is_of_row else Deferred(words=error.message)
            self._add_entry(entry_for(member, outcome, self._at))
            if not is_of_row:
                with self._guard:
                    self._conduct.give_up_for(error)
            return
        began, begun_at = time.monotonic(), self._at
        delivery = connection.deliver(
            id,
            self._mailing.sender,
            member.recipient.address,
            message,
            lambda: self._note_step(member, DeliveryStep.BEGUN),
        )
        self._batch.note_delivery(time.monotonic() - began)
        with self._guard:
            delivery = self._conduct.settle(member, delivery)
        entry = entry_for(member, delivery, begun_at if isinstance(delivery, Unknown) else self._at)
        try:
            self._note_step(member, entry.step)
        finally:  # whatever becomes of the note
            self._add_entry(entry)
        with self._guard:
            if isinstance(delivery, Refused) and delivery.invalid:
                self.invalid.append(member.recipient.address)
            if self._conduct.note(slot, member, delivery):
                return
            if not self._conduct.is_proven(slot) and len(self._open) > 1:
                self._rest.begin(slot)
        self._drop(slot)

    def _add_entry(self, entry: LogEntry) -> None:
        """Add an outcome to the next write of the log."""
        self._log.add(entry)
        with self._guard:
            self.entries[entry.number] = entry

    def _note_step(self, member: PendingRecipient, step: DeliveryStep) -> None:
        if self._notes is not None:
            self._notes.note(step, member.number)

    def _connection(self, slot: int, announced: deque[PendingRecipient]) -> Connection | None:
        """Return the slot's connection, opened again if needed; None where there should be none."""
        if (connection := self._open.get(slot)) is not None:
            return connection
        self._put_back(slot, announced)
        # One is opened at a time: when one is cut off, all usually are. But none waits for one that hangs.
        in_turn = self._connecting.acquire(timeout=CONNECTING_TURN_SECONDS)
        try:
            if (not in_turn or not self._rest.is_over(slot)) and self._open:
                return None
            while self._waiting and not self._should_stop():
                if self._conduct.failures:
                    delay = RETRY_DELAYS[min(self._conduct.failures, len(RETRY_DELAYS)) - 1]
                    wait_unless_stopped(delay, self._sleep, self._should_stop)
                try:
                    return self._keep_open(slot, self._transport.connect())
                except DirectMailError as error:
                    if self._open:
                        self._rest.begin(slot)
                        return None
                    with self._guard:
                        self._conduct.note_no_connection(error, first=not self._ever_connected)
        finally:
            if in_turn:
                self._connecting.release()
        return None

    def _keep_open(self, slot: int, connection: Connection) -> Connection | None:
        with self._guard:
            self._ever_connected = True
            if not self._closed:
                self._open[slot] = connection
                return connection
        connection.close()
        return None

    def _drop(self, slot: int) -> None:
        with self._guard:
            self._conduct.forget(slot)
            connection = self._open.pop(slot, None)
        if connection is not None:
            connection.close()
