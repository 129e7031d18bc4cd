"""Taking recipients of a mailing in hand and concluding them, each in the transaction that moves the emails."""

from collections.abc import Callable, Iterator

from dm_tui.domain.mailing.mailing import (
    CHUNK_SIZE,
    Chunk,
    ChunkOutcomes,
    DeliveryStep,
    LogEntry,
    Mailing,
    PostponedRecipient,
    begin_chunk,
    conclude_chunk,
    finish_mailing,
    hold_back_mailing,
)
from dm_tui.domain.usage.metering import Allocation, held_back_until
from dm_tui.providers.protocol import AccountProvider, Shop
from dm_tui.services.mailing.known_invalid import is_known_invalid
from dm_tui.services.mailing.log_entries import PendingRecipient
from dm_tui.services.usage.allowance import current_meter
from dm_tui.services.usage.metering import charge_emails, give_back
from dm_tui.store.mailing_files import MailingFiles, RecipientLine
from dm_tui.store.state import Tables

KNOWN_INVALID = "This address was found to be invalid before; it was not sent to."


class ChunkAccounting:
    """The steps of a mailing that change the state file; `size` recipients at most are in hand at once, CHUNK for 0."""

    def __init__(
        self, account: AccountProvider, shop: Shop, deliveries: MailingFiles, size: int = 0
    ) -> None:
        self._size = size or CHUNK_SIZE
        self._account = account
        self._shop = shop
        self._deliveries = deliveries

    def begin(
        self, tables: Tables, mailing: Mailing, due: Callable[[PostponedRecipient], bool]
    ) -> tuple[Mailing, tuple[PendingRecipient, ...]]:
        """Return the mailing with the next chunk in hand, charged, and its members.

        Without one it is done, or held back because nothing pays for the next email, or all that is left
        waits until it is `due` again.
        """
        now = self._account.now()
        again = tuple(one for one in mailing.postponed if due(one))[: self._size]
        waiting = len(mailing.postponed) - len(again)
        room = self._size - len(again) if waiting < self._size else 0
        members = [self._read_postponed(mailing, one) for one in again]
        listed = list(self._listed(mailing, room))
        invalid = [one for one in listed if is_known_invalid(tables, one.recipient.address, now)]
        passed = {one.number for one in invalid}
        members += [_new(one) for one in listed if one.number not in passed]
        if not members and not passed:
            return (finish_mailing(mailing) if mailing.all_recipients_attempted else mailing), ()
        charged = charge_emails(tables, self._shop.catalogue(), len(members), now)
        if members and not charged.emails:
            meter = current_meter(tables, self._shop.catalogue(), now)
            until = held_back_until(charged.reason, meter, now)
            return hold_back_mailing(mailing, charged.reason, until), ()
        if charged.emails < len(members):  # the rest are as if they had never been looked at
            members = members[: charged.emails]
            listed = [one for one in listed if one.number <= members[-1].number]
        chunk = Chunk(
            again=again[: len(members)],
            stop=listed[-1].number + 1 if listed else mailing.position,
            end=listed[-1].end if listed else mailing.offset,
            known_invalid=tuple(one.number for one in invalid if one in listed),
            charged=Allocation() + charged,
            charged_at=now,
        )
        return begin_chunk(mailing, chunk), tuple(members)

    def conclude(self, tables: Tables, mailing: Mailing, outcomes: ChunkOutcomes) -> Mailing:
        """Return the mailing without its chunk; what did not leave is given back."""
        chunk = mailing.chunk
        concluded, back = conclude_chunk(mailing, outcomes)
        if chunk is not None:
            give_back(tables, back, chunk.charged_at, self._account.now())
        return concluded

    def in_hand(self, mailing: Mailing) -> tuple[PendingRecipient, ...]:
        """Return the members of the chunk in hand, known invalid ones left out; reads the recipients again."""
        chunk = mailing.chunk
        if chunk is None:
            return ()
        again = tuple(self._read_postponed(mailing, one) for one in chunk.again)
        new = self._listed(mailing, chunk.stop - mailing.position)
        return (*again, *(_new(one) for one in new if one.number not in chunk.known_invalid))

    def known_invalid_entries(self, mailing: Mailing) -> list[LogEntry]:
        """Return what the log has to say of those in hand that are known to be invalid."""
        chunk = mailing.chunk
        if chunk is None or not chunk.known_invalid:
            return []
        return [
            LogEntry(
                number=one.number,
                step=DeliveryStep.REFUSED,
                words=KNOWN_INVALID,
                address=one.recipient.address,
            )
            for one in self._listed(mailing, chunk.stop - mailing.position)
            if one.number in chunk.known_invalid
        ]

    def _listed(self, mailing: Mailing, count: int) -> Iterator[RecipientLine]:
        if count <= 0 or mailing.position >= mailing.recipients:
            return
        for one in self._deliveries.recipients(mailing.id, mailing.position, mailing.offset):
            yield one
            count -= 1
            if not count:
                return

    def _read_postponed(self, mailing: Mailing, one: PostponedRecipient) -> PendingRecipient:
        listed = next(self._deliveries.recipients(mailing.id, one.number, one.offset))
        return PendingRecipient(one.number, one.offset, one.tries, listed.recipient)


def _new(one: RecipientLine) -> PendingRecipient:
    return PendingRecipient(one.number, one.offset, 0, one.recipient)
