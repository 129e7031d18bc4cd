"""A chunk handed over as a whole: its recipients are made a list, which the service sends to by one call.

Everybody on the list is announced in the log before the call, durably. When nobody knows what came of it,
nobody on it is ever sent to again; what was certainly refused is tried again or told.
"""

from collections.abc import Callable, Sequence
from threading import Event, Thread

from dm_tui.domain.errors import DirectMailError
from dm_tui.domain.mailing.mailing import RETRY_DELAYS, DeliveryStep, LogEntry
from dm_tui.domain.mailing.message import Letter
from dm_tui.providers.mail.transport import (
    Deferred,
    DeliveryOutcome,
    ListTransport,
    RecipientList,
    Refused,
)
from dm_tui.services.mailing.delivery_workers import TICK
from dm_tui.services.mailing.log_entries import PendingRecipient, entry_for, sending_refused_error
from dm_tui.store.delivery_log import DeliveryLog
from dm_tui.store.progress_notes import ProgressNotes


class ListDelivery:
    """Stands in a run where the connections of a crew do otherwise; `stopped` and `trouble` mean the same.

    `invalid` stays empty: the service does not say of which address it thinks so.
    """

    def __init__(
        self,
        transport: ListTransport,
        letter: Letter,
        log: DeliveryLog,
        *,
        sleep: Callable[[float], None],
        stopped: Callable[[], bool],
    ) -> None:
        self._transport = transport
        self._letter = letter
        self._log = log
        self._sleep = sleep
        self._stopped = stopped
        self.entries: dict[int, LogEntry] = {}
        self.failure: DirectMailError | None = None
        self.invalid: list[str] = []
        self._interrupted: BaseException | None = None

    def deliver(
        self, members: Sequence[PendingRecipient], hand: ProgressNotes, tick: Callable[[], None]
    ) -> dict[int, LogEntry]:
        """Hand over all members and return what is known of each; who is missing was not begun.

        Calls `tick` about ten times a second. What is returned is durable in the log.
        """
        self.entries = {}
        recipients = [one.recipient for one in members]
        made: list[RecipientList | None] = []

        def make() -> None:
            try:
                made.append(self._transport.create_list(recipients, self._should_stop))
            except DirectMailError as error:
                self.failure = error

        self._run_in_thread(make, tick)
        if made and made[0] is not None and not self._should_stop():
            self._hand_over(members, made[0], hand, tick)
        self._log.write()
        if self._interrupted is not None:
            raise self._interrupted
        return self.entries

    def _hand_over(
        self,
        members: Sequence[PendingRecipient],
        made: RecipientList,
        hand: ProgressNotes,
        tick: Callable[[], None],
    ) -> None:
        listed = []
        for one in members:
            words = made.refused.get(one.recipient.address.lower())
            if words is None:
                listed.append(one)
            else:
                self._enter(one, Refused(code=0, words=words))
        if not listed:
            return
        self._log.write(*(LogEntry(number=one.number, step=DeliveryStep.BEGUN) for one in listed))
        for one in listed:
            hand.note(one.number, DeliveryStep.BEGUN)
        delivery = self._send_list(made.name, tick)
        for one in listed:
            hand.note(one.number, self._enter(one, delivery))
        if isinstance(delivery, Deferred) and not self._should_stop():
            self.failure = self.failure or sending_refused_error(
                self._transport.name, delivery.words
            )

    def _send_list(self, name: str, tick: Callable[[], None]) -> DeliveryOutcome:
        """Make the call; once more only where it certainly did nothing, such as one call too many a minute."""
        found: list[DeliveryOutcome] = [Deferred(words="not begun")]

        def send() -> None:
            found[0] = self._transport.send(name, self._letter)

        for pause in (0.0, *RETRY_DELAYS):
            self.wait_unless_stopped(pause, tick)
            if self._should_stop():
                break
            self._run_in_thread(send, tick)
            if not isinstance(found[0], Deferred) or found[0].shut:
                break
        return found[0]

    def _enter(self, member: PendingRecipient, delivery: DeliveryOutcome) -> DeliveryStep:
        entry = entry_for(member, delivery)
        self._log.add(entry)
        self.entries[member.number] = entry
        return entry.step

    def _run_in_thread(self, do: Callable[[], None], tick: Callable[[], None]) -> None:
        """Let it be done in a thread; an interruption, such as Ctrl-C, is kept until what was begun has its outcome."""
        done, failed = Event(), list[BaseException]()

        def run() -> None:
            try:
                do()
            except BaseException as error:  # told by who waits
                failed.append(error)
            finally:
                done.set()

        Thread(target=run, daemon=True).start()
        try:
            while not done.wait(TICK):
                tick()
        except BaseException as error:
            self._interrupted = error
            done.wait()
        if failed:
            raise failed[0]

    def _should_stop(self) -> bool:
        return self._interrupted is not None or self._stopped()

    def wait_unless_stopped(self, seconds: float, tick: Callable[[], None] = lambda: None) -> None:
        """Let time pass, in steps short enough to hear that it is over."""
        while seconds > 0 and not self._should_stop():
            self._sleep(min(TICK, seconds))
            seconds -= TICK
            tick()

    def close(self) -> None:
        """Nothing is open."""
