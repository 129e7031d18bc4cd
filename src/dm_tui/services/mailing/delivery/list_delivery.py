"""Delivers a chunk as a whole: its recipients become a list at the service, which sends to it in one call.

Every recipient on the list is announced in the log before the call, durably. If the outcome of the call is
unknown, no one on the list is sent to again; a call that certainly failed is tried again or reported.
"""

from collections.abc import Callable, Sequence
from concurrent.futures import Future, wait
from threading import Thread
from typing import TypeVar

from dm_tui.domain.errors import DirectMailError
from dm_tui.domain.mailing.answer_faults import AnswerFault
from dm_tui.domain.mailing.fault_scope import FaultScope
from dm_tui.domain.mailing.letters.letter import Letter
from dm_tui.domain.mailing.log_entry import DeliveryStep, LogEntry
from dm_tui.domain.mailing.retries import RETRY_DELAYS
from dm_tui.domain.setup.variable_check import free_variables
from dm_tui.providers.mail.transport import Deferred, DeliveryOutcome, ListTransport, RecipientList, Refused
from dm_tui.services.mailing.delivery.giving_up import sending_refused
from dm_tui.services.mailing.delivery.log_entries import PendingRecipient, begun_entry, entry_for
from dm_tui.services.mailing.delivery.stoppable_wait import TICK, wait_unless_stopped
from dm_tui.store.delivery_log import DeliveryLog
from dm_tui.store.progress_notes import ProgressNotes

T = TypeVar("T")


def _may_pass_soon(fault: AnswerFault) -> bool:
    return fault.scope is FaultScope.SERVICE and fault.passes


class ListDelivery:
    """Takes the place of a `WorkerPool` in a run; `stopped` and `failure` mean the same.

    `invalid` stays empty: the service does not say which addresses it rejects.
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
        self._free = free_variables(letter.content)
        self._log = log
        self._sleep = sleep
        self._stopped = stopped
        self.entries: dict[int, LogEntry] = {}
        self.failure: DirectMailError | None = None
        self.invalid: list[str] = []
        self._interrupted: BaseException | None = None

    def deliver(
        self, members: Sequence[PendingRecipient], notes: ProgressNotes, tick: Callable[[], None]
    ) -> None:
        """Send to all members, calling `tick` about ten times a second.

        `entries` then has one for each member that was begun, durable in the log.
        """
        self.entries = {}
        recipients = [member.recipient for member in members]
        recipient_list = None
        try:
            recipient_list = self._run_in_thread(
                lambda: self._transport.create_list(recipients, self._should_stop, self._free), tick
            )
        except DirectMailError as error:
            self.failure = error
        if recipient_list is not None and not self._should_stop():
            self._send_to_list(members, recipient_list, notes, tick)
        self._log.write()
        if self._interrupted is not None:
            raise self._interrupted

    def _send_to_list(
        self,
        members: Sequence[PendingRecipient],
        recipient_list: RecipientList,
        notes: ProgressNotes,
        tick: Callable[[], None],
    ) -> None:
        listed = []
        for member in members:
            words = recipient_list.refused.get(member.recipient.address.lower())
            if words is None:
                listed.append(member)
            else:
                self._log_outcome(member, Refused(code=0, words=words))
        if not listed:
            return
        self._log.write(*(begun_entry(member, recipient_list.name) for member in listed))
        numbers = [member.number for member in listed]
        delivery = self._call_service(recipient_list.name, lambda step: notes.note(step, *numbers), tick)
        try:
            notes.note(entry_for(listed[0], delivery).step, *numbers)
        finally:
            for member in listed:
                self._log_outcome(member, delivery)
        if isinstance(delivery, Deferred) and not self._should_stop():
            refusal = sending_refused(self._transport.name, delivery.words, delivery.fault)
            self.failure = self.failure or refusal

    def _call_service(
        self, name: str, note: Callable[[DeliveryStep], None], tick: Callable[[], None]
    ) -> DeliveryOutcome:
        """Make the call; repeat it only where it certainly did nothing, as when calls are too many."""
        outcome: DeliveryOutcome = Deferred(words="not begun")
        for delay in (0.0, *RETRY_DELAYS):
            wait_unless_stopped(delay, self._sleep, self._should_stop, tick)
            if self._should_stop():
                break
            outcome = self._run_in_thread(
                lambda: self._transport.send(name, self._letter, lambda: note(DeliveryStep.BEGUN)), tick
            )
            if not isinstance(outcome, Deferred) or (outcome.fault and not _may_pass_soon(outcome.fault)):
                break
            note(DeliveryStep.DEFERRED)
        return outcome

    def _log_outcome(self, member: PendingRecipient, delivery: DeliveryOutcome) -> None:
        entry = entry_for(member, delivery)
        self._log.add(entry)
        self.entries[member.number] = entry

    def _run_in_thread(self, call: Callable[[], T], tick: Callable[[], None]) -> T:
        """Return what the call returns.

        An interruption, such as Ctrl-C, waits until the call has its outcome.
        """
        future = Future[T]()

        def run() -> None:
            try:
                future.set_result(call())
            except BaseException as error:  # raised where this thread is waited for
                future.set_exception(error)

        Thread(target=run, daemon=True).start()
        try:
            while not wait([future], TICK).done:
                tick()
        except BaseException as error:
            self._interrupted = error
        return future.result()

    def _should_stop(self) -> bool:
        return self._interrupted is not None or self._stopped()

    def close(self) -> None:
        """Do nothing: there is no connection."""
