"""Connections at work: the recipients of a chunk go out over as many as the transport and the server allow.

Each connection has a thread, which takes a few recipients, announces them in the log, durably, and then
delivers to one after the other. What became of those before is carried by the same write. So few that the disk
is hardly felt; one where it is not felt at all.
"""

import time
from collections import deque
from collections.abc import Callable, Sequence
from datetime import datetime
from math import ceil
from threading import Condition, Lock, Thread

from dm_tui.domain.errors import DirectMailError, ErrorKind
from dm_tui.domain.mailing.mailing import RETRY_DELAYS, DeliveryStep, LogEntry
from dm_tui.domain.mailing.message import Recipient
from dm_tui.providers.mail.transport import (
    Connection,
    Deferred,
    DeliveryOutcome,
    Refused,
    Transport,
)
from dm_tui.services.mailing.log_entries import (
    PendingRecipient,
    connection_lost_error,
    entry_for,
    is_connection_lost,
    sending_refused_error,
)
from dm_tui.store.delivery_log import DeliveryLog
from dm_tui.store.progress_notes import ProgressNotes

TICK = 0.1
"""Seconds between two looks at what is going on."""

RECONNECT_SECONDS = 60.0
"""Seconds after which a further connection, once refused, is asked for again."""

MOST_ANNOUNCED = 8
"""How many a connection may announce at once."""

NEGLIGIBLE_DISK_SHARE = 0.05
"""The share of the time of a delivery that may be spent on waiting for the disk."""

Compose = Callable[[Recipient, str, datetime], bytes]


