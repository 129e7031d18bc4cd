"""After a program ended in the midst of a mailing: what the log says is concluded, the rest is asked or unknown."""

from collections.abc import Callable

from dm_tui.domain.mailing.mailing import (
    DeliveryStep,
    LogEntry,
    Mailing,
    UnknownCharge,
    settle_unknown,
)
from dm_tui.providers.mail.transport import Accepted, Deferred, Refused, Transport
from dm_tui.providers.protocol import AccountProvider, Shop
from dm_tui.services.mailing.chunk_accounting import ChunkAccounting
from dm_tui.services.mailing.log_entries import PendingRecipient, outcomes_from_log
from dm_tui.services.mailing.mailing_lookup import require_mailing, require_unchanged
from dm_tui.services.usage.metering import give_back
from dm_tui.store.delivery_log import DeliveryLog
from dm_tui.store.mailing_files import MailingFiles
from dm_tui.store.state import StateFile, Tables

ENDED_BEFORE_ANSWER = "The program ended before the server answered."
REFUSAL_WORDS_LOST = "The server refused it; the program ended before its words were kept."


class CrashRecovery:
    """Brings the state file up to the log of a mailing. For who holds the mailing."""

    def __init__(
        self,
        state: StateFile,
        account: AccountProvider,
        shop: Shop,
        deliveries: MailingFiles,
        transport: Callable[[], Transport],
    ) -> None:
        self._state = state
        self._account = account
        self._shop = shop
        self._deliveries = deliveries
        self._transport = transport
        self._chunks = ChunkAccounting(account, shop, deliveries)

    def catch_up(self, mailing_id: str) -> tuple[Mailing, DeliveryLog]:
        """Conclude what was left in hand, and return the mailing and its log, open behind all that stands.

        Who was begun without an outcome is asked of the transport; where that cannot tell, it is unknown and
        never sent to again. Who was announced and certainly not begun is as if he had never been.
        """
        with self._state.read() as tables:
            mailing = require_mailing(tables, mailing_id)
        entries: dict[int, LogEntry] = {}
        end = mailing.log
        for entry, end in self._deliveries.log(mailing_id, mailing.log):  # noqa: B007
            entries[entry.number] = entry
        log = self._deliveries.open_log(mailing_id, end)
        members = self._chunks.in_hand(mailing)
        missing = [
            one for one in self._chunks.known_invalid_entries(mailing) if one.number not in entries
        ]
        begun = {number for number, one in entries.items() if one.step is DeliveryStep.BEGUN}
        numbers = [one.number for one in members]
        noted = self._deliveries.in_hand(mailing_id, mailing.log, numbers)
        missing += [
            self._recover_outcome(
                mailing_id, one, DeliveryStep.BEGUN if noted is None else noted[one.number]
            )
            for one in members
            if one.number in begun
        ]
        if missing:
            log.write(*missing)
            entries |= {entry.number: entry for entry in missing}
        steps = [entry.step for entry in entries.values()]
        delivered, not_delivered = (
            steps.count(DeliveryStep.DELIVERED),
            steps.count(DeliveryStep.NOT_DELIVERED),
        )
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
        """Give back what was in doubt and turned out not to have left."""
        for doubt in doubts:
            give_back(tables, doubt.charged, doubt.charged_at, self._account.now())

    def _recover_outcome(
        self, mailing_id: str, member: PendingRecipient, noted: DeliveryStep | None
    ) -> LogEntry:
        """Return what became of a delivery that was announced, by how far it got as far as was noted."""
        number, address = member.number, member.recipient.address
        match noted:
            case None | DeliveryStep.DEFERRED:
                return LogEntry(number=number, step=DeliveryStep.DEFERRED)
            case DeliveryStep.ACCEPTED:
                return LogEntry(number=number, step=DeliveryStep.ACCEPTED)
            case DeliveryStep.REFUSED:
                return LogEntry(
                    number=number,
                    step=DeliveryStep.REFUSED,
                    words=REFUSAL_WORDS_LOST,
                    address=address,
                )
            case _:
                return self._ask_transport(mailing_id, member)

    def _ask_transport(self, mailing_id: str, member: PendingRecipient) -> LogEntry:
        """Return what the transport knows of a delivery that was begun and never answered."""
        address = member.recipient.address
        match self._transport().settle(f"{mailing_id}-{member.number}"):
            case Accepted():
                return LogEntry(number=member.number, step=DeliveryStep.ACCEPTED)
            case Refused(code=code, words=words):
                return LogEntry(
                    number=member.number,
                    step=DeliveryStep.REFUSED,
                    code=code,
                    words=words,
                    address=address,
                )
            case Deferred(words=words):
                return LogEntry(number=member.number, step=DeliveryStep.DEFERRED, words=words)
            case _:
                return LogEntry(
                    number=member.number,
                    step=DeliveryStep.UNKNOWN,
                    words=ENDED_BEFORE_ANSWER,
                    address=address,
                )
