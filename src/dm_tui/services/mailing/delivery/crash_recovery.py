"""Crash recovery: replay the log, ask the transport about the rest, mark as unknown what it does not know.

Two simpler ways were rejected. Sending the interrupted chunk again would give some recipients two emails.
Calling all of it unknown would leave up to a hundred people to be settled by hand, of whom most certainly
have or have not the email. The log and the notes narrow it down to the messages that were leaving at that
moment.
"""

from collections.abc import Callable

from dm_tui.domain.mailing.chunk_charges import settle_unknown
from dm_tui.domain.mailing.log_entry import DeliveryStep, LogEntry
from dm_tui.domain.mailing.mailing import Mailing
from dm_tui.domain.mailing.unknown_charge import UnknownCharge
from dm_tui.domain.mailing.wording import ENDED_BEFORE_ANSWER, REFUSAL_WORDS_LOST
from dm_tui.providers.mail.transport import Accepted, Deferred, DeliveryOutcome, Refused, Transport, Unknown
from dm_tui.providers.protocol import AccountProvider, Shop
from dm_tui.services.mailing.delivery.chunk_accounting import ChunkAccounting
from dm_tui.services.mailing.delivery.log_entries import PendingRecipient, entry_for, outcomes_from_log
from dm_tui.services.mailing.find_mailing import require_mailing, require_unchanged
from dm_tui.services.usage.metering import give_back
from dm_tui.store.delivery_log import DeliveryLog
from dm_tui.store.mailing_files import MailingFiles
from dm_tui.store.progress_notes import NotedSteps
from dm_tui.store.state import StateFile, Tables


class CrashRecovery:
    """Brings the state file up to the log of a mailing. The caller holds the mailing."""

    def __init__(
        self,
        state: StateFile,
        account: AccountProvider,
        shop: Shop,
        files: MailingFiles,
        transport: Callable[[], Transport],
    ) -> None:
        self._state = state
        self._account = account
        self._files = files
        self._transport = transport
        self._chunks = ChunkAccounting(account, shop, files)

    def catch_up(self, mailing_id: str) -> tuple[Mailing, DeliveryLog]:
        """Conclude the chunk that was left, and return the mailing and its log, open at its end.

        The transport is asked about a recipient whose message may have left without an outcome; if it does
        not know, the recipient is unknown and never sent to again. An announced recipient whose message
        certainly stayed goes back into the queue. What was noted as sent is not sent again, even if the log
        lost it.
        """
        with self._state.read() as tables:
            mailing = require_mailing(tables, mailing_id)
        entries: dict[int, LogEntry] = {}
        end = mailing.log
        for entry, end in self._files.log(mailing_id, mailing.log):  # noqa: B007
            entries[entry.number] = entry
        log = self._files.open_log(mailing_id, end)
        members = self._chunks.current_members(mailing)
        left_out = self._chunks.left_out_entries(mailing)
        missing = [entry for entry in left_out if entry.number not in entries]
        numbers = [member.number for member in members]
        notes = self._files.read_progress_notes(mailing_id, mailing.log, numbers)
        for member in members:
            logged = entries.get(member.number)
            step = _last_step(logged.step if logged else None, notes, member.number)
            if step is not None:
                missing.append(self._recover_outcome(mailing, member, step))
        if missing:
            log.write(*missing)
            entries |= {entry.number: entry for entry in missing}
        steps = [entry.step for entry in entries.values()]
        delivered = steps.count(DeliveryStep.DELIVERED)
        not_delivered = steps.count(DeliveryStep.NOT_DELIVERED)
        if mailing.chunk is None and not delivered and not not_delivered:
            return mailing, log
        with self._state.transaction() as tables:
            present = require_unchanged(tables, mailing)
            if present.chunk is not None:
                outcomes = outcomes_from_log(present, members, entries, log.end)
                present = self._chunks.conclude(tables, present, outcomes)
            present, back = settle_unknown(present, delivered, not_delivered, log.end)
            self.give_back_doubts(tables, back)
            return tables.of(Mailing).put(present), log

    def give_back_doubts(self, tables: Tables, doubts: tuple[UnknownCharge, ...]) -> None:
        """Give back the charges of emails that turned out not to have left."""
        for doubt in doubts:
            give_back(tables, doubt.charged, doubt.charged_at, self._account.now())

    def _recover_outcome(self, mailing: Mailing, member: PendingRecipient, last: DeliveryStep) -> LogEntry:
        """Return the outcome by the last step; only where that was the beginning is the transport asked."""
        delivery: DeliveryOutcome
        match last:
            case DeliveryStep.DEFERRED:
                delivery = Deferred(words="")
            case DeliveryStep.ACCEPTED:
                delivery = Accepted()
            case DeliveryStep.REFUSED:
                delivery = Refused(code=0, words=REFUSAL_WORDS_LOST)
            case _:
                delivery = self._ask_transport(mailing.id, member)
        return entry_for(member, delivery, mailing.chunk.charged_at if mailing.chunk else None)

    def _ask_transport(self, mailing_id: str, member: PendingRecipient) -> DeliveryOutcome:
        answer = self._transport().settle(f"{mailing_id}-{member.number}")
        return answer or Unknown(words=ENDED_BEFORE_ANSWER)


_OUTCOMES = (DeliveryStep.ACCEPTED, DeliveryStep.REFUSED, DeliveryStep.UNKNOWN)


def _last_step(logged: DeliveryStep | None, notes: NotedSteps, number: int) -> DeliveryStep | None:
    """Return the last step of a recipient that the log has no outcome of; None if the log says all.

    A note comes after the announcement in the log and before the outcome there. So a note without an
    announcement means that the log lost it.
    """
    noted = notes.steps.get(number, DeliveryStep.DEFERRED)
    if logged in _OUTCOMES or (logged is not DeliveryStep.BEGUN and noted is DeliveryStep.DEFERRED):
        return None
    return noted if notes.complete else DeliveryStep.BEGUN
