"""Who got it: one outcome for each recipient of a mailing, and one address over all mailings."""

from array import array
from collections.abc import Iterable, Iterator
from functools import partial
from typing import NamedTuple

from dm_tui.domain.mailing.log_entry import DeliveryStep, LogEntry
from dm_tui.domain.mailing.mailing import Mailing
from dm_tui.domain.mailing.old_recipients import needs_recipients
from dm_tui.domain.mailing.recipient_outcome import (
    SERVICE_MEMORY,
    RecipientOutcome,
    ServiceTrace,
    recipient_outcome,
)
from dm_tui.domain.mailing.recipients.column_names import ADDRESS_VARIABLE
from dm_tui.domain.setup.address import parse_address
from dm_tui.domain.setup.variable_filling import fill_variables
from dm_tui.providers.protocol import AccountProvider, Outbound
from dm_tui.services.mailing.find_mailing import read_mailing
from dm_tui.services.mailing.log_totals import left_by_their_program
from dm_tui.store.delivery_log import empty_log_end
from dm_tui.store.mailing_files import MailingFiles
from dm_tui.store.state import StateFile


class KnownRecipient(NamedTuple):
    """A recipient as it was given, with what became of it."""

    variables: dict[str, str]
    outcome: RecipientOutcome


class TracedOutcome(NamedTuple):
    """What became of an address in a mailing, with the subject as it was read where its values are kept."""

    mailing: Mailing
    subject: str
    outcome: RecipientOutcome


class RecipientOutcomes:
    """Reads logs and recipients side by side: of a large mailing it holds a number for each recipient."""

    def __init__(self, state: StateFile, account: AccountProvider, outbound: Outbound) -> None:
        self._state, self._account, self._outbound = state, account, outbound
        self._files = MailingFiles(state)

    def of(self, mailing_id: str) -> Iterator[KnownRecipient]:
        """Yield every recipient of a mailing in order; only the failed ones where the others are not kept.

        A restored mailing, whose log is that of another past, has none.
        """
        return self._outcomes(read_mailing(self._state, mailing_id))

    def trace(self, address: str) -> Iterator[TracedOutcome]:
        """Yield what became of an address in each mailing that has it, the newest first."""
        wanted = parse_address(address).lower()
        with self._state.read() as tables:
            history = tables.of(Mailing).history()
        for mailing in history:
            if not mailing.detached and self._files.may_have(mailing.id, wanted):
                for known in self._outcomes(mailing):
                    if known.outcome.address.lower() == wanted:
                        yield TracedOutcome(mailing, self._subject_read(mailing, known), known.outcome)

    def shown_by_service(self, address: str) -> tuple[ServiceTrace, ...]:
        """Return what the service shows of its last month's mail to an address. May block and raise."""
        now = self._account.now()
        return self._outbound.sent_to(parse_address(address), now - SERVICE_MEMORY, now)

    def _subject_read(self, mailing: Mailing, known: KnownRecipient) -> str:
        if not self._files.has_recipients(mailing.id):
            return mailing.subject
        values = {**known.variables, ADDRESS_VARIABLE: known.outcome.address}
        return fill_variables(mailing.subject, values).strip()

    def _outcomes(self, mailing: Mailing) -> Iterator[KnownRecipient]:
        if mailing.detached:
            return
        if mailing.ended and needs_recipients(mailing, self._account.now()):
            self._files.require_recipients(mailing.id)
        if mailing.ended and not self._files.has_recipients(mailing.id):
            for address, entry in self._entries_with_address(mailing).items():
                yield KnownRecipient({}, recipient_outcome(mailing, address, entry))
            return
        places, left = self._last_places(mailing)
        with self._files.log_reader(mailing.id) as entries_at:
            for line in self._files.recipients(mailing.id).lines_from_start(mailing.recipients):
                place, recipient, last = places[line.number], line.recipient, None
                if line.number in left:
                    last = LogEntry(number=line.number, step=left[line.number])
                elif place >= 0:
                    last = next(filter(partial(_is_outcome, line.number), reversed(entries_at(place))))
                yield KnownRecipient(recipient.variables, recipient_outcome(mailing, recipient.address, last))

    def _last_places(self, mailing: Mailing) -> "tuple[array[int], dict[int, DeliveryStep]]":
        """Return where in the log the last outcome of each recipient is, by its number; -1 for none.

        Beside it is what is known of those whom a program announced before it ended.
        """
        places = array("q", [-1]) * mailing.recipients
        begun: set[int] = set()
        for entry, place in self._entries(mailing):
            if entry.number >= mailing.recipients:
                continue
            if _is_outcome(entry.number, entry):
                places[entry.number] = place
                begun.discard(entry.number)
            else:
                begun.add(entry.number)
        return places, left_by_their_program(self._files, mailing, sorted(begun))

    def _entries_with_address(self, mailing: Mailing) -> dict[str, LogEntry]:
        """Return the last entry of those whose address the log has, for mailings without other recipients."""
        addresses: dict[int, str] = {}
        last: dict[str, LogEntry] = {}
        for entry, _ in self._entries(mailing):
            if entry.address:
                addresses[entry.number] = entry.address
            if (address := addresses.get(entry.number)) is not None:
                last[address] = entry
        return last

    def _entries(self, mailing: Mailing) -> Iterable[tuple[LogEntry, int]]:
        """Yield the entries of a log, each with where its line begins."""
        place = 0
        for entry, end in self._files.log(mailing.id, empty_log_end(mailing.id), mailing.log):
            yield entry, place
            place = end.size


def _is_outcome(number: int, entry: LogEntry) -> bool:
    return entry.number == number and entry.step is not DeliveryStep.BEGUN
