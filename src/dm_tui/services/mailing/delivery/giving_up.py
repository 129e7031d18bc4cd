"""When a run gives up, and whose fault a doubtful answer is: what it learns of a server from its answers.

What may be everybody's fault refuses nobody: a recipient is tried again, and only if others were accepted
meanwhile was it its own. What is not a recipient's is tried over one more connection; then the run ends.
"""

from datetime import datetime, timedelta

from dm_tui.domain.billing_zone import billing_day
from dm_tui.domain.errors import DirectMailError, ErrorKind
from dm_tui.domain.mailing.answer_faults import AnswerFault
from dm_tui.domain.mailing.fault_scope import FaultScope
from dm_tui.domain.mailing.mailing import CONNECTION, Mailing
from dm_tui.domain.mailing.named_wait import named_wait
from dm_tui.domain.mailing.retries import RETRY_DELAYS
from dm_tui.domain.mailing.status_changes import hold_back_mailing, stop_mailing
from dm_tui.domain.mailing.wording import CONNECTION_LOST, SENDING_PUT_OFF, SENDING_REFUSED
from dm_tui.providers.mail.transport import Accepted, Deferred, DeliveryOutcome, Refused, Unknown
from dm_tui.services.mailing.delivery.log_entries import PendingRecipient, is_connection_lost

MAX_TURNED_DOWN = 2
"""How many new connections in a row the server may refuse to use before the run ends: the first one may have
been about its only message (our own limit).
"""

MAX_DOUBTFUL, MAX_DOUBTFUL_DOMAINS = 10, 3
"""How many recipients, or domains of theirs, may meet doubtful refusals in a row (our own limit)."""


class ServerConduct:
    """The answers of one run to its connections, by their slots. Its caller lets in one thread at a time.

    `failure` is why the run gives up, `failures` counts connections that were lost unproven since the last
    answer to a message.
    """

    def __init__(self, transport: str) -> None:
        self._transport = transport
        self._proven: set[int] = set()
        self._turned_down = self._accepted = 0
        self._accepted_before: dict[int, int] = {}
        self._doubtful: list[str] = []
        self._last = -1
        self.failures = 0
        self.failure: DirectMailError | None = None

    def settle(self, member: PendingRecipient, delivery: DeliveryOutcome) -> DeliveryOutcome:
        """Return the outcome of a delivery, refused if the doubtful answer was this recipient's own fault."""
        fault = _fault(delivery)
        if not isinstance(delivery, Deferred) or fault is None or not fault.is_of_one or fault.certain:
            return delivery
        before = self._accepted_before.setdefault(member.number, self._accepted)
        if fault.passes or self._accepted == before:
            return delivery
        return Refused(code=delivery.code, words=delivery.words)

    def note(self, slot: int, member: PendingRecipient, delivery: DeliveryOutcome) -> bool:
        """Learn from an outcome, and say whether the connection is still good."""
        self._note_doubt(member, delivery)
        if not is_connection_lost(delivery):
            self.failures = self._turned_down = 0
            self._proven.add(slot)
            return True
        fault, words = _fault(delivery), getattr(delivery, "words", "")
        is_new = slot not in self._proven
        self.failures += is_new
        if fault is not None and not fault.is_of_one:
            self._turned_down += is_new
            if self._turned_down >= _most_turned_down(fault):
                self._give_up(fault, words)
        if self.failures > len(RETRY_DELAYS) and self.failure is None:
            self.failure = CONNECTION_LOST(transport=self._transport, words=words)
        return False

    def note_no_connection(self, error: DirectMailError, *, first: bool) -> None:
        """Learn that no connection could be opened; give up where the run never had one, or too often."""
        self.failures += 1
        hopeless = error.kind is not ErrorKind.REFUSED  # such as a wrong password
        if hopeless or first or self.failures > len(RETRY_DELAYS):
            self.failure = self.failure or error

    def give_up_for(self, error: DirectMailError) -> None:
        """End the run for what is no server's fault and would meet everybody."""
        self.failure = self.failure or error

    def is_proven(self, slot: int) -> bool:
        """Say whether the connection had an answer to a message."""
        return slot in self._proven

    def forget(self, slot: int) -> None:
        """Forget a connection that is closed."""
        self._proven.discard(slot)

    def _note_doubt(self, member: PendingRecipient, delivery: DeliveryOutcome) -> None:
        """Give up where nobody but doubtful ones is left, or too many of them come in a row."""
        fault, again = _fault(delivery), self._last == member.number
        self._last = member.number
        if isinstance(delivery, Accepted):
            self._accepted += 1
            self._doubtful.clear()
        elif isinstance(delivery, Deferred) and fault is not None and fault.is_of_one and not fault.certain:
            self._doubtful.append(member.recipient.address.rpartition("@")[2].lower())
            many = len(self._doubtful) >= MAX_DOUBTFUL or len(set(self._doubtful)) >= MAX_DOUBTFUL_DOMAINS
            if many or (again and not fault.passes):
                self._give_up(fault, f"{delivery.code} {delivery.words}")

    def _give_up(self, fault: AnswerFault, words: str) -> None:
        self.failure = self.failure or sending_refused(self._transport, words, fault)


def sending_refused(transport: str, words: str, fault: AnswerFault | None) -> DirectMailError:
    """Return that a transport takes no mail now, and whose fault it says that is."""
    sentence = SENDING_PUT_OFF if fault is None or fault.passes else SENDING_REFUSED
    return sentence(transport=transport, words=words.rstrip(" ."), fault=fault)


def _fault(delivery: DeliveryOutcome) -> AnswerFault | None:
    return delivery.fault if isinstance(delivery, Deferred | Unknown) else None


def _most_turned_down(fault: AnswerFault) -> int:
    """Return how often in a row a fault may be met: a service that is busy is given some seconds."""
    busy = fault.scope is FaultScope.SERVICE and fault.passes
    short = fault.wait is None or fault.wait.total_seconds() <= sum(RETRY_DELAYS)
    return len(RETRY_DELAYS) + 1 if busy and short else MAX_TURNED_DOWN


def stop_for(mailing: Mailing, failure: DirectMailError, now: datetime) -> Mailing:
    """Return the mailing held back where the failure says when it may resume, otherwise paused."""
    until, fault = failure.values.get("until"), failure.values.get("fault")
    if isinstance(until, datetime):
        return hold_back_mailing(mailing, failure.code, until)
    words = str(failure)
    if isinstance(fault, AnswerFault):
        wait = billing_day(now) + timedelta(days=1) - now if fault.daily and not fault.wait else fault.wait
        return stop_mailing(mailing, fault.scope, words, now, wait=wait, passes=fault.passes)
    passes = failure.kind in (ErrorKind.REFUSED, ErrorKind.UNEXPECTED)  # a wrong password does not
    return stop_mailing(mailing, CONNECTION, words, now, wait=named_wait(failure.message), passes=passes)