class WorkerPool:
    """The connections of one run. `stopped` says whether nothing more is to be begun.

    `trouble` is why it gave up: it could not connect, or was cut off again and again with no message
    answered in between. `invalid` are the addresses a server called wrong.
    """

    def __init__(
        self,
        mailing: str,
        sender: str,
        transport: Transport,
        compose: Compose,
        log: DeliveryLog,
        *,
        now: Callable[[], datetime],
        sleep: Callable[[float], None],
        stopped: Callable[[], bool],
    ) -> None:
        self._mailing = mailing
        self._sender = sender
        self._transport = transport
        self._compose = compose
        self._log = log
        self._now = now
        self._sleep = sleep
        self._stopped = stopped
        self._guard = Lock()
        self._ended = Condition(self._guard)
        self._connecting = Lock()
        self._open: dict[int, Connection] = {}
        self._proven: set[int] = set()
        self._resting: dict[int, float] = {}
        self._ever_connected = False
        self._failures = 0
        self._waiting: deque[PendingRecipient] = deque()
        self._working = 0
        self._announcing, self._delivering = _MovingAverage(), _MovingAverage()
        self._at = now()
        self._hand: ProgressNotes | None = None
        self._error: BaseException | None = None
        self.entries: dict[int, LogEntry] = {}
        self.failure: DirectMailError | None = None
        self.invalid: list[str] = []

    def deliver(
        self, members: Sequence[PendingRecipient], hand: ProgressNotes, tick: Callable[[], None]
    ) -> dict[int, LogEntry]:
        """Deliver to the members and return what is known of each; who is missing was not begun.

        Calls `tick` about ten times a second. What is returned is durable in the log.
        """
        self._waiting, self._hand, self.entries = deque(members), hand, {}
        self._at = self._now()
        slots = [
            slot
            for slot in range(min(self._transport.connections, len(members)))
            if self._resting.get(slot, 0) <= time.monotonic()
        ]
        self._working = len(slots)
        for slot in slots:
            Thread(target=self._work, args=(slot,), daemon=True).start()
        try:
            while not self._wait_for_all(TICK):
                self._at = self._now()
                tick()
        except BaseException as error:  # such as Ctrl-C: what is on its way has its outcome kept
            self._fail(error)
            self._wait_for_all()
        self._log.write()
        if self._error is not None:
            raise self._error
        return self.entries

    def close(self) -> None:
        """Close every connection."""
        for slot in list(self._open):
            self._drop(slot)

    def wait_unless_stopped(self, seconds: float, tick: Callable[[], None] = lambda: None) -> None:
        """Let time pass, in steps short enough to hear that it is over."""
        while seconds > 0 and not self._stopped():
            self._sleep(min(TICK, seconds))
            seconds -= TICK
            tick()

    def _wait_for_all(self, seconds: float | None = None) -> bool:
        """Wait until nobody works any more, or so long; say whether that is so."""
        with self._guard:
            return self._ended.wait_for(lambda: not self._working, seconds)

    def _should_stop(self) -> bool:
        """Say whether nobody is to be sent to any more."""
        return bool(self._stopped() or self.failure or self._error)

    def _fail(self, error: BaseException) -> None:
        with self._guard:
            self._error = self._error or error

    def _work(self, slot: int) -> None:
        announced: deque[PendingRecipient] = deque()
        try:
            while (
                (announced or self._waiting)
                and (connection := self._connection(slot)) is not None
                and (member := self._next_recipient(announced)) is not None
            ):
                self._deliver(slot, connection, member)
        except BaseException as error:  # told by who waits for this thread
            self._fail(error)
        finally:
            for member in announced:
                self._log_outcome(member, Deferred(words="not begun"))
            with self._guard:
                self._waiting.extendleft(reversed(announced))
                self._working -= 1
                self._ended.notify()

    def _next_recipient(self, announced: deque[PendingRecipient]) -> PendingRecipient | None:
        """Return whom to deliver to now, out of who is `announced`; None when there is nobody."""
        if not announced:
            with self._guard:
                share = max(1, len(self._waiting) // self._working)
                few = (
                    0
                    if self._should_stop()
                    else min(self._announce_count(), share, len(self._waiting))
                )
                announced.extend(self._waiting.popleft() for _ in range(few))
            if not announced:
                return None
            began = time.monotonic()
            self._log.write(
                *(LogEntry(number=one.number, step=DeliveryStep.BEGUN) for one in announced)
            )
            self._announcing.add_sample(time.monotonic() - began)
        return None if self._should_stop() else announced.popleft()

    def _announce_count(self) -> int:
        """Return how many to announce at once: one where the disk is not felt."""
        disk, way = self._announcing.seconds, self._delivering.seconds / max(self._working, 1)
        if not disk > NEGLIGIBLE_DISK_SHARE * way > 0:
            return 1
        return min(MOST_ANNOUNCED, ceil(disk / (NEGLIGIBLE_DISK_SHARE * way)))

    def _deliver(self, slot: int, connection: Connection, member: PendingRecipient) -> None:
        id = f"{self._mailing}-{member.number}"
        address = member.recipient.address
        try:
            message = self._compose(member.recipient, id, self._at)
        except DirectMailError as error:
            self._log_outcome(member, Refused(code=0, words=error.message))
            return
        began = time.monotonic()
        self._note_in_hand(member, DeliveryStep.BEGUN)
        delivery = connection.deliver(id, self._sender, address, message)
        self._delivering.add_sample(time.monotonic() - began)
        self._note_in_hand(member, self._log_outcome(member, delivery))
        with self._guard:
            if not is_connection_lost(delivery):
                self._failures = 0
                self._proven.add(slot)
                return
            self._failures += slot not in self._proven
            if isinstance(delivery, Deferred) and delivery.shut:
                self.failure = sending_refused_error(self._transport.name, delivery.words)
            elif self._failures > len(RETRY_DELAYS):
                self.failure = connection_lost_error(self._transport.name, delivery.words)
        self._drop(slot)

    def _log_outcome(self, member: PendingRecipient, delivery: DeliveryOutcome) -> DeliveryStep:
        """Have the next write to the log say what became of a member."""
        entry = entry_for(member, delivery)
        self._log.add(entry)
        with self._guard:
            self.entries[member.number] = entry
            if isinstance(delivery, Refused) and delivery.invalid:
                self.invalid.append(member.recipient.address)
        return entry.step

    def _note_in_hand(self, member: PendingRecipient, step: DeliveryStep) -> None:
        if self._hand is not None:
            self._hand.note(member.number, step)

    def _connection(self, slot: int) -> Connection | None:
        """Return the slot's connection, opened again where it must be; None where there is to be none."""
        if slot in self._open:
            return self._open[slot]
        with self._connecting:  # one at a time: all were cut off when one was
            while not self._should_stop():
                if self._failures:
                    self.wait_unless_stopped(
                        RETRY_DELAYS[min(self._failures, len(RETRY_DELAYS)) - 1]
                    )
                try:
                    self._open[slot] = self._transport.connect()
                except DirectMailError as error:
                    if self._open:
                        self._resting[slot] = time.monotonic() + RECONNECT_SECONDS
                        return None
                    self._failures += 1
                    hopeless = error.kind is not ErrorKind.REFUSED  # such as a wrong password
                    if hopeless or not self._ever_connected or self._failures > len(RETRY_DELAYS):
                        self.failure = error
                else:
                    self._ever_connected = True
                    return self._open[slot]
        return None

    def _drop(self, slot: int) -> None:
        self._proven.discard(slot)
        self._open.pop(slot).close()


class _MovingAverage:
    """How long something takes lately."""

    def __init__(self) -> None:
        self.seconds = 0.0

    def add_sample(self, seconds: float) -> None:
        """Count one more; the last few count most."""
        self.seconds += (seconds - self.seconds) / (4 if self.seconds else 1)
